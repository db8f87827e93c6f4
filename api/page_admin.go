package api

import (
	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// adminSections are the administrator's pages in the order of the sub-navigation
// and of the overview. One is listed when its route exists: its name is
// "admin.sections.<name>", what it is for "admin.leads.<name>".
var adminSections = []string{"units", "points", "people", "audit", "services", "templates", "deliveries", "doctor"}

func (s *server) adminPages(p pageRouter) {
	p.get("/admin", admins, s.adminPage)
	s.adminServicePages(p)
	s.unitPages(p)
	s.peoplePages(p)
	s.auditPages(p)
}

// adminNav is the sub-navigation on one of the administrator's pages.
func (v *visit) adminNav() (n pages.AdminNav) {
	here := v.Request.URL.Path
	tab := func(path, name string) {
		n.Sections = append(n.Sections, pages.Tab{Link: pages.Link{Href: path, Text: v.text("admin.sections." + name)},
			Current: path == here || path != "/admin" && within(here, path)})
	}
	tab("/admin", "overview")
	for _, name := range adminSections {
		if path := "/admin/" + name; v.s.paths[path] {
			tab(path, name)
		}
	}
	return n
}

func (s *server) adminPage(v *visit) error {
	e, err := s.desk(v.ctx).Estate(v.ctx)
	if err != nil {
		return err
	}
	view := pages.Admin{AdminNav: v.adminNav()}
	for _, name := range adminSections {
		if path := "/admin/" + name; s.paths[path] {
			card := pages.AdminCard{Link: pages.Link{Href: path, Text: v.text("admin.sections." + name)}, Lead: v.text("admin.leads." + name)}
			card.Fact, card.Alarm = v.fact(name, e)
			view.Cards = append(view.Cards, card)
		}
	}
	return v.show(view)
}

// fact is how things stand in a section, and whether somebody should look.
func (v *visit) fact(section string, e models.Estate) (text string, alarm bool) {
	switch {
	case section == "units" && e.Headless > 0:
		return v.text("admin.facts.units-headless", "Count", e.Headless), true
	case section == "points" && e.Points == 0:
		return v.text("admin.facts.no-points"), true
	case section == "units":
		return v.text("admin.facts.units", "Count", e.Units), false
	case section == "points":
		return v.text("admin.facts.points", "Count", e.Points), false
	case section == "people":
		return v.text("admin.facts.people", "Count", e.Staff), false
	}
	return "", false
}
