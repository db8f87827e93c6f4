package api

import (
	"strings"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

// Behalf says for whom an application is made by somebody else.
type Behalf struct {
	Kind      models.RepresentationKind `json:"kind" enum:"minor,authorisation,organisation,guardian" doc:"All but minor need a paper in the slot representation."`
	Applicant Applicant                 `json:"applicant" doc:"Whom the application is about. An organisation has its tax number."`
	Capacity  string                    `json:"capacity,omitempty" maxLength:"100" doc:"Of who applies, as it is printed, e.g. «μητέρα» or «νόμιμος εκπρόσωπος». Required but for an authorisation."`
	BornOn    string                    `json:"bornOn,omitempty" format:"date" doc:"Of a minor."`
}

// behalf is the request as models know it, checked against the service, the
// papers that came along and the day.
func (b *Behalf) behalf(v *catalogue.Service, files []models.SlotFile, now time.Time) (*models.Behalf, []models.FieldFault) {
	const proof = "attachments." + string(models.SlotRepresentation)
	proofs := 0
	for _, f := range files {
		if f.Slot == models.SlotRepresentation {
			proofs++
		}
	}
	var faults []models.FieldFault
	fault := func(field string, code models.Code) {
		faults = append(faults, models.FieldFault{Field: field, Code: code})
	}
	if b == nil {
		if proofs > 0 {
			fault(proof, "not-expected")
		}
		return nil, faults
	}
	person, more := b.Applicant.person()
	for _, f := range more {
		f.Field = "behalf." + f.Field
		faults = append(faults, f)
	}
	out := &models.Behalf{Kind: b.Kind, For: person, Capacity: oneLine(b.Capacity), BornOn: b.BornOn}
	if !v.Allows(b.Kind) {
		fault("behalf.kind", "not-a-choice")
	}
	if org := person.Kind == models.Organisation; org != (b.Kind == models.ForOrganisation) {
		fault("behalf.applicant.kind", "not-a-choice")
	} else if org && strings.TrimSpace(b.Applicant.AFM) == "" {
		fault("behalf.applicant.afm", "required")
	}
	if out.Capacity == "" && b.Kind != models.ByAuthorisation {
		fault("behalf.capacity", "required")
	}
	switch {
	case b.Kind.Proven() && proofs == 0:
		fault(proof, "required")
	case proofs > 1:
		faults = append(faults, models.FieldFault{Field: proof, Code: "too-many-files", Data: map[string]any{"limit": 1}})
	}
	if code := bornOn(b.Kind, b.BornOn, now); code != "" {
		fault("behalf.bornOn", code)
	}
	return out, faults
}

// bornOn checks the day of birth of a minor, who is younger than 18 today in
// Athens.
func bornOn(k models.RepresentationKind, day string, now time.Time) models.Code {
	switch {
	case k != models.ForMinor && day != "":
		return "not-expected"
	case k != models.ForMinor:
		return ""
	case day == "":
		return "required"
	}
	born, err := time.ParseInLocation(time.DateOnly, day, calendar.Athens)
	switch {
	case err != nil:
		return "date-form"
	case born.After(now):
		return "date-after-today"
	case !born.AddDate(models.Adult, 0, 0).After(now):
		return "of-age"
	}
	return ""
}

// Representation is who speaks for the applicant of a case.
type Representation struct {
	Kind           models.RepresentationKind `json:"kind" enum:"minor,authorisation,organisation,guardian"`
	KindText       string                    `json:"kindText" doc:"In the caller's language."`
	Representative string                    `json:"representative" doc:"Who applied, is told and decides on what waits for the applicant."`
	Capacity       string                    `json:"capacity,omitempty"`
	BornOn         string                    `json:"bornOn,omitempty" format:"date" doc:"Of a minor; for who may read the form."`
}

func showRepresentation(lang string, r *models.Representation, inside bool) *Representation {
	if r == nil {
		return nil
	}
	out := &Representation{Kind: r.Kind, KindText: texts.word(lang, "behalf-"+models.Code(r.Kind)), Representative: r.Representative, Capacity: r.Capacity}
	if inside && !r.BornOn.IsZero() {
		out.BornOn = r.BornOn.Format(time.DateOnly)
	}
	return out
}
