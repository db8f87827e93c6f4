package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// VisitTimes are the times of a visit as the calendar has them.
type VisitTimes struct {
	OpenedAt   time.Time
	DueAt      time.Time // zero: no term
	EscalateAt time.Time
	LapseAt    time.Time // the machine ends it
}

// OpenStage commits a visit with its tasks and tells the applicant. Repeating
// it changes nothing and gives what the visit still waits for. A stage that has
// a certificate made begins its case. A delivery by portal or e-mail and a fee already proven wait for nobody.
func (y System) OpenStage(ctx context.Context, in models.StageOpening, t VisitTimes) (out models.StageOpened, err error) {
	defer func() { _ = y.s.told(in.CaseID, err) }()
	switch in.Stage.Kind {
	case models.KindIssue:
		return y.openIssue(ctx, in, t.OpenedAt)
	case models.KindProve:
		return y.openProving(ctx, in, t)
	case models.KindMake:
		err = y.s.tx(ctx, "open stage of case "+string(in.CaseID), func(tx *gorm.DB) error {
			if out, err = y.openStage(tx, in, t); err != nil || len(out.Open) == 0 {
				return err
			}
			_, err = y.s.make(tx, making{id: models.MadeBy(in.CaseID, in.Visit), parent: in.CaseID, template: in.Stage.Makes})
			return err
		})
		return out, err
	}
	if in.Stage.Audience == models.ForOfficer {
		return y.openProving(ctx, in, t)
	}
	return y.openStage(y.s.db.WithContext(ctx), in, t)
}

func (y System) openStage(db *gorm.DB, in models.StageOpening, t VisitTimes) (out models.StageOpened, err error) {
	units := in.Stage.Units
	if len(units) == 0 {
		units = []models.UnitCode{""} // the unit responsible for the case
	}
	tasks := make([]models.TaskID, len(units))
	for i := range units {
		tasks[i] = models.TaskAt(in.CaseID, in.Visit, i)
	}
	a := args{"case": string(in.CaseID), "visit": in.Visit, "stage": string(in.Position.Stage), "back": string(in.Position.Back),
		"kind": string(in.Stage.Kind), "audience": string(in.Stage.Audience), "four_eyes": string(in.Stage.FourEyes),
		"decisive": in.Decisive, "now": t.OpenedAt, "due": zeroNull(t.DueAt), "escalate": zeroNull(t.EscalateAt), "lapse": zeroNull(t.LapseAt),
		"units": arrayOf(units), "tasks": arrayOf(tasks),
		"proves": proves(in.Stage), "outcomes": arrayOf(byHand(in.Stage)), "event": string(openingEvent(in.Stage))}
	var n int
	var watched bool
	err = db.Raw(openStageSQL, a).Row().Scan(&n, &out.Outcome, &watched)
	if err == nil && watched && out.Outcome == "" { // a step that ends between the two is repeated
		err = y.s.tellWatchers(db, in.CaseID, in.Visit)
	}
	switch {
	case err != nil:
		return out, meaning("open stage of case "+string(in.CaseID), err)
	case n == 0:
		return y.opened(db, in.CaseID, in.Visit, out.Outcome)
	case out.Outcome == "":
		out.DueAt, out.EscalateAt, out.LapseAt = t.DueAt, t.EscalateAt, t.LapseAt
		for i := range units {
			out.Open = append(out.Open, i)
		}
	}
	return out, nil
}

// openingEvent is what the applicant is told when a stage begins.
func openingEvent(st models.Stage) models.Event {
	switch {
	case st.Kind == models.KindProve:
		return models.EventIdentify
	case st.Audience == models.ForOfficer:
		return models.EventIdentityAsked
	case st.Audience == models.ForCitizen:
		return models.EventReturned
	case st.Audience == models.ForPayer:
		return models.EventPayment
	case st.Kind == models.KindDeliver:
		return models.EventApproved
	case st.Kind == models.KindMake:
		return "" // its end is told, with what it made
	}
	return models.EventStage
}

