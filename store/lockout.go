package store

import (
	"context"
	"encoding/hex"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// How guessing is slowed: so many attempts are free, the last of them brings
// the first pause, and each after it the double, to the longest. One failure is
// forgotten in each time given. A network is many people, and an address in one
// network, or on one device, is one; so who guesses makes nobody else wait.
// Fifty attempts, and about as many again a day, are what all networks together
// have for one account, so many networks win little; it is the one pause that
// they can make its owner share, and not on a device that has been in the account.
var (
	perPlace   = slowing{free: 5, fade: 6 * time.Hour, first: 30 * time.Second, last: 15 * time.Minute}
	perNetwork = slowing{free: 30, fade: time.Minute, first: 30 * time.Second, last: 15 * time.Minute}
	perAccount = slowing{free: 50, fade: 30 * time.Minute, first: 30 * time.Minute, last: 30 * time.Minute}
)

type slowing struct {
	free        int
	fade        time.Duration
	first, last time.Duration
}

// pause is how long nobody may try after n failures.
func (w slowing) pause(n int) time.Duration {
	if n < w.free {
		return 0
	}
	return min(w.first<<min(n-w.free, 10), w.last)
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

// watched are the keys of an attempt, always in the same order, so that two
// attempts never wait for each other in a circle. What people type is not kept.
func (s *Store) watched(at models.Attempt) []counted {
	if at.Device != nil {
		return []counted{{s.place(at), perPlace}}
	}
	return []counted{{s.place(at), perPlace}, {s.opts.Seal.Digest("login", "email/"+lowerEmail(at.Name)), perAccount},
		{s.opts.Seal.Digest("login", "network/"+at.Network), perNetwork}}
}

// place is one address as it is tried from one device, or from one network;
// empty within a session.
func (s *Store) place(at models.Attempt) string {
	switch {
	case at.Device != nil:
		return s.opts.Seal.Digest("login", "device/"+hex.EncodeToString(at.Device))
	case at.Network == "":
		return ""
	}
	return s.opts.Seal.Digest("login", "place/"+at.Network+"/"+lowerEmail(at.Name))
}

// TryLogin takes one attempt to log in, or says how long to wait. The attempt
// counts as a failure until Welcome or Pardon says otherwise, so that many at
// once are bounded too.
func (d Desk) TryLogin(ctx context.Context, at models.Attempt) (wait time.Duration, err error) {
	err = d.s.tx(ctx, "try login", func(tx *gorm.DB) error {
		now, keys := d.s.now(), d.s.watched(at)
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

// Welcome forgets the failures of who has shown that the account is his, on his
// device or in his network, and only this one attempt of all others; and from
// now on it knows his device, by the hash of its cookie.
func (d Desk) Welcome(ctx context.Context, at models.Attempt, account models.AccountID, device []byte) error {
	return d.s.tx(ctx, "welcome", func(tx *gorm.DB) error {
		err := either(d.unsay(tx, at), d.forget(tx, d.s.place(at)))
		return either(err, d.keepDevice(tx, account, at.Device, device))
	})
}

// Pardon takes back the one attempt that was neither right nor wrong yet.
func (d Desk) Pardon(ctx context.Context, at models.Attempt) error {
	return d.s.tx(ctx, "forget attempts", func(tx *gorm.DB) error { return d.unsay(tx, at) })
}

// unsay takes an attempt back.
func (d Desk) unsay(tx *gorm.DB, at models.Attempt) error {
	for _, k := range d.s.watched(at) {
		err := tx.Exec(`UPDATE login_attempts SET failures = greatest(failures - 1, 0), until = @now WHERE who = @who`,
			args{"who": k.who, "now": d.s.now()}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// forget takes all attempts of one place back.
func (d Desk) forget(tx *gorm.DB, place string) error {
	return tx.Exec(`UPDATE login_attempts SET failures = 0, until = @now WHERE who = @who`, args{"who": place, "now": d.s.now()}).Error
}

// SweepLogins forgets attempts, flows and tickets of logins that nobody needs
// after a time, and devices that nobody has used for a year before it.
func (y System) SweepLogins(ctx context.Context, before time.Time) error {
	return y.s.tx(ctx, "sweep logins", func(tx *gorm.DB) error {
		for _, q := range []string{`DELETE FROM login_attempts WHERE last_at < @before`,
			`DELETE FROM login_flows WHERE expires_at < @before`, `DELETE FROM login_tickets WHERE expires_at < @before`,
			`DELETE FROM login_devices WHERE used_at < @old`} {
			if err := tx.Exec(q, args{"before": before, "old": before.Add(-models.DeviceLife)}).Error; err != nil {
				return err
			}
		}
		return nil
	})
}
