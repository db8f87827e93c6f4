package store

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// totpStep is how long one code is shown (RFC 6238 §5.2); the one before and
// the one after count too, for clocks and slow fingers.
const totpStep = 30

// errSecondFactor is all that is said of a code that does not count: wrong,
// used, or of another time.
var errSecondFactor = models.Fault(models.Invalid, "second-factor-refused")

func secondPlace(a models.AccountID) string { return "account/" + string(a) + "/totp" }

// stepOf finds the step after last whose code was typed.
func stepOf(secret, code string, now time.Time, last int64) (int64, bool) {
	at := now.Unix() / totpStep
	for step := at - 1; step <= at+1; step++ {
		right, err := hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && step > last && subtle.ConstantTimeCompare([]byte(right), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// SecondFactor says what the actor has.
func (d Desk) SecondFactor(ctx context.Context) (f models.SecondFactor, err error) {
	return d.s.secondFactor(d.s.db.WithContext(ctx), d.actor.Account)
}

func (s *Store) secondFactor(tx *gorm.DB, account models.AccountID) (f models.SecondFactor, err error) {
	var at *time.Time
	err = tx.Raw(`SELECT (SELECT confirmed_at FROM second_factors WHERE account = CAST(nullif(@account, '') AS uuid)),
		(SELECT count(*) FROM recovery_codes WHERE account = CAST(nullif(@account, '') AS uuid) AND used_at IS NULL)`,
		args{"account": string(account)}).Row().Scan(&at, &f.Recovery)
	f.ConfirmedAt = utc(at)
	return f, meaning("read second factor", err)
}

// OfferSecondFactor keeps the secret that a member of staff is shown; it counts
// once he confirms it. Errors: not-allowed, second-factor-exists.
func (d Desk) OfferSecondFactor(ctx context.Context, secret string) error {
	return d.act(ctx, "offer-second-factor", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		if err := d.holds(tx, models.Roles...); err != nil {
			return err
		}
		done := tx.Exec(`INSERT INTO second_factors (account, municipality, secret, created_at) VALUES (@actor, @municipality, @secret, @now)
			ON CONFLICT (account) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0
			WHERE second_factors.confirmed_at IS NULL`,
			d.rights(args{"secret": d.s.opts.Seal.Seal(secret, secondPlace(d.actor.Account))}))
		if done.Error == nil && done.RowsAffected == 0 {
			return models.Fault(models.Conflict, "second-factor-exists")
		}
		return done.Error
	})
}

// ConfirmSecondFactor makes the secret count with its first code, keeps the
// recovery codes, and makes the session that asks one with a second factor. All
// others of the account end: they were opened without one. Errors: no-second-factor, second-factor-exists, second-factor-refused.
func (d Desk) ConfirmSecondFactor(ctx context.Context, tokenHash []byte, code string, recovery []string) error {
	return d.act(ctx, "confirm-second-factor", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		f, err := d.s.secondFactor(tx, d.actor.Account)
		if err != nil || !f.ConfirmedAt.IsZero() {
			return either(err, models.Fault(models.Conflict, "second-factor-exists"))
		}
		if err := d.s.useTOTP(tx, d.actor.Account, code); err != nil {
			return err
		}
		err = tx.Exec(`WITH s AS (UPDATE sessions SET second_factor = true WHERE token_hash = @token AND account = @actor)
			UPDATE second_factors SET confirmed_at = @now WHERE account = @actor`, d.rights(args{"token": tokenHash})).Error
		if err = either(err, d.s.endAllBut(tx, d.actor.Account, tokenHash)); err != nil {
			return err
		}
		return d.s.keepRecovery(tx, d.actor.Account, recovery)
	})
}

// RenewRecovery puts new recovery codes in the place of the old ones. Errors:
// no-second-factor, second-factor-refused.
func (d Desk) RenewRecovery(ctx context.Context, code string, recovery []string) error {
	return d.act(ctx, "renew-recovery-codes", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		if err := d.s.useSecondFactor(tx, d.actor.Account, code); err != nil {
			return err
		}
		return d.s.keepRecovery(tx, d.actor.Account, recovery)
	})
}

