package store

import (
	"context"
	"errors"
	"log/slog"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// audit writes one line about what an actor does, inside his transaction. An
// empty account is the machine.
func (s *Store) audit(tx *gorm.DB, a models.Actor, action models.Code, object, id string) error {
	return s.auditFor(tx, a, "", action, object, id)
}

// auditFor is audit of what he does as the substitute of somebody; of himself if
// empty.
func (s *Store) auditFor(tx *gorm.DB, a models.Actor, acts models.AccountID, action models.Code, object, id string) error {
	return tx.Exec(`INSERT INTO audit (municipality, at, actor, action, object, object_id, acting_for)
		VALUES (@municipality, @now, CAST(nullif(@actor, '') AS uuid), @action, @object, @id, CAST(nullif(@acts, '') AS uuid))`,
		args{"municipality": int(a.Municipality), "now": s.now(), "actor": string(a.Account), "acts": string(acts),
			"action": string(action), "object": object, "id": id}).Error
}

// act runs f for the actor in one transaction with its audit line, which comes
// first so that f may end with the protocol number. What is refused is audited
// too, apart, because the transaction is rolled back.
func (d Desk) act(ctx context.Context, action models.Code, object, id string, f func(*gorm.DB) error) error {
	err := d.s.tx(ctx, string(action)+" "+id, func(tx *gorm.DB) error {
		if err := d.s.audit(tx, d.actor, action, object, id); err != nil {
			return err
		}
		return f(tx)
	})
	d.auditFault(ctx, action, object, id, err)
	if err == nil {
		d.s.changed(object, id)
	}
	return err
}

// actFor is act where f says for whom the actor acts: his line comes last.
func (d Desk) actFor(ctx context.Context, action models.Code, object, id string, f func(*gorm.DB) (models.AccountID, error)) error {
	err := d.s.tx(ctx, string(action)+" "+id, func(tx *gorm.DB) error {
		acts, err := f(tx)
		if err != nil {
			return err
		}
		return d.s.auditFor(tx, d.actor, acts, action, object, id)
	})
	d.auditFault(ctx, action, object, id, err)
	if err == nil {
		d.s.changed(object, id)
	}
	return err
}

// onTask is actFor on a task.
func (d Desk) onTask(ctx context.Context, action models.Code, id models.TaskID, f func(*gorm.DB) (models.AccountID, error)) error {
	return d.actFor(ctx, action, "task", string(id), f)
}

// auditFault audits an error that refuses something to a person.
func (d Desk) auditFault(ctx context.Context, action models.Code, object, id string, err error) {
	var known *models.Error
	if errors.As(err, &known) && known.Kind != models.Unavailable && d.actor.Account != "" {
		d.s.auditRefusal(ctx, d.actor, action, object, id, known.Code)
	}
}

func (s *Store) auditRefusal(ctx context.Context, a models.Actor, action models.Code, object, id string, code models.Code) {
	err := s.db.WithContext(ctx).Exec(`INSERT INTO audit (municipality, at, actor, action, object, object_id, code)
		VALUES (@municipality, @now, CAST(nullif(@actor, '') AS uuid), @action, @object, @id, @code)`,
		args{"municipality": int(a.Municipality), "now": s.now(), "actor": string(a.Account),
			"action": string(action), "object": object, "id": id, "code": string(code)}).Error
	if err != nil {
		slog.ErrorContext(ctx, "audit refusal", "action", action, "code", code, "err", err)
	}
}
