package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// AddUnit makes a unit, by an administrator. Errors: not-allowed, unit-exists,
// no-such-unit and unit-closed (the one above), no-such-account (the contact).
func (d Desk) AddUnit(ctx context.Context, u models.OrgUnit) error {
	return d.onUnit(ctx, "add-unit", u.Code, func(tx *gorm.DB) error {
		if err := d.above(tx, u); err != nil {
			return err
		}
		done := tx.Exec(`INSERT INTO units (municipality, code, el, en, phone, email, kind, parent, by_hand)
			VALUES (@municipality, @code, @el, @en, @phone, @email, @kind, nullif(@parent, ''), true) ON CONFLICT DO NOTHING`, d.unitArgs(u))
		if done.Error == nil && done.RowsAffected == 0 {
			return &models.Error{Kind: models.Conflict, Code: "unit-exists", Fields: []models.FieldFault{{Field: "code", Code: "unit-exists"}}}
		}
		return either(done.Error, d.answers(tx, u))
	})
}

// ChangeUnit changes what a unit is called, where it stands and how it is
// reached, by an administrator; its code stays. Errors: not-allowed,
// no-such-unit, unit-closed, unit-circle, no-such-account.
func (d Desk) ChangeUnit(ctx context.Context, u models.OrgUnit) error {
	return d.onUnit(ctx, "change-unit", u.Code, func(tx *gorm.DB) error {
		if err := d.openUnit(tx, u.Code, "code"); err != nil {
			return err
		}
		if err := d.above(tx, u); err != nil {
			return err
		}
		return either(tx.Exec(`UPDATE units SET el = @el, en = @en, phone = @phone, email = @email, kind = @kind, parent = nullif(@parent, ''), by_hand = true
			WHERE municipality = @municipality AND code = @code`, d.unitArgs(u)).Error, d.answers(tx, u))
	})
}

// SavePoint makes a unit a place where people are identified, or changes where
// and when, by an administrator. Errors: not-allowed, no-such-unit, unit-closed.
func (d Desk) SavePoint(ctx context.Context, p models.Point) error {
	return d.onUnit(ctx, "save-point", p.Unit, func(tx *gorm.DB) error {
		if err := d.openUnit(tx, p.Unit, "unit"); err != nil {
			return err
		}
		return tx.Exec(`UPDATE units SET point = true, address_el = @address_el, address_en = @address_en, hours_el = @hours_el, hours_en = @hours_en,
			lat = @lat, lon = @lon, by_hand = true WHERE municipality = @municipality AND code = @code`, d.rights(args{"code": string(p.Unit),
			"address_el": p.AddressEl, "address_en": p.AddressEn, "hours_el": p.HoursEl, "hours_en": p.HoursEn, "lat": lat(p.Place), "lon": lon(p.Place)})).Error
	})
}

// ClosePoint ends identification at a unit, which stays a unit and keeps
// its address; by an administrator. Errors: not-allowed, not-a-point, last-point.
func (d Desk) ClosePoint(ctx context.Context, code models.UnitCode) error {
	return d.onUnit(ctx, "close-point", code, func(tx *gorm.DB) error {
		a := d.rights(args{"code": string(code)})
		done := tx.Exec(`UPDATE units SET point = false, by_hand = true WHERE municipality = @municipality AND code = @code AND point`, a)
		if done.Error != nil || done.RowsAffected == 0 {
			return either(done.Error, models.Fault(models.NotFound, "not-a-point"))
		}
		return d.pointRemains(tx)
	})
}

// CloseUnit ends a unit that has nothing left to do, with the roles in it, by an
// administrator; what it did keeps its name. Errors: not-allowed, no-such-unit,
// unit-closed, last-point, and unit-busy, with what keeps it: units, services,
// cases, tasks.
func (d Desk) CloseUnit(ctx context.Context, code models.UnitCode) error {
	return d.onUnit(ctx, "close-unit", code, func(tx *gorm.DB) error {
		if err := d.openUnit(tx, code, "code"); err != nil {
			return err
		}
		if err := tx.Exec(weighed).Error; err != nil {
			return err
		}
		l, err := d.load(tx, code)
		if err != nil {
			return err
		}
		if l != (models.UnitLoad{}) {
			return &models.Error{Kind: models.Conflict, Code: "unit-busy", Data: map[string]any{"units": l.Units, "services": l.Services,
				"cases": l.Cases, "tasks": l.Tasks}}
		}
		var was bool
		err = tx.Raw(`WITH ended AS (
				UPDATE role_grants g SET valid_to = greatest(g.valid_from, @now) WHERE g.municipality = @municipality AND g.unit = @code
					AND (g.valid_to IS NULL OR g.valid_to > @now) RETURNING g.account),
			said AS (INSERT INTO audit (municipality, at, actor, action, object, object_id)
				SELECT @municipality, @now, CAST(@actor AS uuid), 'end-grant', 'account', CAST(account AS text) FROM ended)
			UPDATE units u SET closed_at = @now, point = false, contact = NULL, by_hand = true FROM units b
			WHERE u.municipality = @municipality AND u.code = @code AND b.municipality = u.municipality AND b.code = u.code
			RETURNING b.point`, d.rights(args{"code": string(code)})).Row().Scan(&was)
		if err != nil || !was {
			return err
		}
		return d.pointRemains(tx)
	})
}

