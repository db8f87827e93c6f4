package paper

import (
	"slices"
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/models"
)

// Receipt prints what the law asks a receipt to state (ν. 2690/1999 art. 12,
// ν. 4727/2020 art. 19) and what its reader wants to know: by when, and what he
// can do. The service is the version the case keeps. address is where the case
// can be followed, printed with its QR code; none if empty.
func Receipt(r models.Receipt, service *catalogue.Service, lang, address string) ([]byte, error) {
	t, err := texts()
	if err != nil {
		return nil, err
	}
	lang = language(lang)
	m := pdf.Meta{Title: say(t, lang, "receipt.title", "Number", number(r.Protocol)), Lang: lang, Subject: service.Title.In(lang),
		Author: nameIn(lang, r.Municipality.El, r.Municipality.En), Created: r.Protocol.At,
		ID: "receipt/" + string(r.CaseID) + "/" + lang}
	pages := 0
	b, err := write(m, t, func(s *sheet) {
		s.receipt(r, service)
		s.terms(r, service)
		s.footnote()
		s.Bottom(func() { s.foot(address) })
		pages = s.Pages()
	})
	if err != nil || pages == 1 {
		return b, err
	}
	return write(m, t, func(s *sheet) { // no page for the foot alone
		s.receipt(r, service)
		s.Keep(func() {
			s.terms(r, service)
			s.footnote()
			s.Space(3)
			s.foot(address)
		})
	})
}

// ReceiptName is the name of the file.
func ReceiptName(e models.Entry, lang string) string {
	return fileName("receipt.file", language(lang), e)
}

// receipt writes what was received.
func (s *sheet) receipt(r models.Receipt, service *catalogue.Service) {
	s.Frame()
	s.head(r, s.say("receipt.name"), s.say("receipt.more"))
	s.Paragraph(s.say("receipt.says"))
	s.Space(1)
	pairs := slices.Concat([]pdf.Pair{
		{Label: s.say("number"), Value: number(r.Protocol)},
		{Label: s.say("entered"), Value: calendar.LongDateTime(r.Protocol.At, s.lang)},
		{Label: s.say("subject"), Value: s.fit(service.Title.In(s.lang))},
		{Label: s.say("applicant"), Value: s.fit(r.Applicant)},
	}, s.behalf(r.Behalf), []pdf.Pair{
		{Label: s.say("channel"), Value: s.channel(r.Channel)},
		{Label: s.say("addressed"), Value: s.fit(nameIn(s.lang, r.Municipality.El, r.Municipality.En) + ", " + nameIn(s.lang, r.Unit.El, r.Unit.En))},
	})
	if r.FromBody != "" { // both times are kept: there, and here
		pairs = append(pairs, pdf.Pair{Label: s.say("filed-elsewhere"),
			Value: s.fit(r.FromBody + ", " + calendar.LongDateTime(r.FiledAt, s.lang))})
	}
	s.Pairs(pairs)
	s.papers(r.Papers, service)
	if r.Identify {
		s.Heading(2, s.say("receipt.identity"))
		s.Paragraph(s.say("receipt.identity-says"))
	}
}

// behalf names who applied for the applicant; nothing if he did himself.
func (s *sheet) behalf(r *models.Representation) []pdf.Pair {
	if r == nil {
		return nil
	}
	name := r.Representative
	if r.Capacity != "" {
		name += " (" + r.Capacity + ")"
	}
	return []pdf.Pair{{Label: s.say("representative"), Value: s.fit(name)}}
}

// channel is how a request came.
func (s *sheet) channel(c models.FilingChannel) string {
	if key := "channels." + string(c); s.texts.Has(key) {
		return s.say(key)
	}
	return s.fit(string(c))
}

// terms writes by when the case should be answered and what can be done after.
func (s *sheet) terms(r models.Receipt, service *catalogue.Service) {
	s.Heading(2, s.say("receipt.due"))
	legal := s.say("receipt.legal-value", "Day", calendar.LongDate(r.Due.Legal, s.lang)) + "\n" + service.Terms.Legal.Basis.In(s.lang)
	if service.Terms.Legal.Indicative {
		legal += " (" + s.say("indicative") + ")"
	}
	s.Pairs([]pdf.Pair{
		{Label: s.say("receipt.legal"), Value: s.fit(legal)},
		{Label: s.say("receipt.target"), Value: s.say("receipt.legal-value", "Day", calendar.LongDate(r.Due.Target, s.lang))},
	})
	a := service.Appeal
	if a.Text.In(s.lang) == "" {
		return
	}
	text := strings.NewReplacer("{days}", strconv.Itoa(a.Days), "{basis}", a.Basis.In(s.lang)).Replace(a.Text.In(s.lang))
	s.Heading(2, s.say("receipt.remedy"))
	s.Paragraph(s.fit(text))
}

// foot writes where to follow the case, and by which law this was issued.
func (s *sheet) foot(address string) {
	words := func() {
		if address != "" {
			s.Text(pdf.Text{Small: true, Spans: []pdf.Span{{Text: s.say("receipt.follow")}}, Tight: true})
			s.Text(pdf.Text{Small: true, Spans: []pdf.Span{{Text: s.fit(address), Bold: true}}})
		}
		s.Text(pdf.Text{Small: true, Spans: []pdf.Span{{Text: s.say("receipt.law")}}, Tight: true})
	}
	s.Rule()
	if address == "" {
		words()
		return
	}
	s.Columns(5, pdf.Column{Width: 24, Draw: func() { s.QR(address, 24, s.say("address-alt")) }}, pdf.Column{Draw: words})
}
