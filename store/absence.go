package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// longestAbsence is what one absence may last; a longer one is recorded again.
const longestAbsence = 366 * 24 * time.Hour

// standing is what the actor is to an absence of account @account, by rights of
// his own: who stands in for somebody does not decide who stands in. Somebody's
// head is the head of a unit that he works for.
const standing = `SELECT EXISTS (SELECT FROM role_grants g WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality AND ` + inForce + `
		AND (g.role = 'admin' OR g.role = 'head' AND EXISTS (SELECT FROM role_grants o WHERE o.account = CAST(@account AS uuid)
			AND o.municipality = g.municipality AND o.unit = g.unit AND o.role IN ('clerk', 'head') AND o.valid_from <= @now AND (o.valid_to IS NULL OR o.valid_to > @now)))) AS heads,
	EXISTS (SELECT FROM role_grants g WHERE g.account = CAST(@account AS uuid) AND g.municipality = @municipality AND ` + inForce + `) AS works`

// mayAbsent says whether the actor may decide about the absences of somebody,
// and refuses who is neither himself nor his head nor an administrator.
func (d Desk) mayAbsent(tx *gorm.DB, account models.AccountID) (heads bool, err error) {
	var works bool
	err = tx.Raw(standing, d.rights(args{"account": string(account)})).Row().Scan(&heads, &works)
	switch {
	case err != nil:
		return false, err
	case !heads && account != d.actor.Account, account == d.actor.Account && !works:
		return false, models.Fault(models.Forbidden, "not-allowed")
	case !works:
		return false, models.Fault(models.NotFound, "no-such-account")
	}
	return heads, nil
}

// RecordAbsence records that somebody is away and who stands in for him: by
// himself, by the head of a unit of his or by an administrator. Only these two
// name somebody of another unit, and let him sign. It never begins in the past.
// It counts although the substitute is away meanwhile, but says so. The
// substitute is told by e-mail. The same
// absence again is the first one's success. Errors: not-allowed,
// no-such-account, absence-period, bad-substitute, other-unit, absence-overlaps.
func (d Desk) RecordAbsence(ctx context.Context, a models.Absence) (warning models.Code, err error) {
	now := d.s.now()
	if a.From.Before(now) {
		a.From = now
	}
	err = d.act(ctx, "record-absence", "account", string(a.Account), func(tx *gorm.DB) error {
		heads, err := d.mayAbsent(tx, a.Account)
		switch {
		case err != nil:
			return err
		case !a.To.After(a.From), a.To.Sub(a.From) > longestAbsence:
			return invalid("to", "absence-period")
		case a.Substitute == a.Account:
			return invalid("substitute", "bad-substitute")
		case a.Signs && !heads:
			return models.Fault(models.Forbidden, "not-allowed")
		}
		if err := d.maySubstitute(tx, a, heads); err != nil {
			return err
		}
		// Of two absences of one person at once the second waits for this row.
		with := d.rights(args{"id": string(a.ID), "account": string(a.Account), "substitute": string(a.Substitute), "from": a.From, "to": a.To, "signs": a.Signs})
		var overlaps, away bool
		err = tx.Raw(`SELECT CAST(id AS text) FROM accounts WHERE id = @account FOR NO KEY UPDATE`, with).Row().Scan(new(string))
		if err == nil {
			err = tx.Raw(`SELECT coalesce(bool_or(account = CAST(@account AS uuid)), false), coalesce(bool_or(account = CAST(@substitute AS uuid)), false)
				FROM absences WHERE account IN (CAST(@account AS uuid), CAST(@substitute AS uuid)) AND id <> CAST(@id AS uuid)
					AND ended_at IS NULL AND from_at < @to AND to_at > @from`, with).Row().Scan(&overlaps, &away)
		}
		switch {
		case err != nil:
			return err
		case overlaps:
			return models.Fault(models.Conflict, "absence-overlaps")
		case away:
			warning = "substitute-away"
		}
		done := tx.Exec(`INSERT INTO absences (id, municipality, account, substitute, from_at, to_at, signs, recorded_by, recorded_at)
			VALUES (@id, @municipality, @account, @substitute, @from, @to, @signs, @actor, @now) ON CONFLICT DO NOTHING`, with)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return d.tellSubstitute(tx, a.ID, models.EventStandsIn)
	})
	return warning, err
}

// maySubstitute refuses a substitute who does not work for the house, and one
// of another unit unless a head or an administrator names him.
func (d Desk) maySubstitute(tx *gorm.DB, a models.Absence, heads bool) error {
	var staff, shares bool
	err := tx.Raw(`SELECT count(*) > 0, coalesce(bool_or(o.id IS NOT NULL), false)`+fromColleagues+`
		WHERE g.account = CAST(@substitute AS uuid) AND g.municipality = @municipality AND `+inForce,
		d.rights(args{"account": string(a.Account), "substitute": string(a.Substitute)})).Row().Scan(&staff, &shares)
	switch {
	case err != nil:
		return err
	case !staff:
		return invalid("substitute", "bad-substitute")
	case !shares && !heads:
		return invalid("substitute", "other-unit")
	}
	return nil
}

