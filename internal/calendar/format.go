package calendar

import (
	"fmt"
	"time"
)

var (
	weekdaysEl = [...]string{"Κυριακή", "Δευτέρα", "Τρίτη", "Τετάρτη", "Πέμπτη", "Παρασκευή", "Σάββατο"}
	// In a date the month stands in the genitive: «22 Νοεμβρίου».
	monthsEl = [...]string{"Ιανουαρίου", "Φεβρουαρίου", "Μαρτίου", "Απριλίου", "Μαΐου", "Ιουνίου",
		"Ιουλίου", "Αυγούστου", "Σεπτεμβρίου", "Οκτωβρίου", "Νοεμβρίου", "Δεκεμβρίου"}
)

// LongDate writes the day of t in Athens: «Κυριακή 22 Νοεμβρίου 2026», or for
// the language "en" "Sunday 22 November 2026". Every other language gets Greek.
func LongDate(t time.Time, lang string) string {
	t = t.In(Athens)
	weekday, month := weekdaysEl[t.Weekday()], monthsEl[t.Month()-1]
	if lang == "en" {
		weekday, month = t.Weekday().String(), t.Month().String()
	}
	return fmt.Sprintf("%s %d %s %d", weekday, t.Day(), month, t.Year())
}

// LongDateTime is LongDate with the time: «Κυριακή 22 Νοεμβρίου 2026, 11:05».
func LongDateTime(t time.Time, lang string) string {
	return LongDate(t, lang) + ", " + t.In(Athens).Format("15:04")
}

// ShortDate writes "22/11/2026", the order both languages use here.
func ShortDate(t time.Time) string { return t.In(Athens).Format("02/01/2006") }

// ShortDateTime writes "22/11/2026 11:05".
func ShortDateTime(t time.Time) string { return t.In(Athens).Format("02/01/2006 15:04") }
