package ident

import (
	"net/mail"
	"strings"
)

// national strips what stands around the ten digits of a Greek number.
func national(typed string) string {
	s := strings.NewReplacer("(", "", ")", "", "/", "").Replace(compact(typed))
	for _, prefix := range []string{"+30", "0030"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			return rest
		}
	}
	return s
}

// Mobile is a Greek mobile number, ten digits that begin with 69, in E.164:
// "+3069…".
func Mobile(typed string) (string, error) {
	s := national(typed)
	if !digits(s, 10) || !strings.HasPrefix(s, "69") {
		return "", MobileForm
	}
	return "+30" + s, nil
}

// Landline is a Greek fixed number, ten digits that begin with 2, in E.164.
func Landline(typed string) (string, error) {
	s := national(typed)
	if !digits(s, 10) || s[0] != '2' {
		return "", LandlineForm
	}
	return "+30" + s, nil
}

// Phone is a mobile or a fixed number.
func Phone(typed string) (string, error) {
	for _, check := range []Check{Mobile, Landline} {
		if s, err := check(typed); err == nil {
			return s, nil
		}
	}
	return "", PhoneForm
}

// ShowPhone writes an E.164 number as it is read in Greece, "2313 301069" or
// "690 0000000". What is no Greek number stays as it is.
func ShowPhone(e164 string) string {
	s, ok := strings.CutPrefix(e164, "+30")
	if !ok || !digits(s, 10) {
		return e164
	}
	if s[0] == '2' && s[1] != '1' {
		return s[:4] + " " + s[4:]
	}
	return s[:3] + " " + s[3:]
}

// Email is a bare e-mail address whose domain has a dot.
func Email(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	a, err := mail.ParseAddress(typed)
	_, domain, _ := strings.Cut(typed, "@")
	if err != nil || a.Address != typed || len(typed) > 254 || strings.Contains(typed, `"`) || !strings.Contains(strings.Trim(domain, "."), ".") {
		return "", EmailForm
	}
	return typed, nil
}

// Postcode is five digits; 10xxx to 85xxx are in use.
func Postcode(typed string) (string, error) {
	s := compact(typed)
	if !digits(s, 5) || s < "10000" || s > "85999" {
		return "", PostcodeForm
	}
	return s, nil
}
