package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// deliveryBudget is how long a request waits for Temporal.
const deliveryBudget = 2 * time.Second

// deliver tries to hand a message to Temporal while the client waits. Its
// client may go away and Temporal may be: the message is committed, and the
// worker's relay delivers it then.
func (s *server) deliver(ctx context.Context, outbox int64) {
	if outbox == 0 {
		return
	}
	r := of(ctx)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deliveryBudget)
	defer cancel()
	if err := s.Relay.Deliver(ctx, outbox); err != nil {
		s.meters.deliveries.WithLabelValues("later").Inc()
		s.Log.InfoContext(ctx, "delivered later", "request", r.ID, "case", r.Case, "outbox", outbox, "err", err)
		return
	}
	s.meters.deliveries.WithLabelValues("ok").Inc()
}

// Decided answers a decision.
type Decided struct {
	ID    models.DecisionID    `json:"id" format:"uuid"`
	Case  models.CaseID        `json:"case" format:"uuid"`
	State models.DecisionState `json:"state" enum:"applied,recorded" doc:"recorded: it counts, and the process will hear of it as soon as it can."`
}

type decidedOutput struct {
	Status int
	Body   Decided
}

// settle delivers a decision and tells how far it came: 200 applied, 202
// recorded, 409 with the code of the refusal.
func (s *server) settle(ctx context.Context, rec models.Recorded) (*decidedOutput, error) {
	of(ctx).Case = rec.CaseID
	if rec.State == models.DecisionRecorded && rec.Outbox > 0 {
		s.deliver(ctx, rec.Outbox)
		after, cancel := context.WithTimeout(context.WithoutCancel(ctx), deliveryBudget)
		defer cancel()
		if now, err := s.desk(ctx).Decision(after, rec.DecisionID); err == nil {
			rec = now
		} else { // the decision is a fact; only its state could not be read
			s.Log.WarnContext(ctx, "read decision", "request", of(ctx).ID, "err", err)
		}
	}
	s.meters.decisions.WithLabelValues(string(rec.State)).Inc()
	out := &decidedOutput{Status: http.StatusOK, Body: Decided{ID: rec.DecisionID, Case: rec.CaseID, State: rec.State}}
	switch rec.State {
	case models.DecisionRefused:
		return nil, models.Fault(models.Conflict, rec.Refused)
	case models.DecisionRecorded:
		out.Status = http.StatusAccepted
	}
	return out, nil
}

// settled looks whether the decision of a repeated request exists already.
func (s *server) settled(ctx context.Context, id models.DecisionID) (*decidedOutput, error) {
	if of(ctx).Key == "" {
		return nil, nil
	}
	rec, err := s.desk(ctx).Decision(ctx, id)
	if isKind(err, models.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.settle(ctx, rec)
}

// Payment is the proof of a fee.
type Payment struct {
	Kind models.PaymentKind `json:"kind" enum:"e-paravolo,rf"`
	Code string             `json:"code" minLength:"1" maxLength:"60" doc:"Twenty digits of an e-παράβολο, or an RF code."`
}

// payment is the proof with its code normalised; field is its place in the
// request.
func (p Payment) payment(field string) (*models.Payment, error) {
	check := ident.RF
	if p.Kind == models.EParavolo {
		check = ident.Paravolo
	}
	code, err := check(p.Code)
	if err != nil {
		return nil, fieldError(field, codeOf(err))
	}
	return &models.Payment{Kind: p.Kind, Code: code}, nil
}

type decideInput struct {
	ID   models.TaskID `path:"id" format:"uuid"`
	Body struct {
		ID       models.DecisionID `json:"id,omitempty" format:"uuid" doc:"Chosen by the caller: the same decision again is the first one's success."`
		Outcome  models.Outcome    `json:"outcome" enum:"done,approved,positive,negative,paid,delivered,returned,answered,lapsed,sent-back,rejected"`
		Note     string            `json:"note,omitempty" maxLength:"4000" doc:"Reasons. The citizen reads those of a return and of a refusal."`
		Tracking string            `json:"tracking,omitempty" maxLength:"60" doc:"Of the post, with delivered."`
		Payment  *Payment          `json:"payment,omitempty" doc:"With paid."`
	}
}

// decideTask takes a decision on a task.
func (s *server) decideTask(ctx context.Context, in *decideInput) (*decidedOutput, error) {
	b := in.Body
	of(ctx).Task = in.ID
	v := models.Verdict{ID: b.ID, TaskID: in.ID, Outcome: b.Outcome, Note: tidyNote(b.Note), Tracking: oneLine(b.Tracking)}
	if v.ID == "" {
		v.ID = models.DecisionID(of(ctx).intention("decision"))
	}
	if b.Payment != nil {
		if b.Outcome != models.Paid {
			return nil, fieldError("payment", "not-expected")
		}
		var err error
		if v.Payment, err = b.Payment.payment("payment.code"); err != nil {
			return nil, err
		}
	}
	rec, err := s.desk(ctx).DecideTask(ctx, v)
	if err != nil {
		return nil, err
	}
	return s.settle(ctx, rec)
}

type withdrawInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body struct {
		Note string `json:"note,omitempty" maxLength:"4000"`
	}
}

