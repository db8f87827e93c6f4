package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// seenEvery is how exactly it is kept when a session was last used.
const seenEvery = 5 * time.Minute

// see notes that a session is in use.
func (s *Store) see(ctx context.Context, tokenHash []byte) error {
	return meaning("note use of session", s.db.WithContext(ctx).Exec(`UPDATE sessions SET seen_at = @now
		WHERE token_hash = @token AND coalesce(seen_at, created_at) <= @before`,
		args{"token": tokenHash, "now": s.now(), "before": s.now().Add(-seenEvery)}).Error)
}

// Sessions lists the actor's sessions in force, the newest first. The token's
// hash says which of them asks.
func (d Desk) Sessions(ctx context.Context, tokenHash []byte) (out []models.Session, err error) {
	err = d.s.db.WithContext(ctx).Raw(`SELECT id, device, created_at AS began_at, coalesce(seen_at, created_at) AS seen_at, expires_at,
			token_hash = @token AS current
		FROM sessions WHERE account = CAST(nullif(@actor, '') AS uuid) AND ended_at IS NULL AND expires_at > @now
		ORDER BY created_at DESC, id`, d.rights(args{"token": tokenHash})).Scan(&out).Error
	return out, meaning("list sessions", err)
}

// EndOne ends one of the actor's own sessions by its name. Errors: no-session.
func (d Desk) EndOne(ctx context.Context, id models.SessionID) error {
	return d.act(ctx, "end-session", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		done := tx.Exec(`UPDATE sessions SET ended_at = @now WHERE id = @id AND account = CAST(nullif(@actor, '') AS uuid)
			AND ended_at IS NULL AND expires_at > @now`, d.rights(args{"id": string(id)}))
		if done.Error == nil && done.RowsAffected == 0 {
			return models.Fault(models.NotFound, "no-session")
		}
		return done.Error
	})
}

// EndOthers ends all of the actor's sessions but the one that asks.
func (d Desk) EndOthers(ctx context.Context, tokenHash []byte) error {
	return d.act(ctx, "end-other-sessions", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		return d.s.endAllBut(tx, d.actor.Account, tokenHash)
	})
}

// endAllBut ends the sessions of an account, what has begun to become one, what
// has begun to be added to it and the devices that are known, but for one
// session; nil is none.
func (s *Store) endAllBut(tx *gorm.DB, account models.AccountID, tokenHash []byte) error {
	return tx.Exec(`WITH t AS (DELETE FROM login_tickets WHERE account = CAST(nullif(@account, '') AS uuid)),
			f AS (DELETE FROM login_flows WHERE account = CAST(nullif(@account, '') AS uuid)),
			v AS (DELETE FROM login_devices WHERE account = CAST(nullif(@account, '') AS uuid))
		UPDATE sessions SET ended_at = @now WHERE account = CAST(nullif(@account, '') AS uuid) AND ended_at IS NULL
			AND token_hash IS DISTINCT FROM @token`,
		args{"account": string(account), "token": tokenHash, "now": s.now()}).Error
}
