package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

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
// administrator; the same ID again changes nothing. Errors: not-allowed,
// email-taken, bad-grant, no-such-unit.
func (d Desk) CreateAccount(ctx context.Context, a models.NewAccount) error {
	err := d.act(ctx, "create-account", "account", string(a.ID), func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		return d.s.createAccount(tx, d.actor.Municipality, d.actor.Account, a)
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

// Accounts lists the logins of the municipality, for an administrator, oldest
// first. Errors: not-allowed.
func (d Desk) Accounts(ctx context.Context, p models.Page) (as []models.Account, next string, err error) {
	m, more, err := after(p)
	if err != nil {
		return nil, "", err
	}
	var where string
	if more {
		where = ` AND (a.created_at, a.id) > (@at, CAST(@id AS uuid))`
	}
	var rows []struct {
		ID, Email, Name, Phone, Person, Language string
		Grants                                   []byte
		CreatedAt, DisabledAt                    *time.Time
	}
	err = d.lookWide(ctx, "list-accounts", "account", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		return tx.Raw(`SELECT a.id, a.email, a.name, a.phone, a.person, a.language, a.created_at, a.disabled_at, `+grantsOf+` AS grants
			FROM accounts a WHERE a.municipality = @municipality`+where+` ORDER BY a.created_at, a.id LIMIT @n`,
			d.rights(args{"at": m.at, "id": m.id, "n": limit(p) + 1})).Scan(&rows).Error
	})
	if err != nil {
		return nil, "", err
	}
	for _, r := range rows {
		a := models.Account{ID: models.AccountID(r.ID), Email: r.Email, Name: r.Name, Phone: r.Phone,
			Person: models.PersonID(r.Person), Language: r.Language, CreatedAt: utc(r.CreatedAt), DisabledAt: utc(r.DisabledAt)}
		if err := json.Unmarshal(r.Grants, &a.Grants); err != nil {
			return nil, "", err
		}
		as = append(as, a)
	}
	as, next = cut(as, limit(p), func(a models.Account) mark { return mark{a.CreatedAt, string(a.ID)} })
	return as, next, nil
}
