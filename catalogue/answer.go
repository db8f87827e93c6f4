package catalogue

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// bad is why an answer is refused.
type bad struct {
	code models.Code
	data map[string]any
}

func refuse(code models.Code) *bad { return &bad{code: code} }

func limited(code models.Code, limit any) *bad {
	return &bad{code: code, data: map[string]any{"limit": limit}}
}

// check normalises one answer of the field's type. today is "2006-01-02".
func (f Field) check(answer any, today string) (any, *bad) {
	switch f.Type {
	case TypeNumber, TypeDecimal:
		return f.number(answer)
	case TypeBoolean:
		return boolean(answer)
	case TypeMultiChoice:
		return f.choices(answer)
	}
	text, ok := answer.(string)
	if !ok {
		return nil, refuse(faultWrongType)
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if !clean(text, f.Type == TypeLongText) {
		return nil, refuse(faultCharacters)
	}
	switch f.Type {
	case TypeText, TypeLongText:
		if utf8.RuneCountInString(text) > f.MaxLength {
			return nil, limited(faultTooLong, f.MaxLength)
		}
		return text, nil
	case TypeDate:
		return f.date(text, today)
	case TypeChoice:
		if f.Choice(text) == (Text{}) {
			return nil, refuse(faultNotAChoice)
		}
		return text, nil
	}
	return identifier(f.Type, text)
}

// clean says whether a text holds only what can be shown: no control
// characters, and line breaks only where several lines are asked.
func clean(text string, lines bool) bool {
	if !utf8.ValidString(text) {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && (!lines || r != '\n' && r != '\t')
	})
}

// identifier asks internal/ident, whose checks have the names of our types.
func identifier(t FieldType, text string) (any, *bad) {
	check, ok := ident.Checks[string(t)]
	if !ok {
		return nil, refuse(faultWrongType)
	}
	value, err := check(text)
	var fault ident.Fault
	switch {
	case errors.As(err, &fault):
		return nil, refuse(models.Code(fault))
	case err != nil:
		return nil, refuse(faultWrongType)
	}
	return value, nil
}

// date compares texts: of two dates as 2006-01-02 the smaller is the earlier.
func (f Field) date(text, today string) (any, *bad) {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return nil, refuse(faultDateForm)
	}
	switch {
	case f.Day == Past && text >= today:
		return nil, refuse(faultDateNotPast)
	case f.Day == PastOrToday && text > today:
		return nil, refuse(faultDateAfter)
	case f.Day == Future && text <= today:
		return nil, refuse(faultDateNotFuture)
	case f.Day == FutureOrToday && text < today:
		return nil, refuse(faultDateBefore)
	case f.From != "" && text < f.From:
		return nil, limited(faultDateEarly, f.From)
	case f.To != "" && text > f.To:
		return nil, limited(faultDateLate, f.To)
	}
	return text, nil
}

// number takes JSON numbers, and texts with a Greek or English decimal mark.
func (f Field) number(answer any) (any, *bad) {
	form := faultNumberForm
	if f.Type == TypeDecimal {
		form = faultDecimalForm
	}
	n, ok := float(answer)
	if !ok || f.Type == TypeNumber && (n != math.Trunc(n) || math.Abs(n) > 1<<53) {
		return nil, refuse(form)
	}
	if f.Min != nil && n < f.Min.Float() {
		return nil, limited(faultNumberSmall, *f.Min)
	}
	if f.Max != nil && n > f.Max.Float() {
		return nil, limited(faultNumberBig, *f.Max)
	}
	if f.Type == TypeNumber {
		return int64(n), nil
	}
	return n, nil
}

func float(answer any) (float64, bool) {
	var text string
	switch a := answer.(type) {
	case float64:
		return a, !math.IsNaN(a) && !math.IsInf(a, 0)
	case int:
		return float64(a), true
	case int64:
		return float64(a), true
	case json.Number:
		text = string(a)
	case string:
		text = strings.Replace(strings.TrimSpace(a), ",", ".", 1)
	}
	if text == "" || strings.Trim(text, "0123456789.-") != "" {
		return 0, false // also hexadecimal, infinities and exponents, which nobody types
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

func boolean(answer any) (any, *bad) {
	switch answer {
	case true, "true":
		return true, nil
	case false, "false":
		return false, nil
	}
	return nil, refuse(faultNotABoolean)
}

// choices puts the values in the order of the form, so that the same answer
// always reads the same.
func (f Field) choices(answer any) (any, *bad) {
	var given []string
	switch a := answer.(type) {
	case string:
		given = []string{a}
	case []string:
		given = a
	case []any:
		for _, item := range a {
			text, ok := item.(string)
			if !ok {
				return nil, refuse(faultWrongType)
			}
			given = append(given, text)
		}
	default:
		return nil, refuse(faultWrongType)
	}
	var out []string
	for _, c := range f.Choices {
		if slices.Contains(given, c.Value) {
			out = append(out, c.Value)
		}
	}
	for i, text := range given {
		if f.Choice(text) == (Text{}) {
			return nil, refuse(faultNotAChoice)
		}
		if slices.Contains(given[:i], text) {
			return nil, refuse(faultRepeated)
		}
	}
	return out, nil
}

func dayOf(t time.Time) string { return t.In(calendar.Athens).Format(time.DateOnly) }
