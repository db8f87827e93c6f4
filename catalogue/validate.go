package catalogue

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/thyrida/thyrida/models"
)

// Faults of a form. Codes of identifiers come from internal/ident under its own
// names. Every code has a text in texts/.
const (
	faultRequired      models.Code = "required"
	faultUnknownField  models.Code = "unknown-field"
	faultUnknownSlot   models.Code = "unknown-slot"
	faultNotExpected   models.Code = "not-expected" // its condition does not hold
	faultTooManyFiles  models.Code = "too-many-files"
	faultWrongType     models.Code = "wrong-type"
	faultCharacters    models.Code = "bad-characters"
	faultTooLong       models.Code = "too-long"
	faultNotAChoice    models.Code = "not-a-choice"
	faultRepeated      models.Code = "repeated-choice"
	faultNotABoolean   models.Code = "not-a-boolean"
	faultDateForm      models.Code = "date-form"
	faultDateNotPast   models.Code = "date-not-past"
	faultDateAfter     models.Code = "date-after-today"
	faultDateNotFuture models.Code = "date-not-future"
	faultDateBefore    models.Code = "date-before-today"
	faultDateEarly     models.Code = "date-too-early"
	faultDateLate      models.Code = "date-too-late"
	faultNumberForm    models.Code = "number-form"
	faultDecimalForm   models.Code = "decimal-form"
	faultNumberSmall   models.Code = "number-too-small"
	faultNumberBig     models.Code = "number-too-big"
	faultReference     models.Code = "reference-form" // not written as the register's are
)

// Validate checks what a citizen filled in and which papers came along, one
// slot for each attached file. now is the moment of submission; rules about
// dates look at its day in Athens. All faults are told at once, with paths
// "form.<key>" and "attachments.<slot>". The clean form is normalised (see
// FieldType), has the defaults, and holds nothing that was not asked; it is
// only to be used when there are no faults.
func (s *Service) Validate(form map[string]any, slots []models.SlotKey, now time.Time) (map[string]any, []models.FieldFault) {
	v := newValidation("form.", form, now)
	v.service = s
	for _, f := range s.Form {
		v.field(f)
	}
	for _, key := range slices.Sorted(maps.Keys(form)) {
		if _, ok := s.Field(FieldKey(key)); !ok {
			v.fault("form."+shown(key), faultUnknownField, nil)
		}
	}
	v.papers(slots)
	return v.clean, v.faults
}

// DeliveryOf is how the applicant wants the result, read from a clean form.
func (s *Service) DeliveryOf(clean map[string]any) models.Delivery {
	if d, ok := clean[string(DeliveryField)].(string); ok && len(s.Delivery) > 1 {
		return models.Delivery(d)
	}
	return s.Delivery[0]
}

type validation struct {
	service  *Service
	prefix   string // of paths
	form     map[string]any
	today    string
	clean    map[string]any
	doubtful map[FieldKey]bool // answered wrongly, so conditions on it cannot be judged
	faults   []models.FieldFault
}

func (v *validation) fault(path string, code models.Code, data map[string]any) {
	v.faults = append(v.faults, models.FieldFault{Field: path, Code: code, Data: data})
}

func (v *validation) field(f Field) {
	path := v.prefix + string(f.Key)
	answer, given := v.form[string(f.Key)]
	given = given && !blank(answer)
	asked, known := v.holds(f.When)
	switch {
	case !known:
		v.doubtful[f.Key] = true
		return
	case !asked && given:
		v.fault(path, faultNotExpected, nil)
		return
	case !asked:
		return
	case !given && f.Default != "":
		answer, given = string(f.Default), true
	}
	if !given {
		if f.Required {
			v.fault(path, faultRequired, nil)
			v.doubtful[f.Key] = true
		}
		return
	}
	value, bad := f.check(answer, v.today)
	if bad != nil {
		v.fault(path, bad.code, bad.data)
		v.doubtful[f.Key] = true
		return
	}
	v.clean[string(f.Key)] = value
}

// holds judges a condition; known is false when the answer it looks at was
// wrong or missing, so that one mistake is not told twice.
func (v *validation) holds(w *When) (holds, known bool) {
	if w == nil {
		return true, true
	}
	if v.doubtful[w.Field] {
		return false, false
	}
	switch answer := v.clean[string(w.Field)].(type) {
	case string:
		return answer == string(w.Equals), true
	case bool:
		return answer == (w.Equals == "true"), true
	case []string:
		return slices.Contains(answer, string(w.Equals)), true
	}
	return false, true
}

func (v *validation) papers(slots []models.SlotKey) {
	count := make(map[models.SlotKey]int)
	for _, k := range slots {
		count[k]++
	}
	for _, p := range v.service.Papers {
		path, n := "attachments."+string(p.Slot), count[p.Slot]
		delete(count, p.Slot)
		asked, known := v.holds(p.When)
		switch {
		case !known:
		case !asked && n > 0:
			v.fault(path, faultNotExpected, nil)
		case asked && p.Required && n == 0:
			v.fault(path, faultRequired, nil)
		case n > p.MaxCount:
			v.fault(path, faultTooManyFiles, map[string]any{"limit": p.MaxCount})
		}
	}
	delete(count, models.SlotRepresentation) // no service asks for it: see Behalf
	for _, k := range slices.Sorted(maps.Keys(count)) {
		v.fault("attachments."+shown(string(k)), faultUnknownSlot, nil)
	}
}

// blank says whether an answer is none: null, an empty or white text, an empty
// list. Browsers send these for questions left alone.
func blank(answer any) bool {
	switch a := answer.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(a) == ""
	case []any:
		return len(a) == 0
	case []string:
		return len(a) == 0
	}
	return false
}

// shown makes a name the client invented fit for an error that is logged.
func shown(key string) string {
	key = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' {
			return '?'
		}
		return r
	}, key)
	if r := []rune(key); len(r) > 60 {
		return string(r[:60])
	}
	return key
}
