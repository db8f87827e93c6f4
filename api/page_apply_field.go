package api

import (
	"fmt"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// fewChoices is up to how many choices are shown at once.
const fewChoices = 6

// input is a question of a form as a page asks it, with the answer there is.
func (v *visit) input(f catalogue.Field, answer any) pages.Field {
	in := pages.Field{Name: "form." + string(f.Key), Label: f.Label.In(v.r.Lang), Hint: f.Help.In(v.r.Lang), MaxLength: f.MaxLength, Optional: !f.Required && f.Default == ""}
	switch typed := answer.(type) {
	case nil:
		in.Value = string(f.Default)
	case []any:
		for _, one := range typed {
			in.Chosen = append(in.Chosen, fmt.Sprint(one))
		}
	case []string:
		in.Chosen = typed
	case float64:
		in.Value = strings.TrimSuffix(fmt.Sprintf("%f", typed), ".000000")
	default:
		in.Value = fmt.Sprint(typed)
	}
	switch f.Type {
	case catalogue.TypeLongText:
		in.Kind, in.Rows = "textarea", 6
	case catalogue.TypeAFM:
		in.Mode, in.Width, in.MaxLength = "numeric", 10, 20
	case catalogue.TypeAMKA:
		in.Mode, in.Width, in.MaxLength = "numeric", 20, 20
	case catalogue.TypeMobile, catalogue.TypePhone:
		in.Kind, in.Autocomplete, in.Width, in.MaxLength = "tel", "tel", 20, 30
	case catalogue.TypeEmail:
		in.Kind, in.Autocomplete, in.MaxLength = "email", "email", 254
	case catalogue.TypePostcode:
		in.Mode, in.Autocomplete, in.Width, in.MaxLength = "numeric", "postal-code", 5, 10
	case catalogue.TypeDate:
		in.Kind, in.Width = "date", 20
	case catalogue.TypeNumber:
		in.Mode, in.Width, in.MaxLength = "numeric", 10, 20
	case catalogue.TypeDecimal:
		in.Mode, in.Width, in.MaxLength = "decimal", 10, 20
	case catalogue.TypeBoolean:
		in.Kind, in.Choices = "radios", []pages.Choice{{Value: "true", Label: v.text("apply.yes")}, {Value: "false", Label: v.text("apply.no")}}
	case catalogue.TypeMultiChoice:
		in.Kind, in.Choices = "checkboxes", v.choices(f)
	case catalogue.TypeChoice:
		in.Kind, in.Choices = "radios", v.choices(f)
		if len(f.Choices) > fewChoices {
			in.Kind, in.Choices = "select", append([]pages.Choice{{Label: v.text("apply.choose-one")}}, in.Choices...)
		}
	}
	return in
}

func (v *visit) choices(f catalogue.Field) (out []pages.Choice) {
	for _, c := range f.Choices {
		out = append(out, pages.Choice{Value: c.Value, Label: c.Label.In(v.r.Lang)})
	}
	return out
}

// typed puts what a form holds for questions where their answers are kept, as
// it was typed.
func (v *visit) typed(fields []catalogue.Field, form map[string]any) {
	for _, f := range fields {
		given := v.Request.PostForm["form."+string(f.Key)]
		delete(form, string(f.Key))
		switch {
		case f.Type == catalogue.TypeMultiChoice && len(given) > 0:
			list := make([]any, len(given))
			for i, one := range given {
				list[i] = one
			}
			form[string(f.Key)] = list
		case len(given) > 0 && strings.TrimSpace(given[0]) != "":
			form[string(f.Key)] = given[0]
		}
	}
}

// answer is an answer as its applicant reads it.
func (v *visit) answer(f catalogue.Field, answer any) string {
	in := v.input(f, answer)
	label := func(value string) string {
		for _, c := range in.Choices {
			if c.Value == value {
				return c.Label
			}
		}
		return value
	}
	if in.Kind == "checkboxes" {
		out := make([]string, len(in.Chosen))
		for i, one := range in.Chosen {
			out[i] = label(one)
		}
		in.Value = strings.Join(out, ", ")
	}
	if d := in.Value; in.Kind == "date" && len(d) == 10 {
		in.Value = d[8:] + "/" + d[5:7] + "/" + d[:4]
	}
	if in.Value == "" {
		return v.text("apply.no-answer")
	}
	return label(in.Value)
}

// whoView asks for whom the application is, and at the counter how it came.
func (v *visit) whoView(a *application) *pages.Apply {
	if a.counter {
		return v.counterWho(a)
	}
	in := pages.Field{Name: "behalf.kind", Kind: "radios", Label: v.text("apply.who"), Quiet: true, Value: self,
		Choices: []pages.Choice{{Value: self, Label: v.text("apply.who-self"), Hint: v.r.Actor.Name}}}
	for _, k := range a.service.Behalfs() {
		in.Choices = append(in.Choices, pages.Choice{Value: string(k), Label: v.text("apply.who-kind." + string(k)), Hint: v.text("apply.who-hint." + string(k))})
	}
	if k := a.kind(); k != "" {
		in.Value = string(k)
	}
	return &pages.Apply{Title: in.Label, Inputs: []pages.Field{in}}
}

// whoTyped takes for whom the application is.
func (v *visit) whoTyped(a *application) error {
	if a.counter {
		if err := v.counterTyped(a); err != nil {
			return err
		}
	}
	kind := v.PostForm("behalf.kind")
	switch {
	case kind == "":
		return fieldError("behalf.kind", "required")
	case kind == self:
		a.draft.Behalf = nil
		return nil
	case !a.service.Allows(models.RepresentationKind(kind)):
		return fieldError("behalf.kind", "not-a-choice")
	}
	if a.draft.Behalf == nil {
		a.draft.Behalf = map[string]any{}
	}
	if models.RepresentationKind(kind) != a.kind() {
		a.draft.Behalf = map[string]any{"kind": kind}
	}
	return nil
}

// whomInputs ask who the applicant is, when it is another.
func (v *visit) whomInputs(a *application) []pages.Field {
	of, _ := a.draft.Behalf["applicant"].(map[string]any)
	kept := func(from map[string]any, key string) string { s, _ := from[key].(string); return s }
	kind, name := a.kind(), "apply.name"
	if kind == models.ForOrganisation {
		name = "apply.org-name"
	}
	out := []pages.Field{{Name: "behalf.applicant.name", Label: v.text(name), Value: kept(of, "name"), MaxLength: 200}}
	if kind != models.ForOrganisation {
		out = append(out, pages.Field{Name: "behalf.applicant.fatherName", Label: v.text("apply.father"), Value: kept(of, "fatherName"), MaxLength: 100, Optional: true})
	}
	if kind == models.ForMinor {
		out = append(out, pages.Field{Name: "behalf.bornOn", Kind: "date", Width: 20, Label: v.text("apply.born"), Value: kept(a.draft.Behalf, "bornOn")})
	}
	out = append(out,
		pages.Field{Name: "behalf.applicant.afm", Mode: "numeric", Width: 10, MaxLength: 20, Label: v.text("apply.afm"), Hint: v.text("apply.afm-hint"),
			Value: kept(of, "afm"), Optional: kind != models.ForOrganisation},
		pages.Field{Name: "behalf.applicant.address", Label: v.text("apply.address"), Value: kept(of, "address"), MaxLength: 300, Optional: true},
		pages.Field{Name: "behalf.applicant.postcode", Mode: "numeric", Width: 5, MaxLength: 10, Label: v.text("apply.postcode"), Value: kept(of, "postcode"), Optional: true},
		pages.Field{Name: "behalf.capacity", Label: v.text("apply.capacity"), Hint: v.text("apply.capacity-hint"), Value: kept(a.draft.Behalf, "capacity"),
			MaxLength: 100, Optional: kind == models.ByAuthorisation})
	return out
}

// whomTyped takes who the applicant is.
func (v *visit) whomTyped(a *application) {
	of := map[string]any{"kind": string(models.Natural), "language": v.r.Lang}
	if a.kind() == models.ForOrganisation {
		of["kind"] = string(models.Organisation)
	}
	for _, in := range v.whomInputs(a) {
		typed := strings.TrimSpace(v.PostForm(in.Name))
		to, key := a.draft.Behalf, strings.TrimPrefix(in.Name, "behalf.")
		if under, ok := strings.CutPrefix(key, "applicant."); ok {
			to, key = of, under
		}
		delete(to, key)
		if typed != "" {
			to[key] = typed
		}
	}
	a.draft.Behalf["applicant"] = of
}

// only keeps the faults of what a step asks.
func only(st applyStep, faults []models.FieldFault) []models.FieldFault {
	return slices.DeleteFunc(faults, func(f models.FieldFault) bool { return !st.asks(f.Field) })
}
