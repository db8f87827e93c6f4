package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// Resume reads the state at which a workflow of an open case begins anew: the
// name of its process, its newest visit, and how that ended if it did.
func (y System) Resume(ctx context.Context, id models.CaseID) (process string, start models.CaseStart, err error) {
	start = models.CaseStart{CaseID: id, Resume: &models.Resume{}}
	r := start.Resume
	var open int
	err = y.s.db.WithContext(ctx).Raw(`
		SELECT c.kind, c.municipality, c.service, c.version, coalesce(v.visit, 0), coalesce(v.stage, ''), coalesce(v.back, ''),
			coalesce(o.open, 0), coalesce(o.outcome, ''), c.kind = 'application' AND `+identityWanted+`
		FROM cases c
		LEFT JOIN LATERAL (SELECT visit, stage, back FROM stage_visits WHERE case_id = c.id ORDER BY visit DESC LIMIT 1) v ON true
		LEFT JOIN LATERAL (
			SELECT count(*) FILTER (WHERE closed_at IS NULL) AS open,
				CASE WHEN count(*) > 1 AND bool_and(outcome <> 'withdrawn') THEN 'done' ELSE min(outcome) END AS outcome
			FROM stage_visits WHERE case_id = c.id AND visit = v.visit) o ON true
		WHERE c.id = ? AND c.state = 'open'`, string(id)).Row().Scan(&process, &start.Municipality, &start.Service, &start.Version,
		&r.Visit, &r.Position.Stage, &r.Position.Back, &open, &r.Outcome, &start.Identify)
	if err != nil {
		return "", start, meaning("read state of case "+string(id), err)
	}
	switch {
	case r.Visit == 0:
		start.Resume = nil // it never began
		return process, start, nil
	case open > 0:
		r.Outcome = ""
	}
	start.Identify = false // that is decided: it has begun
	return process, start, nil
}

// Rebuilt records that a case has a new workflow: nothing halts it, and every
// decision the lost workflow had not applied is said again, at once.
func (y System) Rebuilt(ctx context.Context, id models.CaseID) error {
	return y.s.tx(ctx, "rebuild case "+string(id), func(tx *gorm.DB) error {
		return tx.Exec(`WITH c AS (
				UPDATE cases SET halted_at = NULL, halted_code = NULL WHERE id = @case RETURNING municipality),
			s AS (
				UPDATE outbox SET delivered_at = @now WHERE workflow_id = @workflow AND verb = 'start' AND delivered_at IS NULL),
			o AS (
				UPDATE outbox o SET delivered_at = NULL, not_before = @now FROM decisions d
				WHERE d.case_id = @case AND d.state = 'recorded' AND o.update_id = CAST(d.id AS text) AND o.update_id <> '')
			INSERT INTO audit (municipality, at, action, object, object_id)
			SELECT municipality, @now, 'rebuild-workflow', 'case', CAST(@case AS text) FROM c`,
			args{"case": string(id), "workflow": models.WorkflowOf(id), "now": y.s.now()}).Error
	})
}

// OpenCase is an open case as doctor examines it.
type OpenCase struct {
	ID          models.CaseID
	Visit       int
	Stage       models.StageKey
	Halted      models.Code
	SubmittedAt time.Time
	Open        int  // tasks and visits that wait in the newest visit
	Machine     bool // the newest visit is the machine's, and has not ended
	TimerDue    bool // the newest visit has something to say that it has not said
	Started     bool // its start message was delivered
	Waiting     bool // an undelivered message, or a recorded decision
}

// OpenCases lists open cases after an identifier, in order.
func (y System) OpenCases(ctx context.Context, after models.CaseID, n int) (cs []OpenCase, err error) {
	err = y.s.db.WithContext(ctx).Raw(openCaseSQL+` AND (@after = '' OR c.id > CAST(nullif(@after, '') AS uuid))
		ORDER BY c.id LIMIT @n`, args{"after": string(after), "n": n}).Scan(&cs).Error
	return cs, meaning("list open cases", err)
}

// OpenCase gives one open case; nil if it is open no more.
func (y System) OpenCase(ctx context.Context, id models.CaseID) (*OpenCase, error) {
	var c OpenCase
	found := y.s.db.WithContext(ctx).Raw(openCaseSQL+` AND c.id = @id`, args{"id": string(id)}).Scan(&c)
	if found.Error != nil || found.RowsAffected == 0 {
		return nil, meaning("read open case", found.Error)
	}
	return &c, nil
}