// openIssue opens a visit of the machine that lasts until the document is
// issued.
func (y System) openIssue(ctx context.Context, in models.StageOpening, at time.Time) (models.StageOpened, error) {
	err := y.s.db.WithContext(ctx).Exec(`WITH v AS (
			INSERT INTO stage_visits (case_id, visit, ordinal, municipality, service, stage, audience, unit, opened_at, clock)
			SELECT id, @visit, 0, municipality, service, @stage, 'machine', unit, @now, 'runs' FROM cases WHERE id = @case
			ON CONFLICT DO NOTHING)
		UPDATE cases SET stage = @stage, back = '', visit = @visit WHERE id = @case AND visit < @visit`,
		args{"case": string(in.CaseID), "visit": in.Visit, "stage": string(in.Position.Stage), "now": at}).Error
	if err != nil {
		return models.StageOpened{}, meaning("open stage of case "+string(in.CaseID), err)
	}
	return y.opened(y.s.db.WithContext(ctx), in.CaseID, in.Visit, "")
}

// The first stage of the house is not told: the receipt has just said who has
// the case; nor is one that another unit gave away: that was told with its end. Nor are the stages of a certificate: its end is. Who had the case that waits for this one has it here too; a delegation that has
// ended gives nobody anything.
// A document for somebody without a login is handed over by a clerk.
var openStageSQL = `
	WITH k AS (
		SELECT id, municipality, kind, service, unit, parent,
			CASE WHEN @kind = 'deliver' AND (delivery = 'email' OR delivery = 'portal' AND (kind <> 'certificate' OR NOT ` + noLogin + `)) THEN 'delivered'
				WHEN @audience = 'payer' AND EXISTS (SELECT FROM payments p WHERE p.case_id = c.id) THEN 'paid'
				WHEN @proves AND EXISTS (SELECT FROM persons p WHERE p.id = coalesce(c.representative, c.applicant) AND p.level = 'B') THEN 'done'
				ELSE '' END AS auto
		FROM cases c WHERE id = @case),
	u AS (
		SELECT x.task, CAST(x.n - 1 AS int) AS ordinal, x.unit = '' AS of_case, coalesce(nullif(x.unit, ''), k.unit) AS unit, stand.assignee, stand.acting_for
		FROM k CROSS JOIN unnest(CAST(@tasks AS uuid[]), CAST(@units AS text[])) WITH ORDINALITY AS x(task, unit, n)
		LEFT JOIN LATERAL (
			SELECT s.assignee FROM stage_visits s JOIN accounts a ON a.id = s.assignee AND a.disabled_at IS NULL
			WHERE (s.case_id = k.id AND s.stage = @stage AND s.visit < @visit OR s.case_id = k.parent AND s.audience = @audience)
				AND s.unit = coalesce(nullif(x.unit, ''), k.unit)
				AND (@audience <> 'signatory' OR EXISTS (SELECT FROM role_grants g WHERE g.account = s.assignee AND g.municipality = k.municipality
					AND g.role = 'signatory' AND (g.unit IS NULL OR g.unit = s.unit) AND ` + inForce + `))
			ORDER BY s.case_id = k.id DESC, s.visit DESC LIMIT 1) prior ON true
		LEFT JOIN LATERAL (` + standsFor + `) stand ON true),
	v AS (
		INSERT INTO stage_visits (case_id, visit, ordinal, municipality, service, stage, back, audience, unit, assignee, acting_for,
			opened_at, due_at, escalate_at, lapse_at, clock)
		SELECT k.id, @visit, u.ordinal, k.municipality, k.service, @stage, @back, CASE WHEN k.auto = '' THEN @audience ELSE 'machine' END,
			u.unit, CASE WHEN k.auto = '' THEN u.assignee END, CASE WHEN k.auto = '' THEN u.acting_for END, @now, @due, @escalate, @lapse,
			CASE WHEN k.auto = '' AND @audience IN ('citizen', 'payer', 'officer') THEN 'stopped' ELSE 'runs' END
		FROM k, u ON CONFLICT DO NOTHING RETURNING ordinal),
	t AS (
		INSERT INTO tasks (id, case_id, municipality, purpose, visit, ordinal, service, stage, audience, unit, outcomes,
			of_case, four_eyes, decisive, assignee, acting_for, claimed_at, opened_at, due_at, state)
		SELECT u.task, k.id, k.municipality, 'stage', @visit, u.ordinal, k.service, @stage, @audience, u.unit, CAST(@outcomes AS text[]),
			u.of_case, @four_eyes, @decisive, u.assignee, u.acting_for, CASE WHEN u.assignee IS NOT NULL THEN CAST(@now AS timestamptz) END,
			@now, coalesce(@due, CAST(@now AS timestamptz)), 'open'
		FROM k, u WHERE k.auto = '' ON CONFLICT DO NOTHING),
	p AS (
		UPDATE cases SET stage = @stage, back = @back, visit = @visit, decided_at = CASE WHEN @decisive THEN NULL ELSE decided_at END
		FROM k WHERE cases.id = k.id AND cases.visit < @visit),
	told AS (
		SELECT k.id, k.municipality FROM k WHERE k.auto = '' AND @event <> '' AND (@event <> 'identity-asked' OR NOT ` + toldAlready + `)
			AND (@event <> 'stage'
			OR k.kind = 'application' AND EXISTS (SELECT FROM stage_visits s WHERE s.case_id = k.id AND s.visit < @visit AND s.audience <> 'machine'))
			AND NOT EXISTS (SELECT FROM stage_visits s WHERE s.case_id = k.id AND s.visit = @visit - 1 AND s.outcome = 'forwarded')),
	` + tellSQL + `
	SELECT (SELECT count(*) FROM v), auto, EXISTS (SELECT FROM case_watches w WHERE w.case_id = k.id) FROM k`

