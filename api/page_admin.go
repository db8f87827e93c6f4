package api

import (
	"github.com/thyrida/thyrida/api/pages"
)

// adminSections are the administrator's pages in the order of the sub-navigation
// and of the overview. One is listed when its route exists: its name is
// "admin.sections.<name>", what it is for "admin.leads.<name>".
var adminSections = []string{"units", "points", "people", "audit", "services", "templates", "deliveries", "doctor"}

func (s *server) adminPages(p pageRouter) {
	p.get("/admin", admins, s.adminPage)
	s.adminServicePages(p)
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
	view := pages.Admin{AdminNav: v.adminNav()}
	for _, name := range adminSections {
		if path := "/admin/" + name; s.paths[path] {
			view.Cards = append(view.Cards, pages.AdminCard{Link: pages.Link{Href: path, Text: v.text("admin.sections." + name)}, Lead: v.text("admin.leads." + name)})
		}
	}
	return v.show(view)
}
