package store

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// assignMost is how many tasks one bulk assignment may name.
const assignMost = 200

// ClaimTask puts a task into the actor's hands; claiming it again is the same
// as once. Of two who claim at once one has it, and the other learns who and
// when. Errors: no-such-task, not-allowed, four-eyes, task-claimed,
// task-already-decided, task-closed.
func (d Desk) ClaimTask(ctx context.Context, id models.TaskID) error {
	return d.onTask(ctx, "claim-task", id, func(tx *gorm.DB) (models.AccountID, error) {
		return d.assign(tx, id, d.actor.Account, false)
	})
}

// ReleaseTask puts a task back into its unit's queue, by who has it or the
// unit's head; a task that nobody has stays so. Errors: no-such-task,
// not-allowed, task-already-decided, task-closed.
func (d Desk) ReleaseTask(ctx context.Context, id models.TaskID) error {
	return d.onTask(ctx, "release-task", id, func(tx *gorm.DB) (models.AccountID, error) {
		t, err := d.lockStaffTask(tx, id)
		switch {
		case err != nil:
			return "", err
		case t.assignee == "":
			return "", nil
		case !t.inHandsOf(d.actor.Account) && !t.heads:
			return "", models.Fault(models.Forbidden, "not-allowed")
		}
		return t.actingFor, d.setAssignee(tx, t, "", "")
	})
}

// AssignTask puts a task into somebody's hands: the unit's head into those of
// anybody who works for the unit, a clerk into his own. Errors: those of
// ClaimTask, not-of-unit.
func (d Desk) AssignTask(ctx context.Context, id models.TaskID, to models.AccountID) error {
	return d.onTask(ctx, "assign-task", id, func(tx *gorm.DB) (models.AccountID, error) { return d.assign(tx, id, to, true) })
}

// AssignTasks does the same for several tasks; each has its own result, and
// what is refused does not hold up the rest. Errors: too-many.
func (d Desk) AssignTasks(ctx context.Context, ids []models.TaskID, to models.AccountID) (out []models.Assigned, err error) {
	if len(ids) > assignMost {
		return nil, invalid("tasks", "too-many")
	}
	refused := map[models.TaskID]models.Code{}
	err = d.s.tx(ctx, "assign tasks", func(tx *gorm.DB) error {
		clear(refused)
		for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) { // everybody locks in this order
			acts, err := d.assign(tx, id, to, true)
			var known *models.Error
			switch {
			case err == nil:
				err = d.s.auditFor(tx, d.actor, acts, "assign-task", "task", string(id))
			case errors.As(err, &known) && known.Kind != models.Unavailable:
				refused[id], err = known.Code, nil
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		d.s.changed("task", string(id))
		out = append(out, models.Assigned{TaskID: id, Code: refused[id]})
	}
	for id, c := range refused {
		d.s.auditRefusal(ctx, d.actor, "assign-task", "task", string(id), c)
	}
	return out, nil
}

// assign gives a task to somebody, and says for whom the actor did it. Only a
// head may take it out of another's hands, and only when he assigns: a claim
// takes from nobody but whom he stands in for, or who stood in for him.
func (d Desk) assign(tx *gorm.DB, id models.TaskID, to models.AccountID, over bool) (acts models.AccountID, err error) {
	t, err := d.lockStaffTask(tx, id)
	if acts = t.actingFor; to != d.actor.Account {
		acts = t.headFor
	}
	switch {
	case err != nil:
		return "", err
	case to != d.actor.Account && !t.heads:
		return "", models.Fault(models.Forbidden, "not-allowed")
	case t.assignee == to:
		return acts, nil
	case t.assignee != "" && !(to == d.actor.Account && t.inHandsOf(to)) && (!over || !t.heads):
		return "", claimed(tx, id)
	}
	takesFor, err := d.fits(tx, t, to)
	if err != nil {
		return "", err
	}
	return acts, d.setAssignee(tx, t, to, takesFor)
}

// lockStaffTask locks an open task of the house that is the actor's unit's.
func (d Desk) lockStaffTask(tx *gorm.DB, id models.TaskID) (lockedTask, error) {
	t, err := d.lockTask(tx, id)
	switch {
	case err != nil:
		return t, err
	case !t.works, !t.audience.Staff():
		return t, models.Fault(models.Forbidden, "not-allowed")
	case t.state != models.TaskOpen:
		return t, firstDecision(tx, t)
	}
	return t, nil
}

// fits says why a task cannot be in somebody's hands: he does not work for the
// unit, is not its head or signatory though the task is theirs, the case is his own
// (ν. 2690/1999 art. 7), or he has decided the stage that another must have.
// Who has the right as a substitute only, has it for somebody.
func (d Desk) fits(tx *gorm.DB, t lockedTask, to models.AccountID) (takesFor models.AccountID, err error) {
	var works, decided, own bool
	err = tx.Raw(`SELECT count(*) > 0, CASE WHEN count(*) FILTER (WHERE g.acting_for IS NULL) = 0 THEN coalesce(CAST((array_agg(g.acting_for
				ORDER BY g.acting_for))[1] AS text), '') ELSE '' END,
			EXISTS (SELECT FROM decisions x WHERE x.case_id = @case AND x.stage = @stage AND @stage <> ''
				AND x.actor = CAST(nullif(@to, '') AS uuid) AND x.state <> 'refused')
				OR @stage <> '' AND `+wrote(`CAST(nullif(@to, '') AS uuid)`, `CAST(@case AS uuid)`)+`,
			EXISTS (SELECT FROM cases c JOIN accounts x ON x.person IN (c.applicant, c.representative) OR `+hasNumberOf(`x.person`)+`
				WHERE c.id = @case AND x.id = CAST(nullif(@to, '') AS uuid))
		FROM tasks t JOIN acting_grants g ON `+suits+` AND `+inForce+` AND `+taskNotHis+`
		JOIN accounts a ON a.id = g.account AND a.disabled_at IS NULL
		WHERE t.id = @task AND g.account = CAST(nullif(@to, '') AS uuid)`,
		d.rights(args{"task": string(t.id), "to": string(to), "case": string(t.caseID), "stage": string(t.fourEyes)})).
		Row().Scan(&works, &takesFor, &decided, &own)
	switch {
	case err != nil:
		return "", err
	case !works && to != d.actor.Account:
		return "", invalid("to", "not-of-unit")
	case !works, own:
		return "", models.Fault(models.Forbidden, "not-allowed")
	case decided:
		return "", models.Fault(models.Forbidden, "four-eyes")
	}
	if to == d.actor.Account {
		takesFor = t.actingFor
	}
	return takesFor, nil
}

// setAssignee writes who has the task and for whom, on the task and on its visit.
func (d Desk) setAssignee(tx *gorm.DB, t lockedTask, to, takesFor models.AccountID) error {
	return tx.Exec(`WITH v AS (
			UPDATE stage_visits SET assignee = CAST(nullif(@to, '') AS uuid), acting_for = CAST(nullif(@for, '') AS uuid)
			WHERE @stage AND case_id = @case AND visit = @visit AND ordinal = @ordinal)
		UPDATE tasks SET assignee = CAST(nullif(@to, '') AS uuid), acting_for = CAST(nullif(@for, '') AS uuid),
			claimed_at = CASE WHEN @to <> '' THEN CAST(@now AS timestamptz) END WHERE id = @task`,
		d.rights(args{"to": string(to), "for": string(takesFor), "stage": t.purpose == models.ForStage, "case": string(t.caseID), "visit": t.visit,
			"ordinal": t.ordinal, "task": string(t.id)})).Error
}
