package api

import (
	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// counterDeclareView is the last page of an entry: what the applicant stands
// for, and which document he showed.
func (s *server) counterDeclareView(v *visit, a *application) (*pages.CounterDeclare, error) {
	channel := string(a.draft.Channel)
	view := &pages.CounterDeclare{At: v.applyAt(a, a.step(stepDeclare)), Agree: v.text("counter.agree." + channel),
		Needed: a.service.Identity == catalogue.Substantial}
	if f := a.service.Fee; f != nil {
		view.Fee = v.text("service.by-council")
		if !f.ByCouncil {
			view.Fee = pages.Euro(v.r.Lang, f.Amount.String())
		}
	}
	units := v.unitsAt()
	if a.draft.Channel != models.FiledCounter || len(units) == 0 { // nobody shows a document on the phone
		return view, nil
	}
	points, err := s.listPoints(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	view.Kinds = []pages.Choice{{Label: v.text("counter.nothing-shown")}}
	for _, d := range points.Body.Documents {
		view.Kinds = append(view.Kinds, pages.Choice{Value: string(d.Kind), Label: d.Label})
	}
	if len(units) > 1 {
		names, err := s.unitNames(v.ctx)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			view.Units = append(view.Units, pages.Choice{Value: string(u), Label: names[u]})
		}
	}
	return view, nil
}

// unitsAt are the units where the visitor receives people.
func (v *visit) unitsAt() (out []models.UnitCode) {
	seen := map[models.UnitCode]bool{}
	for _, g := range v.r.Actor.Grants {
		if (g.Role == models.RoleClerk || g.Role == models.RoleHead) && !seen[g.Unit] {
			seen[g.Unit] = true
			out = append(out, g.Unit)
		}
	}
	return out
}

// counterDeclared files an entry.
func (s *server) counterDeclared(v *visit, a *application) error {
	in := &submitInput{}
	var shown struct {
		Identification *ShownDocument `json:"identification,omitempty"`
	}
	form := v.Request.PostForm
	if form.Get("identification.kind") == "" {
		for _, key := range []string{"kind", "number", "expires", "unit", "known"} {
			form.Del("identification." + key)
		}
	}
	err := v.read(&shown)
	if err == nil && v.PostForm("declared") != "true" {
		err = fieldError("declared", "not-declared")
	}
	if err == nil {
		err = v.once(func() (to, flash string, err error) {
			in.Body.Channel, in.Body.Identification = a.draft.Channel, shown.Identification
			if in.Body.Applicant, err = a.came(); err != nil {
				return "", "", err
			}
			return s.fileDraft(v, a, in, "/case/")
		})
	}
	if err == nil {
		return nil
	}
	if elsewhere(v, err) {
		return v.goTo(a.path(stepCheck), "")
	}
	view, e := s.counterDeclareView(v, a)
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

// counterFiled confirms an entry: what to print, and the next one.
func (s *server) counterFiled(v *visit) error {
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
	b := r.Body
	view := &pages.CounterFiled{ID: id, Title: b.Subject, Number: numberOf(&b.Protocol), Applicant: b.Applicant, At: b.Protocol.At, Target: b.Due.Target,
		Legal: b.Due.Legal, Unit: b.UnitName, Identify: c.Body.Stage == models.Identification, Signs: b.Channel == models.FiledCounter, Inside: c.Body.Form != nil}
	if b.Behalf != nil {
		view.Speaks = b.Behalf.Representative
	}
	for _, p := range b.Papers {
		view.Papers = append(view.Papers, p.SlotLabel+" – "+p.Name)
	}
	person, err := s.desk(v.ctx).CameWith(v.ctx, in.ID)
	if err == nil {
		var p models.Person
		p, err = s.desk(v.ctx).Person(v.ctx, person)
		view.Again, view.Email, view.Mobile = "/counter?person="+string(person), p.Email, ident.ShowPhone(p.Mobile)
	}
	if err != nil && !notFound(err) && !isCode(err, "not-allowed") { // who only reads about the case
		return err
	}
	if like := v.Query("like"); like != "" && like != id {
		if _, err := s.showCase(v.ctx, &caseInput{ID: models.CaseID(like)}); err == nil {
			view.Duplicate = "/case/" + like
		}
	}
	return v.show(view)
}
