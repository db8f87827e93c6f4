package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// personsMost is how many people a clerk is shown for what he typed.
const personsMost = 20

// metBefore: who came with case c, as person p, is known to the actor from it:
// he filed it for him, or works on it. Who reads only about cases learns nobody's
// contact data.
const metBefore = `c.kind <> 'identity' AND (c.filed_by = CAST(@actor AS uuid) AND c.channel <> 'portal' OR ` + worksOn + `)`

// Persons finds who has been to the municipality before, for a clerk who enters
// his next request: by tax number, mobile, name or a number of the book, among
// those who came with a case that the clerk entered or works on; the newest
// first, 20 at most. The look is audited. Errors: not-allowed.
func (d Desk) Persons(ctx context.Context, f models.PersonFilter) (ps []models.Person, err error) {
	var cases []string
	q := understand(f.Query)
	if f.Mobile == "" && q.afm == "" && (q.number > 0 || len(q.terms) > 0) {
		found, _, err := d.Cases(ctx, models.CaseFilter{Query: f.Query, Page: models.Page{Limit: 100}})
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			cases = append(cases, string(c.ID))
		}
	}
	err = d.act(ctx, "find-person", "person", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleClerk, models.RoleHead, models.RoleProtocol); err != nil {
			return err
		}
		with := d.rights(args{"n": personsMost})
		var where string
		switch {
		case f.Mobile != "":
			where, with["mobile"] = `p.mobile = @mobile AND p.mobile <> ''`, f.Mobile
		case q.afm != "":
			where, with["digests"] = `p.afm_hash = ANY(CAST(@digests AS text[]))`, array(d.s.opts.Seal.Digests("afm", q.afm))
		default:
			where, with["cases"] = `c.id = ANY(CAST(@cases AS uuid[]))`, array(cases)
		}
		var rows []personRow
		err := tx.Raw(`SELECT k.* FROM (SELECT DISTINCT ON (p.id) `+personColumns+`, c.submitted_at
				FROM persons p JOIN cases c ON coalesce(c.representative, c.applicant) = p.id
				WHERE p.municipality = @municipality AND c.municipality = @municipality AND `+where+` AND `+metBefore+`
				ORDER BY p.id, c.submitted_at DESC) k
			ORDER BY k.submitted_at DESC, k.id DESC LIMIT @n`, with).Scan(&rows).Error
		for _, r := range rows {
			p, e := r.person(d.s.opts.Seal)
			if e != nil {
				return e
			}
			ps = append(ps, p)
		}
		return err
	})
	return ps, err
}

// Person gives one of those whom Persons may find. Errors: not-allowed,
// no-such-person.
func (d Desk) Person(ctx context.Context, id models.PersonID) (p models.Person, err error) {
	err = d.act(ctx, "read-person", "person", string(id), func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleClerk, models.RoleHead, models.RoleProtocol); err != nil {
			return err
		}
		var r personRow
		found := tx.Raw(`SELECT `+personColumns+` FROM persons p WHERE p.id = @id AND p.municipality = @municipality
			AND EXISTS (SELECT FROM cases c WHERE coalesce(c.representative, c.applicant) = p.id AND `+metBefore+`)`, d.rights(args{"id": string(id)})).Scan(&r)
		if found.Error == nil && found.RowsAffected == 0 {
			return models.Fault(models.NotFound, "no-such-person")
		}
		if found.Error != nil {
			return found.Error
		}
		p, err = r.person(d.s.opts.Seal)
		return err
	})
	return p, err
}

// CameWith gives who came with a case: whom Person may show. Errors:
// no-such-person.
func (d Desk) CameWith(ctx context.Context, id models.CaseID) (p models.PersonID, err error) {
	err = d.look(ctx, "read-case", "case", string(id), func(tx *gorm.DB) error {
		err := tx.Raw(`SELECT coalesce(c.representative, c.applicant) FROM cases c WHERE c.id = @case AND c.municipality = @municipality
			AND c.applicant IS NOT NULL AND `+metBefore, d.rights(args{"case": string(id)})).Row().Scan(&p)
		return missing(err, "no-such-person")
	})
	return p, err
}

const personColumns = `p.id, p.kind, p.name, p.father_name, p.email, p.mobile, p.address, p.postcode, p.language, p.level, coalesce(p.afm_sealed, '') AS sealed`

type personRow struct {
	ID, Kind, Name, FatherName, Email, Mobile, Address, Postcode, Language, Level, Sealed string
}

func (r personRow) person(seal Sealer) (p models.Person, err error) {
	p = models.Person{ID: models.PersonID(r.ID), Kind: models.PersonKind(r.Kind), Name: r.Name, FatherName: r.FatherName, Email: r.Email,
		Mobile: r.Mobile, Address: r.Address, Postcode: r.Postcode, Language: r.Language, Level: models.IdentityLevel(r.Level)}
	if r.Sealed != "" {
		p.AFM, err = seal.Open(r.Sealed, afmPlace(p.ID))
	}
	return p, err
}
