package store

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// Register takes what somebody says who wants an account, and sends a code to
// the e-mail address. There is no account before the code comes back, so nobody
// can occupy another's address. Whether there is one already only its owner is
// told, by e-mail; the answer and the work are the same.
func (d Desk) Register(ctx context.Context, from models.Attempt, r models.Registration) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	email := lowerEmail(r.Email)
	return d.act(ctx, "register", "code", string(r.ID), func(tx *gorm.DB) error {
		taken, err := emailTaken(tx, email)
		if err != nil {
			return err
		}
		event := models.EventRegistrationCode
		if taken {
			event = models.EventAccountExists
		}
		return d.issueCode(tx, oneTime{ID: r.ID, Purpose: models.CodeRegistration, Owner: email, From: from, Address: email,
			Language: r.Language, Body: string(body)}, models.Email, event)
	})
}

// ConfirmRegistration makes the account of whoever brings the code: a citizen
// of level A. Errors: code-refused.
func (d Desk) ConfirmRegistration(ctx context.Context, typed models.CodeTyped) error {
	return d.redeem(ctx, models.CodeRegistration, typed, func(tx *gorm.DB, c oneTime) error {
		var r models.Registration
		if err := json.Unmarshal([]byte(c.Body), &r); err != nil {
			return err
		}
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		account := models.AccountID(id.String())
		if err := d.s.audit(tx, d.actor, "create-account", "account", string(account)); err != nil {
			return err
		}
		return d.s.createAccount(tx, d.actor.Municipality, "", models.NewAccount{ID: account, Email: c.Address, Name: r.Name,
			PasswordHash: r.PasswordHash, Language: r.Language,
			Person: &models.Person{Kind: models.Natural, Name: r.Name, FatherName: r.FatherName, Email: c.Address,
				Mobile: r.Mobile, Language: r.Language, Level: models.IdentityA}})
	})
}

func emailTaken(tx *gorm.DB, email string) (taken bool, err error) {
	err = tx.Raw(`SELECT EXISTS (SELECT FROM accounts WHERE email = ?)`, email).Row().Scan(&taken)
	return taken, err
}

// AskPassword sends a code for a new password to an e-mail address, the name of
// who asks, if an account has it. The answer and the work are the same if none has, or if a
// provider has given the account its roles and it has no password: with one it
// would keep them after the provider has ended them.
func (d Desk) AskPassword(ctx context.Context, from models.Attempt, id models.CodeID, language string) error {
	email := lowerEmail(from.Name)
	return d.act(ctx, "ask-password", "code", string(id), func(tx *gorm.DB) error {
		c := oneTime{ID: id, Purpose: models.CodePassword, Owner: email, From: from, Address: email, Language: language}
		var event models.Event
		err := tx.Raw(`SELECT a.id, a.language FROM accounts a WHERE a.email = @email AND a.municipality = @municipality AND a.disabled_at IS NULL
			AND (a.password_hash <> '' OR NOT EXISTS (SELECT FROM role_grants g WHERE g.account = a.id AND starts_with(g.source, 'oidc:') AND `+inForce+`))`,
			d.rights(args{"email": email})).Row().Scan(&c.Account, &c.Language)
		if err == nil {
			event = models.EventPasswordCode
		} else if !isNoRows(err) {
			return err
		}
		return d.issueCode(tx, c, models.Email, event)
	})
}

// ResetPassword gives the account of whoever brings the code a new password,
// ends all its sessions and tells its address. From a network it is welcome to log
// in at once, and its browser is known, by the hash of its cookie. Errors:
// code-refused.
func (d Desk) ResetPassword(ctx context.Context, network string, typed models.CodeTyped, hash string, device []byte) error {
	return d.redeem(ctx, models.CodePassword, typed, func(tx *gorm.DB, c oneTime) error {
		err := either(d.s.setPassword(tx, c.Account, hash), d.keepDevice(tx, c.Account, nil, device))
		if err == nil {
			err = d.forget(tx, d.s.place(models.Attempt{Name: c.Address, Network: network}))
		}
		return either(err, d.tellOfCode(tx, c, models.EventPasswordChanged, models.Email))
	})
}
