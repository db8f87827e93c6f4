package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// LinkCases says what a case has to do with another, by staff who work on it
// and may read the other. Two cases are linked once. Errors: no-such-case (of
// the field to: the other one), not-allowed, same-case, already-linked.
func (d Desk) LinkCases(ctx context.Context, in models.NewLink) error {
	return d.act(ctx, "link-cases", "case", string(in.From), func(tx *gorm.DB) error {
		if err := d.mayLink(tx, in); err != nil {
			return err
		}
		made := tx.Exec(`INSERT INTO case_links (from_case, to_case, municipality, kind, account, at)
			VALUES (@from, @to, @municipality, @kind, CAST(@actor AS uuid), @now) ON CONFLICT DO NOTHING`,
			d.rights(args{"from": string(in.From), "to": string(in.To), "kind": string(in.Kind)}))
		if made.Error == nil && made.RowsAffected == 0 {
			return models.Fault(models.Conflict, "already-linked")
		}
		if made.Error != nil {
			return made.Error
		}
		return d.s.audit(tx, d.actor, "link-cases", "case", string(in.To))
	})
}

// UnlinkCases takes back that two cases are linked, from either. Errors:
// no-such-case, not-allowed, same-case, not-linked.
func (d Desk) UnlinkCases(ctx context.Context, id, other models.CaseID) error {
	return d.act(ctx, "unlink-cases", "case", string(id), func(tx *gorm.DB) error {
		if err := d.mayLink(tx, models.NewLink{From: id, To: other}); err != nil {
			return err
		}
		gone := tx.Exec(`DELETE FROM case_links WHERE from_case = @from AND to_case = @to OR from_case = @to AND to_case = @from`,
			args{"from": string(id), "to": string(other)})
		if gone.Error == nil && gone.RowsAffected == 0 {
			return models.Fault(models.NotFound, "not-linked")
		}
		if gone.Error != nil {
			return gone.Error
		}
		return d.s.audit(tx, d.actor, "unlink-cases", "case", string(other))
	})
}

// mayLink says why the actor may not say that the cases have to do with each
// other: nobody does where one bears his own tax number.
func (d Desk) mayLink(tx *gorm.DB, in models.NewLink) error {
	var staff, reads bool
	err := tx.Raw(`SELECT `+worksOn+` AND NOT coalesce(`+isApplicant+`, false) AND NOT `+himself+`
				AND NOT EXISTS (SELECT FROM cases c WHERE c.id = @to AND `+himself+`),
			EXISTS (SELECT FROM cases c WHERE c.id = @to AND c.municipality = @municipality AND c.kind <> 'identity' AND `+mayRead+`)
		FROM cases c WHERE c.id = @from AND c.municipality = @municipality AND c.kind <> 'identity' AND `+mayRead,
		d.rights(args{"from": string(in.From), "to": string(in.To)})).Row().Scan(&staff, &reads)
	switch {
	case err != nil:
		return missing(err, "no-such-case")
	case !staff:
		return models.Fault(models.Forbidden, "not-allowed")
	case in.From == in.To:
		return invalid("to", "same-case")
	case !reads:
		return invalid("to", "no-such-case")
	}
	return nil
}

// linksOf are the links of a case, from both sides, to cases that the reader
// may open; to a citizen those that are his too.
func (d Desk) linksOf(tx *gorm.DB, id models.CaseID, may reader) (ls []models.CaseLink, err error) {
	var rows []struct {
		Summary summaryRow `gorm:"embedded"`
		Link    string
		Back    bool
	}
	err = tx.Raw(`SELECT `+summaryColumns+`, l.kind AS link, l.back FROM (
			SELECT to_case AS other, kind, at, false AS back FROM case_links WHERE from_case = @case
			UNION ALL SELECT from_case, kind, at, kind <> 'same-matter' FROM case_links WHERE to_case = @case) l
		JOIN cases c ON c.id = l.other`+summaryJoins+`
		WHERE CASE WHEN @own THEN coalesce(`+isApplicant+`, false) ELSE `+mayRead+` END ORDER BY l.at, c.id`,
		d.rights(args{"case": string(id), "own": may.own})).Scan(&rows).Error
	for _, r := range rows {
		ls = append(ls, models.CaseLink{Kind: models.LinkKind(r.Link), Back: r.Back, Other: r.Summary.summary()})
	}
	return ls, err
}
