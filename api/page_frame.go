package api

import (
	"net/url"
	"strings"
	"time"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// section is a line of the menu: shown to whom it is for, and when its page
// exists. Its text is "menu." and the path, with - for /.
type section struct {
	path string
	whom func(models.Actor) bool
}

func anybody(models.Actor) bool    { return true }
func citizen(a models.Actor) bool  { return a.Person != "" }
func outsider(a models.Actor) bool { return !a.Staff() }
func employee(a models.Actor) bool { return a.Staff() }
func worker(a models.Actor) bool {
	return a.Is(models.RoleClerk) || a.Is(models.RoleHead) || a.Is(models.RoleSignatory)
}
func registrar(a models.Actor) bool { return a.Is(models.RoleProtocol) }
func manager(a models.Actor) bool {
	return a.Is(models.RoleManager) || a.Is(models.RoleHead)
}
func admin(a models.Actor) bool { return a.Is(models.RoleAdmin) }

var (
	menu = []section{{"/", outsider}, {"/cases", citizen}, {"/queue", worker}, {"/search", employee}, {"/counter", enterer},
		{"/identify", worker}, {"/book", registrar}, {"/absence", worker}, {"/reports", manager}, {"/work", manager}, {"/admin", admin}}
	foot = []section{{"/accessibility", anybody}, {"/privacy", anybody}, {"/help", anybody}, {"/v", anybody}}
)

// names of paths that are no words.
var pathNames = map[string]string{"": "home", "v": "verify", "identify": "identification", "absence": "absences"}

// frame is what stands around a page for this visitor.
func (v *visit) frame() pages.Frame {
	f := pages.Frame{Lang: v.r.Lang, House: v.house(), Here: v.here(), Flash: v.flash(),
		Menu: v.links(menu), Foot: v.links(foot)}
	if a := v.r.Actor; a.Account != "" {
		f.User = &pages.User{Name: a.Name, Staff: a.Staff()}
	}
	for _, l := range f.Menu {
		if within(v.Request.URL.Path, l.Href) && len(l.Href) > len(f.Section) {
			f.Section = l.Href
		}
	}
	return f
}

// within says whether a path is another or below it.
func within(path, of string) bool {
	return path == of || of != "/" && strings.HasPrefix(path, of+"/")
}

// here is this page's address without the language; of a form the page it
// stands on.
func (v *visit) here() string {
	q := v.Request.URL.Query()
	q.Del("lang")
	return (&url.URL{Path: v.Request.URL.Path, RawQuery: q.Encode()}).String()
}

func (v *visit) links(entries []section) (out []pages.Link) {
	for _, e := range entries {
		if !v.s.paths[e.path] || !e.whom(v.r.Actor) {
			continue
		}
		name := strings.ReplaceAll(strings.TrimPrefix(e.path, "/"), "/", "-")
		if n, ok := pathNames[name]; ok {
			name = n
		}
		out = append(out, pages.Link{Href: e.path, Text: v.text("menu." + name)})
	}
	return out
}

// kept is the municipality as it was a moment ago.
type kept struct {
	at time.Time
	of models.MunicipalityName
}

// house is the municipality. While the database is away it is what was known
// last, so that the page which says so has a head.
func (v *visit) house() pages.House {
	now, k := v.s.Clock.Now(), v.s.municipality.Load()
	if k == nil || !now.Before(k.at.Add(namesKept)) {
		m, err := v.s.Store.Municipality(v.ctx, v.s.Municipality)
		switch {
		case err == nil:
			k = &kept{now, m}
			v.s.municipality.Store(k)
		case k == nil:
			return pages.House{Name: "Thyrida"}
		}
	}
	m := k.of
	return pages.House{Name: nameIn(v.r.Lang, m.El, m.En), Address: m.Address, Phone: ident.ShowPhone(m.Phone), Email: m.Email}
}
