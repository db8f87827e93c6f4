package models

import "time"

// MessageID names one message or internal note of a case's conversation.
type MessageID string // UUIDv7, or derived from an Idempotency-Key

// Side is who speaks in a conversation.
type Side string

// The sides.
const (
	SideApplicant Side = "applicant"
	SideHouse     Side = "house" // who works for the municipality
)

// NewMessage is what somebody writes into the conversation of a case.
type NewMessage struct {
	ID          MessageID
	CaseID      CaseID
	Text        string // plain
	Attachments []AttachmentID
	Internal    bool          // a note for staff, which the applicant never gets
	Channel     FilingChannel // by a clerk: how an applicant without a login said it; empty otherwise
}

// ThreadKind is what an item of a conversation is.
type ThreadKind string

// The kinds.
const (
	ThreadMessage  ThreadKind = "message"
	ThreadNote     ThreadKind = "note"     // internal
	ThreadNotice   ThreadKind = "notice"   // told by the machine
	ThreadDecision ThreadKind = "decision" // reasons of a return, refusal or forwarding, or the answer to a return
)

// ThreadItem is one item of a conversation.
type ThreadItem struct {
	ID        string // of the message, note, notice or decision
	Kind      ThreadKind
	At        time.Time
	Side      Side   // empty of a notice
	Author    string // name
	Writer    AccountID
	ActingFor string // name of whom the author stood in for; empty: nobody
	Clerk     string // who wrote down what the applicant said elsewhere
	Channel   string // how a message came, or which way a notice goes
	Text      string
	Files     []Attachment
	Reads     []ReadMark // by the other side; of a note, by colleagues
	Unread    bool       // nobody of the reader's side has read it; of a note, the reader has not

	// Of a notice.
	Event   Event
	Subject string
	State   NoticeState
	SentAt  time.Time
	Staff   bool // told to staff

	// Of a decision.
	Outcome Outcome
	Stage   StageKey
}

// ReadMark says that somebody has read an item.
type ReadMark struct {
	Name string
	At   time.Time
}

// Thread is part of the conversation of a case.
type Thread struct {
	Service ServiceCode
	Version int
	Items   []ThreadItem
	Next    string // cursor of the next page; empty on the last
}

// ThreadPage asks for part of a conversation.
type ThreadPage struct {
	Page
	Newest bool // newest first; otherwise in the order of reading
}

// AfterEnd is how long after the end of a case, or after the house's last
// message in it, its applicant may still write.
const AfterEnd = 30 * 24 * time.Hour
