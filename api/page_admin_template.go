package api

import (
	"slices"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/gsm"
	"github.com/thyrida/thyrida/models"
)

func (s *server) adminTemplatePages(p pageRouter) {
	p.get("/admin/templates", admins, s.adminTemplatesPage)
	p.get("/admin/templates/:event", admins, s.adminTemplatePage)
}

// audienceOf is to whom an event is told: a group of the page.
func audienceOf(e models.Event) string {
	switch {
	case catalogue.ForStaff(e):
		return "employees"
	case catalogue.OfHouse(e):
		return "accounts"
	}
	return "citizens"
}

func (s *server) adminTemplatesPage(v *visit) error {
	view := pages.AdminTemplates{AdminNav: v.adminNav(), Places: v.places(catalogue.Places())}
	words := s.Texts.In(v.r.Lang)
	for _, group := range []string{"citizens", "accounts", "employees"} {
		g := pages.TemplateGroup{Title: v.text("admin_templates." + group)}
		for _, key := range words.EventKeys() {
			e := catalogue.EventOf(key)
			if audienceOf(e) != group {
				continue
			}
			var channels []string
			for _, c := range catalogue.ChannelsOf(e) {
				channels = append(channels, v.text("admin_templates."+string(c)))
			}
			g.Rows = append(g.Rows, pages.TemplateRow{Title: v.eventName(key), Href: "/admin/templates/" + key, State: words.Events[key].State,
				Channels: strings.Join(channels, ", ")})
		}
		view.Groups = append(view.Groups, g)
	}
	return v.show(view)
}

// places say what placeholders mean.
func (v *visit) places(names []string) (rows []pages.Row) {
	for _, n := range names {
		rows = append(rows, pages.Row{Key: "{" + n + "}", Value: v.text("admin_templates.places." + n)})
	}
	return rows
}

func (s *server) adminTemplatePage(v *visit) error {
	key := v.Param("event")
	event := catalogue.EventOf(key)
	if !slices.Contains(s.Texts.In(v.r.Lang).EventKeys(), key) {
		return fault404
	}
	view := pages.AdminTemplate{AdminNav: v.adminNav(), Title: v.eventName(key), When: v.text("admin_templates.to-" + audienceOf(event)), Key: key,
		Service: v.Query("service"), Places: v.places(s.Texts.In(v.r.Lang).Events[key].Places())}
	all, err := s.services(v.ctx)
	if err != nil {
		return err
	}
	var service *catalogue.Service
	for _, o := range all {
		if service == nil || string(o.Code) == view.Service || view.Service == "" && o.Fee != nil && event == models.EventPayment && service.Fee == nil {
			service = o
		}
		if !catalogue.OfHouse(event) {
			view.Services = append(view.Services, pages.Choice{Value: string(o.Code), Label: o.Title.In(v.r.Lang)})
		}
	}
	if service == nil { // nothing is published yet
		service = &catalogue.Service{}
	}
	view.Service = string(service.Code)
	_, view.Own = service.Notices[event]
	for _, lang := range catalogue.Languages {
		t, err := v.template(lang, key, service)
		if err != nil {
			return err
		}
		view.Texts = append(view.Texts, t)
	}
	return v.show(view)
}

// template is a text in a language, and what the sender would make of it.
func (v *visit) template(lang, key string, service *catalogue.Service) (t pages.TemplateText, err error) {
	s, w, event := v.s, v.s.Texts.In(lang).Events[key], catalogue.EventOf(key)
	t = pages.TemplateText{Lang: lang, Language: v.text("admin_templates.language-" + lang), State: w.State, Body: w.Body, Next: w.Next, SMSNext: w.SMSNext}
	house, err := s.Store.Municipality(v.ctx, s.Municipality)
	if err != nil {
		return t, err
	}
	units, err := s.Store.Units(v.ctx, s.Municipality)
	if err != nil {
		return t, err
	}
	points, err := s.Store.ServicePoints(v.ctx, s.Municipality)
	if err != nil {
		return t, err
	}
	var unit models.UnitName
	for _, u := range units {
		if u.Code == service.Unit || unit.Code == "" {
			unit = u.UnitName
		}
	}
	facts, composer := catalogue.SampleFacts(key, lang, service, house, unit, points), catalogue.Composer{Texts: s.Texts}
	if s.Portal != "" {
		facts.Portal = s.Portal
	}
	for _, c := range catalogue.ChannelsOf(event) {
		if c == models.Email {
			m, err := composer.Email(facts, service)
			if err != nil {
				return t, err
			}
			t.Email = &pages.TemplateMail{Subject: m.Subject, Body: strings.TrimSpace(m.Text)}
			continue
		}
		text, parts, err := composer.SMS(facts, service)
		if err != nil {
			return t, err
		}
		t.SMS = textMessage(text, parts)
	}
	return t, nil
}

// textMessage measures an SMS as it is charged: 160 septets, or 70 units of
// UCS-2 when a character needs it.
func textMessage(text string, parts int) *pages.TemplateSMS {
	if gsm.Check(text) != nil {
		return &pages.TemplateSMS{Text: text, Length: len([]rune(text)), Parts: parts, Capacity: 70}
	}
	return &pages.TemplateSMS{Text: text, Plain: true, Length: gsm.Septets(text), Parts: parts, Capacity: 160}
}
