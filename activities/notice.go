package activities

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/mail"
	"github.com/thyrida/thyrida/internal/sms"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Notice writes messages to people and hands them to the providers. It is used
// by the sender for the first attempts and by the notice workflow for the rest.
type Notice struct {
	Store    store.System
	Services *catalogue.Book
	Composer catalogue.Composer
	Clock    clock.Clock
	Mail     *mail.Sender
	SMS      *sms.Sender // nil: the municipality sends no SMS
	From     string      // address that sends
	Bounces  string      // where what cannot be delivered goes back to; From if empty
	Portal   string      // address of the portal, for links to documents; none if empty
}

// Deliver makes one attempt and records how it ended. Its error is the
// store's: the row stays in our hands and comes back when its lease ends.
func (n *Notice) Deliver(ctx context.Context, m models.Notice) error {
	f, err := n.Store.NoticeFacts(ctx, m)
	if err != nil {
		return err
	}
	end, err := n.Attempt(ctx, f)
	if err != nil {
		return err
	}
	return n.Store.NoticesEnded(ctx, []models.NoticeEnd{end})
}

// Attempt makes one attempt and says how it ended, for the store to record. An
// error means that none was made.
func (n *Notice) Attempt(ctx context.Context, f models.NoticeFacts) (models.NoticeEnd, error) {
	m := f.Notice
	f.Portal = n.Portal
	cancelled := models.NoticeEnd{Notice: m, State: models.Cancelled}
	if f.To == "" || m.Channel == models.SMS && n.SMS == nil {
		cancelled.Fault.Code = "no-address"
		return cancelled, nil
	}
	if m.Channel == models.SMS && !m.Event.Prompt() {
		if until := calendar.QuietUntil(n.Clock.Now(), f.Quiet.From, f.Quiet.Until); !until.IsZero() {
			return models.NoticeEnd{Notice: m, State: models.Queued, Until: until}, nil
		}
	}
	var s *catalogue.Service // none when no case is told of
	switch {
	case f.CaseID != "":
		var err error
		if s, err = n.Services.Service(ctx, models.PlanRef{Municipality: m.Municipality, Service: f.Service, Version: f.Version}); err != nil {
			return models.NoticeEnd{}, err
		}
	case f.DueAt.IsZero(): // another certificate has taken its place, or the code is over
		cancelled.Fault.Code = "out-of-date"
		return cancelled, nil
	}
	send := n.email
	if m.Channel == models.SMS {
		send = n.text
	}
	sent, err := send(ctx, f, s)
	return ended(f, sent, err), nil
}

// ended is how an attempt ended. A message found with the provider may have
// had its end already.
func ended(f models.NoticeFacts, sent outgoing, err error) models.NoticeEnd {
	end := models.NoticeEnd{Notice: f.Notice, State: models.Queued}
	var hopeless *hopeless
	switch {
	case err == nil:
		end.State, end.Reference = models.Sent, sent.reference
		end.Subject, end.Body = unsaid(sent.subject, f.OneTimeCode), unsaid(sent.body, f.OneTimeCode)
		if sms.Lost(sent.status) {
			end.Lost = models.Code("twilio-" + sent.status)
		}
	case errors.As(err, &hopeless):
		end.Fault = models.NoticeFault{Code: hopeless.code, Permanent: true}
	case mail.Uncertain(err), sms.Uncertain(err):
		end.State = models.Sending
	default:
		end.Fault = failure(err)
	}
	return end
}

// unsaid is a text without the one-time code that it brought.
func unsaid(text, code string) string {
	if code == "" {
		return text
	}
	return strings.ReplaceAll(text, code, "••••••")
}

// outgoing is what left the house.
type outgoing struct{ reference, subject, body, status string }

// hopeless is a message that cannot be written.
type hopeless struct {
	code models.Code
	err  error
}

func (h *hopeless) Error() string { return fmt.Sprintf("%s: %v", h.code, h.err) }

func (n *Notice) email(ctx context.Context, f models.NoticeFacts, s *catalogue.Service) (outgoing, error) {
	m, err := n.Composer.Email(f, s)
	if err != nil {
		return outgoing{}, &hopeless{"notice-unwritable", err}
	}
	house := f.House.El
	if f.Language == "en" {
		house = f.House.En
	}
	id := fmt.Sprintf("%s@%s", f.Subject, domain(n.From)) // the same on every attempt, so receivers see one message
	var thread []string
	if f.CaseID != "" {
		thread = []string{fmt.Sprintf("case-%s@%s", f.CaseID, domain(n.From))}
	}
	err = n.Mail.Send(ctx, mail.Message{ID: id, From: mail.Address{Name: house, Email: n.From},
		Bounces: n.Bounces, ReplyTo: mail.Address{Name: f.Handler.Name, Email: f.Handler.Email}, To: mail.Address{Name: f.Name, Email: f.To},
		Subject: m.Subject, Text: m.Text, HTML: m.HTML, Language: f.Language, At: n.Clock.Now(),
		References: thread})
	return outgoing{reference: id, subject: m.Subject, body: m.Text}, err
}

// text sends an SMS. Twilio has no key against repetition, so an attempt whose
// end nobody saw is looked for there before it is made again.
func (n *Notice) text(ctx context.Context, f models.NoticeFacts, s *catalogue.Service) (outgoing, error) {
	body, _, err := n.Composer.SMS(f, s)
	if err != nil {
		return outgoing{}, &hopeless{"notice-unwritable", err}
	}
	if !f.UncertainAt.IsZero() {
		r, found, err := n.SMS.Find(ctx, f.To, body, f.UncertainAt.Add(-time.Minute))
		if err != nil || found {
			return outgoing{reference: r.SID, body: body, status: r.Status}, err
		}
	}
	r, err := n.SMS.Send(ctx, sms.Message{Reference: string(f.ID), To: f.To, Body: body})
	return outgoing{reference: r.SID, body: body}, err
}

// Send is the step of the notice workflow: one more attempt.
func (n *Notice) Send(ctx context.Context, in models.NoticeRef) (out models.NoticeSent, err error) {
	m, err := n.Store.TakeNotice(ctx, in.ID)
	if err != nil {
		return out, err
	}
	if m.State == models.Durable {
		if err := n.Deliver(ctx, m); err != nil {
			return out, err
		}
		m, err = n.Store.Notice(ctx, in.ID)
	}
	out.State = m.State
	if m.State == models.Durable && m.QuietUntil.After(n.Clock.Now()) {
		out.Until = m.QuietUntil
	}
	return out, err
}

// GiveUp is the step of the notice workflow that ends its attempts.
func (n *Notice) GiveUp(ctx context.Context, in models.NoticeRef) (out models.None, err error) {
	return out, n.Store.GiveUpNotice(ctx, in.ID)
}

func failure(err error) models.NoticeFault {
	if f, ok := errors.AsType[*mail.Failure](err); ok {
		return models.NoticeFault{Code: models.Code(f.Code), Permanent: f.Permanent}
	}
	if f, ok := errors.AsType[*sms.Failure](err); ok {
		return models.NoticeFault{Code: models.Code(f.Code), Permanent: f.Permanent, After: f.After}
	}
	return models.NoticeFault{Code: "internal"}
}

// domain is the part of an address behind the @.
func domain(address string) string {
	for i := len(address) - 1; i >= 0; i-- {
		if address[i] == '@' {
			return address[i+1:]
		}
	}
	return address
}
