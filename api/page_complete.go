package api

import (
	"net/url"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// completePage is where a return is answered; it also says why there is nothing
// to answer.
func (s *server) completePage(v *visit) error {
	b, err := s.caseOf(v)
	if err != nil {
		return err
	}
	view, err := s.completeForm(v, b)
	if err != nil {
		return err
	}
	return v.show(view)
}

func (s *server) completeForm(v *visit, b Case) (*pages.CaseComplete, error) {
	view := &pages.CaseComplete{Base: v.casePath(b.ID), Case: b.ServiceTitle, Staff: v.forHouse()}
	i := slices.IndexFunc(b.Tasks, func(t Task) bool { return t.Stage == models.Completion && t.Purpose == models.ForStage })
	switch {
	case b.State == models.Closed && b.Outcome == models.Lapsed:
		view.Over, view.Again = v.text("complete.lapsed"), "/services/"+string(b.Service)
	case b.State == models.Closed:
		view.Over, view.Again = v.text("complete.closed"), "/services/"+string(b.Service)
	case i < 0:
		view.Over = v.text("complete.nothing")
	case view.Staff && !slices.ContainsFunc(b.Tasks[i].Outcomes, func(o TaskOutcome) bool { return o.Outcome == models.Answered }):
		return nil, forbidden // he answers himself
	}
	if view.Over != "" {
		if view.Staff {
			view.Over, view.Again = v.text("complete.staff-nothing"), ""
		}
		return view, nil
	}
	t := b.Tasks[i]
	view.Why, view.Until = askedFor(b), t.DueAt
	since := func(a Attachment) bool {
		return a.AddedAt != nil && !a.AddedAt.Before(t.OpenedAt) && !a.Internal && (!a.Staff || view.Staff) && a.ReplacedBy == ""
	}
	for _, n := range t.Needed {
		p := pages.CaseNeeded{Slot: string(n.Slot), Label: n.Label, Href: view.Base + "/papers?" + url.Values{"slot": {string(n.Slot)}, "to": {"completion"}}.Encode()}
		for _, a := range b.Files {
			if a.Slot == n.Slot && a.Verdict != nil && a.Verdict.Verdict == models.PaperRefused {
				p.Why = a.Verdict.Text
			}
		}
		view.Papers = append(view.Papers, p)
	}
	for _, a := range b.Files {
		if since(a) {
			view.Brought = append(view.Brought, a.Name)
		}
	}
	service, err := s.service(v.ctx, b.Service, b.Version)
	if err != nil {
		return nil, err
	}
	for _, f := range s.amendable(b, service) {
		view.Inputs = append(view.Inputs, v.input(f, b.Form[string(f.Key)]))
	}
	return view, nil
}

// forHouse says whether an employee acts on a case, for an applicant who has no
// login or for the house; casePath is where he, or the applicant, sees it.
func (v *visit) forHouse() bool { return strings.HasPrefix(v.FullPath(), "/case/") }

func (v *visit) casePath(id models.CaseID) string {
	if v.forHouse() {
		return "/case/" + string(id)
	}
	return "/cases/" + string(id)
}

// amendable are the questions that the form as it was filed asks.
func (s *server) amendable(b Case, service *catalogue.Service) []catalogue.Field {
	fields, _ := service.Asked(b.Form, s.Clock.Now())
	return fields
}

// completeSent answers the return. The form is a new version only if something
// in it was changed.
func (s *server) completeSent(v *visit) error {
	b, err := s.caseOf(v)
	if err != nil {
		return err
	}
	service, err := s.service(v.ctx, b.Service, b.Version)
	if err != nil {
		return err
	}
	in := &completeInput{ID: b.ID}
	in.Body.Note = v.PostForm("note")
	form := map[string]any{}
	fields := s.amendable(b, service)
	v.typed(fields, form)
	for _, f := range fields {
		if v.answer(f, form[string(f.Key)]) != v.answer(f, b.Form[string(f.Key)]) {
			in.Body.Form = form
		}
	}
	err = v.once(func() (string, string, error) {
		_, err := s.completeCase(v.ctx, in)
		if v.forHouse() {
			return v.casePath(b.ID), "completed-for", err
		}
		return v.casePath(b.ID), "completed", err
	})
	if err == nil {
		return nil
	}
	view, e := s.completeForm(v, b)
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}
