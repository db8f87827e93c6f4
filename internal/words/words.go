// Package words writes dates and whole numbers in Greek and English words, as
// civil-registry papers want them beside the figures (DOMAIN §2.3, §2.5: the
// date of birth «in figures and words»).
//
// Greek: the day is feminine, for the noun that is left out is «ημέρα» («τρεις
// Μαρτίου»), its first is an ordinal («πρώτη Μαρτίου»), the month stands in the
// genitive, and the year is read as a neuter number («του έτους χίλια εννιακόσια
// ογδόντα τρία»).
package words

import (
	"fmt"
	"strings"
	"time"
)

var monthsEl = [...]string{"Ιανουαρίου", "Φεβρουαρίου", "Μαρτίου", "Απριλίου", "Μαΐου", "Ιουνίου",
	"Ιουλίου", "Αυγούστου", "Σεπτεμβρίου", "Οκτωβρίου", "Νοεμβρίου", "Δεκεμβρίου"}

// Date is a day in words: «είκοσι δύο Νοεμβρίου του έτους δύο χιλιάδες είκοσι
// έξι», "the twenty-second of November, two thousand and twenty-six". Every
// language but "en" is Greek. Only year, month and day of t are looked at.
func Date(lang string, t time.Time) string {
	if lang == "en" {
		return "the " + ordinalEn(t.Day()) + " of " + t.Month().String() + ", " + numberEn(t.Year())
	}
	day := "πρώτη"
	if t.Day() > 1 {
		day = strings.Join(below1000El(t.Day(), feminine), " ")
	}
	return day + " " + monthsEl[t.Month()-1] + " του έτους " + numberEl(t.Year())
}

// Day is a day with the month in letters: «22 Νοεμβρίου 2026», "22 November 2026".
func Day(lang string, t time.Time) string {
	month := monthsEl[t.Month()-1]
	if lang == "en" {
		month = t.Month().String()
	}
	return fmt.Sprintf("%d %s %d", t.Day(), month, t.Year())
}

// Number is a whole number below a thousand millions in words, in Greek in the
// neuter; a number beyond stays in figures.
func Number(lang string, n int) string {
	switch {
	case n <= -1e9 || n >= 1e9:
		return fmt.Sprint(n)
	case lang == "en" && n < 0:
		return "minus " + numberEn(-n)
	case lang == "en":
		return numberEn(n)
	case n < 0:
		return "μείον " + numberEl(-n)
	}
	return numberEl(n)
}
