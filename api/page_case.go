package api

import (
	"net/url"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) casePages(p pageRouter) {
	p.get("/cases", citizens, s.casesPage)
	p.get("/cases/:id", loggedIn, s.casePage)
	p.post("/cases/:id/messages", citizens, s.messageSent)
	p.get("/cases/:id/papers", citizens, s.paperPage)
	p.post("/cases/:id/papers", citizens, s.paperAdded)
	p.get("/cases/:id/payment", citizens, s.payPage)
	p.post("/cases/:id/payment", citizens, s.paySent)
	p.get("/cases/:id/withdrawal", citizens, s.withdrawPage)
	p.post("/cases/:id/withdrawal", citizens, s.withdrawSent)
	p.get("/cases/:id/completion", citizens, s.completePage)
	p.post("/cases/:id/completion", citizens, s.completeSent)
}

// casesPage lists what the visitor applied for, and what he has begun to write.
func (s *server) casesPage(v *visit) error {
	state := models.CaseState(v.DefaultQuery("state", string(models.Open)))
	if state != models.Open && state != models.Closed {
		return fault404
	}
	lines, next, err := s.caseLines(v.ctx, models.CaseFilter{State: state, Page: models.Page{After: v.Query("cursor"), Limit: 30}})
	if err != nil {
		return err
	}
	view := pages.Cases{}
	for _, st := range []models.CaseState{models.Open, models.Closed} {
		view.Tabs = append(view.Tabs, pages.Tab{Link: pages.Link{Href: "/cases?state=" + string(st), Text: v.text("cases." + string(st))}, Current: st == state})
	}
	for _, l := range lines {
		line, err := s.lineView(v, l)
		if err != nil {
			return err
		}
		view.Lines = append(view.Lines, line)
	}
	if next != "" {
		view.Pager.Next = "/cases?" + url.Values{"state": {string(state)}, "cursor": {next}}.Encode()
	}
	if v.Query("cursor") != "" {
		view.Pager.First = "/cases?state=" + string(state)
		return v.show(view)
	}
	drafts, err := s.listDrafts(v.ctx, nil)
	if err != nil {
		return err
	}
	for _, d := range drafts.Body.Items {
		if d.Channel != "" { // entered for somebody else, see /counter
			continue
		}
		service, err := s.service(v.ctx, d.Service, 0)
		if notFound(err) {
			continue // not offered any more
		}
		if err != nil {
			return err
		}
		a := &application{service: service, draft: d}
		s.plan(a)
		view.Drafts = append(view.Drafts, pages.ApplyDraft{Service: service.Title.In(v.r.Lang), Href: a.path(s.unfinished(a)), Drop: a.path("drop"), At: d.UpdatedAt})
	}
	return v.show(view)
}

// lineView is an application in a list.
func (s *server) lineView(v *visit, l CaseLine) (pages.CaseLine, error) {
	service, err := s.service(v.ctx, l.Service, 0)
	if err != nil && !notFound(err) {
		return pages.CaseLine{}, err
	}
	out := pages.CaseLine{Href: "/cases/" + string(l.ID), Title: l.ServiceTitle, Number: numberOf(l.Protocol), State: l.StateText, Tag: v.caseTag(l, mine(l, service)), At: l.SubmittedAt, Unread: l.Unread}
	if l.Kind == models.KindIdentity {
		out.Href = "/identification"
	}
	return out, nil
}

// mine says whether a case waits for its applicant.
func mine(l CaseLine, service *catalogue.Service) bool {
	if l.State != models.Open {
		return false
	}
	if l.Stage == models.Completion || l.Stage == models.Identification {
		return true
	}
	if service == nil {
		return false
	}
	st, ok := service.Stage(l.Stage)
	return ok && (st.Audience == models.ForPayer || st.Audience == models.ForCitizen)
}

func (v *visit) caseTag(l CaseLine, waits bool) pages.Tag {
	switch {
	case waits:
		return pages.Tag{Kind: "action", Text: v.text("case.tag.action")}
	case l.State == models.Open:
		return pages.Tag{Kind: "info", Text: v.text("case.tag.open")}
	case l.Outcome == models.Granted:
		return pages.Tag{Kind: "done", Text: v.text("case.tag.granted")}
	}
	return pages.Tag{Kind: "wait", Text: v.text("case.tag." + string(l.Outcome))}
}

