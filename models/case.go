package models

import "time"

// CaseKind says what sort of work a case is.
type CaseKind string

// The kinds; others come with their processes.
const (
	KindApplication CaseKind = "application" // a citizen's request
	KindCertificate CaseKind = "certificate" // the making of one version of a document
	KindIdentity    CaseKind = "identity"    // somebody asks to be identified
)

// CaseState says whether work goes on.
type CaseState string

const (
	Open   CaseState = "open"
	Closed CaseState = "closed"
)

// FilingChannel is how a request reached the municipality.
type FilingChannel string

const (
	FiledPortal  FilingChannel = "portal"
	FiledCounter FilingChannel = "counter"
	FiledPhone   FilingChannel = "phone"
	FiledPost    FilingChannel = "post"
	FiledEmail   FilingChannel = "email"
)

// Due are the two times by which a case should be answered: what the law
// says, and what the municipality promises.
type Due struct {
	Legal  time.Time `json:"legal"`
	Target time.Time `json:"target"`
}

// Entry is one line of the protocol book. Lines are never changed or removed.
type Entry struct {
	Number int       `json:"number"`
	Year   int       `json:"year"`
	At     time.Time `json:"at"` // of entry, which is the time on the receipt
}

// Submission is a request as it is filed. The service's rules have been
// checked; rights and everything that needs the database are checked on filing.
type Submission struct {
	CaseID      CaseID
	Service     ServiceCode
	Version     int
	Unit        UnitCode // responsible
	Form        map[string]any
	Attachments []SlotFile
	Delivery    Delivery
	Channel     FilingChannel
	Shown       *ShownDocument // by the applicant at the counter, to prove who he is
	Applicant   *Person        // by a clerk for somebody at the counter; nil: the actor
	Behalf      *Behalf        // for whom, if not for himself
	Due         Due
	Arrival     *Arrival // nil: filed here, now
	Draft       DraftID  // removed when the case is filed; may be empty
}

// SlotFile says which uploaded file fills which slot.
type SlotFile struct {
	Slot     SlotKey        `json:"slot"`
	ID       AttachmentID   `json:"id"`
	Replaces []AttachmentID `json:"replaces,omitempty"` // older versions, which stay
	Most     int            `json:"-"`                  // files that the slot takes; 0: any number
}

// Filed answers a submission.
type Filed struct {
	CaseID    CaseID
	Protocol  Entry
	Due       Due
	Duplicate CaseID // an open case of the same person for the same service, if any
	Outbox    int64  // the start message, for the relay
	Identify  bool   // it waits until the applicant is identified
}

// CaseSummary is a case in a list.
type CaseSummary struct {
	ID          CaseID
	Kind        CaseKind
	Service     ServiceCode
	Version     int
	Unit        UnitCode
	Protocol    Entry
	State       CaseState
	Stage       StageKey // empty before the first visit and after the last
	Outcome     Outcome  // empty while open
	Applicant   string   // name
	SubmittedAt time.Time
	ClosedAt    time.Time // zero while open
	Due         Due
	Unread      int // messages of the other side that the reader's has not read
}

// CaseDetail is a case as its page shows it.
type CaseDetail struct {
	CaseSummary
	Channel     FilingChannel
	Delivery    Delivery
	FromBody    string    // that had it first; empty: it was filed here
	CompetentAt time.Time // when it reached the municipality, if another body had it first
	DecidedAt   time.Time // zero before the decision
	WithdrawnAt time.Time
	HaltedAt    time.Time
	Handler     Contact // who has it now, or the unit's contact
	HandlerUnit UnitCode
	Language    string          // of whom is told
	Behalf      *Representation // nil: the applicant speaks for himself
	Form        map[string]any  // nil for who may not read it
	Timeline    []TimelineItem
	Files       []Attachment
	OpenTasks   []Task // those the actor may decide come with their outcomes
	Payments    []Payment
	Findings    []Finding // staff only
	Notices     []NoticeLine
	Documents   []Document
	Parent      CaseID   // that waits for this one
	Children    []CaseID // that make something for this one; staff only
	Watched     bool     // by the actor
	Links       []CaseLink
}

// TimelineItem is one visit of one stage as people read it.
type TimelineItem struct {
	Visit     int
	Ordinal   int
	Stage     StageKey
	Audience  Audience // or "machine"
	Unit      UnitCode
	Handler   string // name; empty when nobody had claimed it
	ActingFor string // the name of whose substitute he was; empty: nobody's
	OpenedAt  time.Time
	DueAt     time.Time
	ClosedAt  time.Time // zero while open
	Outcome   Outcome
	Note      string // reasons given with the outcome, where the reader may see them
	Tracking  string
	ToUnit    UnitCode // with Forwarded
	ToBody    *Body    // with HandedOn
}

// Attachment is an uploaded file.
type Attachment struct {
	ID         AttachmentID
	CaseID     CaseID // empty while loose
	Slot       SlotKey
	Visit      int
	Name       string
	MediaType  string
	Size       int64 // bytes
	SHA256     string
	Blob       string // key in the blob store; never shown
	UploadedAt time.Time
	State      AttachmentState
	AddedAt    time.Time       // when the case took it; zero with the submission
	Staff      bool            // put there by who works for the municipality
	Internal   bool            // for staff only
	ReplacedBy AttachmentID    // the version that counts instead; empty for the newest
	Verdict    *PaperJudgement // nil: nobody has judged it
}

// Payment is the proof of a fee.
type Payment struct {
	Kind       PaymentKind
	Code       string
	RecordedAt time.Time
}

// PaymentKind is a way to prove a fee.
type PaymentKind string

const (
	EParavolo PaymentKind = "e-paravolo" // 20 digits
	RF        PaymentKind = "rf"         // ISO 11649 creditor reference
)

// Finding is what the machine noticed about a case.
type Finding struct {
	Code    Code
	Subject string // a slot, or another case
}

// NoticeLine is one message as the case's page lists it.
type NoticeLine struct {
	ID        NoticeID
	Event     Event
	Visit     int
	Channel   Channel
	Staff     bool
	State     NoticeState
	Failure   Code
	CreatedAt time.Time
	SentAt    time.Time
	Subject   string
	ArrivedAt time.Time
	FailedAt  time.Time // known not to arrive
	Instead   bool      // goes because the other channel failed
}

// Receipt is what ν. 2690/1999 art. 12 and ν. 4727/2020 art. 19 ask a receipt
// to state: number, date and time of entry, subject, number of papers, the
// body addressed, and by whom.
type Receipt struct {
	CaseID       CaseID
	Protocol     Entry
	Service      ServiceCode
	Version      int
	Channel      FilingChannel
	Applicant    string
	Behalf       *Representation // nil: the applicant speaks for himself
	Unit         UnitName
	Municipality MunicipalityName
	Papers       []Attachment
	Due          Due
	FiledAt      time.Time // at the body below, if one had it first
	FromBody     string
	Identify     bool // it waited, when it was filed, for the identity of who brought it
}

// Process is a case as the administrator sees it: what the database says.
type Process struct {
	CaseID     CaseID
	WorkflowID string
	State      CaseState
	Position   Position
	Visit      int
	Halted     Code
	Visits     []TimelineItem
	Messages   []OutboxLine
}

// OutboxLine is one message to Temporal.
type OutboxLine struct {
	ID          int64
	Verb        string
	UpdateID    string
	Attempts    int
	CreatedAt   time.Time
	DeliveredAt time.Time
	Refused     Code
}
