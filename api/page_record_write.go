package api

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/models"
)

// recordWritten keeps what a clerk read in the registers.
func (s *server) recordWritten(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	out, err := s.showRecord(v.ctx, &caseInput{ID: models.CaseID(id)})
	if err != nil {
		return err
	}
	t, err := s.template(v.ctx, out.Body.Template, out.Body.Edition)
	if err != nil {
		return err
	}
	if v.PostForm("more") != "" { // the same form with more rows: nothing is kept
		return v.formAgain(nil)
	}
	in := &writeRecordInput{ID: models.CaseID(id)}
	if in.Body.Edit, err = strconv.Atoi(v.PostForm("edit")); err != nil || in.Body.Edit < 0 {
		return fault404
	}
	if l := v.PostForm("language"); isLang(l) {
		in.Body.Language = l
	}
	in.Body.References = map[models.RegisterCode]string{}
	for _, st := range t.Statements {
		if place := strings.TrimSpace(v.PostForm("references." + string(st.Register))); place != "" {
			in.Body.References[st.Register] = place
		}
	}
	var rows map[string][]int
	in.Body.Statements, rows = v.recordTyped(t)
	kept, err := s.writeRecord(v.ctx, in)
	switch {
	case err != nil:
		return v.formAgain(asTyped(err, rows))
	case len(kept.Body.Missing) > 0:
		return v.goTo(strings.TrimSuffix(v.local(v.PostForm("to")), "?"), "record-begun")
	}
	return v.goTo(strings.TrimSuffix(v.local(v.PostForm("to")), "?"), "record-kept")
}

// asTyped names the rows of a form in faults that name those that were sent:
// empty rows between them were not.
func asTyped(err error, rows map[string][]int) error {
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	out := *e
	out.Fields = slices.Clone(e.Fields)
	for i, f := range out.Fields {
		m := rowName.FindStringSubmatch(f.Field)
		if m == nil {
			continue
		}
		if n, _ := strconv.Atoi(m[2]); n < len(rows[m[1]]) {
			out.Fields[i].Field = m[1] + "[" + itoa(rows[m[1]][n]) + "]." + strings.TrimPrefix(f.Field, m[0])
		}
	}
	return &out
}