// casePage shows an application. Who works for the municipality is led to the
// page of staff.
func (s *server) casePage(v *visit) error {
	if v.r.Actor.Person == "" {
		return v.goTo("/case/"+url.PathEscape(v.Param("id")), "")
	}
	b, err := s.caseOf(v)
	if err != nil {
		return err
	}
	if b.Kind == models.KindIdentity {
		return v.goTo("/identification", "")
	}
	view, err := s.caseView(v, b)
	if err != nil {
		return err
	}
	return v.show(view)
}

// caseOf reads the case of the path.
func (s *server) caseOf(v *visit) (b Case, err error) {
	id, err := v.id("id")
	if err != nil {
		return b, err
	}
	out, err := s.showCase(v.ctx, &caseInput{ID: models.CaseID(id)})
	if err != nil {
		return b, err
	}
	return out.Body, nil
}

// caseView is the page of a case. What the municipality wrote counts as read.
func (s *server) caseView(v *visit, b Case) (*pages.Case, error) {
	service, err := s.service(v.ctx, b.Service, b.Version)
	if err != nil {
		return nil, err
	}
	ask, err := s.ask(v, b, service)
	if err != nil {
		return nil, err
	}
	view := &pages.Case{ID: string(b.ID), Title: b.ServiceTitle, Number: numberOf(b.Protocol), Tag: v.caseTag(b.CaseLine, ask != nil), State: b.StateText,
		Closed: b.State == models.Closed, Ask: ask, Steps: v.steps(b, service), Filed: b.SubmittedAt, Unit: b.Handler.UnitName, Handler: b.Handler.Name,
		Phone: ident.ShowPhone(b.Handler.Phone), History: v.history(b), MayWrite: true, Receipt: b.Protocol != nil}
	if b.Behalf != nil {
		view.Applicant = b.Applicant
	}
	if !view.Closed {
		view.Expected, view.Legal = b.Due.Target, b.Due.Legal
		if s.Clock.Now().After(view.Expected) {
			view.Expected = b.Due.Legal
		}
	} else {
		if b.Outcome == models.Rejected && b.ClosedAt != nil {
			r := showRemedy(v.r.Lang, service)
			view.Remedy, view.RemedyEnd = r.Text, s.Calendar.Due(*b.ClosedAt, calendar.Term{Days: r.Days, Unit: calendar.CalendarDays})
		}
		if b.Outcome != models.Granted {
			view.Again = "/services/" + string(b.Service)
		}
	}
	for _, d := range b.Documents {
		view.Documents = append(view.Documents, v.documentView(d)...)
	}
	for _, f := range b.Files {
		view.Files = append(view.Files, v.fileView(b, f))
	}
	for _, l := range b.Links {
		line, err := s.lineView(v, l.Case)
		if err != nil {
			return nil, err
		}
		line.What = l.Text
		view.Links = append(view.Links, line)
	}
	return view, s.talk(v, b, view)
}

// documentView is what a document's newest version is to who gets it; nothing
// before it is issued.
func (v *visit) documentView(d Document) []pages.CaseDocument {
	if len(d.Versions) == 0 {
		return nil
	}
	newest := d.Versions[0]
	out := pages.CaseDocument{Title: d.Title, Number: numberOf(d.Protocol), Code: newest.Code, At: newest.IssuedAt}
	if len(newest.Files) > 0 {
		out.Href, out.Size = newest.Files[0].URL, newest.Files[0].Size
	}
	if d.State == models.DocRevoked {
		out.Void = v.text("case.revoked") + " " + d.RevokedWhy
	}
	return []pages.CaseDocument{out}
}

func (v *visit) fileView(b Case, f Attachment) pages.CaseFile {
	out := pages.CaseFile{Label: f.SlotLabel, Name: f.Name, Href: prefix + "/attachments/" + string(f.ID), Size: f.Size, At: f.UploadedAt, Staff: f.Staff,
		Replaced: f.ReplacedBy != "", Held: f.State == models.AttachmentHeld}
	if j := f.Verdict; j != nil {
		out.Verdict, out.Why = pages.Tag{Kind: "done", Text: v.text("case.accepted")}, j.Text
		if j.Verdict == models.PaperRefused {
			out.Verdict = pages.Tag{Kind: "action", Text: v.text("case.refused")}
		}
	}
	if b.State == models.Open && !out.Replaced && !f.Staff && f.Slot != "" {
		out.Replace = "/cases/" + string(b.ID) + "/papers?" + url.Values{"slot": {string(f.Slot)}}.Encode()
	}
	return out
}

