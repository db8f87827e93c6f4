package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// DoneTasks lists the tasks that the actor has decided and that are his units'
// still, newest first. Errors: bad-cursor.
func (d Desk) DoneTasks(ctx context.Context, p models.Page) (ts []models.Task, next string, err error) {
	line, more, err := afterLine(p)
	if err != nil || d.actor.Account == "" {
		return nil, "", err
	}
	where := ""
	if more {
		where = ` AND a.id < @line`
	}
	var rows []taskRow
	err = d.s.list(ctx, func(tx *gorm.DB) error {
		return tx.Raw(`SELECT t.line, `+taskColumns+` FROM (SELECT a.id AS line, t.* FROM audit a
				JOIN tasks t ON t.id = CAST(a.object_id AS uuid) AND t.state <> 'open'
				WHERE a.actor = CAST(@actor AS uuid) AND a.municipality = @municipality AND a.action = 'decide-task' AND a.object = 'task'
					AND a.code = ''`+where+` AND `+worksFor+`
				ORDER BY a.id DESC LIMIT @n) t`+taskJoins+` ORDER BY t.line DESC`,
			d.rights(args{"line": line, "n": limit(p) + 1})).Scan(&rows).Error
	})
	now := d.s.now()
	for i, r := range rows {
		if i == limit(p) {
			next = lineMark(rows[i-1].Line)
			break
		}
		ts = append(ts, r.task(d.actor.Account, now))
	}
	return ts, next, meaning("list done tasks", err)
}

// Colleagues lists who works for the units that the actor heads, a line for
// each unit, and himself in the units where he is a clerk; by name.
func (d Desk) Colleagues(ctx context.Context) (cs []models.Colleague, err error) {
	err = d.s.list(ctx, func(tx *gorm.DB) error {
		return tx.Raw(`SELECT DISTINCT a.id AS account, a.name, o.unit, m.heads FROM (
				SELECT g.unit, bool_or(g.role = 'head') AS heads FROM acting_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid)
					AND g.municipality = @municipality AND g.role IN ('clerk', 'head') AND `+inForce+` GROUP BY g.unit) m
			JOIN role_grants o ON o.municipality = @municipality AND o.unit = m.unit AND o.role IN ('clerk', 'head')
				AND o.valid_from <= @now AND (o.valid_to IS NULL OR o.valid_to > @now)
			JOIN accounts a ON a.id = o.account AND a.disabled_at IS NULL
			WHERE m.heads OR a.id = CAST(nullif(@actor, '') AS uuid) ORDER BY a.name, a.id, o.unit`, d.rights(nil)).Scan(&cs).Error
	})
	return cs, meaning("list colleagues", err)
}
