package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// ReassignTasks gives everything that somebody has in his hands for a unit to
// somebody else, or back to the unit's queue, by the unit's head. Each task has
// its own result; what is refused stays where it is and does not hold up the
// rest. At most 200 tasks go at once: next is the After of the next call, and
// empty when there are no more. Errors: not-allowed.
func (d Desk) ReassignTasks(ctx context.Context, r models.Reassignment) (out []models.Assigned, next models.TaskID, err error) {
	err = d.act(ctx, "reassign-tasks", "account", string(r.From), func(tx *gorm.DB) error {
		out, next = nil, ""
		ids, err := d.inHands(tx, r)
		if err != nil {
			return err
		}
		if len(ids) > assignMost {
			ids = ids[:assignMost]
			next = ids[assignMost-1]
		}
		for _, id := range ids {
			known := &models.Error{}
			mine, err := d.reassign(tx, id, r)
			switch {
			case errors.As(err, &known) && known.Kind != models.Unavailable:
				out = append(out, models.Assigned{TaskID: id, Code: known.Code})
			case err != nil:
				return err
			case mine:
				out = append(out, models.Assigned{TaskID: id})
			}
		}
		return nil
	})
	for _, a := range out {
		if err == nil && a.Code != "" {
			d.s.auditRefusal(ctx, d.actor, "assign-task", "task", string(a.TaskID), a.Code)
		}
		if err == nil {
			d.s.changed("task", string(a.TaskID))
		}
	}
	return out, next, err
}

// inHands lists what somebody has for a unit that the actor heads, one more
// than go at once, in the order in which everybody locks.
func (d Desk) inHands(tx *gorm.DB, r models.Reassignment) (ids []models.TaskID, err error) {
	var heads bool
	a := d.rights(args{"unit": string(r.Unit), "from": string(r.From), "service": string(r.Service), "after": string(r.After), "n": assignMost + 1})
	err = tx.Raw(`SELECT EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.municipality = @municipality
		AND g.unit = @unit AND g.role = 'head' AND `+inForce+`)`, a).Row().Scan(&heads)
	switch {
	case err != nil:
		return nil, err
	case !heads:
		return nil, models.Fault(models.Forbidden, "not-allowed")
	}
	return ids, tx.Raw(`SELECT t.id FROM tasks t WHERE t.assignee = CAST(@from AS uuid) AND t.state = 'open' AND t.municipality = @municipality
		AND t.unit = @unit AND (@service = '' OR t.service = @service) AND (@after = '' OR t.id > CAST(nullif(@after, '') AS uuid))
		ORDER BY t.id LIMIT @n`, a).Scan(&ids).Error
}

// reassign moves one task, and says whether the person still had it.
func (d Desk) reassign(tx *gorm.DB, id models.TaskID, r models.Reassignment) (bool, error) {
	t, err := d.lockStaffTask(tx, id)
	switch {
	case err != nil:
		return true, err
	case !t.heads:
		return true, models.Fault(models.Forbidden, "not-allowed")
	case t.assignee != r.From:
		return false, nil
	}
	action, takesFor := models.Code("release-task"), models.AccountID("")
	if r.To != "" {
		action = "assign-task"
		if takesFor, err = d.fits(tx, t, r.To); err != nil {
			return true, err
		}
	}
	if err := d.setAssignee(tx, t, r.To, takesFor); err != nil {
		return true, err
	}
	return true, d.s.auditFor(tx, d.actor, t.headFor, action, "task", string(id))
}