// opened reads what a visit waits for that was opened before. One that waits
// for nobody and was not closed ends as the machine would end it.
func (y System) opened(db *gorm.DB, id models.CaseID, visit int, auto models.Outcome) (out models.StageOpened, err error) {
	var rows []struct {
		Ordinal    int
		DueAt      *time.Time
		EscalateAt *time.Time
		LapseAt    *time.Time
		Reminded   bool
		Escalated  bool
		Outcome    models.Outcome
		Waits      bool
	}
	err = db.Raw(`SELECT v.ordinal, v.due_at, v.escalate_at, v.lapse_at, v.reminded_at IS NOT NULL AS reminded,
			v.escalated_at IS NOT NULL AS escalated, coalesce(v.outcome, '') AS outcome, v.closed_at IS NULL AND t.id IS NOT NULL AS waits
		FROM stage_visits v LEFT JOIN tasks t ON t.case_id = v.case_id AND t.visit = v.visit AND t.ordinal = v.ordinal AND t.purpose = 'stage'
		WHERE v.case_id = ? AND v.visit = ? ORDER BY v.ordinal`, string(id), visit).Scan(&rows).Error
	for _, r := range rows {
		if r.DueAt != nil {
			out.DueAt = r.DueAt.UTC()
		}
		if r.EscalateAt != nil {
			out.EscalateAt = r.EscalateAt.UTC()
		}
		if r.LapseAt != nil {
			out.LapseAt = r.LapseAt.UTC()
		}
		if r.Waits {
			out.Open = append(out.Open, r.Ordinal)
		}
		if r.Reminded && len(out.Late) == 0 {
			out.Late = append(out.Late, models.Reminder)
		}
		if r.Escalated && len(out.Late) < 2 {
			out.Late = append(out.Late, models.Escalation)
		}
		out.Outcome = r.Outcome
	}
	switch {
	case len(out.Open) > 0:
		out.Outcome = ""
	case len(rows) > 1:
		out.Outcome = models.Done
	case out.Outcome == "":
		out.Outcome = auto
	}
	return out, meaning("read open stage", err)
}

