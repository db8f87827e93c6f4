package store

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// letter is a message to Temporal as a use case writes it.
type letter struct {
	municipality models.Municipality
	verb         string // start or update
	workflow     string // its name
	workflowID   string
	updateID     string
	body         any
	relay        bool // nobody delivers it by hand: the relay takes it at once
}

// post writes a message into the outbox, in the transaction of the fact it
// tells. Who commits may deliver it alone for the length of the lease.
func (s *Store) post(tx *gorm.DB, l letter) (id int64, err error) {
	body, err := json.Marshal(l.body)
	if err != nil {
		return 0, err
	}
	now := s.now()
	due := now.Add(s.opts.Lease)
	if l.relay {
		due = now
	}
	err = tx.Raw(`INSERT INTO outbox (municipality, verb, workflow, workflow_id, update_id, body, not_before, created_at)
		VALUES (@m, @verb, @workflow, @workflow_id, @update_id, CAST(@body AS jsonb), @lease, @now) RETURNING id`,
		args{"m": int(l.municipality), "verb": l.verb, "workflow": l.workflow, "workflow_id": l.workflowID,
			"update_id": l.updateID, "body": string(body), "lease": due, "now": now}).Row().Scan(&id)
	return id, err
}

// Message is one row of the outbox as the relay takes it.
type Message struct {
	ID         int64
	Verb       string
	Workflow   string
	WorkflowID string
	UpdateID   string
	Body       []byte
	Attempts   int
}

// TakeDue leases up to n messages whose time has come, never one that has an
// older undelivered message of the same workflow before it. The lease is the
// row's not_before, so a relay that dies gives its rows back by itself.
func (y System) TakeDue(ctx context.Context, n int) (ms []Message, err error) {
	err = y.s.db.WithContext(ctx).Raw(`
		UPDATE outbox SET attempts = attempts + 1,
			not_before = CAST(@now AS timestamptz) + least(attempts + 1, 12) * @lease * interval '1 ms'
		WHERE id IN (
			SELECT id FROM outbox o
			WHERE delivered_at IS NULL AND not_before <= @now
			AND NOT EXISTS (SELECT FROM outbox e
				WHERE e.workflow_id = o.workflow_id AND e.id < o.id AND e.delivered_at IS NULL)
			ORDER BY id LIMIT @n FOR UPDATE SKIP LOCKED)
		RETURNING id, verb, workflow, workflow_id, update_id, body, attempts`,
		args{"n": n, "now": y.s.now(), "lease": y.s.opts.Lease.Milliseconds()}).Scan(&ms).Error
	return ms, meaning("take due messages", err)
}

// TakeOne gives one undelivered message to whoever has just committed it, if
// no older one of the same workflow waits; false if there is nothing to do.
func (y System) TakeOne(ctx context.Context, id int64) (m Message, ok bool, err error) {
	found := y.s.db.WithContext(ctx).Raw(`SELECT id, verb, workflow, workflow_id, update_id, body, attempts FROM outbox o
		WHERE id = @id AND delivered_at IS NULL AND NOT EXISTS (SELECT FROM outbox e
			WHERE e.workflow_id = o.workflow_id AND e.id < o.id AND e.delivered_at IS NULL)`, args{"id": id}).Scan(&m)
	return m, found.RowsAffected > 0, meaning("take message", found.Error)
}

// Delivered marks messages done, several in one statement.
func (y System) Delivered(ctx context.Context, ids ...int64) error {
	text := make(array, len(ids))
	for i, id := range ids {
		text[i] = strconv.FormatInt(id, 10)
	}
	return meaning("mark messages delivered", y.s.db.WithContext(ctx).Exec(
		`UPDATE outbox SET delivered_at = @now WHERE id = ANY(CAST(@ids AS bigint[])) AND delivered_at IS NULL`,
		args{"now": y.s.now(), "ids": text}).Error)
}

// Refused marks an update refused for ever: the decision gets its code, and
// its task opens again unless the case or the visit is over. A decision that
// was applied is never called refused: the answer may come from a workflow
// that has closed since. What the machine tells a case that has halted is kept
// for its new workflow, since nobody would say it again. It says whether the
// refusal holds.
func (y System) Refused(ctx context.Context, m Message, code models.Code) (refused bool, err error) {
	err = y.s.db.WithContext(ctx).Raw(`
		WITH d AS (
			UPDATE decisions SET state = 'refused', refused_code = @code, settled_at = @now
			WHERE id = CAST(@decision AS uuid) AND state = 'recorded' AND (actor IS NOT NULL OR @code <> 'case-halted') RETURNING id, task_id, case_id, actor, municipality),
		t AS (
			UPDATE tasks t SET decision_id = NULL,
				state = CASE WHEN @over THEN 'closed' ELSE 'open' END,
				closed_at = CASE WHEN @over THEN CAST(@now AS timestamptz) END
			FROM d WHERE t.decision_id = d.id AND t.state = 'decided'),
		p AS (DELETE FROM payments p USING d WHERE p.decision_id = d.id),
		c AS (UPDATE cases c SET withdrawn_at = NULL FROM d WHERE c.id = d.case_id AND d.task_id IS NULL AND c.state = 'open'),
		a AS (
			INSERT INTO audit (municipality, at, actor, action, object, object_id, code)
			SELECT municipality, @now, actor, 'apply-decision', 'decision', CAST(id AS text), @code FROM d),
		o AS (
			UPDATE outbox SET delivered_at = @now, refused_code = CASE WHEN EXISTS (SELECT FROM d) THEN @code END
			WHERE id = @id)
		SELECT EXISTS (SELECT FROM d)`,
		args{"id": m.ID, "decision": m.UpdateID, "code": string(code), "now": y.s.now(),
			"over": code == "case-closed" || code == "task-already-closed"}).Row().Scan(&refused)
	return refused, meaning("refuse decision "+m.UpdateID, err)
}

// Started says whether the workflow's start message was delivered: only then
// does "not found" mean that the workflow has ended.
func (y System) Started(ctx context.Context, workflowID string) (ok bool, err error) {
	err = y.s.db.WithContext(ctx).Raw(`SELECT EXISTS (SELECT FROM outbox WHERE workflow_id = ? AND verb = 'start'
		AND delivered_at IS NOT NULL)`, workflowID).Row().Scan(&ok)
	return ok, meaning("look for start message", err)
}

// Ended says whether the database knows that the case of a workflow is over.
func (y System) Ended(ctx context.Context, workflowID string) (ok bool, err error) {
	err = y.s.db.WithContext(ctx).Raw(`SELECT EXISTS (SELECT FROM cases
		WHERE id = CAST(nullif(?, '') AS uuid) AND state = 'closed')`, string(models.CaseOf(workflowID))).Row().Scan(&ok)
	return ok, meaning("look for end of case", err)
}

// Postpone puts a message off.
func (y System) Postpone(ctx context.Context, id int64, d time.Duration) error {
	return meaning("postpone message", y.s.db.WithContext(ctx).Exec(
		`UPDATE outbox SET not_before = @at WHERE id = @id AND delivered_at IS NULL`,
		args{"at": y.s.now().Add(d), "id": id}).Error)
}