const openCaseSQL = `
		SELECT c.id, c.visit, c.stage, coalesce(c.halted_code, '') AS halted, c.submitted_at,
			(SELECT count(*) FROM tasks t JOIN units u ON u.municipality = t.municipality AND u.code = t.unit
				WHERE t.case_id = c.id AND t.visit = c.visit AND t.purpose = 'stage' AND t.state <> 'closed') AS open,
			EXISTS (SELECT FROM stage_visits v WHERE v.case_id = c.id AND v.visit = c.visit AND v.closed_at IS NULL
				AND v.audience = 'machine') AS machine,
			EXISTS (SELECT FROM stage_visits v WHERE v.case_id = c.id AND v.visit = c.visit AND v.closed_at IS NULL
				AND (v.due_at IS NOT NULL AND v.reminded_at IS NULL OR v.escalate_at IS NOT NULL AND v.escalated_at IS NULL OR v.lapse_at IS NOT NULL)) AS timer_due,
			EXISTS (SELECT FROM outbox o WHERE o.workflow_id = 'case-' || CAST(c.id AS text) AND o.verb = 'start'
				AND o.delivered_at IS NOT NULL) AS started,
			EXISTS (SELECT FROM outbox o WHERE o.workflow_id = 'case-' || CAST(c.id AS text) AND o.delivered_at IS NULL)
			OR EXISTS (SELECT FROM decisions d WHERE d.case_id = c.id AND d.state = 'recorded') AS waiting
		FROM cases c WHERE c.state = 'open'`

// CaseStates says which of the cases exist, and whether they are open.
func (y System) CaseStates(ctx context.Context, ids []models.CaseID) (map[models.CaseID]models.CaseState, error) {
	var rows []struct {
		ID    models.CaseID
		State models.CaseState
	}
	err := y.s.db.WithContext(ctx).Raw(`SELECT id, state FROM cases WHERE id = ANY(CAST(@ids AS uuid[]))`,
		args{"ids": arrayOf(ids)}).Scan(&rows).Error
	states := make(map[models.CaseID]models.CaseState, len(rows))
	for _, r := range rows {
		states[r.ID] = r.State
	}
	return states, meaning("read states of cases", err)
}

// BookFault is a protocol book whose counter and lines do not agree.
type BookFault struct {
	Municipality models.Municipality
	Year         int
	Last         int // by the counter
	Lines        int
	Highest      int
	Backwards    int // lines whose time is before their predecessor's
}

// CheckBooks compares every protocol book with its counter: no gap, no number
// twice, no time that runs backwards.
func (y System) CheckBooks(ctx context.Context) (faults []BookFault, err error) {
	err = y.s.db.WithContext(ctx).Raw(`
		WITH lines AS (
			SELECT municipality, year, number, at < lag(at) OVER (PARTITION BY municipality, year ORDER BY number) AS back
			FROM protocol_entries),
		book AS (
			SELECT municipality, year, count(*) AS lines, max(number) AS highest, count(*) FILTER (WHERE back) AS backwards
			FROM lines GROUP BY municipality, year)
		SELECT c.municipality, c.year, c.last, coalesce(b.lines, 0) AS lines, coalesce(b.highest, 0) AS highest,
			coalesce(b.backwards, 0) AS backwards
		FROM protocol_counters c FULL JOIN book b USING (municipality, year)
		WHERE (c.last, c.last, 0) IS DISTINCT FROM (coalesce(b.lines, 0), coalesce(b.highest, 0), coalesce(b.backwards, 0))`).
		Scan(&faults).Error
	return faults, meaning("check protocol books", err)
}

// Overdue counts what should have left the house and did not.
type Overdue struct {
	Messages   int // to Temporal, older than a minute
	Notices    int // to people, untried for five minutes
	Unnumbered int // cases without a protocol number
}

// CountOverdue looks for what waits too long.
func (y System) CountOverdue(ctx context.Context) (o Overdue, err error) {
	now := y.s.now()
	err = y.s.db.WithContext(ctx).Raw(`SELECT
			(SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND created_at < @minute),
			(SELECT count(*) FROM notices WHERE state IN ('queued', 'sending') AND not_before < @five),
			(SELECT count(*) FROM cases c WHERE kind = 'application' AND NOT EXISTS (
				SELECT FROM protocol_entries e WHERE e.subject = 'case/' || CAST(c.id AS text)))`,
		args{"minute": now.Add(-time.Minute), "five": now.Add(-5 * time.Minute)}).Row().Scan(&o.Messages, &o.Notices, &o.Unnumbered)
	return o, meaning("count what waits", err)
}

// SettleHistory leaves a case that comes from the past nothing to say: every
// message to Temporal counts as delivered and every notice as sent, at the time
// it was written.
func (y System) SettleHistory(ctx context.Context, id models.CaseID) error {
	return meaning("settle history of case "+string(id), y.s.db.WithContext(ctx).Exec(`WITH o AS (
			UPDATE outbox SET delivered_at = created_at WHERE workflow_id = @workflow AND delivered_at IS NULL),
		d AS (
			UPDATE decisions SET state = 'applied', settled_at = recorded_at WHERE case_id = @case AND state = 'recorded'
				AND EXISTS (SELECT FROM cases WHERE id = @case AND state = 'closed')),
		t AS (
			UPDATE tasks SET state = 'closed', closed_at = opened_at WHERE case_id = @case AND purpose = 'contact' AND state = 'open')
		UPDATE notices SET state = 'sent', sent_at = created_at WHERE case_id = @case AND state = 'queued'`,
		args{"case": string(id), "workflow": models.WorkflowOf(id)}).Error)
}
