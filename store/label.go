package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// Label gives what stands on the envelope of a case's delivery, to whom the
// task of delivering it is given. The address is the one that was asked for,
// else the applicant's own. Errors: no-such-case, not-allowed, not-by-post,
// no-address.
func (d Desk) Label(ctx context.Context, id models.CaseID) (l models.Label, err error) {
	err = d.look(ctx, "print-label", "case", string(id), func(tx *gorm.DB) error {
		var delivers bool
		var delivery models.Delivery
		var address string
		var number, year *int
		err := tx.Raw(labelSQL, d.rights(args{"case": string(id)})).Row().Scan(&delivers, &delivery, &l.Name, &address,
			&l.House.ID, &l.House.El, &l.House.En, &l.House.ShortEl, &l.House.Phone, &l.House.Email, &l.House.Address,
			&l.Unit.Code, &l.Unit.El, &l.Unit.En, &number, &year, &l.At)
		switch {
		case err != nil:
			return missing(err, "no-such-case")
		case !delivers:
			return models.Fault(models.Forbidden, "not-allowed")
		case delivery != models.ByPost:
			return models.Fault(models.Conflict, "not-by-post")
		case address == "":
			return models.Fault(models.Conflict, "no-address")
		}
		l.CaseID, l.At = id, l.At.UTC()
		if number != nil {
			l.Number = models.Entry{Number: *number, Year: *year, At: l.At}
		}
		for _, line := range strings.Split(address, ", ") {
			if line = strings.TrimSpace(line); line != "" {
				l.Address = append(l.Address, line)
			}
		}
		return nil
	})
	return l, err
}

const labelSQL = `SELECT EXISTS (SELECT FROM tasks t WHERE t.case_id = c.id AND t.purpose = 'stage' AND 'delivered' = ANY(t.outcomes) AND ` + worksFor + `),
		c.delivery, p.name,
		coalesce(nullif(r.address, ''), nullif(f.address, ''), concat_ws(', ', nullif(p.address, ''), nullif(p.postcode, ''))),
		m.id, m.el, m.en, m.short_el, m.phone, m.email, m.address, u.code, u.el, u.en, e.number, e.year, coalesce(e.at, c.submitted_at)
	FROM cases c JOIN persons p ON p.id = c.applicant JOIN municipalities m ON m.id = c.municipality
	JOIN units u ON u.municipality = c.municipality AND u.code = c.unit
	LEFT JOIN document_versions v ON v.case_id = c.id
	LEFT JOIN document_recipients r ON r.document = v.document AND r.position = 1
	LEFT JOIN LATERAL (SELECT concat_ws(', ', nullif(form->>'post-street', ''),
			nullif(concat_ws(' ', form->>'post-postcode', form->>'post-town'), '')) AS address
		FROM case_forms x WHERE x.case_id = c.id ORDER BY x.version DESC LIMIT 1) f ON true
	LEFT JOIN protocol_entries e ON e.subject = CASE WHEN v.document IS NULL THEN 'case/' || CAST(c.id AS text)
		ELSE 'document/' || CAST(v.document AS text) END
	WHERE c.id = @case AND ` + mayRead
