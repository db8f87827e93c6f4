package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/models"
)

// plainName is a name of the database as greek.Fold writes it.
const plainName = `translate(lower(a.name), 'ΑΆΒΓΔΕΈΖΗΉΘΙΊΪΚΛΜΝΞΟΌΠΡΣΤΥΎΫΦΧΨΩΏάέήίϊΐόύϋΰώς', 'ααβγδεεζηηθιιικλμνξοοπρστυυυφχψωωαεηιιιουυυωσ')`

// Accounts lists the logins of the municipality, for an administrator, oldest
// first. Errors: not-allowed.
func (d Desk) Accounts(ctx context.Context, f models.AccountFilter) (as []models.Account, next string, err error) {
	m, more, err := after(f.Page)
	if err != nil {
		return nil, "", err
	}
	query := strings.ToLower(strings.TrimSpace(f.Query))
	with := d.rights(args{"at": m.at, "id": m.id, "n": limit(f.Page) + 1, "role": string(f.Role), "unit": string(f.Unit),
		"email": escaped.Replace(query) + "%", "name": "%" + escaped.Replace(greek.Fold(query)) + "%"})
	var where string
	if more {
		where += ` AND (a.created_at, a.id) > (@at, CAST(@id AS uuid))`
	}
	if query != "" {
		where += ` AND (a.email LIKE @email OR ` + plainName + ` LIKE @name)`
	}
	if f.Role != "" || f.Unit != "" {
		where += ` AND EXISTS (SELECT FROM role_grants g WHERE g.account = a.id AND (@role = '' OR g.role = @role) AND (@unit = '' OR g.unit = @unit) AND ` + inForce + `)`
	}
	if f.Staff {
		where += ` AND EXISTS (SELECT FROM role_grants g WHERE g.account = a.id)`
	}
	if f.Off {
		where += ` AND a.disabled_at IS NOT NULL`
	}
	var rows []accountRow
	err = d.lookWide(ctx, "list-accounts", "account", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		return tx.Raw(`SELECT `+accountColumns+` FROM accounts a WHERE a.municipality = @municipality`+where+` ORDER BY a.created_at, a.id LIMIT @n`, with).
			Scan(&rows).Error
	})
	if err != nil {
		return nil, "", err
	}
	for _, r := range rows {
		a, err := r.account()
		if err != nil {
			return nil, "", err
		}
		as = append(as, a)
	}
	as, next = cut(as, limit(f.Page), func(a models.Account) mark { return mark{a.CreatedAt, string(a.ID)} })
	return as, next, nil
}

// escaped are the letters that mean more in LIKE.
var escaped = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

const accountColumns = `a.id, a.email, a.name, a.phone, a.person, a.language, a.created_at, a.disabled_at, ` + grantsOf + ` AS grants`

type accountRow struct {
	ID, Email, Name, Phone, Person, Language string
	Grants                                   []byte
	CreatedAt, DisabledAt                    *time.Time
}

func (r accountRow) account() (models.Account, error) {
	a := models.Account{ID: models.AccountID(r.ID), Email: r.Email, Name: r.Name, Phone: r.Phone,
		Person: models.PersonID(r.Person), Language: r.Language, CreatedAt: utc(r.CreatedAt), DisabledAt: utc(r.DisabledAt)}
	return a, json.Unmarshal(r.Grants, &a.Grants)
}

