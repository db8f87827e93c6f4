package store

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// represent puts the one for whom an application is made in the place of the
// applicant; who brought it speaks for him. Nobody represents himself.
func (f *filing) represent(tx *gorm.DB) error {
	b := f.in.Behalf
	if b == nil {
		return nil
	}
	principal, err := f.desk.s.savePerson(tx, f.desk.actor.Municipality, b.For)
	if err != nil {
		return err
	}
	if principal == f.person {
		return &models.Error{Kind: models.Invalid, Code: "invalid-request",
			Fields: []models.FieldFault{{Field: "behalf.applicant", Code: "same-person"}}}
	}
	f.person, f.speaks = principal, f.person
	return nil
}

// insertRepresentations writes who speaks for whom in a batch, with the paper
// that proves it.
func (s *Store) insertRepresentations(tx *gorm.DB, batch []*filing) error {
	type row struct {
		Case     models.CaseID             `json:"case"`
		Kind     models.RepresentationKind `json:"kind"`
		Capacity string                    `json:"capacity"`
		BornOn   *string                   `json:"born_on"`
		Proof    *models.AttachmentID      `json:"proof"`
	}
	var rows []row
	for _, f := range batch {
		b := f.in.Behalf
		if b == nil {
			continue
		}
		r := row{Case: f.in.CaseID, Kind: b.Kind, Capacity: b.Capacity}
		if b.BornOn != "" {
			r.BornOn = &b.BornOn
		}
		for _, x := range f.in.Attachments {
			if x.Slot == models.SlotRepresentation {
				r.Proof = &x.ID
			}
		}
		rows = append(rows, r)
	}
	if rows == nil {
		return nil
	}
	body, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO representations (case_id, municipality, applicant, representative, kind, capacity, born_on, proof, at)
		SELECT c.id, c.municipality, c.applicant, c.representative, r.kind, r.capacity, r.born_on, r.proof, @now
		FROM jsonb_to_recordset(CAST(@rows AS jsonb)) AS r("case" uuid, kind text, capacity text, born_on date, proof uuid)
		JOIN cases c ON c.id = r."case"`, args{"rows": string(body), "now": s.now()}).Error
}

// representationOf reads who speaks for the applicant of a case; nil if he does
// himself.
func representationOf(tx *gorm.DB, id models.CaseID) (*models.Representation, error) {
	var r models.Representation
	var born *time.Time
	err := tx.Raw(`SELECT r.kind, p.name, r.capacity, r.born_on FROM cases c
		JOIN representations r ON r.case_id IN (c.id, c.parent) JOIN persons p ON p.id = r.representative WHERE c.id = ?`, string(id)).
		Row().Scan(&r.Kind, &r.Representative, &r.Capacity, &born)
	if isNoRows(err) {
		return nil, nil
	}
	r.BornOn = utc(born)
	return &r, err
}