// fromColleagues are the accounts s that work for the house by grant g, with a grant o
// of account @account for the same work.
const fromColleagues = ` FROM role_grants g JOIN accounts s ON s.id = g.account AND s.disabled_at IS NULL
	LEFT JOIN role_grants o ON o.account = CAST(@account AS uuid) AND o.municipality = g.municipality AND o.role <> 'signatory'
		AND o.valid_from <= @now AND (o.valid_to IS NULL OR o.valid_to > @now)
		AND (o.unit = g.unit AND o.role IN ('clerk', 'head') AND g.role IN ('clerk', 'head') OR o.unit IS NULL AND o.role = g.role)`

// Substitutes lists who may stand in for somebody if the actor records it, by
// name. Errors: not-allowed, no-such-account.
func (d Desk) Substitutes(ctx context.Context, account models.AccountID) (as []models.Account, err error) {
	err = d.look(ctx, "list-substitutes", "account", string(account), func(tx *gorm.DB) error {
		heads, err := d.mayAbsent(tx, account)
		if err != nil {
			return err
		}
		var rows []struct{ ID, Name string }
		err = tx.Raw(`SELECT s.id, s.name`+fromColleagues+`
			WHERE g.municipality = @municipality AND s.id <> CAST(@account AS uuid) AND `+inForce+`
			GROUP BY s.id, s.name HAVING @heads OR bool_or(o.id IS NOT NULL) ORDER BY s.name, s.id`,
			d.rights(args{"account": string(account), "heads": heads})).Scan(&rows).Error
		for _, r := range rows {
			as = append(as, models.Account{ID: models.AccountID(r.ID), Name: r.Name})
		}
		return err
	})
	return as, err
}

// EndAbsence ends an absence before its time, by who may record it: the absent
// person has his work back, and the substitute is told. One that is over stays as it is. Errors:
// no-such-absence, not-allowed.
func (d Desk) EndAbsence(ctx context.Context, id models.AbsenceID) error {
	return d.act(ctx, "end-absence", "absence", string(id), func(tx *gorm.DB) error {
		var account models.AccountID
		var party bool
		err := tx.Raw(`SELECT account, substitute = CAST(@actor AS uuid) FROM absences WHERE id = @id AND municipality = @municipality FOR UPDATE`,
			d.rights(args{"id": string(id)})).Row().Scan(&account, &party)
		if err = missing(err, "no-such-absence"); err != nil {
			return err
		}
		if account != d.actor.Account {
			if _, err := d.mayAbsent(tx, account); err != nil {
				var known *models.Error
				if !party && errors.As(err, &known) && known.Kind != models.Unavailable { // he does not know of it
					return models.Fault(models.NotFound, "no-such-absence")
				}
				return err
			}
		}
		done := tx.Exec(`UPDATE absences SET ended_at = @now, ended_by = CAST(@actor AS uuid) WHERE id = @id AND ended_at IS NULL AND to_at > @now`,
			d.rights(args{"id": string(id)}))
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return d.tellSubstitute(tx, id, models.EventStandsInEnded)
	})
}

// Absences lists the absences that the actor knows of, by their beginning:
// his own, those he stands in for, those of the units he heads, and all for an
// administrator. Those that are over come with past only, from newest to oldest.
func (d Desk) Absences(ctx context.Context, past bool) (as []models.Absence, err error) {
	var rows []absenceRow
	where, order := `a.ended_at IS NULL AND a.to_at > @now`, `a.from_at, a.id`
	if past {
		where, order = `(a.ended_at IS NOT NULL OR a.to_at <= @now)`, `a.from_at DESC, a.id`
	}
	err = d.s.db.WithContext(ctx).Raw(`SELECT a.*, p.name, s.name AS substitute_name, r.name AS recorded_by_name
		FROM absences a JOIN accounts p ON p.id = a.account JOIN accounts s ON s.id = a.substitute JOIN accounts r ON r.id = a.recorded_by
		WHERE a.municipality = @municipality AND `+where+` AND (CAST(nullif(@actor, '') AS uuid) IN (a.account, a.substitute)
			OR EXISTS (SELECT FROM role_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.municipality = @municipality AND `+inForce+`
				AND (g.role = 'admin' OR g.role = 'head' AND EXISTS (SELECT FROM role_grants o WHERE o.account = a.account AND o.municipality = g.municipality
					AND o.unit = g.unit AND o.role IN ('clerk', 'head') AND o.valid_from <= @now AND (o.valid_to IS NULL OR o.valid_to > @now)))))
		ORDER BY `+order+` LIMIT 500`, d.rights(nil)).Scan(&rows).Error
	for _, r := range rows {
		as = append(as, r.absence())
	}
	return as, meaning("list absences", err)
}

type absenceRow struct {
	ID, Account, Name, Substitute, SubstituteName string
	FromAt, ToAt, RecordedAt, EndedAt             *time.Time
	Signs                                         bool
	RecordedBy, RecordedByName                    string
}

func (r absenceRow) absence() models.Absence {
	return models.Absence{ID: models.AbsenceID(r.ID), Account: models.AccountID(r.Account), Name: r.Name,
		Substitute: models.AccountID(r.Substitute), SubstituteName: r.SubstituteName, From: utc(r.FromAt), To: utc(r.ToAt), Signs: r.Signs,
		RecordedBy: models.AccountID(r.RecordedBy), RecordedByName: r.RecordedByName, RecordedAt: utc(r.RecordedAt), EndedAt: utc(r.EndedAt)}
}
