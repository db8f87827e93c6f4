package api

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

func (s *server) adminServicePages(p pageRouter) {
	p.get("/admin/services", admins, s.adminServicesPage)
	p.get("/admin/services/:code", admins, s.adminServicePage)
	s.adminTemplatePages(p)
	s.adminDeliveryPages(p)
	s.adminDoctorPages(p)
}

// versionHref is the page of a version; the newest if it is 0.
func versionHref(code models.ServiceCode, version int) string {
	href := "/admin/services/" + string(code)
	if version > 0 {
		href += "?version=" + itoa(version)
	}
	return href
}

// publicHref is the citizen's page; empty of what nobody applies for.
func publicHref(v Version) string {
	if v.Kind != models.KindApplication {
		return ""
	}
	return "/services/" + string(v.Code)
}

func (s *server) adminServicesPage(v *visit) error {
	out, err := s.listVersions(v.ctx, nil)
	if err != nil {
		return err
	}
	kinds := []models.CaseKind{models.KindApplication, models.KindCertificate, models.KindIdentity}
	groups := map[models.CaseKind]*pages.VersionGroup{}
	view := pages.AdminServices{AdminNav: v.adminNav()}
	for _, u := range out.Body.Items {
		g := groups[u.Kind]
		if g == nil {
			g = &pages.VersionGroup{Title: v.text("admin_services.kinds." + string(u.Kind))}
			groups[u.Kind] = g
		}
		if !u.Newest {
			if row := &g.Rows[len(g.Rows)-1]; u.Open > 0 {
				row.Older = append(row.Older, pages.OlderVersion{Href: versionHref(u.Code, u.Version), Version: u.Version, Open: u.Open})
			}
			continue
		}
		g.Rows = append(g.Rows, pages.VersionRow{Title: u.Title, Href: versionHref(u.Code, 0), Unit: u.UnitName, Public: publicHref(u), Version: u.Version,
			Open: u.Open, Since: u.PublishedAt})
	}
	for _, k := range kinds {
		if g := groups[k]; g != nil {
			view.Groups = append(view.Groups, *g)
		}
	}
	return v.show(view)
}

func (s *server) adminServicePage(v *visit) error {
	out, err := s.listVersions(v.ctx, nil)
	if err != nil {
		return err
	}
	code := models.ServiceCode(v.Param("code"))
	number, err := strconv.Atoi(v.Query("version"))
	if err != nil {
		number = 0
	}
	var shown *Version
	var tabs []pages.Tab
	for i, u := range out.Body.Items {
		if u.Code != code {
			continue
		}
		here := number == 0 && u.Newest || u.Version == number
		if here {
			shown = &out.Body.Items[i]
		}
		tabs = append(tabs, pages.Tab{Link: pages.Link{Href: versionHref(code, u.Version), Text: v.text("admin_services.older", "Version", u.Version), Count: u.Open},
			Counted: true, Current: here})
	}
	if shown == nil {
		return fault404
	}
	service, err := s.service(v.ctx, code, shown.Version)
	if err != nil {
		return err
	}
	names, err := s.unitNames(v.ctx)
	if err != nil {
		return err
	}
	lang := v.r.Lang
	view := pages.AdminService{AdminNav: v.adminNav(), Title: service.Title.In(lang), Summary: service.Summary.In(lang), Version: shown.Version, Open: shown.Open,
		Newest: shown.Newest, Public: publicHref(*shown), Versions: tabs, Flow: flowOf(lang, s.Texts, names, service), Facts: v.serviceFacts(service, *shown),
		Messages: v.text("admin_services.general-messages"), Source: service.Source, Note: service.Note}
	for _, f := range service.Form {
		view.Fields = append(view.Fields, v.adminField(service, f))
	}
	for _, p := range service.Papers {
		view.Papers = append(view.Papers, v.adminPaper(service, p))
	}
	if own := slices.Sorted(maps.Keys(service.Notices)); len(own) > 0 {
		for i, e := range own {
			own[i] = models.Event(v.eventName(string(e)))
		}
		view.Messages = v.text("admin_services.own-messages", "Events", strings.Join(stringsOf(own), ", "))
	}
	if shown.Kind == models.KindApplication {
		view.MessagesHref = "/admin/templates/received?service=" + string(code)
	}
	return v.show(view)
}

func stringsOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = string(t)
	}
	return out
}

// eventName is what an event is called for the administrator.
func (v *visit) eventName(key string) string { return v.text("admin_templates.events." + key) }

// serviceFacts are the particulars of a version.
func (v *visit) serviceFacts(s *catalogue.Service, u Version) (rows []pages.Row) {
	add := func(key string, values ...string) {
		values = slices.DeleteFunc(values, func(t string) bool { return t == "" })
		if len(values) > 0 {
			rows = append(rows, pages.Row{Key: v.text("admin_services." + key), Value: strings.Join(values, " · ")})
		}
	}
	lang := v.r.Lang
	indicative := func(is bool) string {
		if is {
			return v.text("admin_services.indicative")
		}
		return ""
	}
	add("unit", u.UnitName)
	add("published", pages.Day(lang, u.PublishedAt))
	add("result", s.Result.In(lang))
	add("identity", v.text("admin_services.identity-"+string(s.Identity)))
	protocol := "no"
	if s.Protocol {
		protocol = "yes"
	}
	add("protocol", v.text("admin_services.protocol-"+protocol))
	add("legal", v.text("admin_services.legal-days", "Count", s.Terms.Legal.Days), s.Terms.Legal.Basis.In(lang), indicative(s.Terms.Legal.Indicative))
	add("target", v.text("admin_services.target-days", "Count", s.Terms.Target))
	switch {
	case s.Fee == nil:
		add("fee", v.text("service.free"))
	case s.Fee.ByCouncil:
		add("fee", v.text("service.by-council"), s.Fee.Basis.In(lang), s.Fee.Note.In(lang))
	default:
		add("fee", s.Fee.Amount.In(lang), s.Fee.Basis.In(lang), s.Fee.Note.In(lang))
	}
	add("remedy", s.Appeal.In(lang), indicative(s.Appeal.Indicative))
	var ways []string
	for _, d := range s.Delivery {
		ways = append(ways, v.text("service.delivery."+string(d)))
	}
	add("delivery", ways...)
	add("fingerprint", u.SHA256)
	return rows
}

// adminField says what a question asks.
func (v *visit) adminField(s *catalogue.Service, f catalogue.Field) pages.AdminField {
	lang, values := v.r.Lang, []string{}
	for _, c := range f.Choices {
		values = append(values, c.Label.In(lang))
	}
	return pages.AdminField{Label: f.Label.In(lang), Help: f.Help.In(lang), Type: v.text("admin_services.types."+string(f.Type), "Values", strings.Join(values, ", ")),
		Required: f.Required, When: v.asked(s, f.When)}
}

// adminPaper says which files a paper may be.
func (v *visit) adminPaper(s *catalogue.Service, p catalogue.Paper) pages.AdminField {
	var kinds []string
	for _, k := range p.Accept {
		kinds = append(kinds, strings.ToUpper(string(k)))
	}
	return pages.AdminField{Label: p.Label.In(v.r.Lang), Help: p.Help.In(v.r.Lang), Type: v.text("admin_services.file-limit", "Count", p.MaxCount,
		"Kinds", strings.Join(kinds, ", "), "Size", itoa(p.MaxMB)+" MB"), Required: p.Required, Fetched: p.ExOfficio, When: v.asked(s, p.When)}
}

// asked says when something is asked only sometimes, in the words of the form.
func (v *visit) asked(s *catalogue.Service, w *catalogue.When) string {
	if w == nil {
		return ""
	}
	lang, name, value := v.r.Lang, string(w.Field), string(w.Equals)
	for _, f := range s.Form {
		if f.Key != w.Field {
			continue
		}
		name = f.Label.In(lang)
		for _, c := range f.Choices {
			if c.Value == value {
				value = c.Label.In(lang)
			}
		}
		if f.Type == catalogue.TypeBoolean {
			value = v.text("admin_services." + map[bool]string{true: "yes", false: "no"}[value == "true"])
		}
	}
	return v.text("admin_services.when", "Field", name, "Value", value)
}
