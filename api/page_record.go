package api

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// rowsSpare are the empty rows that a form offers below those there are;
// rowsMost is how many it takes.
const (
	rowsSpare = 2
	rowsMost  = 60
)

// recordForm asks for what the registers say. What is written already stands in
// it; what the applicant says stands beside it, and is never filled in.
func (v *visit) recordForm(r Record, t sheet, to string) *pages.RecordForm {
	out := &pages.RecordForm{Case: string(r.Case), To: to, Edit: r.Edit,
		Language: pages.Field{Name: "language", Kind: "radios", Label: v.text("record.language"), Value: r.Language, Choices: v.languages()}}
	kept, claimed := map[string]RecordStatement{}, map[string]string{}
	for _, st := range r.Statements {
		kept[st.Key] = st
	}
	for _, c := range r.Claimed {
		claimed[c.Key] = plainValue(c.Value)
	}
	for _, reg := range v.s.showRegisters(v.r.Lang, t) {
		place := usual(r, reg.Code)
		part := pages.RecordPart{Register: reg.Label, Place: pages.Field{Name: "references." + string(reg.Code), Label: v.text("record.place"),
			Hint: v.text("record.place-hint", "Form", reg.Form), Value: place, MaxLength: 400}}
		for _, st := range t.Statements {
			if st.Register != reg.Code {
				continue
			}
			key := string(st.Key)
			f := v.recordField(t, st, kept[key].Value)
			f.Claimed = claimed[key]
			part.Fields = append(part.Fields, f)
			own := pages.Field{Name: "statements." + key + ".reference", Label: f.Label, MaxLength: 400, Optional: true}
			if is := kept[key].Reference; is != place {
				own.Value = is
			}
			out.Own = append(out.Own, own)
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}

// usual is the place in a register at which most of what it says stands.
func usual(r Record, register models.RegisterCode) (place string) {
	count := map[string]int{}
	for _, st := range r.Statements {
		if st.Register != register {
			continue
		}
		if count[st.Reference]++; count[st.Reference] > count[place] {
			place = st.Reference
		}
	}
	return place
}

// recordField asks for one statement.
func (v *visit) recordField(t sheet, st catalogue.Statement, value any) pages.RecordField {
	name := "statements." + string(st.Key)
	if st.Type != catalogue.TypeRows {
		f := catalogue.Field{Type: catalogue.FieldType(st.Type), Label: st.Label, Required: st.Required, MaxLength: st.MaxLength, Choices: st.Choices}
		in := v.recordInput(f, name, value)
		if w := st.When; w != nil {
			in.Hint = v.onlyIf(t, *w)
		}
		return pages.RecordField{Field: in}
	}
	out := pages.RecordField{Field: pages.Field{Name: name, Label: st.Label.In(v.r.Lang), Optional: !st.Required}}
	rows, _ := value.([]any)
	n := max(len(rows), typedRows(v.Request.PostForm, name)) + rowsSpare
	if len(v.Request.PostForm) > 0 { // a form that came back has its spare rows
		n = max(len(rows), typedRows(v.Request.PostForm, name), 1)
		if v.PostForm("more") == name {
			n += rowsSpare + 1
		}
	}
	for _, c := range st.Columns {
		out.Columns = append(out.Columns, c.Label.In(v.r.Lang))
	}
	for i := range min(n, rowsMost) {
		var row map[string]any
		if i < len(rows) {
			row, _ = rows[i].(map[string]any)
		}
		var line []pages.Field
		for _, c := range st.Columns {
			f := catalogue.Field{Type: catalogue.FieldType(c.Type), Label: c.Label, Required: c.Required, MaxLength: c.MaxLength, Choices: c.Choices}
			in := v.recordInput(f, name+"["+itoa(i)+"]."+string(c.Key), row[string(c.Key)])
			if in.Kind == "radios" { // a row has little room
				in.Kind, in.Choices = "select", append([]pages.Choice{{Label: v.text("apply.choose-one")}}, in.Choices...)
			}
			line = append(line, in)
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}

func (v *visit) recordInput(f catalogue.Field, name string, value any) pages.Field {
	in := v.input(f, value)
	in.Name, in.Autocomplete = name, "" // it is nobody's own who types
	return in
}

// onlyIf says when a statement is asked for.
func (v *visit) onlyIf(t sheet, w catalogue.When) string {
	st, _ := t.Statement(w.Field)
	value := string(w.Equals)
	for _, c := range st.Choices {
		if string(c.Value) == value {
			value = c.Label.In(v.r.Lang)
		}
	}
	if catalogue.FieldType(st.Type) == catalogue.TypeBoolean {
		value = v.text(map[string]string{"true": "apply.yes", "false": "apply.no"}[value])
	}
	return v.text("record.only-if", "Field", st.Label.In(v.r.Lang), "Value", value)
}

var rowName = regexp.MustCompile(`^(statements\.[a-z0-9-]+)\[(\d{1,2})\]\.`)

// typedRows is how many rows of a statement a form has.
func typedRows(form map[string][]string, name string) (n int) {
	for input := range form {
		if m := rowName.FindStringSubmatch(input); m != nil && m[1] == name {
			i, _ := strconv.Atoi(m[2]) // two digits
			n = max(n, i+1)
		}
	}
	return n
}

// recordTyped is what a form says of each statement; what was left empty is
// absent, and an empty row is none. rows says which row of the form each of a
// statement's is.
func (v *visit) recordTyped(t sheet) (out []StatementTyped, rows map[string][]int) {
	rows = map[string][]int{}
	for _, st := range t.Statements {
		name := "statements." + string(st.Key)
		typed := StatementTyped{Key: string(st.Key), Reference: strings.TrimSpace(v.PostForm(name + ".reference"))}
		if st.Type != catalogue.TypeRows {
			if value := strings.TrimSpace(v.PostForm(name)); value != "" {
				typed.Value = value
				out = append(out, typed)
			}
			continue
		}
		var list []any
		for i := range min(typedRows(v.Request.PostForm, name), rowsMost) {
			row := map[string]any{}
			for _, c := range st.Columns {
				if value := strings.TrimSpace(v.PostForm(name + "[" + itoa(i) + "]." + string(c.Key))); value != "" {
					row[string(c.Key)] = value
				}
			}
			if len(row) > 0 {
				list, rows[name] = append(list, row), append(rows[name], i)
			}
		}
		if len(list) > 0 {
			typed.Value = list
			out = append(out, typed)
		}
	}
	return out, rows
}
