package store

import (
	"context"
	"encoding/json"

	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// DecideTask records what a person decided and the message that carries it to
// the workflow. The task's row is locked, so of two people one decides and the
// other learns who was first and when; the same decision again is the first
// one's success. Errors: no-such-task, not-allowed, four-eyes, outcome-not-allowed,
// reasons-required, task-claimed, task-already-decided, case-withdrawn,
// not-overdue, payment-used, no-such-attachment, paper-replaced, papers-missing;
// of a case that is given away those of mayGive.
func (d Desk) DecideTask(ctx context.Context, v models.Verdict) (out models.Recorded, err error) {
	err = d.onTask(ctx, "decide-task", v.TaskID, func(tx *gorm.DB) (acts models.AccountID, err error) {
		t, err := d.lockTask(tx, v.TaskID)
		if err != nil {
			return "", err
		}
		if t.decision == v.ID && v.ID != "" {
			out, err = d.findDecision(tx, v.ID)
			return t.actingFor, err
		}
		if t.audience == models.ForOfficer { // with the document, see DecideIdentity
			return "", models.Fault(models.Forbidden, "not-allowed")
		}
		if err := d.mayDecide(tx, t, &v); err != nil {
			return "", err
		}
		out = models.Recorded{DecisionID: v.ID, CaseID: t.caseID, State: models.DecisionRecorded}
		if err := d.record(tx, t, v); err != nil {
			return "", err
		}
		if t.purpose == models.ForContact {
			out.State = models.DecisionApplied // no workflow waits for it
			return t.actingFor, nil
		}
		out.Outbox, err = d.s.post(tx, letter{municipality: d.actor.Municipality, verb: "update", workflow: string(t.kind),
			workflowID: models.WorkflowOf(t.caseID), updateID: string(v.ID),
			body: models.Decision{ID: v.ID, TaskID: v.TaskID, Visit: t.visit, Ordinal: t.ordinal, Outcome: v.Outcome}})
		return t.actingFor, err
	})
	return out, err
}

// Decision gives a decision of the actor as it stands now.
func (d Desk) Decision(ctx context.Context, id models.DecisionID) (out models.Recorded, err error) {
	out, err = d.findDecision(d.s.db.WithContext(ctx), id)
	return out, meaning("read decision", err)
}

func (d Desk) findDecision(tx *gorm.DB, id models.DecisionID) (out models.Recorded, err error) {
	out.DecisionID = id
	err = tx.Raw(`SELECT d.case_id, d.state, coalesce(d.refused_code, ''), coalesce(o.id, 0)
		FROM decisions d LEFT JOIN outbox o ON o.update_id = CAST(d.id AS text) AND o.update_id <> '' AND d.state = 'recorded'
		WHERE d.id = ? AND d.actor = ?`, string(id), string(d.actor.Account)).Row().Scan(&out.CaseID, &out.State, &out.Refused, &out.Outbox)
	if isNoRows(err) {
		err = gorm.ErrRecordNotFound
	}
	return out, err
}

// lockedTask is a task under its lock, with what the actor is to it.
type lockedTask struct {
	id        models.TaskID
	caseID    models.CaseID
	kind      models.CaseKind // of the case
	purpose   models.Purpose
	unit      models.UnitCode
	visit     int
	ordinal   int
	stage     models.StageKey
	audience  models.Audience
	outcomes  []string
	fourEyes  models.StageKey
	state     models.TaskState
	decision  models.DecisionID
	assignee  models.AccountID
	dueAt     time.Time
	withdrawn bool
	works     bool // the actor is clerk or head of the task's unit
	heads     bool // the actor is head of the task's unit
	signs     bool // the actor may give the signature the task asks for
	applies   bool // the actor is the applicant
	himself   bool // the case bears the actor's tax number
	noLogin   bool // the applicant cannot act himself
	leaves    bool // the case may be given away in it
	decided   bool // the case has its answer

	takenFor  models.AccountID // for whom the assignee took it
	actingFor models.AccountID // whose right the actor has to it, if only as a substitute
	headFor   models.AccountID // whose right as its head
}

// lockTask locks the case against a withdrawal and the task against other
// deciders, in this order: the steps that close a stage take them so too.
func (d Desk) lockTask(tx *gorm.DB, id models.TaskID) (t lockedTask, err error) {
	t.id = id
	var outcomes string
	err = tx.Raw(`SELECT t.case_id, c.kind, t.unit, t.purpose, t.visit, t.ordinal, t.stage, t.audience, array_to_string(t.outcomes, ','), t.four_eyes,
			t.state, coalesce(CAST(t.decision_id AS text), ''), coalesce(CAST(t.assignee AS text), ''), t.due_at,
			c.withdrawn_at IS NOT NULL, r.works OR t.audience = 'officer' AND `+identifies+`, r.heads, r.signs, coalesce(`+isApplicant+`, false), `+himself+`, `+noLogin+`, `+mayLeave+`, c.decided_at IS NOT NULL,
			coalesce(CAST(t.acting_for AS text), ''), coalesce(CAST(r.acts_for AS text), ''), coalesce(CAST(r.head_for AS text), '')
		FROM tasks t JOIN cases c ON c.id = t.case_id`+onTaskOf+` WHERE t.id = @task FOR SHARE OF c FOR UPDATE OF t`,
		d.rights(args{"task": string(id)})).Row().Scan(&t.caseID, &t.kind, &t.unit, &t.purpose, &t.visit, &t.ordinal, &t.stage, &t.audience,
		&outcomes, &t.fourEyes, &t.state, &t.decision, &t.assignee, &t.dueAt, &t.withdrawn, &t.works, &t.heads, &t.signs, &t.applies, &t.himself, &t.noLogin, &t.leaves, &t.decided, &t.takenFor, &t.actingFor, &t.headFor)
	if isNoRows(err) || err == nil && !t.works && !t.applies {
		return t, models.Fault(models.NotFound, "no-such-task")
	}
	t.outcomes = split(outcomes)
	if t.applies { // he acts for himself
		t.actingFor, t.headFor = "", ""
	}
	return t, err
}

// mayDecide says why the actor may not take this decision now.
func (d Desk) mayDecide(tx *gorm.DB, t lockedTask, v *models.Verdict) error {
	staff := t.audience.Staff() || v.Outcome == models.Lapsed
	allowed := t.works
	switch {
	case t.audience == models.ForHead:
		allowed = t.heads
	case t.audience == models.ForSigner:
		allowed = t.signs
	case t.audience == models.ForMachine:
		allowed = false
	case t.audience == models.ForOfficer:
		allowed = t.works && !t.applies && !t.himself
	case t.audience == models.ForPayer:
		allowed = t.applies || t.works // a clerk records what is paid at the counter
	case !staff:
		allowed = t.applies || t.noLogin && t.works
	}
	switch {
	case !allowed, staff && (t.applies || t.himself): // nobody is the house in his own case
		return models.Fault(models.Forbidden, "not-allowed")
	case t.state != models.TaskOpen:
		return firstDecision(tx, t)
	case t.withdrawn:
		return models.Fault(models.Conflict, "case-withdrawn")
	case staff && !t.inHandsOf(d.actor.Account) && t.assignee != "" && !t.heads:
		return claimed(tx, t.id)
	case !slices.Contains(t.outcomes, string(v.Outcome)) && !(v.Outcome.Away() && t.purpose == models.ForStage && t.audience.Staff()):
		return &models.Error{Kind: models.Invalid, Code: "outcome-not-allowed",
			Fields: []models.FieldFault{{Field: "outcome", Code: "outcome-not-allowed"}}}
	case v.Outcome.Reasoned() && v.Note == "":
		return &models.Error{Kind: models.Invalid, Code: "reasons-required",
			Fields: []models.FieldFault{{Field: "note", Code: "required"}}}
	case v.Outcome == models.Paid && v.Payment == nil:
		return &models.Error{Kind: models.Invalid, Code: "payment-required",
			Fields: []models.FieldFault{{Field: "payment", Code: "required"}}}
	case v.Outcome == models.Lapsed && d.s.now().Before(t.dueAt):
		return models.Fault(models.Conflict, "not-overdue")
	}
	if t.kind == models.KindCertificate && (v.Outcome == models.Done || v.Outcome == models.Signed) && t.purpose == models.ForStage {
		if err := d.sawRecord(tx, t, *v); err != nil {
			return err
		}
	}
	if v.Outcome.Away() {
		return d.mayGive(tx, t, v)
	}
	if t.fourEyes == "" {
		return nil
	}
	var same bool
	err := tx.Raw(`SELECT EXISTS (SELECT FROM decisions WHERE case_id = @case AND stage = @stage AND actor = CAST(@actor AS uuid)
		AND state <> 'refused') OR `+wrote(`CAST(@actor AS uuid)`, `CAST(@case AS uuid)`), args{"case": string(t.caseID), "stage": string(t.fourEyes), "actor": string(d.actor.Account)}).
		Row().Scan(&same)
	if err == nil && same {
		return models.Fault(models.Forbidden, "four-eyes")
	}
	return err
}

// inHandsOf: the task is somebody's who acts: he has it, or stands in for who
// has it, or it was taken for him while he was away.
func (t lockedTask) inHandsOf(actor models.AccountID) bool {
	return t.assignee != "" && (t.assignee == actor || t.assignee == t.actingFor) || t.takenFor == actor
}

// firstDecision is the conflict of who comes second: it says who was first.
func firstDecision(tx *gorm.DB, t lockedTask) error {
	f := models.Fault(models.Conflict, "task-already-decided")
	var by string
	var at time.Time
	err := tx.Raw(`SELECT a.name, d.recorded_at FROM decisions d JOIN accounts a ON a.id = d.actor
		WHERE d.task_id = ? AND d.state <> 'refused' ORDER BY d.recorded_at DESC LIMIT 1`, string(t.id)).Row().Scan(&by, &at)
	switch {
	case err == nil:
		f.Data = map[string]any{"by": by, "at": at}
	case isNoRows(err):
		f.Code = "task-closed" // with its case, not by a decision
	default:
		return err
	}
	return f
}

// claimed is the conflict of who finds a task in another's hands.
func claimed(tx *gorm.DB, id models.TaskID) error {
	f := models.Fault(models.Conflict, "task-claimed")
	var by string
	var at time.Time
	err := tx.Raw(`SELECT a.name, coalesce(t.claimed_at, t.opened_at) FROM tasks t JOIN accounts a ON a.id = t.assignee
		WHERE t.id = ?`, string(id)).Row().Scan(&by, &at)
	if err != nil {
		return err
	}
	f.Data = map[string]any{"by": by, "at": at}
	return f
}

// record writes the decision and what comes with it.
func (d Desk) record(tx *gorm.DB, t lockedTask, v models.Verdict) error {
	contact := t.purpose == models.ForContact
	a := d.rights(args{"id": string(v.ID), "task": string(t.id), "case": string(t.caseID), "visit": t.visit, "ordinal": t.ordinal,
		"stage": string(t.stage), "outcome": string(v.Outcome), "note": v.Note, "tracking": v.Tracking,
		"contact": contact, "acting": string(t.actingFor),
		"takes": t.works && !t.applies && (t.assignee == "" || t.actingFor != "" || t.takenFor == d.actor.Account)})
	writeAway(a, v)
	err := tx.Exec(`WITH t AS (
			UPDATE tasks SET state = CASE WHEN @contact THEN 'closed' ELSE 'decided' END, decision_id = @id,
				closed_at = CASE WHEN @contact THEN CAST(@now AS timestamptz) END,
				assignee = CASE WHEN @takes THEN @actor ELSE assignee END,
				acting_for = CASE WHEN @takes THEN CAST(nullif(@acting, '') AS uuid) ELSE acting_for END
			WHERE id = @task),
		v AS (
			UPDATE stage_visits SET assignee = @actor, acting_for = CAST(nullif(@acting, '') AS uuid)
			WHERE @takes AND NOT @contact AND case_id = @case AND visit = @visit AND ordinal = @ordinal)
		INSERT INTO decisions (id, municipality, case_id, task_id, visit, stage, actor, outcome, note, tracking,
			to_unit, to_body, body_email, body_phone, body_address, state, recorded_at, settled_at, acting_for)
		VALUES (@id, @municipality, @case, @task, @visit, @stage, @actor, @outcome, @note, @tracking,
			nullif(@to_unit, ''), @to_body, @body_email, @body_phone, @body_address,
			CASE WHEN @contact THEN 'applied' ELSE 'recorded' END, @now, CASE WHEN @contact THEN CAST(@now AS timestamptz) END,
			CAST(nullif(@acting, '') AS uuid))`, a).Error
	if err != nil {
		return err
	}
	if v.Payment != nil {
		if err := d.pay(tx, t, v); err != nil {
			return err
		}
	}
	if v.Outcome == models.Signed {
		if err := d.signs(tx, t, *v.Signing, v.Seen); err != nil {
			return err
		}
	}
	if v.Form != nil {
		if err := d.rewriteForm(tx, t.caseID, v.Form); err != nil {
			return err
		}
	}
	if err := d.attach(tx, t.caseID, t.visit, v.Attachments); err != nil || v.Outcome != models.Answered {
		return err
	}
	return broughtAgain(tx, t.id)
}

// pay keeps the proof of a fee; one code proves one fee.
func (d Desk) pay(tx *gorm.DB, t lockedTask, v models.Verdict) error {
	done := tx.Exec(`INSERT INTO payments (municipality, code, kind, case_id, decision_id, recorded_at)
		VALUES (@municipality, @code, @kind, @case, @decision, @now) ON CONFLICT DO NOTHING`,
		d.rights(args{"code": v.Payment.Code, "kind": string(v.Payment.Kind), "case": string(t.caseID), "decision": string(v.ID)}))
	if done.Error == nil && done.RowsAffected == 0 {
		return &models.Error{Kind: models.Conflict, Code: "payment-used",
			Fields: []models.FieldFault{{Field: "payment.code", Code: "payment-used"}}}
	}
	return done.Error
}

// rewriteForm keeps the form as completed beside the one submitted.
func (d Desk) rewriteForm(tx *gorm.DB, c models.CaseID, form map[string]any) error {
	body, err := json.Marshal(form)
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO case_forms (case_id, version, municipality, form, written_at)
		SELECT case_id, max(version) + 1, min(municipality), CAST(@form AS jsonb), @now FROM case_forms
		WHERE case_id = @case GROUP BY case_id`, d.rights(args{"case": string(c), "form": string(body)})).Error
}
