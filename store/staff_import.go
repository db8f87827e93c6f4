package store

import (
	"context"
	"errors"
	"strconv"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// errDry rolls back what was only tried.
var errDry = errors.New("only tried")

// ImportStaff gives everybody in a table his roles, all of them or none, by an
// administrator. Who has no account gets one, and an invitation. Nobody loses a
// role. dry only says what it would do. Errors: not-allowed, and invalid-request
// with the faults of all lines as rows[0].email and so on.
func (d Desk) ImportStaff(ctx context.Context, rows []models.StaffRow, dry bool) (out []models.StaffChange, err error) {
	err = d.act(ctx, "import-staff", "account", "", func(tx *gorm.DB) error {
		out = nil
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		var faults []models.FieldFault
		for i, r := range rows {
			change, err := d.importRow(tx, r)
			var known *models.Error
			switch {
			case errors.As(err, &known) && len(known.Fields) > 0:
				for _, f := range known.Fields {
					faults = append(faults, models.FieldFault{Field: "rows[" + strconv.Itoa(i) + "]." + f.Field, Code: f.Code})
				}
			case err != nil:
				return err
			}
			out = append(out, change)
		}
		switch {
		case faults != nil:
			return &models.Error{Kind: models.Invalid, Code: "invalid-request", Fields: faults}
		case dry:
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return out, err
}

func (d Desk) importRow(tx *gorm.DB, r models.StaffRow) (c models.StaffChange, err error) {
	c.StaffRow = r
	c.Email = lowerEmail(r.Email)
	var account models.AccountID
	var here, off bool
	err = tx.Raw(`SELECT id, municipality = @municipality, disabled_at IS NOT NULL FROM accounts WHERE email = @email`,
		d.rights(args{"email": c.Email})).Row().Scan(&account, &here, &off)
	switch {
	case isNoRows(err):
		id, err := uuid.NewV7()
		if err != nil {
			return c, err
		}
		account, c.New = models.AccountID(id.String()), true
		if err := d.s.audit(tx, d.actor, "create-account", "account", string(account)); err != nil {
			return c, err
		}
		err = d.s.createAccount(tx, d.actor.Municipality, d.actor.Account, models.NewAccount{ID: account, Email: c.Email, Name: r.Name, Source: "import"})
		if err != nil {
			return c, err
		}
		if err := d.invite(tx, account); err != nil {
			return c, err
		}
	case err != nil:
		return c, err
	case !here:
		return c, invalid("email", "email-taken")
	case off:
		return c, invalid("email", "account-off")
	}
	var before, after int
	count := func(n *int) error {
		return tx.Raw(`SELECT count(*) FROM role_grants WHERE account = ?`, string(account)).Row().Scan(n)
	}
	if err := count(&before); err != nil {
		return c, err
	}
	if err := d.s.grant(tx, d.actor.Municipality, d.actor.Account, account, r.Grant, "import"); err != nil {
		return c, err
	}
	if err := count(&after); err != nil {
		return c, err
	}
	if c.Granted = after > before; !c.Granted {
		return c, nil
	}
	return c, d.s.audit(tx, d.actor, "grant-role", "account", string(account))
}
