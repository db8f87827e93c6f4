package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// tellSQL continues a WITH that has a table told(id, municipality) of cases:
// it writes one notice for each way to reach the applicant that he wants, or
// for the only one. Whom nothing
// reaches becomes a task of the responsible unit, to phone or write to. A case
// that another waits for tells nothing: the other does. The
// identifiers are derived from what is told, so telling twice is telling once.
var tellSQL = tellAbout("CAST(NULL AS uuid)")

// tellAbout is tellSQL for what is told of one document, an expression of SQL.
func tellAbout(document string) string {
	return tellOf(told{document: document, message: "CAST(NULL AS uuid)", after: "@now", when: "true"})
}

// told is what a notice is about beside its event, in expressions of SQL: a
// document, a message, not before which time, and on which ways.
type told struct{ document, message, after, when string }

func tellOf(t told) string {
	return `
	reach AS (
		SELECT c.id, c.municipality, c.unit, c.service, c.stage, p.email <> '' AND (p.ways <> 'sms' OR p.mobile = '') AS email,
			p.mobile <> '' AND (p.ways <> 'email' OR p.email = '') AS mobile
		FROM told JOIN cases c ON c.id = told.id AND c.parent IS NULL JOIN persons p ON p.id = coalesce(c.representative, c.applicant)),
	notice AS (
		INSERT INTO notices (id, municipality, case_id, event, visit, channel, state, not_before, created_at, failure, document, message)
		SELECT CAST(md5(concat_ws('/', r.id, CAST(@event AS text), CAST(@visit AS int), way.channel, ` + t.document + `, ` + t.message + `)) AS uuid),
			r.municipality, r.id, @event, @visit, way.channel, way.state, ` + t.after + `, @now, way.failure, ` + t.document + `, ` + t.message + `
		FROM reach r CROSS JOIN LATERAL (
			SELECT 'email' AS channel, 'queued' AS state, '' AS failure WHERE r.email
			UNION ALL SELECT 'sms', 'queued', '' WHERE r.mobile
			UNION ALL SELECT 'email', 'given-up', 'no-address' WHERE NOT r.email AND NOT r.mobile) way
		WHERE ` + t.when + `
		ON CONFLICT DO NOTHING RETURNING id, case_id, visit, state),
	contact AS (
		INSERT INTO tasks (id, case_id, municipality, purpose, visit, ordinal, service, stage, audience, unit, outcomes, notice_id,
			opened_at, due_at, state)
		SELECT CAST(md5('contact/' || CAST(n.id AS text)) AS uuid), r.id, r.municipality, 'contact', n.visit, 0, r.service, r.stage,
			'clerk', r.unit, ARRAY['done'], n.id, @now, CAST(@now AS timestamptz) + interval '1 day', 'open'
		FROM notice n JOIN reach r ON r.id = n.case_id WHERE n.state = 'given-up' ON CONFLICT DO NOTHING)`
}

// tell writes the notices of an event to the applicants of cases, in the
// transaction of the event.
func (s *Store) tell(tx *gorm.DB, e models.Event, visit int, cases ...models.CaseID) error {
	return tx.Exec(`WITH told AS (SELECT id, municipality FROM cases WHERE id = ANY(CAST(@cases AS uuid[]))),`+tellSQL+` SELECT 1`,
		args{"cases": arrayOf(cases), "event": string(e), "visit": visit, "now": s.now()}).Error
}

// TellLate records that a visit is late and tells, once each: the reminder
// goes to whoever has the ball, the escalation to the unit's heads.
func (y System) TellLate(ctx context.Context, in models.StageLate) error {
	return y.s.tx(ctx, "tell of late case "+string(in.CaseID), func(tx *gorm.DB) error {
		a := args{"case": string(in.CaseID), "visit": in.Visit, "now": y.s.now(), "reminder": in.Lateness == models.Reminder}
		var rows []struct {
			Audience models.Audience
			Unit     models.UnitCode
		}
		err := tx.Raw(`UPDATE stage_visits SET reminded_at = CASE WHEN @reminder THEN @now ELSE reminded_at END,
				escalated_at = CASE WHEN @reminder THEN escalated_at ELSE @now END
			WHERE case_id = @case AND visit = @visit AND closed_at IS NULL
				AND CASE WHEN @reminder THEN reminded_at ELSE escalated_at END IS NULL
			RETURNING audience, unit`, a).Scan(&rows).Error
		if err != nil || len(rows) == 0 {
			return err
		}
		if !rows[0].Audience.Staff() && in.Lateness == models.Reminder {
			event, err := reminder(tx, in)
			if err != nil || event == "" {
				return err
			}
			return y.s.tell(tx, event, in.Visit, in.CaseID)
		}
		event, whom := models.EventLate, lateTo
		if in.Lateness == models.Escalation {
			event, whom = models.EventEscalated, headsOf
		}
		a["event"] = string(event)
		return tx.Exec(tellStaffSQL(whom), a).Error
	})
}

