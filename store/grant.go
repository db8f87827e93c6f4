package store

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// GrantRole gives an account a role from now on, by an administrator. A grant
// by hand that is in force already stays as it is; one that a provider gave
// stays beside it, and may end without it. Errors: not-allowed,
// no-such-account, bad-grant, no-such-unit.
func (d Desk) GrantRole(ctx context.Context, account models.AccountID, g models.Grant) error {
	return d.act(ctx, "grant-role", "account", string(account), func(tx *gorm.DB) error {
		if err := d.administers(tx, account); err != nil {
			return err
		}
		return d.s.grant(tx, d.actor.Municipality, d.actor.Account, account, g, "admin")
	})
}

// EndGrant takes a role from an account now, also one that is still to begin, by
// an administrator. Errors:
// not-allowed, no-such-account, no-such-grant, last-admin.
func (d Desk) EndGrant(ctx context.Context, account models.AccountID, g models.Grant) error {
	return d.act(ctx, "end-grant", "account", string(account), func(tx *gorm.DB) error {
		if err := d.administers(tx, account); err != nil {
			return err
		}
		done := tx.Exec(`UPDATE role_grants g SET valid_to = @now WHERE g.account = @account AND g.municipality = @municipality
			AND g.role = @role AND coalesce(g.unit, '') = @unit AND (g.valid_to IS NULL OR g.valid_to > @now)`,
			d.rights(args{"account": string(account), "role": string(g.Role), "unit": string(g.Unit)}))
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return models.Fault(models.NotFound, "no-such-grant")
		}
		return d.adminRemains(tx)
	})
}

// DisableAccount ends a login with its sessions, by an administrator; doing it
// again changes nothing. Errors: not-allowed, no-such-account, last-admin.
func (d Desk) DisableAccount(ctx context.Context, account models.AccountID) error {
	return d.act(ctx, "disable-account", "account", string(account), func(tx *gorm.DB) error {
		if err := d.administers(tx, account); err != nil {
			return err
		}
		err := tx.Exec(`WITH s AS (UPDATE sessions SET ended_at = @now WHERE account = @account AND ended_at IS NULL)
			UPDATE accounts SET disabled_at = @now WHERE id = @account AND disabled_at IS NULL`,
			d.rights(args{"account": string(account)})).Error
		if err != nil {
			return err
		}
		return d.adminRemains(tx)
	})
}

// administers refuses whoever is no administrator of the account's
// municipality. The municipality's row is locked, so that of two who take each
// other's role one is refused.
func (d Desk) administers(tx *gorm.DB, account models.AccountID) error {
	if err := d.holds(tx, models.RoleAdmin); err != nil {
		return err
	}
	var found bool
	err := tx.Raw(`SELECT EXISTS (SELECT FROM accounts WHERE id = @account AND municipality = m.id)
		FROM municipalities m WHERE m.id = @municipality FOR NO KEY UPDATE OF m`,
		d.rights(args{"account": string(account)})).Row().Scan(&found)
	if err == nil && !found {
		return models.Fault(models.NotFound, "no-such-account")
	}
	return err
}

// adminRemains refuses a change that would leave nobody to undo it.
func (d Desk) adminRemains(tx *gorm.DB) error {
	var ok bool
	err := tx.Raw(`SELECT EXISTS (SELECT FROM role_grants g JOIN accounts a ON a.id = g.account AND a.disabled_at IS NULL
		WHERE g.municipality = @municipality AND g.role = 'admin' AND `+inForce+`)`, d.rights(nil)).Row().Scan(&ok)
	if err == nil && !ok {
		return models.Fault(models.Conflict, "last-admin")
	}
	return err
}

// sameGrant: grant g says the same capacity until the same time.
const sameGrant = `(g.title_el = @title_el AND g.title_en = @title_en AND g.by_order = @by_order
	AND g.valid_to IS NOT DISTINCT FROM CAST(@until AS timestamptz))`

// sameStart: grant g has begun, or begins at the same time.
const sameStart = ` AND (g.valid_from <= @now OR g.valid_from = @from)`

// sameGiver: grant g comes from where another of source comes from: the same
// provider of identities, or somebody's hand. What one gives, another neither
// replaces nor makes needless: each ends its own.
const sameGiver = `(g.source = @source OR NOT starts_with(g.source, 'oidc:') AND NOT starts_with(@source, 'oidc:'))`

// grant writes one grant, unless its giver's is in force already. The one who
// gave it is empty when it was the machine.
func (s *Store) grant(tx *gorm.DB, m models.Municipality, by, account models.AccountID, g models.Grant, source string) error {
	if g.Unit != "" && g.Role != models.RoleClerk && g.Role != models.RoleHead && g.Role != models.RoleSignatory {
		return invalid("unit", "bad-grant")
	}
	if g.Unit != "" || g.Role == models.RoleClerk || g.Role == models.RoleHead {
		var closed bool
		err := tx.Raw(`SELECT closed_at IS NOT NULL FROM units WHERE municipality = @m AND code = @unit FOR KEY SHARE`,
			args{"m": int(m), "unit": string(g.Unit)}).Row().Scan(&closed)
		switch {
		case isNoRows(err):
			return invalid("unit", "no-such-unit")
		case err != nil:
			return err
		case closed:
			return invalid("unit", "unit-closed")
		}
	}
	if !slices.Contains(models.Roles, g.Role) {
		return invalid("role", "bad-grant")
	}
	if signs := g.Role == models.RoleSignatory; signs != (g.TitleEl != "") || !signs && (g.TitleEn != "" || g.ByOrder) {
		return invalid("titleEl", "bad-grant")
	}
	from, where := s.now(), inForce
	if g.From.After(from) {
		from, where = g.From.UTC().Truncate(time.Microsecond), `g.valid_from > @now AND (g.valid_to IS NULL OR g.valid_to > @now)`
	}
	if !g.Until.IsZero() && !g.Until.After(from) {
		return invalid("until", "ends-before")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	// What its giver says else of the same role takes the place of what is in force,
	// or of what was to be.
	return tx.Exec(`WITH other AS (
			UPDATE role_grants g SET valid_to = @now WHERE g.account = @account AND g.municipality = @m AND g.role = @role
				AND coalesce(g.unit, '') = @unit AND `+where+` AND `+sameGiver+` AND NOT (`+sameGrant+sameStart+`))
		INSERT INTO role_grants (id, municipality, account, role, unit, title_el, title_en, by_order, valid_from, valid_to,
			source, granted_by, granted_at)
		SELECT @id, @m, @account, @role, nullif(@unit, ''), @title_el, @title_en, @by_order, @from, @until,
			@source, CAST(nullif(@by, '') AS uuid), @now
		WHERE NOT EXISTS (SELECT FROM role_grants g WHERE g.account = @account AND g.municipality = @m AND g.role = @role
			AND coalesce(g.unit, '') = @unit AND `+where+` AND `+sameGiver+` AND `+sameGrant+sameStart+`)`,
		args{"id": id.String(), "m": int(m), "account": string(account), "role": string(g.Role), "unit": string(g.Unit),
			"title_el": g.TitleEl, "title_en": g.TitleEn, "by_order": g.ByOrder, "until": zeroNull(g.Until), "from": from,
			"now": s.now(), "source": source, "by": string(by)}).Error
}
