package paper

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
)

// question is a field that was asked, and the answer as it is stored.
type question struct {
	field  catalogue.Field
	answer any // nil if it was left alone
}

// ask gives the questions that were asked: those without a condition, and those
// whose condition holds on the answer to a question that was asked.
func ask(service *catalogue.Service, form map[string]any) (out []question) {
	given := map[catalogue.FieldKey]any{}
	for _, f := range service.Form {
		if f.When != nil && !is(given[f.When.Field], string(f.When.Equals)) {
			continue
		}
		answer := form[string(f.Key)]
		given[f.Key] = answer
		out = append(out, question{field: f, answer: answer})
	}
	return out
}

// is says whether an answer is, or holds, a value. Unlike the catalogue's own
// check it reads what came back from JSON.
func is(answer any, value string) bool {
	switch a := answer.(type) {
	case string:
		return a == value
	case bool:
		return a == (value == "true") && (value == "true" || value == "false")
	case []string:
		return slices.Contains(a, value)
	case []any:
		return slices.ContainsFunc(a, func(item any) bool { return is(item, value) })
	}
	return false
}

func hasSensitive(asked []question) bool {
	return slices.ContainsFunc(asked, func(q question) bool { return q.field.Sensitive && q.answer != nil })
}

// answer is an answer as people read it; empty if there is none.
func (s *sheet) answer(q question) string {
	return strings.TrimSpace(s.fit(s.plain(q.field, q.answer)))
}

func (s *sheet) plain(f catalogue.Field, answer any) string {
	switch a := answer.(type) {
	case nil:
		return ""
	case bool:
		if a {
			return s.say("application.yes")
		}
		return s.say("application.no")
	case float64:
		return decimal(a, -1, s.lang)
	case string:
		return s.text(f, a)
	case []string:
		return s.several(f, len(a), func(i int) any { return a[i] })
	case []any:
		return s.several(f, len(a), func(i int) any { return a[i] })
	}
	if b, err := json.Marshal(answer); err == nil { // whole numbers, and what no form of ours holds
		return string(b)
	}
	return ""
}

// several writes one answer a line.
func (s *sheet) several(f catalogue.Field, n int, at func(int) any) string {
	lines := make([]string, n)
	for i := range lines {
		lines[i] = "• " + s.plain(f, at(i))
	}
	return strings.Join(lines, "\n")
}

// text writes what is stored as a text: a label, a day, a telephone number.
func (s *sheet) text(f catalogue.Field, text string) string {
	switch f.Type {
	case catalogue.TypeChoice, catalogue.TypeMultiChoice:
		if label := f.Choice(text).In(s.lang); label != "" {
			return label
		}
	case catalogue.TypeDate:
		if day, err := calendar.ParseDay(text); err == nil {
			return calendar.LongDate(day.Start(), s.lang)
		}
	case catalogue.TypeMobile, catalogue.TypePhone:
		return phone(text)
	}
	return text
}

// phone parts a Greek number: «+30 231 000 0000».
func phone(text string) string {
	n, ok := strings.CutPrefix(text, "+30")
	if !ok || len(n) != 10 || strings.Trim(n, "0123456789") != "" {
		return text
	}
	return strings.Join([]string{"+30", n[:3], n[3:6], n[6:]}, "\u00a0")
}
