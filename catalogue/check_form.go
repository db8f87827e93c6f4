package catalogue

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// checkForm asks the rules of the form's fields. Fields that come from
// standard.yaml are looked at too; what is wrong there shows at the file's top.
func checkForm(src *source, s *Service) {
	for i, f := range s.Form {
		path, earlier := fmt.Sprintf("form[%d]", i), s.Form[:i]
		if slices.ContainsFunc(earlier, func(e Field) bool { return e.Key == f.Key }) {
			src.fault(path+".key", "the key %q is used twice: every field needs a key of its own", f.Key)
		}
		checkWhen(src, path+".when", f.When, earlier)
		checkChoices(src, path, f)
		checkDates(src, path, f)
		checkNumbers(src, path, f)
		if f.MaxLength > 0 && f.Type != TypeText && f.Type != TypeLongText {
			src.fault(path+".maxLength", "only text and long-text have a length: drop it")
		}
	}
}

func checkPapers(src *source, s *Service) {
	for i, p := range s.Papers {
		path := fmt.Sprintf("papers[%d]", i)
		if slices.ContainsFunc(s.Papers[:i], func(e Paper) bool { return e.Slot == p.Slot }) {
			src.fault(path+".slot", "the slot %q is used twice: every paper needs a slot of its own", p.Slot)
		}
		if p.ExOfficio && p.Required {
			src.fault(path+".required", "what the municipality fetches itself cannot be demanded: drop required or exOfficio")
		}
		if p.KeepPlace && !slices.Contains(p.Accept, JPEG) && !slices.Contains(p.Accept, PNG) {
			src.fault(path+".keepPlace", "only a photograph says where it was taken: accept jpeg or png, or drop it")
		}
		checkWhen(src, path+".when", p.When, s.Form)
	}
}

// checkWhen: the condition names an earlier question and one of its answers.
func checkWhen(src *source, path string, w *When, earlier []Field) {
	if w == nil {
		return
	}
	var able []string
	for _, f := range earlier {
		if f.Type == TypeChoice || f.Type == TypeMultiChoice || f.Type == TypeBoolean {
			able = append(able, string(f.Key))
		}
	}
	if !contains(able, string(w.Field)) {
		src.fault(path+".field", "%q is no choice or boolean field above this one; %s", w.Field, instead(string(w.Field), able))
		return
	}
	f := earlier[slices.IndexFunc(earlier, func(f Field) bool { return f.Key == w.Field })]
	if values := f.values(); !contains(values, string(w.Equals)) {
		src.fault(path+".equals", "%q is no answer of %s; %s", w.Equals, w.Field, instead(string(w.Equals), values))
	}
}

// values are the answers a condition or default can name.
func (f Field) values() []string {
	if f.Type == TypeBoolean {
		return []string{"true", "false"}
	}
	var out []string
	for _, c := range f.Choices {
		out = append(out, c.Value)
	}
	return out
}

func checkChoices(src *source, path string, f Field) {
	chosen := f.Type == TypeChoice || f.Type == TypeMultiChoice
	switch {
	case chosen && len(f.Choices) < 2:
		src.fault(path+".choices", "a %s needs at least two choices", f.Type)
	case !chosen && len(f.Choices) > 0:
		src.fault(path+".choices", "only choice and multi-choice have choices: drop them or change the type")
	}
	for i, c := range f.Choices {
		p := fmt.Sprintf("%s.choices[%d].value", path, i)
		if slices.ContainsFunc(f.Choices[:i], func(e Choice) bool { return e.Value == c.Value }) {
			src.fault(p, "the value %q is used twice: every choice needs a value of its own", c.Value)
		}
		if !kebab.re.MatchString(c.Value) {
			src.fault(p, "%q is not allowed: %s", c.Value, kebab.meant)
		}
	}
	switch {
	case f.Default == "":
	case f.Type != TypeChoice && f.Type != TypeBoolean:
		src.fault(path+".default", "only choice and boolean have a default: drop it")
	case !contains(f.values(), string(f.Default)):
		src.fault(path+".default", "%q is no answer of this field; %s", f.Default, instead(string(f.Default), f.values()))
	}
}

func checkDates(src *source, path string, f Field) {
	if f.Type != TypeDate {
		for _, key := range []string{"day", "from", "to"} {
			if src.wrote(path + "." + key) {
				src.fault(path+"."+key, "only a date has it: drop it or change the type")
			}
		}
		return
	}
	for key, day := range map[string]string{"from": f.From, "to": f.To} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			src.fault(path+"."+key, "%q is no day: write \"YYYY-MM-DD\"", day)
		}
	}
	if f.From != "" && f.To != "" && f.From > f.To {
		src.fault(path+".to", "no day is allowed: to is before from")
	}
}

func checkNumbers(src *source, path string, f Field) {
	if f.Type != TypeNumber && f.Type != TypeDecimal {
		if f.Min != nil || f.Max != nil {
			src.fault(path, "only number and decimal have min and max: drop them or change the type")
		}
		return
	}
	if f.Min != nil && f.Max != nil && f.Min.Float() > f.Max.Float() {
		src.fault(path+".max", "no number is allowed: max is below min")
	}
}

// checkTexts finds texts that are there in one language only, wherever they are.
func checkTexts(src *source, path string, s *Service) {
	walkTexts(src, path, reflect.ValueOf(s).Elem())
}

func walkTexts(src *source, path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walkTexts(src, path, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			walkTexts(src, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			walkTexts(src, join(path, k.String()), v.MapIndex(k))
		}
	case reflect.Struct:
		if t, ok := v.Interface().(Text); ok {
			src.bothLanguages(path, t)
			return
		}
		for i := range v.NumField() {
			if key, _ := keyOf(v.Type().Field(i)); key != "" {
				walkTexts(src, join(path, key), v.Field(i))
			}
		}
	}
}

// bothLanguages looks for what only the binder's required rule cannot see: a
// text that another program than the loader built.
func (s *source) bothLanguages(path string, t Text) {
	if (t.El == "") != (t.En == "") {
		s.fault(path, "the text is there in one language only: write el and en")
	}
}

func keys[K ~string, V any](m map[K]V) []string {
	return words(slices.Sorted(maps.Keys(m))...)
}

func monthDay(s string) bool {
	_, err := time.Parse("2006-01-02", "2024-"+s)
	return err == nil
}

func clockTime(s string) bool {
	t, err := time.Parse("15:04", s)
	return err == nil && t.Format("15:04") == s
}
