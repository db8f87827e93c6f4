package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// errSame rolls back what turns out to be done already.
var errSame = errors.New("done already")

// CreateAccount makes a login; the same ID again changes nothing. Errors:
// email-taken, bad-grant, no-such-unit.
func (y System) CreateAccount(ctx context.Context, m models.Municipality, a models.NewAccount) error {
	err := y.s.tx(ctx, "create account "+string(a.ID), func(tx *gorm.DB) error {
		if err := y.s.audit(tx, models.Actor{Municipality: m}, "create-account", "account", string(a.ID)); err != nil {
			return err
		}
		return y.s.createAccount(tx, m, "", a)
	})
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

// CreateAccount makes a login in the actor's municipality, for an
// administrator; the same ID again changes nothing. Without a password its owner
// is invited by e-mail to choose one. Errors: not-allowed, email-taken,
// bad-grant, no-such-unit.
func (d Desk) CreateAccount(ctx context.Context, a models.NewAccount) error {
	err := d.act(ctx, "create-account", "account", string(a.ID), func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		if err := d.s.createAccount(tx, d.actor.Municipality, d.actor.Account, a); err != nil || a.PasswordHash != "" {
			return err
		}
		return d.invite(tx, a.ID)
	})
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

func (s *Store) createAccount(tx *gorm.DB, m models.Municipality, by models.AccountID, a models.NewAccount) error {
	var person models.PersonID
	if a.Person != nil {
		p := *a.Person
		if p.ID == "" { // a row of his own: what he says of himself opens nobody's cases
			id, err := uuid.NewV7()
			if err != nil {
				return err
			}
			p.ID = models.PersonID(id.String())
		}
		var err error
		if person, err = s.savePerson(tx, m, p); err != nil {
			return err
		}
	}
	if a.Language == "" {
		a.Language = "el"
	}
	done := tx.Exec(`INSERT INTO accounts (id, municipality, email, name, phone, password_hash, person, language, created_at)
		VALUES (@id, @m, @email, @name, @phone, @hash, CAST(nullif(@person, '') AS uuid), @language, @now) ON CONFLICT DO NOTHING`,
		args{"id": string(a.ID), "m": int(m), "email": lowerEmail(a.Email), "name": a.Name, "phone": a.Phone,
			"hash": a.PasswordHash, "person": string(person), "language": a.Language, "now": s.now()})
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		var same bool
		err := tx.Raw(`SELECT EXISTS (SELECT FROM accounts WHERE id = @id AND municipality = @m)`,
			args{"id": string(a.ID), "m": int(m)}).Row().Scan(&same)
		switch {
		case err != nil:
			return err
		case same:
			return errSame
		}
		return &models.Error{Kind: models.Conflict, Code: "email-taken",
			Fields: []models.FieldFault{{Field: "email", Code: "email-taken"}}}
	}
	for _, g := range a.Grants {
		if err := s.grant(tx, m, by, a.ID, g, a.Source); err != nil {
			return err
		}
	}
	return nil
}

// SetPassword changes the password hash of an account and ends its sessions,
// what has begun with the old one, and the providers that were added from a
// session (see removeAdded).
// Errors: no-such-account.
func (y System) SetPassword(ctx context.Context, account models.AccountID, hash string) error {
	return y.s.tx(ctx, "set password "+string(account), func(tx *gorm.DB) error { return y.s.setPassword(tx, account, hash) })
}

func (s *Store) setPassword(tx *gorm.DB, account models.AccountID, hash string) error {
	var m models.Municipality
	err := tx.Raw(`UPDATE accounts SET password_hash = @hash WHERE id = @account RETURNING municipality`,
		args{"account": string(account), "hash": hash}).Row().Scan(&m)
	if err != nil {
		return missing(err, "no-such-account")
	}
	if err := either(s.endAllBut(tx, account, nil), s.removeAdded(tx, account)); err != nil {
		return err
	}
	return s.audit(tx, models.Actor{Municipality: m}, "set-password", "account", string(account))
}