// CheckCase opens and closes a visit of the machine with what it found.
func (y System) CheckCase(ctx context.Context, in models.StageOpening, at time.Time, found []models.Finding) error {
	codes, subjects := make([]string, len(found)), make([]string, len(found))
	for i, f := range found {
		codes[i], subjects[i] = string(f.Code), f.Subject
	}
	return meaning("check case "+string(in.CaseID), y.s.db.WithContext(ctx).Exec(`
		WITH v AS (
			INSERT INTO stage_visits (case_id, visit, ordinal, municipality, service, stage, audience, unit, opened_at, clock, closed_at, outcome)
			SELECT id, @visit, 0, municipality, service, @stage, 'machine', unit, @now, 'runs', @now, 'done' FROM cases WHERE id = @case
			ON CONFLICT DO NOTHING),
		f AS (
			INSERT INTO findings (case_id, visit, code, subject, municipality)
			SELECT c.id, @visit, f.code, f.subject, c.municipality
			FROM cases c, unnest(CAST(@codes AS text[]), CAST(@subjects AS text[])) AS f(code, subject)
			WHERE c.id = @case ON CONFLICT DO NOTHING)
		UPDATE cases SET stage = @stage, visit = @visit WHERE id = @case AND visit < @visit`,
		args{"case": string(in.CaseID), "visit": in.Visit, "stage": string(in.Position.Stage), "now": at,
			"codes": array(codes), "subjects": array(subjects)}).Error)
}

// LapseStage closes the tasks of a visit whose last time has passed, unless
// somebody's decision was recorded before. It says whether it did; saying it
// again says the same.
func (y System) LapseStage(ctx context.Context, in models.StageLapse) (done bool, err error) {
	defer func() { _ = y.s.told(in.CaseID, err) }()
	err = y.s.tx(ctx, "lapse stage of case "+string(in.CaseID), func(tx *gorm.DB) error {
		a := args{"case": string(in.CaseID), "visit": in.Visit, "now": y.s.now()}
		var states []models.TaskState
		err := tx.Raw(`SELECT state FROM tasks WHERE case_id = @case AND visit = @visit AND purpose = 'stage' ORDER BY id FOR UPDATE`, a).
			Scan(&states).Error
		done = !slices.Contains(states, models.TaskDecided)
		if err != nil || !done {
			return err
		}
		return tx.Exec(`UPDATE tasks SET state = 'closed', closed_at = @now
			WHERE case_id = @case AND visit = @visit AND purpose = 'stage' AND state = 'open'`, a).Error
	})
	return done, err
}

// CloseTask commits the end of one of several tasks of a visit.
func (y System) CloseTask(ctx context.Context, in models.TaskClosing) error {
	return y.s.told(in.CaseID, meaning("close task of case "+string(in.CaseID), y.s.db.WithContext(ctx).Exec(`
		WITH d AS (
			UPDATE decisions SET state = 'applied', settled_at = @now WHERE id = @decision AND state = 'recorded'),
		t AS (
			UPDATE tasks SET state = 'closed', closed_at = @now WHERE id = @task AND state <> 'closed')
		UPDATE stage_visits v SET closed_at = greatest(v.opened_at, d.recorded_at), outcome = d.outcome
		FROM decisions d WHERE d.id = @decision AND v.case_id = @case AND v.visit = @visit AND v.ordinal = @ordinal
			AND v.closed_at IS NULL`,
		args{"case": string(in.CaseID), "visit": in.Visit, "ordinal": in.Ordinal, "decision": string(in.DecisionID),
			"task": string(models.TaskAt(in.CaseID, in.Visit, in.Ordinal)), "now": y.s.now()}).Error))
}

