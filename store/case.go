package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// SubmitCase files an application: the case, its form and papers, the message
// that starts its workflow, the notice to the applicant and the protocol
// number, in one commit. Errors: no-applicant, not-allowed (a citizen for
// somebody else), no-such-attachment.
func (d Desk) SubmitCase(ctx context.Context, in models.Submission) (models.Filed, error) {
	f := &filing{desk: d, in: in, out: models.Filed{CaseID: in.CaseID, Due: in.Due}}
	d.s.submit(ctx, f)
	d.auditFault(ctx, "submit-case", "case", string(in.CaseID), f.err)
	return f.out, f.err
}

// caseSubject is what the protocol book calls a case.
func caseSubject(c models.CaseID) string { return "case/" + string(c) }

// applicant finds for whom a case is filed: the actor himself, or somebody
// else at a clerk's counter.
func (d Desk) applicant(tx *gorm.DB, in models.Submission) (models.PersonID, error) {
	switch {
	case in.Arrival != nil && in.Applicant == nil: // a citizen cannot say when he filed elsewhere
		return "", models.Fault(models.Forbidden, "not-allowed")
	case in.Arrival != nil && !in.Arrival.FiledAt.Before(d.s.now()):
		return "", invalid("filedAt", "date-not-past")
	case in.Applicant != nil && !d.actor.Is(models.RoleClerk) && !d.actor.Is(models.RoleHead) && !d.actor.Is(models.RoleProtocol):
		return "", models.Fault(models.Forbidden, "not-allowed")
	case in.Applicant != nil:
		p := *in.Applicant
		if in.Shown != nil {
			p.Level = models.IdentityB
		}
		return d.s.savePerson(tx, d.actor.Municipality, p)
	case d.actor.Person == "":
		return "", &models.Error{Kind: models.Invalid, Code: "no-applicant",
			Fields: []models.FieldFault{{Field: "applicant", Code: "required"}}}
	}
	return d.actor.Person, nil
}

// WithdrawCase records that the applicant takes his request back, by a clerk of
// the responsible unit when he has no login. It is possible until the decision on the case is recorded. The same withdrawal
// again is the first one's success. Errors: no-such-case, case-closed,
// already-decided, already-withdrawn, not-an-application.
func (d Desk) WithdrawCase(ctx context.Context, id models.CaseID, decision models.DecisionID, note string) (out models.Recorded, err error) {
	out = models.Recorded{DecisionID: decision, CaseID: id, State: models.DecisionRecorded}
	err = d.act(ctx, "withdraw-case", "case", string(id), func(tx *gorm.DB) error {
		if out, err = d.findDecision(tx, decision); err == nil && out.CaseID == id {
			return nil
		} else if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		var c struct {
			State              models.CaseState
			Decided, Withdrawn bool
			Kind               models.CaseKind
		}
		err := tx.Raw(`SELECT c.state, c.kind, c.withdrawn_at IS NOT NULL AS withdrawn, c.decided_at IS NOT NULL OR EXISTS (
				SELECT FROM tasks t JOIN decisions x ON x.id = t.decision_id
				WHERE t.case_id = c.id AND t.decisive AND x.state = 'recorded' AND x.outcome NOT IN ('returned', 'sent-back', 'forwarded')) AS decided
			FROM cases c WHERE c.id = @case AND `+speaksFor+` FOR UPDATE OF c`, d.rights(args{"case": string(id)})).
			Row().Scan(&c.State, &c.Kind, &c.Withdrawn, &c.Decided)
		switch {
		case errors.Is(err, gorm.ErrRecordNotFound), isNoRows(err):
			return models.Fault(models.NotFound, "no-such-case")
		case err != nil:
			return err
		case c.Kind != models.KindApplication && c.Kind != models.KindIdentity: // what the municipality does of itself
			return models.Fault(models.Conflict, "not-an-application")
		case c.State == models.Closed:
			return models.Fault(models.Conflict, "case-closed")
		case c.Withdrawn:
			return models.Fault(models.Conflict, "already-withdrawn")
		case c.Decided:
			return models.Fault(models.Conflict, "already-decided")
		}
		out = models.Recorded{DecisionID: decision, CaseID: id, State: models.DecisionRecorded}
		err = tx.Exec(`WITH c AS (UPDATE cases SET withdrawn_at = @now WHERE id = @case)
			INSERT INTO decisions (id, municipality, case_id, actor, outcome, note, state, recorded_at)
			VALUES (@id, @municipality, @case, @actor, 'withdrawn', @note, 'recorded', @now)`,
			d.rights(args{"id": string(decision), "case": string(id), "note": note})).Error
		if err != nil {
			return err
		}
		out.Outbox, err = d.s.post(tx, letter{municipality: d.actor.Municipality, verb: "update", workflow: string(c.Kind),
			workflowID: models.WorkflowOf(id), updateID: string(decision),
			body: models.Decision{ID: decision, Outcome: models.Withdrawn}})
		return err
	})
	return out, err
}
