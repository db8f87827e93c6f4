package pages

import "slices"

// TaskHouse is what the house does of itself for a case.
type TaskHouse struct {
	RecordForm *RecordForm // nil: the reader may not write it now
	MayAdd     bool        // papers
	Complete   string      // where the answer of who has no login is entered
}

// RecordForm is where a clerk writes what the registers say for a certificate.
type RecordForm struct {
	Case, To string
	Edit     int // how often it was written when it was read
	Language Field
	Parts    []RecordPart
	Own      []Field // places of single statements, elsewhere in their register
}

// RecordPart are the statements of one register, with the place where they
// stand.
type RecordPart struct {
	Register string
	Place    Field
	Fields   []RecordField
}

// RecordField asks for one statement: a value, or rows of values.
type RecordField struct {
	Field
	Claimed string // by the applicant; nobody has confirmed it
	Columns []string
	Rows    [][]Field
}

// Recording is the form of the record with what was typed into it and what is
// wrong; nil if the reader may not write it.
func (t Task) Recording() *RecordForm {
	if t.RecordForm == nil {
		return nil
	}
	out := *t.RecordForm
	out.Language, out.Own = filled(t.Form, []Field{out.Language})[0], filled(t.Form, out.Own)
	out.Parts = slices.Clone(out.Parts)
	for i := range out.Parts {
		p := &out.Parts[i]
		p.Place, p.Fields = filled(t.Form, []Field{p.Place})[0], slices.Clone(p.Fields)
		for j := range p.Fields {
			f := &p.Fields[j]
			f.Field, f.Rows = filled(t.Form, []Field{f.Field})[0], slices.Clone(f.Rows)
			for k := range f.Rows {
				f.Rows[k] = filled(t.Form, f.Rows[k])
			}
		}
	}
	return &out
}

// Amend says that values of their own places are to be seen.
func (r RecordForm) Amend() bool {
	for _, f := range r.Own {
		if f.Value != "" || f.Fault != "" {
			return true
		}
	}
	return false
}
