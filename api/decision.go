package api

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode"

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
	if notFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.settle(ctx, rec)
}

type decideInput struct {
	ID   models.TaskID `path:"id" format:"uuid"`
	Body struct {
		ID       models.DecisionID `json:"id,omitempty" format:"uuid" doc:"Chosen by the caller: the same decision again is the first one's success."`
		Outcome  models.Outcome    `json:"outcome" enum:"done,approved,positive,negative,paid,delivered,returned,answered,lapsed,sent-back,rejected,signed,forwarded,handed-on"`
		Note     string            `json:"note,omitempty" maxLength:"4000" doc:"Reasons. The citizen reads those of a return and of a refusal; a return names the refused papers itself."`
		Tracking string            `json:"tracking,omitempty" maxLength:"60" doc:"Of the post, with delivered."`
		Payment  *Payment          `json:"payment,omitempty" doc:"With paid."`
		Seen     models.SHA256     `json:"seen,omitempty" pattern:"^[0-9a-f]{64}$" doc:"sha256 of the record of a certificate, as its preview showed it; with done and signed."`
		ToUnit   models.UnitCode   `json:"toUnit,omitempty" maxLength:"100" doc:"With forwarded: the unit of the municipality that is competent."`
		ToBody   *Body             `json:"toBody,omitempty" doc:"With handed-on: the body that is competent."`
		Way      models.SigningWay `json:"way,omitempty" enum:"server" doc:"With signed; the other ways begin with an offer."`
	}
}

// decideTask takes a decision on a task.
func (s *server) decideTask(ctx context.Context, in *decideInput) (*decidedOutput, error) {
	b := in.Body
	of(ctx).Task = in.ID
	v := models.Verdict{ID: b.ID, TaskID: in.ID, Outcome: b.Outcome, Note: tidyNote(b.Note), Tracking: oneLine(b.Tracking), Seen: b.Seen}
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
	if err := giving(&v, b.ToUnit, b.ToBody); err != nil {
		return nil, err
	}
	switch {
	case b.Outcome == models.Signed && b.Way == "":
		return nil, fieldError("way", "required")
	case b.Outcome == models.Signed:
		v.Signing = &models.Signing{Way: b.Way}
	case b.Way != "":
		return nil, fieldError("way", "not-expected")
	}
	if b.Outcome == models.Returned {
		var err error
		if v.Note, err = s.returnNote(ctx, in.ID, v.Note); err != nil {
			return nil, err
		}
	}
	return s.decideRecord(ctx, v)
}

// decide records a decision and tells how far it came. A decision of this
// identifier that was refused once stays refused: its identifier is used up.
func (s *server) decide(ctx context.Context, v models.Verdict) (*decidedOutput, error) {
	of(ctx).Task = v.TaskID
	rec, err := s.desk(ctx).DecideTask(ctx, v)
	if isCode(err, "constraint") {
		if was, e := s.desk(ctx).Decision(ctx, v.ID); e == nil {
			rec, err = was, nil
		}
	}
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
