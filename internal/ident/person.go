package ident

import (
	"regexp"
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/greek"
)

// AFM is the tax number: nine digits, the last one (Σ d[i]·2^(8-i) mod 11) mod 10.
func AFM(typed string) (string, error) {
	s := compact(typed)
	if !digits(s, 9) || s == "000000000" {
		return "", AFMForm
	}
	sum := 0
	for i := range 8 {
		sum += int(s[i]-'0') << (8 - i)
	}
	if sum%11%10 != int(s[8]-'0') {
		return "", AFMCheckDigit
	}
	return s, nil
}

// AMKA is the social security number: eleven digits ΗΗΜΜΕΕ and five more, with
// a Luhn check over all of them. The date must exist in the 20th or the 21st
// century; which of the two cannot be told from the number.
func AMKA(typed string) (string, error) {
	s := compact(typed)
	if !digits(s, 11) {
		return "", AMKAForm
	}
	sum := 0
	for i := range 11 {
		d := int(s[i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	if sum%10 != 0 {
		return "", AMKACheckDigit
	}
	_, err1900 := time.Parse("02012006", s[:4]+"19"+s[4:6])
	_, err2000 := time.Parse("02012006", s[:4]+"20"+s[4:6])
	if err1900 != nil && err2000 != nil {
		return "", AMKADate
	}
	return s, nil
}

var personalForm = regexp.MustCompile(`^[0-9]{2}[A-Z][0-9]{9}$`)

// PersonalNumber is the Προσωπικός Αριθμός: two digits, a check letter and the
// ΑΦΜ. How the letter is computed is not published, so only the ΑΦΜ is checked
// and a wrong letter passes.
func PersonalNumber(typed string) (string, error) {
	s := greek.LatinTwins(strings.ToUpper(compact(typed)))
	if !personalForm.MatchString(s) {
		return "", PersonalForm
	}
	if _, err := AFM(s[3:]); err != nil {
		return "", err
	}
	return s, nil
}

var identityCardForm = regexp.MustCompile(`^[Α-Ω]{1,2}[0-9]{6,8}$`)

// IdentityCard is the number of a police identity card: one or two Greek
// capitals and six digits on the old ones, letters of the alphabet shared with
// Latin and up to eight digits on those since 2023. The result has Greek
// letters, whichever keyboard was used: "ab123456" → «ΑΒ123456».
func IdentityCard(typed string) (string, error) {
	s := greek.GreekTwins(greek.Upper(compact(typed)))
	if !identityCardForm.MatchString(s) {
		return "", IdentityCardForm
	}
	return s, nil
}

var passportForm = regexp.MustCompile(`^[A-Z]{2}[0-9]{7}$`)

// Passport is the number of a Greek passport: two Latin capitals and seven digits.
func Passport(typed string) (string, error) {
	s := greek.LatinTwins(greek.Upper(compact(typed)))
	if !passportForm.MatchString(s) {
		return "", PassportForm
	}
	return s, nil
}

var foreignForm = regexp.MustCompile(`^[A-Z0-9]{4,20}$`)

// ForeignDocument is the number of a document of another state, or one whose
// form is not known: 4 to 20 Latin capitals and digits, at least one of them a
// digit.
func ForeignDocument(typed string) (string, error) {
	s := greek.LatinTwins(greek.Upper(compact(typed)))
	if !foreignForm.MatchString(s) || !strings.ContainsAny(s, "0123456789") {
		return "", ForeignForm
	}
	return s, nil
}
