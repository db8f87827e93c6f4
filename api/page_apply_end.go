package api

import (
	"slices"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// checkView shows all answers, with what the filing would refuse.
func (s *server) checkView(v *visit, a *application) (*pages.ApplyCheck, error) {
	view := &pages.ApplyCheck{At: v.applyAt(a, a.step(stepCheck)), Next: a.path(stepDeclare)}
	view.At.Back = a.path(a.steps[a.step(stepCheck)-1].key)
	faults := s.formFaults(a)
	more, err := s.checkFiles(v.ctx, a.service, slotFiles(a.files()))
	if err != nil {
		return nil, err
	}
	faults = append(faults, more...)
	names := map[models.AttachmentID]string{}
	for _, f := range a.draft.Attachments {
		if file, err := s.desk(v.ctx).Attachment(v.ctx, f.ID); err == nil {
			names[f.ID] = file.Name
		} else if !notFound(err) {
			return nil, err
		}
	}
	applicant := pages.ApplyPart{Title: v.text("apply.applicant")}
	var form, papers pages.ApplyPart
	form.Title, papers.Title = v.text("apply.form"), v.text("apply.papers")
	for _, st := range a.steps {
		change := a.path(st.key) + "?to=" + stepCheck
		label := map[string]string{}
		switch {
		case st.key == stepWho:
			for _, in := range v.whoView(a).Inputs {
				value := chosenOf(in)
				if value == v.text("apply.who-self") {
					value += ": " + v.r.Actor.Name
				}
				applicant.Rows = append(applicant.Rows, pages.Row{Key: in.Label, Value: value, Change: change})
			}
		case st.key == stepWhom || st.key == stepCame:
			inputs := v.cameInputs
			if st.key == stepWhom {
				inputs = v.whomInputs
			}
			for _, in := range inputs(a) {
				label[in.Name] = in.Label
				if in.Value != "" {
					if len(in.Choices) > 0 {
						in.Value = chosenOf(in)
					}
					applicant.Rows = append(applicant.Rows, pages.Row{Key: in.Label, Value: v.answer(catalogue.Field{Type: dateOr(in.Kind)}, in.Value), Change: change})
				}
			}
		case st.paper != nil:
			row := pages.Row{Key: st.paper.Label.In(v.r.Lang), Value: v.text("apply.no-file"), Change: change}
			var files []string
			for _, f := range a.draft.Attachments {
				if f.Slot == st.paper.Slot {
					files = append(files, names[f.ID])
				}
			}
			if len(files) > 0 {
				row.Value = strings.Join(files, ", ")
			}
			label["attachments."+string(st.paper.Slot)] = row.Key
			papers.Rows = append(papers.Rows, row)
		default:
			for _, f := range st.fields {
				label["form."+string(f.Key)] = f.Label.In(v.r.Lang)
				form.Rows = append(form.Rows, pages.Row{Key: f.Label.In(v.r.Lang), Value: v.answer(f, a.draft.Form[string(f.Key)]), Change: change})
			}
		}
		for _, f := range faults {
			if st.asks(f.Field) {
				text := texts.field(v.r.Lang, f)
				if l := label[f.Field]; l != "" {
					text = l + ": " + text
				}
				view.Missing = append(view.Missing, pages.Link{Href: change, Text: text})
			}
		}
	}
	for _, part := range []pages.ApplyPart{applicant, form, papers} {
		if len(part.Rows) > 0 {
			view.Parts = append(view.Parts, part)
		}
	}
	for _, p := range a.hidden {
		view.Fetched = append(view.Fetched, p.Label.In(v.r.Lang))
	}
	return view, nil
}

// chosenOf is what was chosen, in words.
func chosenOf(in pages.Field) string {
	for _, c := range in.Choices {
		if c.Value == in.Value {
			return c.Label
		}
	}
	return in.Value
}

func dateOr(kind string) catalogue.FieldType {
	if kind == "date" {
		return catalogue.TypeDate
	}
	return catalogue.TypeText
}

func (s *server) declareView(v *visit, a *application) *pages.ApplyDeclare {
	view := &pages.ApplyDeclare{At: v.applyAt(a, a.step(stepDeclare)),
		Identify: a.service.Identity == catalogue.Substantial && v.r.Actor.Level != models.IdentityB}
	if f := a.service.Fee; f != nil {
		view.Fee = v.text("service.by-council")
		if !f.ByCouncil {
			view.Fee = pages.Euro(v.r.Lang, f.Amount.String())
		}
	}
	return view
}

// declared files the application. What the filing refuses is shown by the
// check, which asks by the same rules.
func (s *server) declared(v *visit, a *application) error {
	err := fieldError("declared", "not-declared")
	if v.PostForm("declared") == "true" {
		in := &submitInput{}
		err = v.once(func() (string, string, error) { return s.fileDraft(v, a, in, "/cases/") })
	}
	if err == nil {
		return nil
	}
	if elsewhere(v, err) {
		return v.goTo(a.path(stepCheck), "")
	}
	view := s.declareView(v, a)
	return v.again(view, &view.Form, err)
}

// elsewhere says whether what is wrong is asked by another page than the last.
func elsewhere(v *visit, err error) bool {
	return slices.ContainsFunc(problem(v.ctx, err).Errors, func(f FieldProblem) bool {
		return !strings.HasPrefix(f.Field, "declar") && !strings.HasPrefix(f.Field, "identification") && f.Field != "key"
	})
}

// fileDraft files an application with what its last page says of it, and leads
// to its confirmation below a path.
func (s *server) fileDraft(v *visit, a *application, in *submitInput, face string) (to, flash string, err error) {
	if in.Body.Behalf, err = a.behalf(); err != nil {
		return "", "", err
	}
	in.Body.Service, in.Body.Draft, in.Body.Form, in.Body.Attachments = a.service.Code, a.draft.ID, a.form(), a.files()
	out, err := s.submitCase(v.ctx, in)
	if err != nil {
		return "", "", err
	}
	to = face + string(out.Body.ID) + "/filed"
	for _, w := range out.Body.Warnings {
		if w.Case != "" {
			to += "?like=" + string(w.Case)
		}
	}
	return to, "", nil
}

// filedPage confirms an application.
func (s *server) filedPage(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	in := &caseInput{ID: models.CaseID(id)}
	r, err := s.showReceipt(v.ctx, in)
	if err != nil {
		return err
	}
	c, err := s.showCase(v.ctx, in)
	if err != nil {
		return err
	}
	told, err := s.myNotices(v.ctx, nil)
	if err != nil {
		return err
	}
	service, err := s.service(v.ctx, c.Body.Service, c.Body.Version)
	if err != nil {
		return err
	}
	b, h := r.Body, c.Body.Handler
	view := pages.Filed{ID: id, Title: b.Subject, Number: numberOf(&b.Protocol), At: b.Protocol.At, Target: b.Due.Target, Legal: b.Due.Legal,
		Email: told.Body.Email, Mobile: ident.ShowPhone(told.Body.Mobile), Unit: b.UnitName, Contact: h.Name, Phone: ident.ShowPhone(h.Phone), ContactEmail: h.Email,
		Identify: c.Body.Stage == models.Identification, Fee: service.Fee != nil}
	for _, p := range b.Papers {
		view.Papers = append(view.Papers, p.SlotLabel+" – "+p.Name)
	}
	if s.Portal != "" {
		view.Address = strings.TrimSuffix(s.Portal, "/") + "/cases/" + id
	}
	if like := v.Query("like"); like != "" && like != id {
		if _, err := s.showCase(v.ctx, &caseInput{ID: models.CaseID(like)}); err == nil {
			view.Duplicate = "/cases/" + like
		}
	}
	return v.show(view)
}

// numberOf writes a number of the protocol book: 18452/2026.
func numberOf(e *models.Entry) string {
	if e == nil || e.Number == 0 {
		return ""
	}
	return itoa(e.Number) + "/" + itoa(e.Year)
}
