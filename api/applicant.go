package api

import (
	"errors"
	"strings"
	"unicode"

	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// Applicant is somebody at the counter, with or without an account.
type Applicant struct {
	Kind       models.PersonKind `json:"kind,omitempty" enum:"natural,organisation" default:"natural"`
	Name       string            `json:"name" minLength:"2" maxLength:"200" doc:"Given and family name, or the organisation's."`
	FatherName string            `json:"fatherName,omitempty" maxLength:"100"`
	AFM        string            `json:"afm,omitempty" maxLength:"20" doc:"Tax number; kept sealed."`
	Email      string            `json:"email,omitempty" maxLength:"254"`
	Mobile     string            `json:"mobile,omitempty" maxLength:"30"`
	Address    string            `json:"address,omitempty" maxLength:"300"`
	Postcode   string            `json:"postcode,omitempty" maxLength:"10"`
	Language   string            `json:"language,omitempty" enum:"el,en" default:"el"`
}

// person is the applicant as models know persons, everything normalised.
func (a Applicant) person() (models.Person, []models.FieldFault) {
	p := models.Person{Kind: a.Kind, Name: oneLine(a.Name), FatherName: oneLine(a.FatherName), Address: oneLine(a.Address),
		Language: a.Language}
	var faults []models.FieldFault
	if p.Name == "" {
		faults = append(faults, models.FieldFault{Field: "applicant.name", Code: "required"})
	}
	for _, f := range []struct {
		field string
		typed string
		check ident.Check
		to    *string
	}{
		{"afm", a.AFM, ident.AFM, &p.AFM}, {"mobile", a.Mobile, ident.Mobile, &p.Mobile},
		{"postcode", a.Postcode, ident.Postcode, &p.Postcode}, {"email", a.Email, ident.Email, &p.Email},
	} {
		if strings.TrimSpace(f.typed) == "" {
			continue
		}
		value, err := f.check(f.typed)
		if err != nil {
			faults = append(faults, models.FieldFault{Field: "applicant." + f.field, Code: codeOf(err)})
		}
		*f.to = value
	}
	return p, faults
}

// codeOf is the code of a fault of internal/ident.
func codeOf(err error) models.Code {
	var f ident.Fault
	if errors.As(err, &f) {
		return models.Code(f)
	}
	return "bad-value"
}

// oneLine is a text without control characters and with single blanks.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)), " ")
}
