package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// OrgUnits lists the units with who heads them, by code, closed ones too; for an
// administrator. Errors: not-allowed.
func (d Desk) OrgUnits(ctx context.Context) (us []models.OrgUnit, err error) {
	err = d.look(ctx, "list-units", "unit", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		us, err = d.orgUnits(tx, "")
		return err
	})
	return us, err
}

// OrgUnit gives one unit, and what keeps it from being closed. Errors:
// not-allowed, no-such-unit.
func (d Desk) OrgUnit(ctx context.Context, code models.UnitCode) (u models.OrgUnit, l models.UnitLoad, err error) {
	err = d.lookWide(ctx, "read-unit", "unit", string(code), func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		us, err := d.orgUnits(tx, code)
		if err != nil {
			return err
		}
		if len(us) == 0 {
			return models.Fault(models.NotFound, "no-such-unit")
		}
		u = us[0]
		l, err = d.load(tx, code)
		return err
	})
	return u, l, err
}

// Estate counts for the administrator's overview. Errors: not-allowed.
func (d Desk) Estate(ctx context.Context) (e models.Estate, err error) {
	err = d.look(ctx, "read-estate", "municipality", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		return tx.Raw(`SELECT count(*) AS units, count(*) FILTER (WHERE NOT EXISTS (SELECT FROM role_grants g JOIN accounts a ON a.id = g.account
				AND a.disabled_at IS NULL WHERE g.municipality = u.municipality AND g.unit = u.code AND g.role = 'head' AND `+inForce+`)) AS headless,
			count(*) FILTER (WHERE point) AS points,
			(SELECT count(DISTINCT g.account) FROM role_grants g JOIN accounts a ON a.id = g.account AND a.disabled_at IS NULL
				WHERE g.municipality = @municipality AND `+inForce+`) AS staff
			FROM units u WHERE municipality = @municipality AND closed_at IS NULL`, d.rights(nil)).Scan(&e).Error
	})
	return e, err
}

// orgUnits reads one unit, or all.
func (d Desk) orgUnits(tx *gorm.DB, code models.UnitCode) (us []models.OrgUnit, err error) {
	var rows []struct {
		Code, El, En, Phone, Email, Contact, ContactName string
		Point                                            bool
		AddressEl, AddressEn, HoursEl, HoursEn           string
		Lat, Lon                                         *float64
		Kind, Parent                                     string
		ClosedAt                                         *time.Time
		Heads                                            []byte
		Staff                                            int
	}
	err = tx.Raw(`SELECT u.code, u.el, u.en, u.phone, u.email, u.contact, x.name AS contact_name, u.point, u.address_el, u.address_en, u.hours_el, u.hours_en, u.lat, u.lon,
			u.kind, u.parent, u.closed_at, s.heads, s.staff
		FROM units u LEFT JOIN accounts x ON x.id = u.contact CROSS JOIN LATERAL (
			SELECT count(DISTINCT g.account) AS staff, coalesce(json_agg(json_strip_nulls(json_build_object('account', a.id, 'name', a.name, 'until', g.valid_to))
				ORDER BY g.valid_from, a.id) FILTER (WHERE g.role = 'head'), '[]') AS heads
			FROM role_grants g JOIN accounts a ON a.id = g.account AND a.disabled_at IS NULL
			WHERE g.municipality = u.municipality AND g.unit = u.code AND g.role IN ('clerk', 'head') AND `+inForce+`) s
		WHERE u.municipality = @municipality AND (@unit = '' OR u.code = @unit) ORDER BY u.code`, d.rights(args{"unit": string(code)})).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		u := models.OrgUnit{Unit: models.Unit{UnitName: models.UnitName{Code: models.UnitCode(r.Code), El: r.El, En: r.En}, Phone: r.Phone, Email: r.Email,
			Contact: models.AccountID(r.Contact), Point: r.Point, AddressEl: r.AddressEl, AddressEn: r.AddressEn, HoursEl: r.HoursEl, HoursEn: r.HoursEn, Place: place(r.Lat, r.Lon)},
			Kind: models.UnitKind(r.Kind), Parent: models.UnitCode(r.Parent), ClosedAt: utc(r.ClosedAt), ContactName: r.ContactName, Staff: r.Staff}
		if err := json.Unmarshal(r.Heads, &u.Heads); err != nil {
			return nil, err
		}
		us = append(us, u)
	}
	return us, nil
}

// load counts what a unit still has to do, or is named for.
func (d Desk) load(tx *gorm.DB, code models.UnitCode) (l models.UnitLoad, err error) {
	err = tx.Raw(`SELECT (SELECT count(*) FROM units WHERE municipality = @municipality AND parent = @unit AND closed_at IS NULL) AS units,
		(SELECT count(DISTINCT s.code) FROM services s WHERE s.municipality = @municipality
			AND (s.definition->>'unit' = @unit OR EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof(s.definition->'stages')
				WHEN 'array' THEN s.definition->'stages' ELSE '[]' END) st WHERE jsonb_exists(st->'units', @unit)))
			AND (s.version = (SELECT max(n.version) FROM services n WHERE n.municipality = s.municipality AND n.code = s.code)
				OR EXISTS (SELECT FROM cases c WHERE c.municipality = s.municipality AND c.service = s.code AND c.version = s.version
					AND c.state = 'open'))) AS services,
		(SELECT count(*) FROM cases WHERE municipality = @municipality AND unit = @unit AND state = 'open') AS cases,
		(SELECT count(*) FROM tasks WHERE municipality = @municipality AND unit = @unit AND state = 'open') AS tasks`,
		d.rights(args{"unit": string(code)})).Scan(&l).Error
	return l, err
}
