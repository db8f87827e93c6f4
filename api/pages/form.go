package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Form is a form as it was typed, and what is wrong with it. A view model with
// a form embeds it; an input is named by the path its fault has in a problem of
// the interface, such as "form.afm".
type Form struct {
	Values url.Values
	Title  string // what went wrong as a whole; empty: nothing, or the faults say it
	Detail string // what to do about it
	Faults []Fault
}

// Fault is what is wrong with one input. Field is empty when it is none of the
// page's.
type Fault struct{ Field, Text string }

// Failed says whether the form came back with faults.
func (f Form) Failed() bool { return f.Title != "" || len(f.Faults) > 0 }

// Value is what was typed into an input.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Fault says what is wrong with an input; empty if nothing is.
func (f Form) Fault(name string) string {
	if i := slices.IndexFunc(f.Faults, func(x Fault) bool { return x.Field == name }); i >= 0 {
		return f.Faults[i].Text
	}
	return ""
}

// Key names the intention of the form, so that sending it twice does it once
// (template "key"): the one that was sent, or a new one.
func (f Form) Key() string {
	if k := f.Value("key"); k != "" {
		return k
	}
	return uuid.NewString()
}

// ID is the id of the input of a name.
func ID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
}

// ID is where the summary of errors leads for a fault.
func (f Fault) ID() string { return ID(f.Field) }

// Field is one input with its label, hint and fault. Templates make one of a
// form and pass it on:
//
//	{{template "field" (field .Form "email" | label (t "login.email") | typed "email")}}
type Field struct {
	Name, Label, Hint, Value, Fault string

	Kind         string // "text" (if empty), a type of input, "textarea", "select", "radios", "checkboxes", "checkbox" or "file"
	Autocomplete string
	Mode         string // inputmode
	Width        int    // in characters: 2, 3, 4, 5, 10 or 20; 0: all there is
	Rows         int    // of a textarea
	MaxLength    int
	Optional     bool     // the label says so
	Quiet        bool     // label for screen readers only
	Accept       string   // of a file
	Choices      []Choice // of a select, radios or checkboxes
	Chosen       []string // of checkboxes
}

// Choice is one value of a select, of radios or of checkboxes.
type Choice struct{ Value, Label, Hint string }

// FieldOf is the input of a name in a form.
func FieldOf(f Form, name string) Field {
	return Field{Name: name, Value: f.Value(name), Fault: f.Fault(name), Chosen: f.Values[name]}
}

func (f Field) ID() string { return ID(f.Name) }

// Described are the ids of what describes the input.
func (f Field) Described() string {
	var out []string
	if f.Hint != "" {
		out = append(out, f.ID()+"-hint")
	}
	if f.Fault != "" {
		out = append(out, f.ID()+"-fault")
	}
	return strings.Join(out, " ")
}

// Is says whether a choice is the one, or one of those, that were chosen.
func (f Field) Is(value string) bool {
	if f.Kind == "checkboxes" {
		return slices.Contains(f.Chosen, value)
	}
	return f.Value == value
}

// Class is how wide the input is.
func (f Field) Class() string {
	switch f.Width {
	case 2:
		return "govgr-input--width-2"
	case 3:
		return "govgr-input--width-3"
	case 4:
		return "govgr-input--width-4"
	case 5:
		return "govgr-input--width-5"
	case 10:
		return "govgr-input--width-10"
	case 20:
		return "govgr-input--width-20"
	}
	return ""
}

// fieldFunctions change a field in a pipeline.
var fieldFunctions = map[string]any{
	"field":        FieldOf,
	"label":        func(s string, f Field) Field { f.Label = s; return f },
	"hint":         func(s string, f Field) Field { f.Hint = s; return f },
	"value":        func(s string, f Field) Field { f.Value = s; return f },
	"typed":        func(s string, f Field) Field { f.Kind = s; return f },
	"autocomplete": func(s string, f Field) Field { f.Autocomplete = s; return f },
	"mode":         func(s string, f Field) Field { f.Mode = s; return f },
	"wide":         func(n int, f Field) Field { f.Width = n; return f },
	"rows":         func(n int, f Field) Field { f.Kind, f.Rows = "textarea", n; return f },
	"longest":      func(n int, f Field) Field { f.MaxLength = n; return f },
	"optional":     func(f Field) Field { f.Optional = true; return f },
	"quiet":        func(f Field) Field { f.Quiet = true; return f },
	"accept":       func(s string, f Field) Field { f.Kind, f.Accept = "file", s; return f },
	"choices":      func(kind string, c []Choice, f Field) Field { f.Kind, f.Choices = kind, c; return f },
}
