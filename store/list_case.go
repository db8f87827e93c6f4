package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// pickCases are the cases the actor has a list of: his own without those that
// are part of another, those his units answer for, all of the municipality for
// protocol and manager. One short walk
// of an index for the person and for each unit; the filter stands between the
// parts.
const pickCases = `SELECT id, submitted_at FROM (
		SELECT c.id, c.submitted_at FROM cases c WHERE @unit = '' AND c.parent IS NULL AND ` + isApplicant
const pickUnits = ` ORDER BY c.submitted_at DESC, c.id DESC LIMIT @n) own
	UNION
	SELECT x.id, x.submitted_at FROM units u
	CROSS JOIN LATERAL (SELECT c.id, c.submitted_at FROM cases c WHERE c.municipality = u.municipality AND c.unit = u.code AND c.kind <> 'identity'
		AND (` + onlyHimself + ` OR ` + mayRead + `)`
const pickEnd = ` ORDER BY c.submitted_at DESC, c.id DESC LIMIT @n) x
	WHERE u.municipality = @municipality AND (@unit = '' OR u.code = @unit)
		AND EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.municipality = u.municipality
			AND (g.role IN ('protocol', 'manager') OR g.role IN ('clerk', 'head') AND g.unit = u.code) AND ` + inForce + `)
	ORDER BY submitted_at DESC, id DESC LIMIT @n`

// summaryColumns are what a list says of case c, its applicant p and its line
// e of the book.
const summaryColumns = `c.id, c.kind, c.service, c.version, c.unit, c.state, c.stage, c.outcome, c.submitted_at,
	c.closed_at, c.legal_due_at, c.target_due_at, e.number, e.year, e.at AS numbered_at, p.name AS applicant`

const summaryJoins = ` LEFT JOIN persons p ON p.id = c.applicant
	LEFT JOIN protocol_entries e ON e.subject = 'case/' || CAST(c.id AS text)`

type summaryRow struct {
	ID, Kind, Service           string
	Version                     int
	Unit, State, Stage, Outcome string
	SubmittedAt, ClosedAt       *time.Time
	LegalDueAt, TargetDueAt     *time.Time
	Number, Year                int
	NumberedAt                  *time.Time
	Applicant                   string
	Unread                      int
}

func (r summaryRow) summary() models.CaseSummary {
	return models.CaseSummary{ID: models.CaseID(r.ID), Kind: models.CaseKind(r.Kind), Service: models.ServiceCode(r.Service),
		Version: r.Version, Unit: models.UnitCode(r.Unit), Protocol: models.Entry{Number: r.Number, Year: r.Year, At: utc(r.NumberedAt)},
		State: models.CaseState(r.State), Stage: models.StageKey(r.Stage), Outcome: models.Outcome(r.Outcome), Applicant: r.Applicant,
		SubmittedAt: utc(r.SubmittedAt), ClosedAt: utc(r.ClosedAt), Due: models.Due{Legal: utc(r.LegalDueAt), Target: utc(r.TargetDueAt)},
		Unread: r.Unread}
}

