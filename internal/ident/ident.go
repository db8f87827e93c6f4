// Package ident checks and normalises the identifiers that Greek forms ask for.
//
// Every function takes what a person typed, blanks, dashes and look-alike
// letters included, and returns the one form that is stored and compared, or a
// Fault. A right check digit proves only that nothing was mistyped, never that
// the identifier was issued. Rules and vectors: DOMAIN.md §3.
package ident

import (
	"strings"
	"unicode"
)

// Fault says by a kebab-case code why an identifier is refused. The code is the
// key of the text shown; the identifier itself is never part of it.
type Fault string

func (f Fault) Error() string { return string(f) }

// The faults of this package.
const (
	AFMForm          Fault = "afm-form"             // not nine digits, or all zero
	AFMCheckDigit    Fault = "afm-check-digit"      //
	AMKAForm         Fault = "amka-form"            // not eleven digits
	AMKACheckDigit   Fault = "amka-check-digit"     //
	AMKADate         Fault = "amka-date"            // its first six digits are no date
	PersonalForm     Fault = "personal-number-form" // not two digits, a letter and an ΑΦΜ
	MobileForm       Fault = "mobile-form"
	LandlineForm     Fault = "landline-form"
	PhoneForm        Fault = "phone-form"
	EmailForm        Fault = "email-form"
	PostcodeForm     Fault = "postcode-form"
	IdentityCardForm Fault = "identity-card-form"
	PassportForm     Fault = "passport-form"
	ForeignForm      Fault = "foreign-document-form" // not 4 to 20 letters and digits
	RFForm           Fault = "rf-form"
	RFCheckDigits    Fault = "rf-check-digits"
	ParavoloForm     Fault = "paravolo-form" // not twenty digits
	ADAForm          Fault = "ada-form"
)

// Check normalises an identifier or says what is wrong with it.
type Check func(typed string) (string, error)

// Checks are the checks by the name that forms of the catalogue use.
var Checks = map[string]Check{
	"afm": AFM, "amka": AMKA, "personal-number": PersonalNumber, "mobile": Mobile, "landline": Landline,
	"phone": Phone, "email": Email, "postcode": Postcode, "identity-card": IdentityCard, "passport": Passport, "foreign-document": ForeignDocument,
	"rf": RF, "paravolo": Paravolo, "ada": ADA,
}

// compact drops the blanks and dashes people put between groups.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("-‐‑–.", r) {
			return -1
		}
		return r
	}, s)
}

// digits tells whether s is exactly n ASCII digits.
func digits(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789") == ""
}