// EndSecondFactor takes the actor's second factor away with a code of it, and
// ends all his sessions but the one that asks. Errors: no-second-factor,
// second-factor-refused.
func (d Desk) EndSecondFactor(ctx context.Context, tokenHash []byte, code string) error {
	return d.act(ctx, "end-second-factor", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		if err := d.s.useSecondFactor(tx, d.actor.Account, code); err != nil {
			return err
		}
		err := tx.Exec(`WITH s AS (UPDATE sessions SET second_factor = false WHERE account = @actor AND provider = '')
			DELETE FROM second_factors WHERE account = @actor`, d.rights(nil)).Error
		return either(err, d.s.endAllBut(tx, d.actor.Account, tokenHash))
	})
}

// ResetSecondFactor takes a colleague's second factor away, who has lost it,
// and ends his sessions; for an administrator, and never for himself. Errors:
// not-allowed, no-such-account, no-second-factor.
func (d Desk) ResetSecondFactor(ctx context.Context, account models.AccountID) error {
	return d.act(ctx, "reset-second-factor", "account", string(account), func(tx *gorm.DB) error {
		if err := d.administers(tx, account); err != nil {
			return err
		}
		if account == d.actor.Account {
			return models.Fault(models.Forbidden, "not-allowed")
		}
		done := tx.Exec(`DELETE FROM second_factors WHERE account = ?`, string(account))
		if done.Error != nil || done.RowsAffected == 0 {
			return either(done.Error, models.Fault(models.NotFound, "no-second-factor"))
		}
		return d.s.endAllBut(tx, account, nil)
	})
}

// useSecondFactor uses a code of the app or of the list, once. Errors:
// no-second-factor, second-factor-refused.
func (s *Store) useSecondFactor(tx *gorm.DB, account models.AccountID, code string) error {
	f, err := s.secondFactor(tx, account)
	switch {
	case err != nil:
		return err
	case f.ConfirmedAt.IsZero():
		return models.Fault(models.NotFound, "no-second-factor")
	}
	if code = plainCode(code); len(code) == 6 {
		return s.useTOTP(tx, account, code)
	}
	a := models.Actor{Account: account}
	err = tx.Raw(`UPDATE recovery_codes r SET used_at = @now FROM second_factors f WHERE f.account = r.account AND r.account = @account
		AND r.used_at IS NULL AND r.digest = ANY(CAST(@digests AS text[])) RETURNING f.municipality`, args{"account": string(account),
		"now": s.now(), "digests": array(s.opts.Seal.Digests("recovery-code", string(account)+"/"+code))}).Row().Scan(&a.Municipality)
	if isNoRows(err) {
		return errSecondFactor
	}
	return either(err, s.audit(tx, a, "use-recovery-code", "account", string(account)))
}

// useTOTP uses a code of the app: its step is over with it.
func (s *Store) useTOTP(tx *gorm.DB, account models.AccountID, code string) error {
	var sealed string
	var last int64
	err := tx.Raw(`SELECT secret, last_step FROM second_factors WHERE account = CAST(nullif(@account, '') AS uuid) FOR UPDATE`,
		args{"account": string(account)}).Row().Scan(&sealed, &last)
	if err != nil {
		return missing(err, "no-second-factor")
	}
	secret, err := s.opts.Seal.Open(sealed, secondPlace(account))
	if err != nil {
		return err
	}
	step, ok := stepOf(secret, plainCode(code), s.now(), last)
	if !ok {
		return errSecondFactor
	}
	return tx.Exec(`UPDATE second_factors SET last_step = @step WHERE account = @account`,
		args{"account": string(account), "step": step}).Error
}

func (s *Store) keepRecovery(tx *gorm.DB, account models.AccountID, codes []string) error {
	if err := tx.Exec(`DELETE FROM recovery_codes WHERE account = ?`, string(account)).Error; err != nil {
		return err
	}
	var digests []string
	for _, c := range codes {
		digests = append(digests, s.opts.Seal.Digest("recovery-code", string(account)+"/"+plainCode(c)))
	}
	return tx.Exec(`INSERT INTO recovery_codes (account, digest) SELECT @account, unnest(CAST(@digests AS text[]))`,
		args{"account": string(account), "digests": array(digests)}).Error
}

// plainCode is a code without what people type between its parts.
func plainCode(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(code))
}
