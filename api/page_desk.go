package api

import (
	"net/url"
	"strings"
	"time"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

func (s *server) deskPages(p pageRouter) {
	p.get("/search", staff, s.searchPage)
	p.get("/identify", staff, func(v *visit) error { return v.show(pages.Identify{}) })
	p.post("/identify", staff, s.identityLooked)
	p.post("/identify/:id", staff, s.identityDecided)
	p.get("/absence", staff, s.absencePage)
	p.post("/absence", staff, s.absenceSent)
	p.post("/absence/:id/end", staff, s.absenceEnded)
	p.post("/absence/reassign", staff, s.tasksMoved)
}

// searchPage finds cases by what somebody types.
func (s *server) searchPage(v *visit) error {
	q := strings.TrimSpace(v.Query("q"))
	if len([]rune(q)) > 100 {
		return fieldError("q", "too-long")
	}
	view := pages.Search{Query: q, State: v.Query("state"), Service: v.Query("service"), Asked: q != "", Keys: v.keys()}
	for _, st := range []string{"", "open", "closed"} {
		key := st
		if st == "" {
			key = "all"
		}
		view.States = append(view.States, pages.Choice{Value: st, Label: v.text("search.states." + key)})
	}
	services, err := s.services(v.ctx)
	if err != nil {
		return err
	}
	view.Services = v.serviceChoices(services)
	if q == "" {
		return v.show(view)
	}
	state := models.CaseState(view.State)
	if state != models.Open && state != models.Closed {
		state = ""
	}
	found, next, err := s.desk(v.ctx).Cases(v.ctx, models.CaseFilter{Query: q, State: state, Service: models.ServiceCode(view.Service), Page: models.Page{After: v.Query("cursor"), Limit: 50}})
	if err != nil {
		return err
	}
	names, err := s.unitNames(v.ctx)
	if err != nil {
		return err
	}
	for _, c := range found {
		l, err := s.showLine(v.ctx, names, c)
		if err != nil {
			return err
		}
		row := pages.SearchRow{Href: "/case/" + string(l.ID), Title: l.ServiceTitle, Applicant: l.Applicant, Unit: l.UnitName,
			State: pages.Tag{Kind: "info", Text: l.StateText}, At: l.SubmittedAt}
		if l.State == models.Closed {
			row.State.Kind = "done"
		}
		if l.Protocol != nil {
			row.Number = number(*l.Protocol)
		}
		view.Rows = append(view.Rows, row)
	}
	if next != "" {
		view.Pager.Next = "/search?" + url.Values{"q": {q}, "state": {view.State}, "service": {view.Service}, "cursor": {next}}.Encode()
	}
	return v.show(view)
}

// identityLooked finds a request by its code.
func (s *server) identityLooked(v *visit) error {
	view, err := v.found()
	if err != nil {
		return v.again(view, &view.Form, err)
	}
	return v.show(view)
}

// found is the request of the code that was typed, with what a decision needs.
func (v *visit) found() (*pages.Identify, error) {
	view, in := &pages.Identify{}, &findIdentityInput{}
	if err := v.read(&in.Body); err != nil {
		return view, err
	}
	out, err := v.s.findIdentity(v.ctx, in)
	if err != nil {
		return view, err
	}
	points, err := v.s.listPoints(v.ctx, nil)
	if err != nil {
		return view, err
	}
	names, err := v.s.unitNames(v.ctx)
	if err != nil {
		return view, err
	}
	b := out.Body
	view.Found = &pages.Identified{ID: string(b.ID), Code: in.Body.Code, Person: b.Name, FatherName: b.FatherName, AFMEnd: b.AFMEnd, At: b.AskedAt}
	for _, d := range points.Body.Documents {
		view.Kinds = append(view.Kinds, pages.Choice{Value: string(d.Kind), Label: d.Label})
	}
	if len(b.Points) > 1 {
		for _, u := range b.Points {
			view.Units = append(view.Units, pages.Choice{Value: string(u), Label: names[u]})
		}
	}
	for _, code := range b.Waiting {
		if w, err := v.s.service(v.ctx, code, 0); err == nil {
			view.Found.Waiting = append(view.Found.Waiting, w.Title.In(v.r.Lang))
		}
	}
	return view, nil
}

// identityDecided confirms or refuses who somebody is.
func (s *server) identityDecided(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	in := &decideIdentityInput{ID: models.CaseID(id)}
	if err = v.read(&in.Body); err == nil {
		err = v.once(func() (to, flash string, err error) {
			flash = "identified"
			if in.Body.Outcome == models.Rejected {
				flash = "identity-refused"
			}
			_, err = s.decideIdentity(v.ctx, in)
			return "/identify", flash, err
		})
	}
	if err == nil {
		return nil
	}
	view, e := v.found()
	if e != nil {
		return err
	}
	return v.again(view, &view.Form, err)
}

func (v *visit) absences() (*pages.Absences, error) {
	out, err := v.s.listAbsences(v.ctx, &listAbsencesInput{})
	if err != nil {
		return nil, err
	}
	view, me, heads := &pages.Absences{}, v.r.Actor.Account, v.r.Actor.Is(models.RoleHead)
	for _, a := range out.Body.Items {
		view.Rows = append(view.Rows, pages.AbsenceRow{ID: string(a.ID), Who: a.Name, Substitute: a.SubstituteName, From: a.From, To: a.To, Signs: a.Signs,
			Ends: a.EndedAt == nil && (a.Account == me || heads && a.Substitute != me)})
	}
	subs, err := v.s.listSubstitutes(v.ctx, &listSubstitutesInput{})
	if err != nil {
		return nil, err
	}
	for _, c := range subs.Body.Items {
		view.Substitutes = append(view.Substitutes, pages.Choice{Value: string(c.Account), Label: c.Name})
	}
	if !heads {
		return view, nil
	}
	view.Substitutes = append(view.Substitutes, pages.Choice{Value: string(me), Label: v.r.Actor.Name}) // for his clerks
	if view.Staff, err = v.colleagues(); err != nil {
		return nil, err
	}
	view.Takers = append([]pages.Choice{{Label: v.text("absences.queue")}}, view.Staff...)
	names, err := v.s.unitNames(v.ctx)
	for _, g := range v.r.Actor.Grants {
		if g.Role == models.RoleHead {
			view.Units = append(view.Units, pages.Choice{Value: string(g.Unit), Label: names[g.Unit]})
		}
	}
	return view, err
}

func (s *server) absencePage(v *visit) error {
	view, err := v.absences()
	if err != nil {
		return err
	}
	return v.show(view)
}

func (v *visit) absencesAgain(err error) error {
	view, e := v.absences()
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

// day reads a day that was chosen, as its beginning in Athens.
func (v *visit) day(field string) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateOnly, v.PostForm(field), calendar.Athens)
	if err != nil {
		return at, fieldError(field, "date-form")
	}
	return at, nil
}

