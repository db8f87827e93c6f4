package api

import (
	"errors"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// applyPage asks for one thing.
func (s *server) applyPage(v *visit) error {
	a, err := s.application(v)
	if err != nil {
		return err
	}
	i := a.step(v.Param("step"))
	if i < 0 { // the answers lead elsewhere now
		return v.goTo(a.path(s.unfinished(a)), "")
	}
	switch st := a.steps[i]; {
	case st.key == stepCheck:
		view, err := s.checkView(v, a)
		if err != nil {
			return err
		}
		return v.show(view)
	case st.key == stepDeclare:
		if len(s.formFaults(a)) > 0 {
			return v.goTo(a.path(stepCheck), "")
		}
		if a.counter {
			view, err := s.counterDeclareView(v, a)
			if err != nil {
				return err
			}
			return v.show(view)
		}
		return v.show(s.declareView(v, a))
	case st.paper != nil:
		view, err := s.paperView(v, a, i)
		if err != nil {
			return err
		}
		return v.show(view)
	default:
		return v.show(v.stepView(a, i))
	}
}

// stepView asks the questions of a step.
func (v *visit) stepView(a *application, i int) *pages.Apply {
	st := a.steps[i]
	view := &pages.Apply{Title: v.text("apply.form")}
	switch {
	case st.key == stepWho:
		view = v.whoView(a)
	case st.key == stepCame:
		view.Title, view.Inputs = v.text("counter.came"), v.cameInputs(a)
		if a.kind() != "" {
			view.Title, view.Lead = v.text("counter.came-speaks"), v.text("counter.came-speaks-lead")
		}
	case st.key == stepWhom:
		view.Title, view.Inputs = v.text("apply.whom."+string(a.kind())), v.whomInputs(a)
	default:
		for _, f := range st.fields {
			view.Inputs = append(view.Inputs, v.input(f, a.draft.Form[string(f.Key)]))
		}
		if len(st.fields) == 1 { // the question is the page
			view.Title, view.Inputs[0].Quiet = view.Inputs[0].Label, true
		}
	}
	view.At = v.applyAt(a, i)
	return view
}

// applySent takes what was typed into a step. It is kept as it is, right or
// not; only what is right leads on.
func (s *server) applySent(v *visit) error {
	a, err := s.application(v)
	if notFound(err) && v.Param("step") == stepDeclare { // filed already, by a finger that pressed twice
		return v.once(func() (string, string, error) { return "", "", err })
	}
	if err != nil {
		return err
	}
	switch v.Param("step") {
	case "drop":
		if _, err := s.deleteDraft(v.ctx, &draftInput{ID: a.draft.ID}); err != nil {
			return err
		}
		if a.counter {
			return v.goTo("/counter", "draft-dropped")
		}
		return v.goTo("/cases", "draft-dropped")
	case "remove":
		return s.paperRemoved(v, a)
	}
	i := a.step(v.Param("step"))
	if i < 0 {
		return v.goTo(a.path(s.unfinished(a)), "")
	}
	st := a.steps[i]
	switch {
	case st.paper != nil:
		return s.paperSent(v, a, i)
	case st.key == stepDeclare && a.counter:
		return s.counterDeclared(v, a)
	case st.key == stepDeclare:
		return s.declared(v, a)
	case st.key == stepCheck:
		return v.goTo(a.path(stepDeclare), "")
	case st.key == stepWho:
		err = v.whoTyped(a)
	case st.key == stepCame:
		v.cameTyped(a)
	case st.key == stepWhom:
		v.whomTyped(a)
	default:
		v.typed(st.fields, a.draft.Form)
	}
	if err == nil {
		err = s.keepDraft(v, a)
	}
	if err == nil {
		err = fieldErrors(only(st, s.formFaults(a)))
	}
	if st.key == stepWho && err == nil && a.kind() != "" && !a.counter {
		return v.goTo(a.path(stepWhom), "")
	}
	if i = a.step(st.key); err == nil {
		return v.goTo(v.onward(a, i), "")
	}
	view := v.stepView(a, i)
	return v.again(view, &view.Form, err)
}

// paperView shows the files of a paper, and asks for one more if it takes more.
func (s *server) paperView(v *visit, a *application, i int) (*pages.ApplyPaper, error) {
	p := *a.steps[i].paper
	shown := v.paper(ServicePaper{Accept: p.Accept, MaxBytes: p.MaxBytes()})
	view := &pages.ApplyPaper{At: v.applyAt(a, i), Label: p.Label.In(v.r.Lang), Help: p.Help.In(v.r.Lang), Service: string(a.service.Code), Slot: string(p.Slot),
		Rules: shown.Kinds + ". " + v.text("apply.several", "Count", p.MaxCount), Accept: acceptOf(p), Next: v.onward(a, i),
		Drop: a.path("remove"), Needed: p.Required || p.Slot == models.SlotRepresentation}
	var faults []models.FieldFault
	for _, f := range a.draft.Attachments {
		if f.Slot != p.Slot {
			continue
		}
		file, err := s.desk(v.ctx).Attachment(v.ctx, f.ID)
		switch {
		case notFound(err):
			faults = append(faults, models.FieldFault{Field: "file", Code: "no-such-attachment"})
			view.Files = append(view.Files, pages.ApplyFile{ID: string(f.ID), Name: "–"})
			continue
		case err != nil:
			return nil, err
		}
		view.Files = append(view.Files, pages.ApplyFile{ID: string(f.ID), Name: file.Name, Size: file.Size, Held: file.State == models.AttachmentHeld})
	}
	view.More = len(view.Files) < p.MaxCount
	return view, nil
}

// acceptOf is what a browser offers for a paper.
func acceptOf(p catalogue.Paper) string {
	var out []string
	for _, k := range p.Accept {
		out = append(out, "."+string(k))
		if k == catalogue.JPEG {
			out = append(out, ".jpg")
		}
	}
	return strings.Join(out, ",")
}

// paperSent takes a file into its slot.
func (s *server) paperSent(v *visit, a *application, i int) error {
	p := a.steps[i].paper
	file, err := s.upload(v.ctx, &uploadInput{request: v.Request, writer: v.Writer})
	if err == nil {
		a.draft.Attachments = append(a.draft.Attachments, SlotFile{Slot: p.Slot, ID: file.Body.ID})
		err = s.keepDraft(v, a)
	}
	if err == nil && p.MaxCount > 1 {
		return v.goTo(v.Request.URL.RequestURI(), "")
	}
	if err == nil {
		return v.goTo(v.onward(a, i), "")
	}
	if nothingChosen(err) {
		err = fieldError("file", "required")
	}
	view, e := s.paperView(v, a, i)
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

// nothingChosen says whether a form came without its file.
func nothingChosen(err error) bool {
	var e *models.Error
	return errors.As(err, &e) && len(e.Fields) == 1 && e.Fields[0].Field == "file" && (e.Fields[0].Code == "name-missing" || e.Fields[0].Code == "required")
}

// paperRemoved takes a file out of the draft. What no case takes is removed by
// the sweeper.
func (s *server) paperRemoved(v *visit, a *application) error {
	id, back := models.AttachmentID(v.PostForm("file")), a.path(stepCheck)
	for _, f := range a.draft.Attachments {
		if f.ID == id {
			back = a.path(stepPaper + string(f.Slot))
		}
	}
	a.draft.Attachments = slices.DeleteFunc(a.draft.Attachments, func(f SlotFile) bool { return f.ID == id })
	if err := s.keepDraft(v, a); err != nil {
		return err
	}
	return v.goTo(back, "")
}
