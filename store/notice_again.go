package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// quickAttempts is how often the sender tries before a workflow takes over.
const quickAttempts = 3

// putBack is a notice that waits for its next attempt.
type putBack struct {
	ID      models.NoticeID    `json:"id"`
	State   models.NoticeState `json:"state"`
	Failure *models.Code       `json:"failure"` // nil: as it was
	At      time.Time          `json:"at"`
	Undone  int                `json:"undone"` // attempts that do not count
	Keep    bool               `json:"keep"`   // what may have arrived keeps saying so
	Quiet   *time.Time         `json:"quiet"`  // until when it waits for quiet hours to end
}

// handsOver: after this attempt a workflow looks after the notice.
func handsOver(n models.Notice) bool {
	return n.State != models.Durable && n.Attempts >= quickAttempts
}

// failed is tried again soon, but not before the provider wants it.
func (s *Store) failed(n models.Notice, f models.NoticeFault) putBack {
	state := models.Queued
	if n.State == models.Durable || handsOver(n) {
		state = models.Durable
	}
	wait := max(time.Duration(n.Attempts*n.Attempts)*2*time.Second, f.After)
	return putBack{ID: n.ID, State: state, Failure: &f.Code, At: s.now().Add(wait)}
}

// postponed: the attempt does not count, and what may have arrived keeps
// saying so. What a workflow looks after stays with it.
func postponed(n models.Notice, until time.Time) putBack {
	state := models.Queued
	switch {
	case n.State == models.Durable:
		state = models.Durable
	case !n.UncertainAt.IsZero():
		state = models.Sending
	}
	return putBack{ID: n.ID, State: state, At: until, Undone: 1, Keep: !n.UncertainAt.IsZero(), Quiet: &until}
}

func (s *Store) putBack(tx *gorm.DB, lines []putBack) error {
	rows, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	return tx.Exec(`WITH q AS (
			SELECT n.id, l.state, l.failure, l.at, l.undone, l.keep, l.quiet
			FROM jsonb_to_recordset(CAST(@rows AS jsonb)) AS l(id uuid, state text, failure text, at timestamptz, undone int, keep bool, quiet timestamptz)
			JOIN notices n ON n.id = l.id WHERE n.`+underway+` ORDER BY n.id FOR UPDATE OF n)
		UPDATE notices n SET state = q.state, failure = coalesce(q.failure, n.failure), not_before = q.at,
			attempts = greatest(n.attempts - q.undone, 0), uncertain_at = CASE WHEN q.keep THEN n.uncertain_at END, quiet_until = q.quiet
		FROM q WHERE n.id = q.id`, args{"rows": string(rows)}).Error
}

// NoticeFailed records a failed attempt. A passing failure is tried again
// soon, but not before the provider wants it, and after a few times by a
// workflow of its own; a permanent one is given up.
func (y System) NoticeFailed(ctx context.Context, n models.Notice, f models.NoticeFault) error {
	return y.s.tx(ctx, "record failed notice", func(tx *gorm.DB) error {
		if f.Permanent {
			return y.s.abandon(tx, n.ID, models.GivenUp, f.Code)
		}
		if err := y.s.putBack(tx, []putBack{y.s.failed(n, f)}); err != nil || !handsOver(n) {
			return err
		}
		return y.s.lookAfter(tx, n)
	})
}

// NoticeUncertain leaves a message whose attempt may have arrived in its
// sender's hands: the next attempt, after the lease, knows of this one. After
// a few times a workflow looks after it, so that nobody gets the same message
// for ever.
func (y System) NoticeUncertain(ctx context.Context, n models.Notice) error {
	if n.State == models.Durable || n.Attempts < quickAttempts {
		return nil
	}
	return y.s.tx(ctx, "hand over uncertain notice", func(tx *gorm.DB) error {
		done := tx.Exec(`UPDATE notices SET state = 'durable' WHERE id = @id AND state = 'sending'`, args{"id": string(n.ID)})
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return y.s.lookAfter(tx, n)
	})
}

// PostponeNotice puts a message off until a time at which it may be sent; the attempt
// does not count. One that may have arrived keeps saying so.
func (y System) PostponeNotice(ctx context.Context, n models.Notice, until time.Time) error {
	return meaning("postpone notice", y.s.putBack(y.s.db.WithContext(ctx), []putBack{postponed(n, until)}))
}