// Cases lists cases, newest first: those the actor has a list of, or with a
// query those he may open that it finds. Errors: bad-cursor.
func (d Desk) Cases(ctx context.Context, f models.CaseFilter) (cs []models.CaseSummary, next string, err error) {
	m, more, err := after(f.Page)
	if err != nil {
		return nil, "", err
	}
	var where string
	if f.State != "" {
		where += ` AND c.state = @state`
	}
	if f.Service != "" {
		where += ` AND c.service = @service`
	}
	if f.Watched {
		where += ` AND ` + watchedByActor
	}
	if f.Number != 0 {
		where += ` AND c.id IN (SELECT CAST(substr(b.subject, 6) AS uuid) FROM protocol_entries b
			WHERE b.municipality = @municipality AND (@year = 0 OR b.year = @year) AND b.number = @number AND b.subject LIKE 'case/%')`
	} else if f.Year != 0 {
		where += ` AND EXISTS (SELECT FROM protocol_entries b WHERE b.subject = 'case/' || CAST(c.id AS text) AND b.year = @year)`
	}
	if more {
		where += ` AND (c.submitted_at, c.id) < (@at, CAST(@id AS uuid))`
	}
	if f.Hand != nil {
		where += ` AND c.id IN (` + casesInHand + `)`
	}
	with := d.rights(args{"state": string(f.State), "service": string(f.Service), "unit": string(f.Unit), "number": f.Number,
		"year": f.Year, "at": m.at, "id": m.id, "n": limit(f.Page) + 1})
	if f.Hand != nil {
		d.handArgs(*f.Hand, with)
	}
	var rows []summaryRow
	if f.Query != "" {
		if f.Unit != "" {
			where += ` AND c.unit = @unit`
		}
		rows, err = d.search(ctx, f, where, with)
	} else if f.Watched { // also of units that only had a task in it
		err = d.s.db.WithContext(ctx).Raw(summariesOf(`SELECT c.id, c.submitted_at FROM cases c WHERE (@unit = '' OR c.unit = @unit) AND `+
			mayRead+where+newestFirst), with).Scan(&rows).Error
	} else if f.Hand != nil { // few: found by what is open, in whichever unit
		err = d.s.list(ctx, func(tx *gorm.DB) error {
			return tx.Raw(summariesOf(`SELECT c.id, c.submitted_at FROM cases c WHERE c.municipality = @municipality AND (@unit = '' OR c.unit = @unit) AND (`+
				readsAll+` OR `+mayRead+`)`+where+newestFirst), with).Scan(&rows).Error
		})
	} else {
		err = d.s.list(ctx, func(tx *gorm.DB) error {
			return tx.Raw(summariesOf(pickCases+where+pickUnits+where+pickEnd), with).Scan(&rows).Error
		})
	}
	if err != nil {
		return nil, "", meaning("list cases", err)
	}
	for _, r := range rows {
		cs = append(cs, r.summary())
	}
	cs, next = cut(cs, limit(f.Page), func(c models.CaseSummary) mark { return mark{c.SubmittedAt, string(c.ID)} })
	return cs, next, nil
}

// Receipt gives what the receipt of a case states, to everybody who may open
// the case. Errors: no-such-case.
func (d Desk) Receipt(ctx context.Context, id models.CaseID) (r models.Receipt, err error) {
	r.CaseID = id
	err = d.look(ctx, "read-receipt", "case", string(id), func(tx *gorm.DB) error {
		err := tx.Raw(`SELECT e.number, e.year, e.at, c.service, c.version, c.channel, p.name, u.code, u.el, u.en,
				m.id, m.el, m.en, m.short_el, m.phone, m.email, m.address, c.legal_due_at, c.target_due_at, c.submitted_at, c.from_body, `+waited+`
			FROM cases c JOIN persons p ON p.id = c.applicant
			JOIN protocol_entries e ON e.subject = 'case/' || CAST(c.id AS text)
			JOIN units u ON u.municipality = c.municipality AND u.code = c.unit JOIN municipalities m ON m.id = c.municipality
			WHERE c.id = @case AND `+mayRead, d.rights(args{"case": string(id)})).Row().Scan(
			&r.Protocol.Number, &r.Protocol.Year, &r.Protocol.At, &r.Service, &r.Version, &r.Channel, &r.Applicant,
			&r.Unit.Code, &r.Unit.El, &r.Unit.En, &r.Municipality.ID, &r.Municipality.El, &r.Municipality.En,
			&r.Municipality.ShortEl, &r.Municipality.Phone, &r.Municipality.Email, &r.Municipality.Address, &r.Due.Legal, &r.Due.Target, &r.FiledAt, &r.FromBody, &r.Identify)
		if err != nil {
			return missing(err, "no-such-case")
		}
		r.FiledAt = r.FiledAt.UTC()
		r.Protocol.At, r.Due.Legal, r.Due.Target = r.Protocol.At.UTC(), r.Due.Legal.UTC(), r.Due.Target.UTC()
		if r.Behalf, err = representationOf(tx, id); err != nil {
			return err
		}
		r.Papers, err = filesOf(tx, id, ` AND f.visit = 0 AND f.added_at IS NULL`)
		for i := range r.Papers { // what was said of them later is inside the case
			r.Papers[i].Verdict, r.Papers[i].ReplacedBy = nil, ""
		}
		return err
	})
	return r, err
}