// ReopenUnit opens a closed unit again, without the roles it had, by an
// administrator. Errors: not-allowed, no-such-unit, unit-not-closed, unit-closed
// (the one above).
func (d Desk) ReopenUnit(ctx context.Context, code models.UnitCode) error {
	return d.onUnit(ctx, "reopen-unit", code, func(tx *gorm.DB) error {
		var closed, above bool
		a := d.rights(args{"code": string(code)})
		err := tx.Raw(`SELECT u.closed_at IS NOT NULL, p.closed_at IS NOT NULL FROM units u
			LEFT JOIN units p ON p.municipality = u.municipality AND p.code = u.parent
			WHERE u.municipality = @municipality AND u.code = @code FOR UPDATE OF u`, a).Row().Scan(&closed, &above)
		switch {
		case err != nil:
			return missing(err, "no-such-unit")
		case !closed:
			return models.Fault(models.Conflict, "unit-not-closed")
		case above:
			return invalid("parent", "unit-closed")
		}
		return tx.Exec(`UPDATE units SET closed_at = NULL, by_hand = true WHERE municipality = @municipality AND code = @code`, a).Error
	})
}

// onUnit is act of an administrator on a unit.
func (d Desk) onUnit(ctx context.Context, action models.Code, code models.UnitCode, f func(*gorm.DB) error) error {
	return d.act(ctx, action, "unit", string(code), func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		return f(tx)
	})
}

// openUnit locks a unit that is not closed.
func (d Desk) openUnit(tx *gorm.DB, code models.UnitCode, field string) error {
	var closed bool
	err := tx.Raw(`SELECT closed_at IS NOT NULL FROM units WHERE municipality = @municipality AND code = @code FOR UPDATE`,
		d.rights(args{"code": string(code)})).Row().Scan(&closed)
	if err == nil && closed {
		return &models.Error{Kind: models.Conflict, Code: "unit-closed", Fields: []models.FieldFault{{Field: field, Code: "unit-closed"}}}
	}
	return missing(err, "no-such-unit")
}

// above refuses a unit that would stand below none, a closed one, or itself.
func (d Desk) above(tx *gorm.DB, u models.OrgUnit) error {
	if u.Parent == "" {
		return nil
	}
	// Of two who put each other's unit below his own one waits and is refused.
	if err := tx.Exec(`SELECT FROM municipalities WHERE id = ? FOR NO KEY UPDATE`, int(d.actor.Municipality)).Error; err != nil {
		return err
	}
	var known, closed, circle bool
	err := tx.Raw(`WITH RECURSIVE up AS (
			SELECT code, parent, closed_at FROM units WHERE municipality = @municipality AND code = @parent
			UNION SELECT p.code, p.parent, p.closed_at FROM up JOIN units p ON p.municipality = @municipality AND p.code = up.parent)
		SELECT count(*) > 0, coalesce(bool_or(code = @parent AND closed_at IS NOT NULL), false), coalesce(bool_or(code = @code), false) FROM up`,
		d.unitArgs(u)).Row().Scan(&known, &closed, &circle)
	switch {
	case err != nil:
		return err
	case !known:
		return invalid("parent", "no-such-unit")
	case circle:
		return invalid("parent", "unit-circle")
	case closed:
		return invalid("parent", "unit-closed")
	}
	return nil
}

// answers names who answers for a unit, if anybody.
func (d Desk) answers(tx *gorm.DB, u models.OrgUnit) error {
	return d.s.setContact(tx, d.actor, u.Code, u.Contact)
}

// pointRemains refuses a change after which nobody could be identified.
func (d Desk) pointRemains(tx *gorm.DB) error {
	var ok bool
	err := tx.Raw(`SELECT EXISTS (SELECT FROM units WHERE municipality = @municipality AND point)`, d.rights(nil)).Row().Scan(&ok)
	if err == nil && !ok {
		return models.Fault(models.Conflict, "last-point")
	}
	return err
}

func (d Desk) unitArgs(u models.OrgUnit) args {
	return d.rights(args{"code": string(u.Code), "el": u.El, "en": u.En, "phone": u.Phone, "email": u.Email, "kind": string(u.Kind), "parent": string(u.Parent)})
}
