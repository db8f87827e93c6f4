package store

import (
	"bytes"
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// requestAtWork is how long a request that has begun may keep its key: a little
// longer than the interface lets it work. Who died in between gives it back by
// this, and whoever repeats it waits no longer than that.
const requestAtWork = 35 * time.Second

// BeginRequest reserves a key of the actor for a request. Zero status: it is
// his to do, and FinishRequest or DropRequest must follow. Otherwise it was
// done, and status and response are what it got. Errors:
// idempotency-key-reused (for another request or body), request-at-work.
func (d Desk) BeginRequest(ctx context.Context, key, request string, bodyHash []byte) (status int, response []byte, err error) {
	err = d.s.tx(ctx, "begin request", func(tx *gorm.DB) error {
		if d.actor.Account == "" {
			return models.Fault(models.Forbidden, "not-allowed")
		}
		a := d.rights(args{"key": key, "request": request, "hash": bodyHash, "old": d.s.now().Add(-requestAtWork)})
		done := tx.Exec(`INSERT INTO idempotency_keys AS k (account, key, municipality, request, body_hash, created_at)
			VALUES (@actor, @key, @municipality, @request, @hash, @now)
			ON CONFLICT (account, key) DO UPDATE SET created_at = excluded.created_at
			WHERE k.status IS NULL AND k.created_at < @old AND k.request = excluded.request AND k.body_hash = excluded.body_hash`, a)
		if done.Error != nil || done.RowsAffected > 0 {
			return done.Error
		}
		var was struct {
			Request  string
			BodyHash []byte
			Status   int
			Response []byte
		}
		found := tx.Raw(`SELECT request, body_hash, coalesce(status, 0) AS status, response FROM idempotency_keys
			WHERE account = @actor AND key = @key`, a).Scan(&was)
		switch {
		case found.Error != nil:
			return found.Error
		case found.RowsAffected == 0: // dropped just now
			return models.Fault(models.Unavailable, "try-again")
		case was.Request != request || !bytes.Equal(was.BodyHash, bodyHash):
			return models.Fault(models.Invalid, "idempotency-key-reused")
		case was.Status == 0:
			return models.Fault(models.Conflict, "request-at-work")
		}
		status, response = was.Status, was.Response
		return nil
	})
	return status, response, err
}

// FinishRequest keeps what a request got, for whoever sends it again.
func (d Desk) FinishRequest(ctx context.Context, key string, status int, response []byte) error {
	return meaning("finish request", d.s.db.WithContext(ctx).Exec(`UPDATE idempotency_keys
		SET status = @status, response = @response
		WHERE account = CAST(nullif(@actor, '') AS uuid) AND key = @key AND status IS NULL`,
		d.rights(args{"key": key, "status": status, "response": response})).Error)
}

// DropRequest gives the key of a request back that came to nothing, so that
// it can be sent again.
func (d Desk) DropRequest(ctx context.Context, key string) error {
	return meaning("drop request", d.s.db.WithContext(ctx).Exec(`DELETE FROM idempotency_keys
		WHERE account = CAST(nullif(@actor, '') AS uuid) AND key = @key AND status IS NULL`, d.rights(args{"key": key})).Error)
}

// SweepRequests forgets keys that began before a time.
func (y System) SweepRequests(ctx context.Context, before time.Time) (n int, err error) {
	done := y.s.db.WithContext(ctx).Exec(`DELETE FROM idempotency_keys WHERE created_at < @before`, args{"before": before})
	return int(done.RowsAffected), meaning("sweep requests", done.Error)
}
