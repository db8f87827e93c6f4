package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// Process gives a case as the database knows its workflow, for an
// administrator: no form, no notes, no names of citizens. Errors: not-allowed,
// no-such-case.
func (d Desk) Process(ctx context.Context, id models.CaseID) (p models.Process, err error) {
	p = models.Process{CaseID: id, WorkflowID: models.WorkflowOf(id)}
	err = d.look(ctx, "read-process", "case", string(id), func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		err := tx.Raw(`SELECT state, stage, back, visit, coalesce(halted_code, '') FROM cases
			WHERE id = @case AND municipality = @municipality`, d.rights(args{"case": string(id)})).Row().Scan(
			&p.State, &p.Position.Stage, &p.Position.Back, &p.Visit, &p.Halted)
		if err != nil {
			return missing(err, "no-such-case")
		}
		if p.Visits, err = d.timeline(tx, id, reader{}); err != nil {
			return err
		}
		p.Messages, err = messagesOf(tx, p.WorkflowID)
		return err
	})
	return p, err
}

func messagesOf(tx *gorm.DB, workflowID string) (ms []models.OutboxLine, err error) {
	var rows []struct {
		ID                     int64
		Verb, UpdateID         string
		Attempts               int
		CreatedAt, DeliveredAt *time.Time
		RefusedCode            string
	}
	err = tx.Raw(`SELECT id, verb, update_id, attempts, created_at, delivered_at, refused_code FROM outbox
		WHERE workflow_id = @workflow ORDER BY id`, args{"workflow": workflowID}).Scan(&rows).Error
	for _, r := range rows {
		ms = append(ms, models.OutboxLine{ID: r.ID, Verb: r.Verb, UpdateID: r.UpdateID, Attempts: r.Attempts,
			CreatedAt: utc(r.CreatedAt), DeliveredAt: utc(r.DeliveredAt), Refused: models.Code(r.RefusedCode)})
	}
	return ms, err
}