// CloseStage commits the end of a visit: decision applied, everything open in
// it closed, and whether the case has its answer. A visit ends when it was
// decided, not when the workflow heard of it. Repeating it changes nothing.
func (y System) CloseStage(ctx context.Context, in models.StageClosing) error {
	if in.Outcome == models.Forwarded {
		return y.s.told(in.CaseID, y.forwardStage(ctx, in))
	}
	return y.s.told(in.CaseID, meaning("close stage of case "+string(in.CaseID), y.closeStage(y.s.db.WithContext(ctx), in)))
}

func (y System) closeStage(db *gorm.DB, in models.StageClosing) error {
	return db.Exec(`
		WITH d AS (
			SELECT d.recorded_at, d.outcome, t.ordinal FROM decisions d LEFT JOIN tasks t ON t.id = d.task_id
			WHERE d.id = CAST(nullif(@decision, '') AS uuid)),
		v AS (
			UPDATE stage_visits v SET
				closed_at = greatest(v.opened_at, coalesce((SELECT recorded_at FROM d), @now)),
				outcome = coalesce((SELECT d.outcome FROM d WHERE d.ordinal = v.ordinal), @outcome)
			WHERE v.case_id = @case AND v.visit = @visit AND v.closed_at IS NULL),
		t AS (
			UPDATE tasks SET state = 'closed', closed_at = @now
			WHERE case_id = @case AND visit = @visit AND purpose = 'stage' AND state <> 'closed'),
		a AS (
			UPDATE decisions SET state = 'applied', settled_at = @now
			WHERE id = CAST(nullif(@decision, '') AS uuid) AND state = 'recorded')
		UPDATE cases SET decided_at = coalesce((SELECT recorded_at FROM d), @now)
		WHERE id = @case AND @decided AND decided_at IS NULL`,
		args{"case": string(in.CaseID), "visit": in.Visit, "decision": string(in.DecisionID), "outcome": string(in.Outcome),
			"decided": in.Decided, "now": y.s.now()}).Error
}

// CloseCase ends a case and tells the applicant. Repeating it changes nothing.
func (y System) CloseCase(ctx context.Context, in models.CaseClosing) error {
	return y.s.told(in.CaseID, y.s.tx(ctx, "close case "+string(in.CaseID), func(tx *gorm.DB) error {
		err := tx.Exec(`WITH t AS (
				UPDATE tasks SET state = 'closed', closed_at = @now WHERE case_id = @case AND purpose = 'stage' AND state = 'open')
			UPDATE cases SET state = 'closed', stage = '', back = '', outcome = @outcome, closed_at = @now,
				halted_at = NULL, halted_code = NULL WHERE id = @case AND state = 'open'`,
			args{"case": string(in.CaseID), "outcome": string(in.Outcome), "now": y.s.now()}).Error
		if err != nil {
			return err
		}
		if err := y.s.unmade(tx, in.CaseID); err != nil {
			return err
		}
		if err := y.s.decideParent(tx, in.CaseID, in.Outcome); err != nil {
			return err
		}
		if err := y.s.withdrawChildren(tx, in.CaseID); err != nil {
			return err
		}
		var vain, watched bool // a correction that is not made changes nothing for the applicant
		err = tx.Raw(`SELECT EXISTS (SELECT FROM document_versions v WHERE v.case_id = c.id AND v.correction <> '' AND v.issued_at IS NULL), `+isWatched+`
			FROM cases c WHERE c.id = ?`, string(in.CaseID)).Row().Scan(&vain, &watched)
		if err == nil && watched {
			err = y.s.tellWatchers(tx, in.CaseID, in.Visit+1)
		}
		if err != nil || vain {
			return err
		}
		event, err := closingEvent(tx, in)
		if err != nil || event == "" {
			return err
		}
		if err := y.s.tell(tx, event, in.Visit, in.CaseID); err != nil {
			return err
		}
		return y.s.handOn(tx, in)
	}))
}

var closingEvents = map[models.Outcome]models.Event{
	models.Granted: models.EventGranted, models.Rejected: models.EventRejected, models.Withdrawn: models.EventWithdrawn,
	models.Lapsed: models.EventLapsed, models.HandedOn: models.EventHandedOn,
}

func zeroNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}
