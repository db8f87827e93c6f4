package ident

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/thyrida/thyrida/internal/greek"
)

var (
	rfForm     = regexp.MustCompile(`^RF[0-9]{2}[0-9A-Z]{1,21}$`)
	rfBodyForm = regexp.MustCompile(`^[0-9A-Z]{1,21}$`)
)

// RF is a creditor reference after ISO 11649 («κωδικός RF»): RF, two check
// digits and 1 to 21 letters or digits; the whole, its first four characters
// moved to the end and letters as 10 to 35, leaves 1 modulo 97.
func RF(typed string) (string, error) {
	s := greek.LatinTwins(greek.Upper(compact(typed)))
	if !rfForm.MatchString(s) {
		return "", RFForm
	}
	if mod97(s[4:]+s[:4]) != 1 {
		return "", RFCheckDigits
	}
	return s, nil
}

// MakeRF gives a reference of the creditor its check digits.
func MakeRF(body string) (string, error) {
	if !rfBodyForm.MatchString(body) {
		return "", RFForm
	}
	return fmt.Sprintf("RF%02d%s", 98-mod97(body+"RF00"), body), nil
}

func mod97(s string) int {
	n := 0
	for _, r := range s {
		if r >= 'A' {
			n = (n*100 + int(r-'A') + 10) % 97
		} else {
			n = (n*10 + int(r-'0')) % 97
		}
	}
	return n
}

// Paravolo is the code of an e-παράβολο: twenty digits. No check digit is
// published; that it was paid and not used is asked elsewhere.
func Paravolo(typed string) (string, error) {
	s := compact(typed)
	if !digits(s, 20) || strings.Trim(s, "0") == "" {
		return "", ParavoloForm
	}
	return s, nil
}

// The three lengths of an ΑΔΑ since 2010.
var adaForm = regexp.MustCompile(`^([0-9Α-Ω]{5}-[0-9Α-Ω]{2}|[0-9Α-Ω]{7}-[0-9Α-Ω]{3}|[0-9Α-Ω]{10}-[0-9Α-Ω]{3})$`)

// ADA is the number of an act on Διαύγεια, in Greek capitals: Latin look-alikes
// are replaced, because no reader sees the difference and the service does.
func ADA(typed string) (string, error) {
	s := strings.NewReplacer("‐", "-", "‑", "-", "–", "-", " ", "", "\u00a0", "").Replace(strings.TrimSpace(typed))
	s = greek.GreekTwins(greek.Upper(s))
	if !adaForm.MatchString(s) {
		return "", ADAForm
	}
	return s, nil
}
