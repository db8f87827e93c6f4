package demo

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// Form fills in a service's form as a citizen would, and names the papers it
// then asks for. pick chooses among the values of a choice.
func Form(s *catalogue.Service, now time.Time, pick func(n int) int) (form map[string]any, slots []models.SlotKey) {
	form = map[string]any{}
	asked := func(w *catalogue.When) bool {
		if w == nil {
			return true
		}
		switch v := form[string(w.Field)].(type) {
		case nil:
			return false
		case []string:
			return len(v) == 1 && v[0] == string(w.Equals)
		default:
			return fmt.Sprint(v) == string(w.Equals)
		}
	}
	for _, f := range s.Form {
		if asked(f.When) {
			form[string(f.Key)] = answer(f, now, pick)
		}
	}
	for _, p := range s.Papers {
		if p.Required && !p.ExOfficio && asked(p.When) {
			slots = append(slots, p.Slot)
		}
	}
	return form, slots
}

func answer(f catalogue.Field, now time.Time, pick func(n int) int) any {
	switch f.Type {
	case catalogue.TypeAFM:
		return "090000045"
	case catalogue.TypeAMKA:
		return "01012488886"
	case catalogue.TypeMobile:
		return "6900000000"
	case catalogue.TypePhone:
		return "2310000000"
	case catalogue.TypeEmail:
		return "somebody@example.org"
	case catalogue.TypePostcode:
		return "57000"
	case catalogue.TypeDate:
		return day(f, now)
	case catalogue.TypeNumber, catalogue.TypeDecimal:
		return number(f)
	case catalogue.TypeChoice:
		return f.Choices[pick(len(f.Choices))].Value
	case catalogue.TypeMultiChoice:
		return []string{f.Choices[pick(len(f.Choices))].Value}
	case catalogue.TypeBoolean:
		return pick(2) == 1
	}
	s := []rune("Οδός Ελαίας 12, Ελαιώνας")
	return string(s[:min(len(s), max(f.MaxLength, 1))])
}

// number is 12, or the bound that excludes it.
func number(f catalogue.Field) float64 {
	n := 12.0
	if f.Min != nil {
		n = max(n, f.Min.Float())
	}
	if f.Max != nil {
		n = min(n, f.Max.Float())
	}
	return n
}

func day(f catalogue.Field, now time.Time) string {
	switch {
	case f.Day == catalogue.Future || f.Day == catalogue.FutureOrToday:
		now = now.AddDate(0, 0, 40)
	case f.Day == catalogue.Past || f.Day == catalogue.PastOrToday:
		now = now.AddDate(0, 0, -400)
	}
	d := now.Format(time.DateOnly)
	if f.From != "" && d < f.From {
		d = f.From
	}
	if f.To != "" && d > f.To {
		d = f.To
	}
	return d
}

// Paper is a one-page PDF that says what it is.
func Paper(title string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.4\n")
	text := "BT /F1 14 Tf 72 760 Td (Thyrida demonstration: " + strings.NewReplacer("(", "", ")", "", `\`, "").Replace(title) + ") Tj ET"
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>")
	object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}
