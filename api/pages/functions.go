package pages

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/thyrida/thyrida/api/assets"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/internal/i18n"
)

// functions are what templates of a language may call.
func functions(lang string) template.FuncMap {
	fm := template.FuncMap{
		"t":        func(key string, data ...any) string { return Text(lang, key, data...) },
		"lang":     func() string { return lang },
		"asset":    assets.Path,
		"upper":    greek.Upper,
		"date":     func(at time.Time) template.HTML { return stamp(at, "2006-01-02", calendar.LongDate(at, lang)) },
		"datetime": func(at time.Time) template.HTML { return stamp(at, time.RFC3339, calendar.LongDateTime(at, lang)) },
		"day":      func(at time.Time) template.HTML { return stamp(at, "2006-01-02", Day(lang, at)) },
		"short":    func(at time.Time) template.HTML { return stamp(at, time.RFC3339, calendar.ShortDateTime(at)) },
		"clock": func(at time.Time) template.HTML {
			return stamp(at, time.RFC3339, at.In(calendar.Athens).Format("15:04"))
		},
		"number": func(n any) string { return Number(lang, n) },
		"euro":   func(amount string) string { return Euro(lang, amount) },
		"size":   func(bytes int64) string { return Size(lang, bytes) },
		"due":    func(at, now time.Time) template.HTML { return due(lang, at, now) },
		"qr":     QR,
		"dial":   dial,
		"link":   func(href, text string) Link { return Link{Href: href, Text: text} },
	}
	for name, f := range fieldFunctions {
		fm[name] = f
	}
	return fm
}

// dial is a telephone number as a link has it: without blanks.
func dial(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
}

// stamp is a time people read and machines too. What it encloses is made here
// of digits and names of months and days.
func stamp(at time.Time, layout, shown string) template.HTML {
	if at.IsZero() {
		return ""
	}
	return template.HTML(`<time datetime="` + at.In(calendar.Athens).Format(layout) + `">` + template.HTMLEscapeString(shown) + `</time>`) //nolint:gosec
}

var months = map[string][]string{
	i18n.Greek:   strings.Fields("Ιαν Φεβ Μαρ Απρ Μαΐ Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ"),
	i18n.English: strings.Fields("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
}

// Day writes a day in Athens for tables: «25 Νοε 2026».
func Day(lang string, at time.Time) string {
	at = at.In(calendar.Athens)
	return fmt.Sprintf("%d %s %d", at.Day(), months[spoken(lang)][at.Month()-1], at.Year())
}

// due is a term in words and as a date: past ones are marked «έληξε», near ones
// «σήμερα» or «αύριο».
func due(lang string, at, now time.Time) template.HTML {
	days := DaysBetween(now, at)
	class, text := "app-due", Day(lang, at)
	switch {
	case at.Before(now) && days == 0:
		class, text = "app-due app-due--late", Text(lang, "layout.due.passed-today")
	case at.Before(now):
		class, text = "app-due app-due--late", Text(lang, "layout.due.passed", "Count", -days)
	case days == 0:
		class, text = "app-due app-due--soon", Text(lang, "layout.due.today")
	case days == 1:
		class, text = "app-due app-due--soon", Text(lang, "layout.due.tomorrow")
	}
	return template.HTML(`<span class="` + class + `" title="` + template.HTMLEscapeString(Day(lang, at)) + `">` + //nolint:gosec
		string(stamp(at, time.RFC3339, text)) + `</span>`)
}

// DaysBetween counts the days of the calendar in Athens from one moment to
// another; negative when to is earlier.
func DaysBetween(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		t = t.In(calendar.Athens)
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)).Hours() / 24)
}

var printers = map[string]*message.Printer{
	i18n.Greek: message.NewPrinter(language.Greek), i18n.English: message.NewPrinter(language.BritishEnglish),
}

// Number writes a whole number, or a fraction with one digit, as the language
// groups it: 1.334 or 3,2.
func Number(lang string, n any) string {
	switch n.(type) {
	case float32, float64:
		return printers[spoken(lang)].Sprintf("%.1f", n)
	}
	return printers[spoken(lang)].Sprint(n)
}

// Euro writes an amount such as 18.00: «18,00 €».
func Euro(lang, amount string) string {
	f, err := strconv.ParseFloat(amount, 64)
	if err != nil {
		return amount + " €"
	}
	if spoken(lang) == i18n.English {
		return printers[lang].Sprintf("€%.2f", f)
	}
	return printers[i18n.Greek].Sprintf("%.2f €", f)
}

// Size writes how large a file is: «1,2 MB».
func Size(lang string, bytes int64) string {
	switch {
	case bytes < 1<<10:
		return Number(lang, bytes) + " B"
	case bytes < 1<<20:
		return Number(lang, bytes>>10) + " KB"
	case bytes%(1<<20) == 0:
		return Number(lang, bytes>>20) + " MB"
	}
	return Number(lang, float64(bytes)/(1<<20)) + " MB"
}

func spoken(lang string) string {
	if lang == i18n.English {
		return lang
	}
	return i18n.Greek
}
