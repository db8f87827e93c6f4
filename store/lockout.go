package store

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// How guessing is slowed: so many attempts are free, the last of them brings
// the first pause, and each after it the double, to a quarter of an hour. One
// failure is forgotten in each time given. A network is many people.
var (
	perEmail   = slowing{free: 5, fade: 6 * time.Hour}
	perNetwork = slowing{free: 30, fade: time.Minute}
)

const (
	firstPause = 30 * time.Second
	lastPause  = 15 * time.Minute
)

type slowing struct {
	free int
	fade time.Duration
}

// pause is how long nobody may try after n failures.
func (w slowing) pause(n int) time.Duration {
	if n < w.free {
		return 0
	}
	return min(firstPause<<min(n-w.free, 10), lastPause)
}

// faded are n failures now, and since when the next waits to be forgotten: an
// attempt does not begin that anew, or a network where somebody always logs in
// would forget nothing.
func (w slowing) faded(n int, since, now time.Time) (int, time.Time) {
	gone := int(now.Sub(since) / w.fade)
	if gone >= n {
		return 0, now
	}
	return n - gone, since.Add(time.Duration(gone) * w.fade)
}

// counted is who is counted, and how.
type counted struct {
	who string
	slowing
}

// watched are both keys of an attempt, always in the same order, so that two
// attempts never wait for each other in a circle. What people type is not kept.
func (s *Store) watched(email, network string) []counted {
	return []counted{
		{s.opts.Seal.Digest("login", "email/"+lowerEmail(email)), perEmail},
		{s.opts.Seal.Digest("login", "network/"+network), perNetwork},
	}
}

// TryLogin takes one attempt with an e-mail address (or whatever stands for
// the account) from a network, or says how long to wait. The attempt counts as
// a failure until Welcome or Pardon says otherwise, so that many at once are
// bounded too.
func (d Desk) TryLogin(ctx context.Context, email, network string) (wait time.Duration, err error) {
	err = d.s.tx(ctx, "try login", func(tx *gorm.DB) error {
		now, keys := d.s.now(), d.s.watched(email, network)
		failures, since := make([]int, len(keys)), make([]time.Time, len(keys))
		for i, k := range keys {
			var last, until time.Time
			err := tx.Raw(`INSERT INTO login_attempts (who, failures, last_at, until) VALUES (@who, 0, @now, @now)
				ON CONFLICT (who) DO UPDATE SET who = excluded.who RETURNING failures, last_at, until`,
				args{"who": k.who, "now": now}).Row().Scan(&failures[i], &last, &until)
			if err != nil {
				return err
			}
			failures[i], since[i] = k.faded(failures[i], last, now)
			wait = max(wait, until.Sub(now))
		}
		if wait > 0 {
			return nil
		}
		for i, k := range keys {
			err := tx.Exec(`UPDATE login_attempts SET failures = @n, last_at = @since, until = @until WHERE who = @who`,
				args{"who": k.who, "n": failures[i] + 1, "since": since[i], "until": now.Add(k.pause(failures[i] + 1))}).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	return wait, err
}

// Welcome forgets the failures of an e-mail address whose owner has shown that
// it is his, and the one attempt of his network.
func (d Desk) Welcome(ctx context.Context, email, network string) error {
	return d.unsay(ctx, email, network, true)
}

// Pardon takes back the one attempt that was neither right nor wrong yet.
func (d Desk) Pardon(ctx context.Context, email, network string) error {
	return d.unsay(ctx, email, network, false)
}

func (d Desk) unsay(ctx context.Context, email, network string, all bool) error {
	return d.s.tx(ctx, "forget attempts", func(tx *gorm.DB) error {
		for i, k := range d.s.watched(email, network) {
			err := tx.Exec(`UPDATE login_attempts SET failures = CASE WHEN @all THEN 0 ELSE greatest(failures - 1, 0) END, until = @now
				WHERE who = @who`, args{"who": k.who, "all": all && i == 0, "now": d.s.now()}).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// SweepLogins forgets attempts, flows and tickets of logins that nobody needs
// after a time.
func (y System) SweepLogins(ctx context.Context, before time.Time) error {
	return y.s.tx(ctx, "sweep logins", func(tx *gorm.DB) error {
		for _, q := range []string{`DELETE FROM login_attempts WHERE last_at < @before`,
			`DELETE FROM login_flows WHERE expires_at < @before`, `DELETE FROM login_tickets WHERE expires_at < @before`} {
			if err := tx.Exec(q, args{"before": before}).Error; err != nil {
				return err
			}
		}
		return nil
	})
}
