package api

import (
	"net/url"
	"strings"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) counterPages(p pageRouter) {
	p.get("/counter", staff, entering(s.counterPage))
	p.get("/counter/:code", staff, entering(s.counterBegin))
	p.post("/counter/:code", staff, entering(s.applyBegun))
	p.get("/counter/:code/:draft/:step", staff, entering(s.applyPage))
	p.post("/counter/:code/:draft/:step", staff, entering(s.applySent))
	p.get("/case/:id/filed", staff, s.counterFiled)
}

// entering lets in who may enter for somebody else.
func entering(h func(*visit) error) func(*visit) error {
	return func(v *visit) error {
		if !enterer(v.r.Actor) {
			return forbidden
		}
		return h(v)
	}
}

// counterPage begins an entry: who came, then what he wants.
func (s *server) counterPage(v *visit) error {
	view := &pages.Counter{Query: strings.TrimSpace(v.Query("q")), New: v.Query("new") != "", Wanted: strings.TrimSpace(v.Query("service"))}
	if len([]rune(view.Query)) > 100 || len([]rune(view.Wanted)) > 100 {
		return fieldError("q", "too-long")
	}
	chosen, err := v.chosen()
	switch {
	case err != nil:
		return err
	case chosen != nil:
		view.Chosen = chosen
		err = s.wanted(v, view)
	case view.New:
		err = s.wanted(v, view)
	case view.Query != "":
		err = s.people(v, view)
	}
	if err != nil {
		return err
	}
	if view.Drafts, err = s.counterDrafts(v); err != nil {
		return err
	}
	return v.show(view)
}

// chosen is who was found before and is entered for, nil for nobody.
func (v *visit) chosen() (*pages.CounterPerson, error) {
	id := v.Query("person")
	if id == "" {
		return nil, nil
	}
	if uuid.Validate(id) != nil {
		return nil, fault404
	}
	p, err := v.s.desk(v.ctx).Person(v.ctx, models.PersonID(id))
	if err != nil {
		return nil, err
	}
	return counterPerson(p), nil
}

func counterPerson(p models.Person) *pages.CounterPerson {
	out := &pages.CounterPerson{ID: string(p.ID), Person: p.Name, FatherName: p.FatherName, Mobile: ident.ShowPhone(p.Mobile), Email: p.Email,
		Address: strings.Trim(p.Address+", "+p.Postcode, ", "), Known: p.Level == models.IdentityB}
	if n := len(p.AFM); n > 3 {
		out.AFMEnd = p.AFM[n-3:]
	}
	return out
}

// people finds who came before.
func (s *server) people(v *visit, view *pages.Counter) error {
	f := models.PersonFilter{Query: view.Query}
	if mobile, err := ident.Mobile(view.Query); err == nil {
		f.Mobile = mobile
	}
	found, err := s.desk(v.ctx).Persons(v.ctx, f)
	for _, p := range found {
		view.People = append(view.People, *counterPerson(p))
	}
	return err
}

// wanted lists the services that have the words, all of them without.
func (s *server) wanted(v *visit, view *pages.Counter) error {
	lines, err := s.serviceLines(v.ctx, "", view.Wanted)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for _, l := range lines {
		i, ok := at[l.UnitName]
		if !ok {
			i = len(view.Groups)
			at[l.UnitName], view.Groups = i, append(view.Groups, pages.ServiceGroup{Title: l.UnitName})
		}
		view.Groups[i].Services = append(view.Groups[i].Services, pages.ServiceLink{Slug: v.counterPath(string(l.Code)), Title: l.Title, Summary: l.Summary})
	}
	view.Found = len(lines)
	return nil
}

// counterPath leads on with who was chosen: to a service, or back to all.
func (v *visit) counterPath(service string) string {
	q, path := url.Values{}, "/counter"
	if p := v.Query("person"); p != "" {
		q.Set("person", p)
	} else {
		q.Set("new", "1")
	}
	if service != "" {
		path += "/" + service
	}
	return path + "?" + q.Encode()
}

// counterDrafts are the entries that were begun.
func (s *server) counterDrafts(v *visit) (out []pages.ApplyDraft, err error) {
	drafts, err := s.listDrafts(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts.Body.Items {
		if d.Channel == "" {
			continue
		}
		service, err := s.service(v.ctx, d.Service, 0)
		if notFound(err) {
			continue // not offered any more
		}
		if err != nil {
			return nil, err
		}
		a := &application{counter: true, service: service, draft: d}
		s.plan(a)
		line := pages.ApplyDraft{Service: service.Title.In(v.r.Lang), Href: a.path(s.unfinished(a)), Drop: a.path("drop"), At: d.UpdatedAt}
		if name, _ := d.Applicant["name"].(string); name != "" {
			line.Service += " – " + name
		}
		out = append(out, line)
	}
	return out, nil
}

// counterBegin asks how the request came, and for whom it is.
func (s *server) counterBegin(v *visit) error {
	service, err := s.service(v.ctx, models.ServiceCode(v.Param("code")), 0)
	if err != nil {
		return err
	}
	return v.show(v.beginning(&application{counter: true, service: service}))
}
