package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// ofUnits picks open tasks of the actor's units: one short walk of the queue's
// index for each unit, whatever is asked, so its plan is kept: planned for its
// values it takes thrice as long, and of those nobody has all are read and sorted.
const ofUnits = `SELECT t.* FROM (
		SELECT DISTINCT g.unit FROM acting_grants g WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality
			AND g.role IN ('clerk', 'head') AND ` + inForce + ` AND (@unit = '' OR g.unit = @unit)) u
	CROSS JOIN LATERAL (SELECT * FROM tasks t WHERE t.municipality = @municipality AND t.unit = u.unit AND t.state = 'open'
		AND (` + onlyHimself + ` OR ` + worksFor + `)`

// queues are the lists of work: what each picks before the filters.
var queues = map[models.Queue]string{
	models.QueueUnit:       ofUnits + ` AND t.audience IN ('clerk', 'head')`,
	models.QueueUnassigned: ofUnits + ` AND t.audience IN ('clerk', 'head') AND t.assignee IS NULL`,
	models.QueueSign: `SELECT t.* FROM (SELECT DISTINCT u.code AS unit FROM acting_grants g JOIN units u ON u.municipality = g.municipality
			AND (g.unit IS NULL OR g.unit = u.code) WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality
			AND g.role = 'signatory' AND ` + inForce + ` AND (@unit = '' OR u.code = @unit)) u
		CROSS JOIN LATERAL (SELECT * FROM tasks t WHERE t.municipality = @municipality AND t.unit = u.unit AND t.state = 'open'
			AND t.audience = 'signatory' AND (` + onlyHimself + ` OR ` + signsFor + `)`,
	models.QueueCitizen: ofUnits + ` AND t.audience IN ('citizen', 'payer')`,
	models.QueueMine: `SELECT t.* FROM (SELECT) u CROSS JOIN LATERAL (SELECT * FROM tasks t WHERE ` + inHands + `
		AND t.state = 'open' AND (@unit = '' OR t.unit = @unit) AND ` + worksFor,
}

// ownTasks is the citizen's "mine": what his own cases wait for.
const ownTasks = `SELECT t.* FROM (SELECT) u CROSS JOIN LATERAL (SELECT t.* FROM cases c JOIN tasks t ON t.case_id = c.id
	WHERE ` + isApplicant + ` AND t.state = 'open' AND t.audience IN ('citizen', 'payer') AND (@unit = '' OR t.unit = @unit)`

// Tasks lists a queue by due time. A clerk sees the head's tasks of his unit
// too; Outcomes tell which he may decide. Errors: bad-queue, bad-cursor.
func (d Desk) Tasks(ctx context.Context, f models.TaskFilter) (ts []models.Task, next string, err error) {
	pick, ok := queues[f.Queue]
	m, more, err := after(f.Page)
	switch {
	case !ok:
		return nil, "", invalid("queue", "bad-queue")
	case err != nil:
		return nil, "", err
	case d.actor.Account == "":
		return nil, "", nil
	case f.Queue == models.QueueMine && !d.actor.Staff():
		pick = ownTasks
	}
	if f.Service != "" {
		pick += ` AND t.service = @service`
	}
	if f.Stage != "" {
		pick += ` AND t.stage = @stage`
	}
	if f.Overdue {
		pick += ` AND t.due_at < @now`
	}
	if !f.Before.IsZero() {
		pick += ` AND t.due_at < @before`
	}
	if more {
		pick += ` AND (t.due_at, t.id) > (@at, CAST(@id AS uuid))`
	}
	with := d.rights(args{"unit": string(f.Unit), "service": string(f.Service), "stage": string(f.Stage), "before": f.Before, "at": m.at, "id": m.id,
		"n": limit(f.Page) + 1})
	var rows []taskRow
	now := d.s.now()
	list := func(tx *gorm.DB) error {
		return tx.Raw(`SELECT `+taskColumns+` FROM (`+pick+`
			ORDER BY t.due_at, t.id LIMIT @n) t ORDER BY t.due_at, t.id LIMIT @n) t`+taskJoins+` ORDER BY t.due_at, t.id`, with).Scan(&rows).Error
	}
	switch q := understand(f.Query); {
	case f.Query == "":
		err = list(d.s.db.WithContext(ctx))
	case q.afm != "":
		pick += ` AND ` + d.among(q, with)
		err = d.act(ctx, "search-afm", "task", "", list)
	case q.number > 0 || len(q.terms) > 0:
		pick += ` AND ` + d.among(q, with)
		err = d.s.list(ctx, list)
	}
	if err != nil {
		return nil, "", meaning("list tasks", err)
	}
	ts, next = cut(tasksOf(rows, d.actor.Account, now), limit(f.Page), func(t models.Task) mark { return mark{t.DueAt, string(t.ID)} })
	return ts, next, nil
}