func (s *server) absenceSent(v *visit) error {
	in := &recordAbsenceInput{}
	b := &in.Body
	b.Account, b.Substitute, b.Signs = models.AccountID(v.PostForm("account")), models.AccountID(v.PostForm("substitute")), v.PostForm("signs") == "true"
	var err error
	if b.From, err = v.day("from"); err == nil {
		b.To, err = v.day("to")
		b.To = b.To.AddDate(0, 0, 1) // the last day is one of it
	}
	if err == nil && (len(badIDs("account", []models.AccountID{b.Substitute})) > 0) {
		err = fieldError("substitute", "required")
	}
	if err == nil && b.Account != "" && len(badIDs("account", []models.AccountID{b.Account})) > 0 {
		err = fieldError("account", "no-such-account")
	}
	if err == nil {
		err = v.once(func() (string, string, error) {
			out, err := s.recordAbsence(v.ctx, in)
			if err == nil && len(out.Body.Warnings) > 0 {
				return "/absence", "absence-warned", nil
			}
			return "/absence", "absence-kept", err
		})
	}
	if err != nil {
		return v.absencesAgain(err)
	}
	return nil
}

func (s *server) absenceEnded(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if _, err := s.endAbsence(v.ctx, &endAbsenceInput{ID: models.AbsenceID(id)}); err != nil {
		return v.absencesAgain(err)
	}
	return v.goTo("/absence", "absence-ended")
}

// tasksMoved gives everything of somebody to somebody else, or back.
func (s *server) tasksMoved(v *visit) error {
	in := &reassignInput{}
	in.Body.From, in.Body.To, in.Body.Unit = models.AccountID(v.PostForm("giver")), models.AccountID(v.PostForm("taker")), models.UnitCode(v.PostForm("unit"))
	if len(badIDs("giver", []models.AccountID{in.Body.From})) > 0 {
		return v.absencesAgain(fieldError("giver", "required"))
	}
	if in.Body.To != "" && len(badIDs("taker", []models.AccountID{in.Body.To})) > 0 {
		return v.absencesAgain(fieldError("taker", "no-such-account"))
	}
	done, refused := 0, 0
	for more := true; more; {
		out, err := s.reassignTasks(v.ctx, in)
		if err != nil {
			return v.absencesAgain(rename(rename(err, "to", "taker"), "from", "giver"))
		}
		for _, r := range out.Body.Results {
			if r.Done {
				done++
			} else {
				refused++
			}
		}
		more, in.Body.After = out.Body.More, out.Body.After
	}
	return v.goTo("/absence", "reassigned", "Done", itoa(done), "Refused", itoa(refused))
}
