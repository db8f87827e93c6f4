package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// Audit lists what was done to a thing and refused, newest first, for an
// administrator. An empty id is everything of the kind, an empty object
// everything of the municipality. Errors: not-allowed.
func (d Desk) Audit(ctx context.Context, object, id string, p models.Page) (ls []models.AuditLine, next string, err error) {
	m, more, err := afterLine(p)
	if err != nil {
		return nil, "", err
	}
	where := ""
	if object != "" {
		where += ` AND object = @object`
	}
	if id != "" {
		where += ` AND object_id = @id`
	}
	if more {
		where += ` AND id < @line`
	}
	var rows []struct {
		ID                                    int64
		At                                    time.Time
		Actor, Action, Object, ObjectID, Code string
		ActingFor                             string
	}
	err = d.lookWide(ctx, "read-audit", object, id, func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		return tx.Raw(`SELECT id, at, actor, action, object, object_id, code, acting_for FROM audit
			WHERE municipality = @municipality`+where+` ORDER BY id DESC LIMIT @n`,
			d.rights(args{"object": object, "id": id, "line": m, "n": limit(p) + 1})).Scan(&rows).Error
	})
	for _, r := range rows {
		ls = append(ls, models.AuditLine{ID: r.ID, At: r.At.UTC(), Actor: models.AccountID(r.Actor), Action: models.Code(r.Action),
			Object: r.Object, ObjectID: r.ObjectID, Code: models.Code(r.Code), ActingFor: models.AccountID(r.ActingFor)})
	}
	if n := limit(p); len(ls) > n {
		return ls[:n], lineMark(ls[n-1].ID), err
	}
	return ls, "", err
}