// among says of task t that its case is one of those somebody looks for, which
// is not nothing.
func (d Desk) among(q sought, with args) string {
	switch {
	case q.number > 0:
		with["number"], with["soughtYear"] = q.number, q.year
		return `t.case_id IN (` + byNumber + `)`
	case q.afm != "":
		with["digests"] = array(d.s.opts.Seal.Digests("afm", q.afm))
		return `t.case_id IN (` + byAFM + `)`
	}
	all := make([]string, len(q.terms))
	for i, beginnings := range q.terms {
		all[i] = anyOf(beginnings)
	}
	with["words"] = strings.Join(all, " & ")
	return `EXISTS (SELECT FROM case_search s WHERE s.case_id = t.case_id AND s.words @@ CAST(@words AS tsquery))`
}

// TaskCounts says how long each queue is.
func (d Desk) TaskCounts(ctx context.Context) (map[models.Queue]int, error) {
	n := map[models.Queue]int{models.QueueMine: 0, models.QueueUnit: 0, models.QueueUnassigned: 0, models.QueueCitizen: 0, models.QueueSign: 0}
	if d.actor.Account == "" {
		return n, nil
	}
	from, sign := ofUnits+`) t`, `(SELECT count(*) FROM (`+queues[models.QueueSign]+`) t) s)`
	mine := inHands
	if !d.actor.Staff() {
		from, mine, sign = ownTasks+`) t`, `true`, `0`
	}
	var c struct{ Mine, Unit, Unassigned, Citizen, Sign int }
	err := d.s.db.WithContext(ctx).Raw(`SELECT count(*) FILTER (WHERE `+mine+`) AS mine,
			count(*) FILTER (WHERE audience IN ('clerk', 'head')) AS unit,
			count(*) FILTER (WHERE audience IN ('clerk', 'head') AND assignee IS NULL) AS unassigned,
			count(*) FILTER (WHERE audience IN ('citizen', 'payer')) AS citizen, `+sign+` AS sign
		FROM (`+from+`) t`, d.rights(args{"unit": ""})).Scan(&c).Error
	n[models.QueueMine] = c.Mine
	if d.actor.Staff() {
		n[models.QueueUnit], n[models.QueueUnassigned], n[models.QueueCitizen], n[models.QueueSign] = c.Unit, c.Unassigned, c.Citizen, c.Sign
	}
	return n, meaning("count tasks", err)
}

// Task gives one task: to those who work for its unit, and to the applicant
// when it waits for him. Errors: no-such-task.
func (d Desk) Task(ctx context.Context, id models.TaskID) (t models.Task, err error) {
	err = d.look(ctx, "read-task", "task", string(id), func(tx *gorm.DB) error {
		var r taskRow
		found := tx.Raw(`SELECT `+taskColumns+` FROM tasks t`+taskJoins+` WHERE t.id = @id AND (r.works
			OR `+isApplicant+` AND t.audience IN ('citizen', 'payer'))`, d.rights(args{"id": string(id)})).Scan(&r)
		if found.Error == nil && found.RowsAffected == 0 {
			return models.Fault(models.NotFound, "no-such-task")
		}
		t = r.task(d.actor.Account, d.s.now())
		return found.Error
	})
	return t, err
}
