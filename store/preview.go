package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// PreviewFacts gives what a preview of the version that a case makes is rendered
// with, for those who work on the case: the record as it stands, no number, and
// as signatory the actor if he may sign, else the first who may. What was signed
// already is shown as it was signed. Errors: no-such-case.
func (d Desk) PreviewFacts(ctx context.Context, id models.CaseID, way models.SigningWay) (f models.IssueFacts, err error) {
	err = d.look(ctx, "preview-document", "case", string(id), func(tx *gorm.DB) error {
		if _, err := d.recordOf(tx, id); err != nil {
			return err
		}
		var err error
		if f, err = facts(tx, id); err != nil {
			return err
		}
		var decided bool
		err = tx.Raw(`SELECT EXISTS (SELECT FROM decisions WHERE case_id = ? AND outcome = 'signed' AND state <> 'refused')`, string(id)).
			Row().Scan(&decided)
		if err != nil {
			return err
		}
		f.Number, f.IntendedAt, f.CorrectedOn, f.Intended, f.Unsigned, f.Brought = models.Entry{}, time.Time{}, time.Time{}, "", "", nil
		if decided && f.Way != "" {
			return nil
		}
		f.Way, f.Class, f.Signatory = way, "", models.Signatory{}
		if way != models.WaySeal {
			if err := d.firstSignatory(tx, &f); err != nil {
				return err
			}
		}
		f.Class, err = classOf(tx, f)
		return err
	})
	return f, err
}

// firstSignatory finds who is going to sign: the actor in his own capacity,
// else somebody of the unit before somebody of the municipality.
func (d Desk) firstSignatory(tx *gorm.DB, f *models.IssueFacts) error {
	var el, en string
	s := &f.Signatory
	err := tx.Raw(`SELECT a.id, a.email, a.name, g.title_el, g.title_en, g.by_order, g.acting_for IS NOT NULL FROM acting_grants g
		JOIN accounts a ON a.id = g.account AND a.disabled_at IS NULL
		WHERE g.municipality = @municipality AND g.role = 'signatory' AND (g.unit IS NULL OR g.unit = @unit) AND `+inForce+`
		ORDER BY g.account <> CAST(@actor AS uuid), g.acting_for IS NOT NULL, CASE WHEN g.account = CAST(@actor AS uuid) THEN g.by_order END,
			g.unit NULLS LAST, g.by_order, g.granted_at, a.id LIMIT 1`, d.rights(args{"unit": string(f.Unit)})).Row().
		Scan(&s.Account, &s.Email, &s.Name, &el, &en, &s.ByOrder, &s.Acting)
	if isNoRows(err) {
		s.Name = "—"
		return nil
	}
	if s.Title = el; f.Language == "en" && en != "" {
		s.Title = en
	}
	return err
}

// classOf is the class of the certificate that would sign; empty if there is
// none yet.
func classOf(tx *gorm.DB, f models.IssueFacts) (string, error) {
	holder, way := string(f.Signatory.Account), f.Way
	switch way {
	case models.WayPaper:
		return "", nil
	case models.WaySeal:
		holder, way = string(models.WaySeal), models.WayServer
	}
	k, err := keyOf(tx, f.Municipality, holder, way)
	if codeOf(err) == "key-absent" {
		return "", nil
	}
	return k.Class, err
}

// codeOf is the code of an error whose meaning is known.
func codeOf(err error) models.Code {
	var known *models.Error
	if errors.As(err, &known) {
		return known.Code
	}
	return ""
}
