package api

import (
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) homePages(p pageRouter) {
	p.get("/", anyone, s.homePage)
	p.get("/services/:code", anyone, s.servicePage)
}

// homePage shows all services by unit, or those that are looked for.
func (s *server) homePage(v *visit) error {
	q := strings.TrimSpace(v.Query("q"))
	if len(q) > 200 {
		q = ""
	}
	lines, err := s.serviceLines(v.ctx, "", q)
	if err != nil {
		return err
	}
	view, at := pages.Home{Query: q, Found: len(lines)}, map[string]int{}
	for _, l := range lines {
		title := l.UnitName
		if q != "" {
			title = ""
		}
		i, ok := at[title]
		if !ok {
			i = len(view.Groups)
			at[title] = i
			view.Groups = append(view.Groups, pages.ServiceGroup{Title: title})
		}
		g := &view.Groups[i]
		g.Services = append(g.Services, pages.ServiceLink{Slug: string(l.Code), Title: l.Title, Summary: l.Summary, Unit: l.UnitName})
	}
	return v.show(view)
}

// servicePage is where an application begins.
func (s *server) servicePage(v *visit) error {
	out, err := s.showService(v.ctx, &serviceInput{Code: models.ServiceCode(v.Param("code"))})
	if err != nil {
		return err
	}
	b := out.Body
	view := pages.Service{Slug: string(b.Code), Title: b.Title, Summary: b.Summary, Result: b.Result, Unit: b.UnitName,
		Who: []string{v.text("service.who-anyone")}, Fee: v.text("service.free"), Legal: b.Terms.LegalDays, Target: b.Terms.TargetDays,
		Basis: []string{b.Terms.Basis}, Remedy: b.Remedy.Text, Start: "/apply/" + string(b.Code)}
	if b.Identity != catalogue.Low {
		view.Who[0] = v.text("service.who-identified")
	}
	for _, k := range b.Behalf {
		view.Who = append(view.Who, v.text("service.behalf."+string(k)))
	}
	for _, d := range b.Delivery {
		view.Delivery = append(view.Delivery, v.text("service.delivery."+string(d)))
	}
	for _, p := range b.Papers {
		view.Papers = append(view.Papers, v.paper(p))
	}
	if f := b.Fee; f != nil {
		view.Fee, view.FeeNote = pages.Euro(v.r.Lang, f.Amount), f.Note
		if f.ByCouncil {
			view.Fee = v.text("service.by-council")
		}
		view.Basis = append(view.Basis, f.Basis)
	}
	if b.Remedy.Basis != "" {
		view.Basis = append(view.Basis, b.Remedy.Basis)
	}
	if t := b.Times; t != nil {
		view.Times = &pages.Times{Median: t.Median, P90: t.P90, Cases: t.N}
	}
	if a := v.r.Actor; a.Account != "" && a.Person == "" {
		view.Start, view.Why = "", v.text("service.not-citizen")
	}
	units, err := s.Store.Units(v.ctx, s.Municipality)
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Code == b.Unit {
			view.Phone = ident.ShowPhone(u.Phone)
		}
	}
	return v.show(view)
}

// paper says what a paper is, when it is needed and which files will do.
func (v *visit) paper(p ServicePaper) pages.ServicePaper {
	out := pages.ServicePaper{Label: p.Label, Help: p.Help, Fetched: p.ExOfficio}
	var kinds []string
	photo := false
	for _, k := range p.Accept {
		if k == "pdf" {
			kinds = append(kinds, "PDF")
		} else {
			photo = true
		}
	}
	if photo {
		kinds = append(kinds, v.text("service.photo"))
	}
	out.Kinds = v.text("service.paper-kinds", "Kinds", strings.Join(kinds, " "+v.text("service.or")+" "), "Size", pages.Size(v.r.Lang, p.MaxBytes))
	switch {
	case p.When != nil:
		out.When = v.text("service.paper-some")
	case !p.Required:
		out.When = v.text("service.paper-optional")
	}
	return out
}
