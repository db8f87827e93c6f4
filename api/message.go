package api

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

func (s *server) messageRoutes() {
	add(s, http.MethodGet, "/cases/{id}/thread", "show-thread", "Show the conversation of a case", s.showThread,
		describe("Messages of both sides, what was told by e-mail and SMS, and the reasons of returns, refusals and forwardings with the answers to them, "+
			"in the order of time; for staff the internal notes, too. It stays readable after the end."))
	add(s, http.MethodPost, "/cases/{id}/messages", "write-message", "Write to the other side", s.writeMessage, created,
		describe("By the applicant, or by who works on the case, at every stage and while it is halted; after its end the applicant may still "+
			"write for 30 days, counted anew from the municipality's last message. The other side is told by e-mail, the applicant also by SMS; "+
			"what is written within two minutes is told of at once. A note (internal) is for staff and told to nobody."))
	add(s, http.MethodPost, "/cases/{id}/thread/read", "read-thread", "Mark the conversation as read", s.readThread, noBody,
		describe("Up to a message or note, everything before it included. The other side sees who has read when; the municipality reads as one."))
}

type threadInput struct {
	ID models.CaseID `path:"id" format:"uuid"`
	Cursor
	Order string `query:"order" enum:"asc,desc" default:"asc" doc:"desc: newest first."`
}

// ThreadItem is one item of a conversation.
type ThreadItem struct {
	ID        string            `json:"id" format:"uuid"`
	Kind      models.ThreadKind `json:"kind" enum:"message,note,notice,decision" doc:"Note: internal, for staff. Notice: told by the machine. Decision: reasons of a return, refusal or forwarding, or the answer to a return."`
	At        time.Time         `json:"at"`
	Side      models.Side       `json:"side,omitempty" enum:"applicant,house" doc:"Who speaks; absent of a notice."`
	Author    string            `json:"author,omitempty"`
	ActingFor string            `json:"actingFor,omitempty" doc:"Name of the absent person whom the author stood in for."`
	Clerk     string            `json:"clerk,omitempty" doc:"Who wrote down what an applicant without a login said."`
	Channel   string            `json:"channel,omitempty" enum:"portal,counter,phone,post,email,sms" doc:"How a message came, or which way a notice went."`
	Text      string            `json:"text,omitempty" doc:"Plain: nothing in it is markup."`
	Files     []Attachment      `json:"files" nullable:"false"`
	Reads     []ReadMark        `json:"reads" nullable:"false" doc:"Who of the other side has read a message; of a note, which colleagues."`
	Unread    bool              `json:"unread,omitempty" doc:"Nobody of the caller's side has read it; of a note, the caller has not."`

	Event       models.Event       `json:"event,omitempty" doc:"Of a notice."`
	Subject     string             `json:"subject,omitempty" doc:"Of a notice by e-mail."`
	State       models.NoticeState `json:"state,omitempty" enum:"queued,sending,durable,sent,delivered,failed,given-up,cancelled" doc:"Of a notice."`
	SentAt      *time.Time         `json:"sentAt,omitempty" doc:"Of a notice."`
	Staff       bool               `json:"staff,omitempty" doc:"Of a notice: told to staff."`
	Outcome     models.Outcome     `json:"outcome,omitempty" doc:"Of a decision."`
	OutcomeText string             `json:"outcomeText,omitempty"`
	Stage       models.StageKey    `json:"stage,omitempty" doc:"Of a decision."`
	StageLabel  string             `json:"stageLabel,omitempty"`
}

// ReadMark says that somebody has read an item.
type ReadMark struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

type threadOutput struct{ Body List[ThreadItem] }

func (s *server) showThread(ctx context.Context, in *threadInput) (*threadOutput, error) {
	of(ctx).Case = in.ID
	thread, err := s.desk(ctx).Thread(ctx, in.ID, models.ThreadPage{Page: in.page(), Newest: in.Order == "desc"})
	if err != nil {
		return nil, err
	}
	service, err := s.service(ctx, thread.Service, thread.Version)
	if err != nil {
		return nil, err
	}
	lang := of(ctx).Lang
	return &threadOutput{Body: listOf(thread.Items, thread.Next, func(t models.ThreadItem) ThreadItem { return s.showItem(lang, service, t) })}, nil
}

func (s *server) showItem(lang string, v *catalogue.Service, t models.ThreadItem) ThreadItem {
	out := ThreadItem{ID: t.ID, Kind: t.Kind, At: t.At, Side: t.Side, Author: t.Author, ActingFor: t.ActingFor, Clerk: t.Clerk, Channel: t.Channel, Text: t.Text,
		Files: []Attachment{}, Reads: []ReadMark{}, Unread: t.Unread, Event: t.Event, Subject: t.Subject, State: t.State,
		SentAt: moment(t.SentAt), Staff: t.Staff, Outcome: t.Outcome, Stage: t.Stage}
	for _, f := range t.Files {
		out.Files = append(out.Files, showAttachment(f))
	}
	for _, r := range t.Reads {
		out.Reads = append(out.Reads, ReadMark(r))
	}
	if t.Outcome != "" && v != nil {
		out.OutcomeText, out.StageLabel = s.Texts.OutcomeText(lang, v, t.Stage, t.Outcome), s.Texts.StageLabel(lang, v, t.Stage)
	}
	return out
}

type writeInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body struct {
		Text        string                `json:"text" maxLength:"4000" doc:"Plain text. What cannot be shown is left out."`
		Attachments []models.AttachmentID `json:"attachments,omitempty" maxItems:"10" uniqueItems:"true" doc:"Files uploaded by the caller."`
		Internal    bool                  `json:"internal,omitempty" doc:"A note for staff. The applicant never gets it."`
		Channel     models.FilingChannel  `json:"channel,omitempty" enum:"counter,phone,post,email" doc:"By a clerk of the responsible unit: how an applicant without a login said it."`
	}
}

type itemOutput struct{ Body ThreadItem }

func (s *server) writeMessage(ctx context.Context, in *writeInput) (*itemOutput, error) {
	of(ctx).Case = in.ID
	item, err := s.desk(ctx).WriteMessage(ctx, models.NewMessage{ID: models.MessageID(of(ctx).intention("message")), CaseID: in.ID,
		Text: plainText(in.Body.Text), Attachments: in.Body.Attachments, Internal: in.Body.Internal, Channel: in.Body.Channel})
	if err != nil {
		return nil, err
	}
	return &itemOutput{Body: s.showItem(of(ctx).Lang, nil, item)}, nil
}

type readInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body struct {
		UpTo models.MessageID `json:"upTo" format:"uuid" doc:"The newest message or note that was read."`
	}
}

func (s *server) readThread(ctx context.Context, in *readInput) (*struct{}, error) {
	of(ctx).Case = in.ID
	return nil, s.desk(ctx).ReadThread(ctx, in.ID, in.Body.UpTo)
}

// plainText is tidyNote without what turns the direction of writing or hides
// between letters: nobody is to read other words than were written.
func plainText(s string) string {
	return tidyNote(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || r == '\u200b' || r == '\u2060' || r == '\ufeff' || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, norm.NFC.String(s)))
}