// withdrawCase takes a request back.
func (s *server) withdrawCase(ctx context.Context, in *withdrawInput) (*decidedOutput, error) {
	of(ctx).Case = in.ID
	rec, err := s.desk(ctx).WithdrawCase(ctx, in.ID, models.DecisionID(of(ctx).intention("withdrawal")), tidyNote(in.Body.Note))
	if err != nil {
		return nil, err
	}
	return s.settle(ctx, rec)
}

type completeInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body struct {
		Note        string         `json:"note,omitempty" maxLength:"4000" doc:"For the clerk."`
		Form        map[string]any `json:"form,omitempty" doc:"The whole form as completed; absent when nothing in it changes."`
		Attachments []SlotFile     `json:"attachments,omitempty" maxItems:"100"`
	}
}

// completeCase answers what the clerk asked the citizen for.
func (s *server) completeCase(ctx context.Context, in *completeInput) (*decidedOutput, error) {
	of(ctx).Case = in.ID
	v := models.Verdict{ID: models.DecisionID(of(ctx).intention("completion")), Outcome: models.Answered,
		Note: tidyNote(in.Body.Note), Attachments: slotFiles(in.Body.Attachments)}
	if out, err := s.settled(ctx, v.ID); out != nil || err != nil {
		return out, err
	}
	c, err := s.desk(ctx).Case(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if v.TaskID, err = openTask(c, models.ForCitizen, "nothing-to-complete"); err != nil {
		return nil, err
	}
	if v.Note == "" && in.Body.Form == nil && len(v.Attachments) == 0 {
		return nil, fieldError("note", "required")
	}
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return nil, err
	}
	faults, err := s.checkFiles(ctx, service, v.Attachments)
	if err != nil {
		return nil, err
	}
	form := in.Body.Form
	if form == nil {
		form = c.Form
	}
	slots := slotsOf(v.Attachments) // what came before counts, what comes again replaces it
	for _, f := range c.Files {
		if !slices.Contains(slots, f.Slot) {
			slots = append(slots, f.Slot)
		}
	}
	clean, more := service.Validate(form, slots, s.Clock.Now())
	for _, f := range more {
		if in.Body.Form != nil || !strings.HasPrefix(f.Field, "form.") {
			faults = append(faults, f)
		}
	}
	if err := fieldErrors(faults); err != nil {
		return nil, err
	}
	if in.Body.Form != nil {
		v.Form = clean
	}
	of(ctx).Task = v.TaskID
	rec, err := s.desk(ctx).DecideTask(ctx, v)
	if err != nil {
		return nil, err
	}
	return s.settle(ctx, rec)
}

type payInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body Payment
}

// payCase proves the fee of a case.
func (s *server) payCase(ctx context.Context, in *payInput) (*decidedOutput, error) {
	of(ctx).Case = in.ID
	v := models.Verdict{ID: models.DecisionID(of(ctx).intention("payment")), Outcome: models.Paid}
	if out, err := s.settled(ctx, v.ID); out != nil || err != nil {
		return out, err
	}
	c, err := s.desk(ctx).Case(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if v.TaskID, err = openTask(c, models.ForPayer, "nothing-to-pay"); err != nil {
		return nil, err
	}
	if v.Payment, err = in.Body.payment("code"); err != nil {
		return nil, err
	}
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return nil, err
	}
	if service.Fee != nil && !slices.Contains(service.Fee.Proof, proofOf(in.Body.Kind)) {
		return nil, fieldError("kind", "not-a-choice")
	}
	of(ctx).Task = v.TaskID
	rec, err := s.desk(ctx).DecideTask(ctx, v)
	if err != nil {
		return nil, err
	}
	return s.settle(ctx, rec)
}

// openTask is the case's open task of an audience.
func openTask(c models.CaseDetail, a models.Audience, none models.Code) (models.TaskID, error) {
	for _, t := range c.OpenTasks {
		if t.Audience == a && t.State == models.TaskOpen && t.Purpose == models.ForStage {
			return t.ID, nil
		}
	}
	return "", models.Fault(models.Conflict, none)
}

func proofOf(k models.PaymentKind) catalogue.Proof { return catalogue.Proof(k) }

// tidyNote is what somebody wrote, with the line breaks of one kind and
// without what cannot be shown.
func tidyNote(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n")))
}
