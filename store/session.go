package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// grantsOf are the own grants of account a in force, as JSON; actsWith those
// of whom he stands in for too.
const (
	grantsOf = grantsIn + `role_grants` + grantsEnd
	actsWith = grantsIn + `acting_grants` + grantsEnd
)

const grantsIn = `(SELECT coalesce(json_agg(json_build_object('role', x.role, 'unit', x.unit, 'titleEl', x.title_el,
		'titleEn', x.title_en, 'byOrder', x.by_order, 'until', x.valid_to) ORDER BY x.role, x.unit), '[]')
	FROM (SELECT DISTINCT g.role, coalesce(g.unit, '') AS unit, g.title_el, g.title_en, g.by_order, g.valid_to FROM `

const grantsEnd = ` g
		WHERE g.account = a.id AND ` + inForce + `) x)`

// Actor gives who holds a session in force, with the grants in force now.
// Errors: no-session.
func (s *Store) Actor(ctx context.Context, tokenHash []byte) (a models.Actor, err error) {
	var grants, absent []byte
	var seen *time.Time
	err = s.db.WithContext(ctx).Raw(`SELECT a.id, a.municipality, coalesce(CAST(a.person AS text), ''), a.name, a.language, coalesce(p.level, ''), coalesce(s.seen_at, s.created_at),
			s.second_factor, s.provider, `+actsWith+`, `+standsInFor+`
		FROM sessions s JOIN accounts a ON a.id = s.account LEFT JOIN persons p ON p.id = a.person
		WHERE s.token_hash = @token AND s.ended_at IS NULL AND s.expires_at > @now AND a.disabled_at IS NULL`,
		args{"token": tokenHash, "now": s.now()}).
		Row().Scan(&a.Account, &a.Municipality, &a.Person, &a.Name, &a.Language, &a.Level, &seen, &a.SecondFactor, &a.Provider, &grants, &absent)
	if err == nil {
		err = errors.Join(json.Unmarshal(grants, &a.Grants), json.Unmarshal(absent, &a.ActsFor))
	}
	if err != nil {
		return models.Actor{}, meaning("read session", missing(err, "no-session"))
	}
	for i, x := range a.ActsFor {
		a.ActsFor[i].Until = x.Until.UTC()
	}
	if seen != nil && seen.After(s.now().Add(-seenEvery)) {
		return a, nil
	}
	return a, s.see(ctx, tokenHash)
}

// Credentials gives the account behind an e-mail address and its password
// hash, for somebody who logs in. Errors: no-such-account.
func (d Desk) Credentials(ctx context.Context, email string) (id models.AccountID, hash string, err error) {
	err = d.s.db.WithContext(ctx).Raw(`SELECT id, password_hash FROM accounts WHERE email = ? AND email <> '' AND disabled_at IS NULL`,
		lowerEmail(email)).Row().Scan(&id, &hash)
	return id, hash, meaning("read credentials", missing(err, "no-such-account"))
}

// OpenSession begins a session of an account whose password was right.
// Errors: no-such-account.
func (d Desk) OpenSession(ctx context.Context, account models.AccountID, tokenHash []byte, expires time.Time) error {
	return d.LogIn(ctx, models.NewSession{Account: account, TokenHash: tokenHash, ExpiresAt: expires, Unasked: true}, "")
}

// LogIn begins a session of an account that has proven itself, and uses a code
// of its second factor unless the session has one or the account has none.
// Errors: no-such-account, second-factor-needed, second-factor-refused.
func (d Desk) LogIn(ctx context.Context, n models.NewSession, code string) error {
	return d.opens(ctx, n.Account, func(tx *gorm.DB, m models.Municipality) error {
		return d.s.openSession(tx, m, n, code)
	})
}

// opens runs f as the account that is logging in.
func (d Desk) opens(ctx context.Context, account models.AccountID, f func(*gorm.DB, models.Municipality) error) error {
	a := models.Actor{Account: account}
	err := d.s.db.WithContext(ctx).Raw(`SELECT municipality FROM accounts WHERE id = ? AND disabled_at IS NULL`,
		string(account)).Row().Scan(&a.Municipality)
	if err != nil {
		return meaning("open session", missing(err, "no-such-account"))
	}
	return d.s.For(a).act(ctx, "open-session", "account", string(account), func(tx *gorm.DB) error { return f(tx, a.Municipality) })
}

func (s *Store) openSession(tx *gorm.DB, m models.Municipality, n models.NewSession, code string) error {
	if !n.SecondFactor && !n.Unasked {
		has, err := s.secondFactor(tx, n.Account)
		switch {
		case err != nil:
			return err
		case has.ConfirmedAt.IsZero():
		case code == "":
			return models.Fault(models.Forbidden, "second-factor-needed")
		default:
			if err := s.useSecondFactor(tx, n.Account, code); err != nil {
				return err
			}
			n.SecondFactor = true
		}
	}
	return tx.Exec(`INSERT INTO sessions (municipality, account, token_hash, created_at, expires_at, device, second_factor, provider)
		VALUES (@m, @account, @token, @now, @expires, @device, @second, @provider)`,
		args{"m": int(m), "account": string(n.Account), "token": n.TokenHash, "now": s.now(), "expires": n.ExpiresAt,
			"device": n.Device, "second": n.SecondFactor, "provider": n.Provider}).Error
}

// EndSession ends one of the actor's own sessions; ending it twice is the same
// as once. Errors: no-session.
func (d Desk) EndSession(ctx context.Context, tokenHash []byte) error {
	return d.act(ctx, "end-session", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		done := tx.Exec(`UPDATE sessions SET ended_at = coalesce(ended_at, @now)
			WHERE token_hash = @token AND account = CAST(nullif(@actor, '') AS uuid)`, d.rights(args{"token": tokenHash}))
		if done.Error == nil && done.RowsAffected == 0 {
			return models.Fault(models.NotFound, "no-session")
		}
		return done.Error
	})
}

// RefuseLogin keeps a line about a login that failed. The account is empty
// when nobody has the address; whoever tried is not known in either case.
func (d Desk) RefuseLogin(ctx context.Context, account models.AccountID) error {
	return meaning("refuse login", d.s.db.WithContext(ctx).Exec(`
		INSERT INTO audit (municipality, at, actor, action, object, object_id, code)
		VALUES (coalesce((SELECT municipality FROM accounts WHERE id = CAST(nullif(@account, '') AS uuid)), 0), @now, NULL,
			'open-session', 'account', @account, 'wrong-credentials')`,
		args{"account": string(account), "now": d.s.now()}).Error)
}

// SweepSessions forgets sessions that ended or expired before a time.
func (y System) SweepSessions(ctx context.Context, before time.Time) (n int, err error) {
	done := y.s.db.WithContext(ctx).Exec(`DELETE FROM sessions WHERE expires_at < @before OR ended_at < @before`,
		args{"before": before})
	return int(done.RowsAffected), meaning("sweep sessions", done.Error)
}

func lowerEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