// AccountFile gives what an administrator sees of an account. Errors:
// not-allowed, no-such-account.
func (d Desk) AccountFile(ctx context.Context, id models.AccountID) (f models.AccountFile, err error) {
	err = d.look(ctx, "read-account", "account", string(id), func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		with := d.rights(args{"account": string(id)})
		var r accountRow
		found := tx.Raw(`SELECT `+accountColumns+` FROM accounts a WHERE a.id = @account AND a.municipality = @municipality`, with).Scan(&r)
		if found.Error != nil || found.RowsAffected == 0 {
			return either(found.Error, models.Fault(models.NotFound, "no-such-account"))
		}
		if f.Account, err = r.account(); err != nil {
			return err
		}
		var seen, factor *time.Time
		err := tx.Raw(`SELECT a.password_hash <> '',
				(SELECT count(*) FROM sessions s WHERE s.account = a.id AND s.ended_at IS NULL AND s.expires_at > @now),
				(SELECT max(coalesce(s.seen_at, s.created_at)) FROM sessions s WHERE s.account = a.id),
				(SELECT f.confirmed_at FROM second_factors f WHERE f.account = a.id),
				(SELECT count(*) FROM account_identities i WHERE i.account = a.id)
			FROM accounts a WHERE a.id = @account`, with).Row().Scan(&f.Password, &f.Sessions, &seen, &factor, &f.Providers)
		if err != nil {
			return err
		}
		f.SeenAt, f.FactorAt = utc(seen), utc(factor)
		var lines []struct {
			Role, Unit, TitleEl, TitleEn, Source, GivenBy string
			ByOrder                                       bool
			ValidFrom, ValidTo, GrantedAt                 *time.Time
		}
		err = tx.Raw(`SELECT g.role, g.unit, g.title_el, g.title_en, g.by_order, g.source, b.name AS given_by, g.valid_from, g.valid_to, g.granted_at
			FROM role_grants g LEFT JOIN accounts b ON b.id = g.granted_by WHERE g.account = @account AND g.municipality = @municipality
			ORDER BY g.valid_to IS NULL OR g.valid_to > @now DESC, g.granted_at DESC, g.id DESC LIMIT 100`, with).Scan(&lines).Error
		for _, l := range lines {
			f.Grants = append(f.Grants, models.GrantLine{Grant: models.Grant{Role: models.Role(l.Role), Unit: models.UnitCode(l.Unit), TitleEl: l.TitleEl,
				TitleEn: l.TitleEn, ByOrder: l.ByOrder, From: utc(l.ValidFrom), Until: utc(l.ValidTo)}, GivenBy: l.GivenBy, Source: l.Source, GivenAt: utc(l.GrantedAt)})
		}
		return err
	})
	return f, err
}

// InviteAgain sends somebody who has not chosen a password the invitation once
// more, by an administrator. Errors: not-allowed, no-such-account,
// has-password, account-disabled, too-many-attempts.
func (d Desk) InviteAgain(ctx context.Context, account models.AccountID) error {
	return d.act(ctx, "invite-account", "account", string(account), func(tx *gorm.DB) error {
		if err := d.administers(tx, account); err != nil {
			return err
		}
		return d.invite(tx, account)
	})
}

// invite tells an account that it is there, and how to choose a password: the
// page for a forgotten one sends the code. So nothing in the letter opens anything.
func (d Desk) invite(tx *gorm.DB, account models.AccountID) error {
	c := oneTime{ID: models.CodeID(uuid.NewString()), Purpose: models.CodePassword, Account: account}
	var has, off bool
	err := tx.Raw(`SELECT email, language, password_hash <> '', disabled_at IS NOT NULL FROM accounts WHERE id = ?`, string(account)).Row().
		Scan(&c.Address, &c.Language, &has, &off)
	switch {
	case err != nil:
		return err
	case has:
		return models.Fault(models.Conflict, "has-password")
	case off:
		return models.Fault(models.Conflict, "account-disabled")
	}
	c.Owner = c.Address
	return d.issueCode(tx, c, models.Email, models.EventInvited)
}

// EnableAccount lets a blocked account log in again, with the roles that are
// still in force; by an administrator. Errors: not-allowed, no-such-account.
func (d Desk) EnableAccount(ctx context.Context, account models.AccountID) error {
	return d.act(ctx, "enable-account", "account", string(account), func(tx *gorm.DB) error {
		if err := d.administers(tx, account); err != nil {
			return err
		}
		return tx.Exec(`UPDATE accounts SET disabled_at = NULL WHERE id = ?`, string(account)).Error
	})
}

// EndSessions ends all sessions of an account, by an administrator. Errors:
// not-allowed, no-such-account.
func (d Desk) EndSessions(ctx context.Context, account models.AccountID) error {
	return d.act(ctx, "end-sessions", "account", string(account), func(tx *gorm.DB) error {
		if err := d.administers(tx, account); err != nil {
			return err
		}
		return d.s.endAllBut(tx, account, nil)
	})
}
