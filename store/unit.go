package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// SaveMunicipality writes the municipality as messages and receipts print it.
func (y System) SaveMunicipality(ctx context.Context, m models.MunicipalityName) error {
	return y.s.tx(ctx, "save municipality", func(tx *gorm.DB) error {
		done := tx.Exec(`INSERT INTO municipalities AS x (id, el, en, short_el, phone, email, address, local_holiday, quiet_from, quiet_until)
			VALUES (@id, @el, @en, @short, @phone, @email, @address, @holiday, nullif(@from, ''), nullif(@until, ''))
			ON CONFLICT (id) DO UPDATE SET el = excluded.el, en = excluded.en, short_el = excluded.short_el,
				phone = excluded.phone, email = excluded.email, address = excluded.address,
				local_holiday = excluded.local_holiday, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until
			WHERE (x.el, x.en, x.short_el, x.phone, x.email, x.address, x.local_holiday, x.quiet_from, x.quiet_until) IS DISTINCT FROM
				(excluded.el, excluded.en, excluded.short_el, excluded.phone, excluded.email, excluded.address, excluded.local_holiday,
				excluded.quiet_from, excluded.quiet_until)`,
			args{"id": int(m.ID), "el": m.El, "en": m.En, "short": m.ShortEl, "phone": m.Phone, "email": m.Email, "address": m.Address,
				"holiday": m.LocalHoliday, "from": m.Quiet.From, "until": m.Quiet.Until})
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return y.s.audit(tx, models.Actor{Municipality: m.ID}, "save-municipality", "municipality", "")
	})
}

// SaveUnits writes units, new and changed ones; none is ever removed. One that an
// administrator has changed stays as he left it. A unit that names no contact
// keeps the one it has. Errors: no-such-account.
func (y System) SaveUnits(ctx context.Context, m models.Municipality, units []models.Unit) error {
	return y.s.tx(ctx, "save units", func(tx *gorm.DB) error {
		for _, u := range units {
			done := tx.Exec(`INSERT INTO units AS x (municipality, code, el, en, phone, email, point, address_el, address_en, hours_el, hours_en, lat, lon)
				VALUES (@m, @code, @el, @en, @phone, @email, @point, @address_el, @address_en, @hours_el, @hours_en, @lat, @lon)
				ON CONFLICT (municipality, code) DO UPDATE
				SET el = excluded.el, en = excluded.en, phone = excluded.phone, email = excluded.email, point = excluded.point,
					address_el = excluded.address_el, address_en = excluded.address_en, hours_el = excluded.hours_el, hours_en = excluded.hours_en,
					lat = excluded.lat, lon = excluded.lon
				WHERE NOT x.by_hand AND (x.el, x.en, x.phone, x.email, x.point, x.address_el, x.address_en, x.hours_el, x.hours_en, x.lat, x.lon) IS DISTINCT FROM
					(excluded.el, excluded.en, excluded.phone, excluded.email, excluded.point, excluded.address_el, excluded.address_en,
						excluded.hours_el, excluded.hours_en, excluded.lat, excluded.lon)`,
				args{"m": int(m), "code": string(u.Code), "el": u.El, "en": u.En, "phone": u.Phone, "email": u.Email,
					"point": u.Point, "address_el": u.AddressEl, "address_en": u.AddressEn, "hours_el": u.HoursEl, "hours_en": u.HoursEn,
					"lat": lat(u.Place), "lon": lon(u.Place)})
			if done.Error != nil {
				return done.Error
			}
			if done.RowsAffected > 0 {
				if err := y.s.audit(tx, models.Actor{Municipality: m}, "save-unit", "unit", string(u.Code)); err != nil {
					return err
				}
			}
			if u.Contact != "" {
				if err := y.s.setContact(tx, models.Actor{Municipality: m}, u.Code, u.Contact); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// SetUnitContact names the account that answers for a unit while nobody has
// claimed a task; empty for the unit's own telephone. Errors: no-such-unit,
// no-such-account.
func (y System) SetUnitContact(ctx context.Context, m models.Municipality, u models.UnitCode, a models.AccountID) error {
	return y.s.tx(ctx, "set contact of unit "+string(u), func(tx *gorm.DB) error { return y.s.setContact(tx, models.Actor{Municipality: m}, u, a) })
}

func (s *Store) setContact(tx *gorm.DB, by models.Actor, u models.UnitCode, a models.AccountID) error {
	var same, known bool
	err := tx.Raw(`SELECT contact IS NOT DISTINCT FROM CAST(nullif(@account, '') AS uuid), @account = ''
			OR EXISTS (SELECT FROM accounts a WHERE a.id = CAST(nullif(@account, '') AS uuid) AND a.municipality = u.municipality)
		FROM units u WHERE municipality = @m AND code = @unit`,
		args{"m": int(by.Municipality), "unit": string(u), "account": string(a)}).Row().Scan(&same, &known)
	switch {
	case err != nil:
		return missing(err, "no-such-unit")
	case !known:
		return invalid("contact", "no-such-account")
	case same:
		return nil
	}
	err = tx.Exec(`UPDATE units SET contact = CAST(nullif(@account, '') AS uuid) WHERE municipality = @m AND code = @unit`,
		args{"m": int(by.Municipality), "unit": string(u), "account": string(a)}).Error
	if err != nil {
		return err
	}
	return s.audit(tx, by, "set-unit-contact", "unit", string(u))
}

// Units lists the units of a municipality by code.
func (s *Store) Units(ctx context.Context, m models.Municipality) (us []models.Unit, err error) {
	var rows []struct {
		Code, El, En, Phone, Email, Contact    string
		Point, Closed                          bool
		AddressEl, AddressEn, HoursEl, HoursEn string
		Lat, Lon                               *float64
	}
	err = s.db.WithContext(ctx).Raw(`SELECT code, el, en, phone, email, contact, point, address_el, address_en, hours_el, hours_en, lat, lon,
			closed_at IS NOT NULL AS closed FROM units
		WHERE municipality = ? ORDER BY code`, int(m)).Scan(&rows).Error
	for _, r := range rows {
		us = append(us, models.Unit{UnitName: models.UnitName{Code: models.UnitCode(r.Code), El: r.El, En: r.En},
			Phone: r.Phone, Email: r.Email, Contact: models.AccountID(r.Contact), Point: r.Point,
			AddressEl: r.AddressEl, AddressEn: r.AddressEn, HoursEl: r.HoursEl, HoursEn: r.HoursEn, Place: place(r.Lat, r.Lon), Closed: r.Closed})
	}
	return us, meaning("list units", err)
}

// Municipality gives the municipality as messages and receipts print it.
// Errors: no-such-municipality.
func (s *Store) Municipality(ctx context.Context, m models.Municipality) (n models.MunicipalityName, err error) {
	err = s.db.WithContext(ctx).Raw(`SELECT id, el, en, short_el, phone, email, address, local_holiday, coalesce(quiet_from, ''), coalesce(quiet_until, '')
		FROM municipalities WHERE id = ?`, int(m)).
		Row().Scan(&n.ID, &n.El, &n.En, &n.ShortEl, &n.Phone, &n.Email, &n.Address, &n.LocalHoliday, &n.Quiet.From, &n.Quiet.Until)
	return n, meaning("read municipality", missing(err, "no-such-municipality"))
}