// ask is what the case waits for from its applicant; nil: nothing.
func (s *server) ask(v *visit, b Case, service *catalogue.Service) (*pages.CaseAsk, error) {
	path := "/cases/" + string(b.ID)
	for _, t := range b.Tasks {
		if t.Purpose != models.ForStage || b.WithdrawnAt != nil {
			continue
		}
		switch {
		case t.Stage == models.Identification:
			return &pages.CaseAsk{Title: v.text("case.ask-identify"), Text: v.text("case.identify-why"), Until: t.DueAt, Do: pages.Link{Href: "/identification", Text: v.text("case.do-identify")}}, nil
		case t.Audience == models.ForPayer:
			out := &pages.CaseAsk{Title: v.text("case.ask-pay"), Until: t.DueAt, Do: pages.Link{Href: path + "/payment", Text: v.text("case.do-pay")}}
			if f := service.Fee; f != nil && !f.ByCouncil {
				out.Text = v.text("case.pay-amount", "Fee", pages.Euro(v.r.Lang, f.Amount.String()))
			}
			return out, nil
		case t.Audience == models.ForCitizen:
			return &pages.CaseAsk{Title: v.text("case.ask-complete"), Text: askedFor(b), Until: t.DueAt, Do: pages.Link{Href: path + "/completion", Text: v.text("case.do-complete")}}, nil
		}
	}
	return nil, nil
}

// askedFor is what the newest return asked for.
func askedFor(b Case) string {
	for _, t := range slices.Backward(b.Timeline) {
		if t.Outcome == models.Returned {
			return t.Note
		}
	}
	return ""
}

// steps is how far the case has come on its way.
func (v *visit) steps(b Case, service *catalogue.Service) []pages.Step {
	out := []pages.Step{{Name: v.text("case.submitted"), State: "done"}}
	at, seen := -1, map[models.StageKey]bool{}
	for _, t := range b.Timeline {
		seen[t.Stage] = true
		if i := slices.IndexFunc(service.Stages, func(st catalogue.Stage) bool { return st.Key == t.Stage }); i >= 0 {
			at = i
		}
	}
	for i, st := range service.Stages {
		step := pages.Step{Name: st.Label.In(v.r.Lang)}
		switch {
		case b.State == models.Closed && b.Outcome != models.Granted && !seen[st.Key]:
			continue // it never came there
		case i < at || b.State == models.Closed:
			step.State = "done"
		case i == at, at < 0 && i == 0:
			step.State = "now"
		}
		out = append(out, step)
	}
	last := pages.Step{Name: v.text("case.end")}
	if b.State == models.Closed {
		last = pages.Step{Name: b.OutcomeText, State: "done"}
	}
	return append(out, last)
}

// talk puts the conversation on the page and says that it was read.
func (s *server) talk(v *visit, b Case, view *pages.Case) error {
	in := &threadInput{ID: b.ID, Order: "desc"}
	in.Limit = 200
	thread, err := s.showThread(v.ctx, in)
	if err != nil {
		return err
	}
	var newest string
	for _, t := range slices.Backward(thread.Body.Items) {
		if t.Kind != models.ThreadMessage {
			continue
		}
		talk := pages.CaseTalk{Mine: t.Side == models.SideApplicant, Author: t.Author, At: t.At, Text: t.Text}
		for _, f := range t.Files {
			talk.Files = append(talk.Files, pages.Link{Href: prefix + "/attachments/" + string(f.ID), Text: f.Name})
		}
		if talk.Mine {
			var by []string
			for _, r := range t.Reads {
				by = append(by, v.text("case.read", "Name", r.Name, "At", calendar.ShortDateTime(r.At)))
			}
			talk.Read = strings.Join(by, " · ")
		} else if t.Unread {
			newest = t.ID
		}
		view.Talk = append(view.Talk, talk)
	}
	if newest == "" || !v.looks() {
		return nil
	}
	read := &readInput{ID: b.ID}
	read.Body.UpTo = models.MessageID(newest)
	_, err = s.readThread(v.ctx, read)
	return err
}
