package store

import (
	"context"
	"encoding/json"
	"errors"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// SubmitCase files an application: the case, its form and papers, the message
// that starts its workflow, the notice to the applicant and the protocol
// number, in one commit. Errors: no-applicant, not-allowed (a citizen for
// somebody else), no-such-attachment.
func (d Desk) SubmitCase(ctx context.Context, in models.Submission) (out models.Filed, err error) {
	out = models.Filed{CaseID: in.CaseID, Due: in.Due}
	err = d.act(ctx, "submit-case", "case", string(in.CaseID), func(tx *gorm.DB) error {
		person, err := d.applicant(tx, in)
		if err != nil {
			return err
		}
		if out.Duplicate, err = openDuplicate(tx, person, in.Service); err != nil {
			return err
		}
		if err := d.insertCase(tx, in, person); err != nil {
			return err
		}
		if err := d.attach(tx, in.CaseID, 0, in.Attachments); err != nil {
			return err
		}
		if err := d.s.tell(tx, in.CaseID, models.EventReceived, 0); err != nil {
			return err
		}
		start := models.ApplicationStart{CaseID: in.CaseID, Municipality: d.actor.Municipality,
			Service: in.Service, Version: in.Version}
		out.Outbox, err = d.s.post(tx, letter{municipality: d.actor.Municipality, verb: "start", workflow: "application",
			workflowID: models.WorkflowOf(in.CaseID), body: start})
		if err != nil {
			return err
		}
		out.Protocol, err = d.s.number(tx, registration{municipality: d.actor.Municipality,
			subject: caseSubject(in.CaseID), direction: "in", channel: in.Channel, service: in.Service,
			unit: in.Unit, items: len(in.Attachments)})
		return err
	})
	return out, err
}

// caseSubject is what the protocol book calls a case.
func caseSubject(c models.CaseID) string { return "case/" + string(c) }

// applicant finds for whom a case is filed: the actor himself, or somebody
// else at a clerk's counter.
func (d Desk) applicant(tx *gorm.DB, in models.Submission) (models.PersonID, error) {
	switch {
	case in.Applicant != nil && !d.actor.Is(models.RoleClerk) && !d.actor.Is(models.RoleHead) && !d.actor.Is(models.RoleProtocol):
		return "", models.Fault(models.Forbidden, "not-allowed")
	case in.Applicant != nil:
		return d.s.savePerson(tx, d.actor.Municipality, *in.Applicant)
	case d.actor.Person == "":
		return "", &models.Error{Kind: models.Invalid, Code: "no-applicant",
			Fields: []models.FieldFault{{Field: "applicant", Code: "required"}}}
	}
	return d.actor.Person, nil
}

func openDuplicate(tx *gorm.DB, p models.PersonID, s models.ServiceCode) (id models.CaseID, err error) {
	err = tx.Raw(`SELECT id FROM cases WHERE applicant = ? AND service = ? AND state = 'open'
		ORDER BY submitted_at DESC LIMIT 1`, string(p), string(s)).Scan(&id).Error
	return id, err
}

func (d Desk) insertCase(tx *gorm.DB, in models.Submission, p models.PersonID) error {
	form, err := json.Marshal(in.Form)
	if err != nil {
		return err
	}
	return tx.Exec(`WITH c AS (
			INSERT INTO cases (id, municipality, kind, service, version, unit, applicant, filed_by, channel, delivery,
				state, submitted_at, legal_due_at, target_due_at)
			VALUES (@id, @municipality, 'application', @service, @version, @unit, @applicant, @actor, @channel, @delivery,
				'open', @now, @legal, @target)),
		dr AS (DELETE FROM drafts WHERE id = CAST(nullif(@draft, '') AS uuid) AND account = @actor)
		INSERT INTO case_forms (case_id, version, municipality, form, written_at)
		VALUES (@id, 1, @municipality, CAST(@form AS jsonb), @now)`,
		args{"id": string(in.CaseID), "municipality": int(d.actor.Municipality), "service": string(in.Service),
			"version": in.Version, "unit": string(in.Unit), "applicant": string(p), "actor": string(d.actor.Account),
			"channel": string(in.Channel), "delivery": string(in.Delivery), "now": d.s.now(), "legal": in.Due.Legal,
			"target": in.Due.Target, "form": string(form), "draft": string(in.Draft)}).Error
}

// attach gives loose files of the actor to a case, with the visit that brought
// them.
func (d Desk) attach(tx *gorm.DB, c models.CaseID, visit int, files []models.SlotFile) error {
	if len(files) == 0 {
		return nil
	}
	ids, slots := make([]string, len(files)), make([]string, len(files))
	for i, f := range files {
		ids[i], slots[i] = string(f.ID), string(f.Slot)
	}
	done := tx.Exec(`UPDATE attachments a SET case_id = @case, visit = @visit, slot = f.slot
		FROM unnest(CAST(@ids AS uuid[]), CAST(@slots AS text[])) AS f(id, slot)
		WHERE a.id = f.id AND a.account = @actor AND a.case_id IS NULL`,
		args{"case": string(c), "visit": visit, "actor": string(d.actor.Account),
			"ids": array(ids), "slots": array(slots)})
	if done.Error != nil {
		return done.Error
	}
	if int(done.RowsAffected) != len(files) {
		return &models.Error{Kind: models.Invalid, Code: "no-such-attachment",
			Fields: []models.FieldFault{{Field: "attachments", Code: "no-such-attachment"}}}
	}
	return nil
}

// WithdrawCase records that the applicant takes his request back. It is
// possible until the decision on the case is recorded. The same withdrawal
// again is the first one's success. Errors: no-such-case, case-closed,
// already-decided, already-withdrawn.
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
		}
		err := tx.Raw(`SELECT c.state, c.withdrawn_at IS NOT NULL AS withdrawn, c.decided_at IS NOT NULL OR EXISTS (
				SELECT FROM tasks t JOIN decisions x ON x.id = t.decision_id
				WHERE t.case_id = c.id AND t.decisive AND x.state = 'recorded' AND x.outcome NOT IN ('returned', 'sent-back')) AS decided
			FROM cases c WHERE c.id = @case AND `+isApplicant+` FOR UPDATE OF c`, d.rights(args{"case": string(id)})).
			Row().Scan(&c.State, &c.Withdrawn, &c.Decided)
		switch {
		case errors.Is(err, gorm.ErrRecordNotFound), isNoRows(err):
			return models.Fault(models.NotFound, "no-such-case")
		case err != nil:
			return err
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
		out.Outbox, err = d.s.post(tx, letter{municipality: d.actor.Municipality, verb: "update", workflow: "application",
			workflowID: models.WorkflowOf(id), updateID: string(decision),
			body: models.Decision{ID: decision, Outcome: models.Withdrawn}})
		return err
	})
	return out, err
}