// lateTo and headsOf choose the accounts that are told of a late visit v, in
// turns: a later turn counts only when an earlier one has nobody with a login.
// A reminder goes to who has the task, else to the head or the signatories whose
// turn it is, else to the unit's contact, else to everybody of the unit; an escalation to the
// unit's heads, else to the municipality's managers, else to its administrators.
const (
	ofUnit = ` FROM acting_grants g WHERE g.municipality = v.municipality AND g.unit = v.unit AND ` + inForce + ` AND g.role `
	lateTo = `SELECT coalesce(` + substituteOf + `, v.assignee) AS account, 1 AS turn
		UNION ALL SELECT g.account, 2` + ofUnit + `= 'head' AND v.audience = 'head'
		UNION ALL SELECT g.account, 2 FROM acting_grants g WHERE v.audience = 'signatory' AND g.municipality = v.municipality
			AND g.role = 'signatory' AND (g.unit IS NULL OR g.unit = v.unit) AND ` + inForce + `
		UNION ALL SELECT u.contact, 3 FROM units u WHERE u.municipality = v.municipality AND u.code = v.unit
		UNION ALL SELECT g.account, 4` + ofUnit + `IN ('clerk', 'head')`
	headsOf = `SELECT g.account, 1 AS turn` + ofUnit + `= 'head'
		UNION ALL SELECT g.account, CASE g.role WHEN 'manager' THEN 2 ELSE 3 END FROM role_grants g
		WHERE g.municipality = v.municipality AND g.role IN ('manager', 'admin') AND ` + inForce
)

func tellStaffSQL(whom string) string {
	return `INSERT INTO notices (id, municipality, case_id, event, visit, channel, account, state, not_before, created_at)
		SELECT DISTINCT CAST(md5(concat_ws('/', v.case_id, CAST(@event AS text), v.visit, w.account)) AS uuid),
			v.municipality, v.case_id, CAST(@event AS text), v.visit, 'email', w.account, 'queued', CAST(@now AS timestamptz), CAST(@now AS timestamptz)
		FROM stage_visits v CROSS JOIN LATERAL (
			SELECT x.account, rank() OVER (ORDER BY x.turn) AS place
			FROM (` + whom + `) x JOIN accounts a ON a.id = x.account AND a.disabled_at IS NULL) w
		WHERE v.case_id = @case AND v.visit = @visit AND v.closed_at IS NULL AND w.place = 1 ON CONFLICT DO NOTHING`
}

// HaltCase gives a case to the administrators of the municipality.
func (y System) HaltCase(ctx context.Context, in models.CaseHalting) error {
	return meaning("halt case "+string(in.CaseID), y.s.db.WithContext(ctx).Exec(`WITH c AS (
			UPDATE cases SET halted_at = @now, halted_code = @code WHERE id = @case AND halted_at IS NULL
			RETURNING id, municipality)
		INSERT INTO notices (id, municipality, case_id, event, visit, channel, account, state, not_before, created_at)
		SELECT DISTINCT CAST(md5(concat_ws('/', c.id, 'halted', CAST(@visit AS int), g.account)) AS uuid), c.municipality, c.id,
			'halted', CAST(@visit AS int), 'email', g.account, 'queued', CAST(@now AS timestamptz), CAST(@now AS timestamptz)
		FROM c JOIN role_grants g ON g.municipality = c.municipality AND g.role = 'admin' AND `+inForce+` ON CONFLICT DO NOTHING`,
		args{"case": string(in.CaseID), "code": string(in.Code), "visit": in.Visit, "now": y.s.now()}).Error)
}

// lookAfter starts the workflow of a notice.
func (s *Store) lookAfter(tx *gorm.DB, n models.Notice) error {
	_, err := s.post(tx, letter{municipality: n.Municipality, verb: "start", workflow: "notice",
		workflowID: models.NoticeWorkflowOf(n.ID), body: models.NoticeRef{ID: n.ID}})
	return err
}

// GiveUpNotice ends the attempts of a notice that time has overtaken.
func (y System) GiveUpNotice(ctx context.Context, id models.NoticeID) error {
	return y.s.tx(ctx, "give up notice", func(tx *gorm.DB) error { return y.s.abandon(tx, id, models.GivenUp, "") })
}

// DurableNotices lists messages that a workflow should look after and whose
// start message was delivered.
func (y System) DurableNotices(ctx context.Context, n int) (ids []models.NoticeID, err error) {
	err = y.s.db.WithContext(ctx).Raw(`SELECT n.id FROM notices n WHERE n.state = 'durable' AND NOT EXISTS (
			SELECT FROM outbox o WHERE o.workflow_id = 'notice-' || CAST(n.id AS text) AND o.delivered_at IS NULL)
		ORDER BY n.id LIMIT @n`, args{"n": n}).Scan(&ids).Error
	return ids, meaning("list durable notices", err)
}

// RequeueNotice gives a message whose workflow was lost back to the sender. One
// that may have arrived keeps saying so.
func (y System) RequeueNotice(ctx context.Context, id models.NoticeID) error {
	return meaning("requeue notice", y.s.db.WithContext(ctx).Exec(
		`UPDATE notices SET state = CASE WHEN uncertain_at IS NULL THEN 'queued' ELSE 'sending' END, not_before = @now
			WHERE id = @id AND state = 'durable'`,
		args{"id": string(id), "now": y.s.now()}).Error)
}

// CancelNotice ends a notice that has no way to its receiver any more.
func (y System) CancelNotice(ctx context.Context, id models.NoticeID, code models.Code) error {
	return y.s.tx(ctx, "cancel notice", func(tx *gorm.DB) error { return y.s.abandon(tx, id, models.Cancelled, code) })
}
