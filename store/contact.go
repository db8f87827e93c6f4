package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// AskEmail sends a code to the address that is to become the e-mail of the
// actor's account. An address that has an account already is told so instead;
// the answer is the same. Errors: not-allowed.
func (d Desk) AskEmail(ctx context.Context, id models.CodeID, email string) error {
	email = lowerEmail(email)
	return d.askContact(ctx, oneTime{ID: id, Purpose: models.CodeEmail, Address: email}, models.Email, func(tx *gorm.DB) (models.Event, error) {
		taken, err := emailTaken(tx, email)
		if taken {
			return models.EventAccountExists, err
		}
		return models.EventEmailCode, err
	})
}

// AskMobile sends a code to the number that is to become the actor's mobile.
// Errors: not-allowed.
func (d Desk) AskMobile(ctx context.Context, id models.CodeID, mobile string) error {
	return d.askContact(ctx, oneTime{ID: id, Purpose: models.CodeMobile, Address: mobile}, models.SMS,
		func(*gorm.DB) (models.Event, error) { return models.EventMobileCode, nil })
}

// askContact is for citizens: how staff are reached is the administrator's
// business.
func (d Desk) askContact(ctx context.Context, c oneTime, ch models.Channel, of func(*gorm.DB) (models.Event, error)) error {
	return d.act(ctx, "ask-"+models.Code(c.Purpose), "account", string(d.actor.Account), func(tx *gorm.DB) error {
		if d.actor.Person == "" {
			return models.Fault(models.Forbidden, "not-allowed")
		}
		event, err := of(tx)
		if err != nil {
			return err
		}
		c.Account, c.Owner, c.Language = d.actor.Account, string(d.actor.Account), d.actor.Language
		return d.issueCode(tx, c, ch, event)
	})
}

// ChangeEmail makes the address that a code was sent to the e-mail of the
// actor's account, and tells the old one. Errors: code-refused.
func (d Desk) ChangeEmail(ctx context.Context, typed models.CodeTyped) error {
	return d.redeem(ctx, models.CodeEmail, typed, func(tx *gorm.DB, c oneTime) error {
		if taken, err := emailTaken(tx, c.Address); err != nil || taken {
			return either(err, models.Fault(models.Conflict, "email-taken"))
		}
		var former string
		err := tx.Raw(`WITH old AS (SELECT id, email FROM accounts WHERE id = @actor FOR UPDATE),
			k AS (UPDATE account_codes SET former = old.email FROM old WHERE account_codes.id = @id),
			p AS (UPDATE persons SET email = @address WHERE id = CAST(nullif(@person, '') AS uuid))
			UPDATE accounts a SET email = @address FROM old WHERE a.id = old.id RETURNING old.email`,
			d.rights(args{"id": string(c.ID), "address": c.Address})).Row().Scan(&former)
		if err != nil || former == "" { // who came from a provider may have had none
			return err
		}
		return d.tellOfCode(tx, c, models.EventEmailChanged, models.Email)
	})
}

// ChangeMobile makes the number that a code was sent to the actor's mobile, and
// tells the old one and his e-mail address. Errors: code-refused.
func (d Desk) ChangeMobile(ctx context.Context, typed models.CodeTyped) error {
	return d.redeem(ctx, models.CodeMobile, typed, func(tx *gorm.DB, c oneTime) error {
		var former string
		err := tx.Raw(`WITH old AS (SELECT id, mobile FROM persons WHERE id = CAST(nullif(@person, '') AS uuid) FOR UPDATE),
			k AS (UPDATE account_codes SET former = old.mobile FROM old WHERE account_codes.id = @id)
			UPDATE persons p SET mobile = @address FROM old WHERE p.id = old.id RETURNING old.mobile`,
			d.rights(args{"id": string(c.ID), "address": c.Address})).Row().Scan(&former)
		if err != nil {
			return err
		}
		if former != "" {
			if err := d.tellOfCode(tx, c, models.EventMobileChanged, models.SMS); err != nil {
				return err
			}
		}
		return d.tellOfCode(tx, c, models.EventMobileChanged, models.Email)
	})
}

// Password gives the address and the password hash of the actor's own account,
// for something that asks for the password once more. Errors: no-such-account.
func (d Desk) Password(ctx context.Context) (email, hash string, err error) {
	err = d.s.db.WithContext(ctx).Raw(`SELECT email, password_hash FROM accounts WHERE id = CAST(nullif(@actor, '') AS uuid)
		AND disabled_at IS NULL`, d.rights(nil)).Row().Scan(&email, &hash)
	return email, hash, meaning("read own password", missing(err, "no-such-account"))
}
