package paper

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/models"
)

// Application prints what was asked for: every question of the form that was
// asked, in its order, with its answer, and the papers that count. Who may not read the
// form gets none (not-allowed); who may reads all of it, sensitive answers
// included. The service is the version the case keeps.
func Application(c models.CaseDetail, r models.Receipt, service *catalogue.Service, lang string) ([]byte, error) {
	if c.Form == nil {
		return nil, models.Fault(models.Forbidden, "not-allowed")
	}
	t, err := texts()
	if err != nil {
		return nil, err
	}
	c.Files = slices.DeleteFunc(slices.Clone(c.Files), func(a models.Attachment) bool { return !a.Counts() })
	state, err := json.Marshal([]any{c.Form, c.Files})
	if err != nil {
		return nil, fmt.Errorf("print an application: %w", err)
	}
	sum := sha256.Sum256(state)
	lang = language(lang)
	m := pdf.Meta{Title: say(t, lang, "application.title", "Number", number(r.Protocol)), Lang: lang, Subject: service.Title.In(lang),
		Author: nameIn(lang, r.Municipality.El, r.Municipality.En), Created: r.Protocol.At,
		ID: "application/" + string(c.ID) + "/" + lang + "/" + hex.EncodeToString(sum[:])}
	return write(m, t, func(s *sheet) { s.application(c, r, service) })
}

// longest is the longest answer that stands in a row, in characters.
const longest = 300

// ApplicationName is the name of the file.
func ApplicationName(e models.Entry, lang string) string {
	return fileName("application.file", language(lang), e)
}

func (s *sheet) application(c models.CaseDetail, r models.Receipt, service *catalogue.Service) {
	s.Frame()
	s.head(r, s.say("application.name"), service.Title.In(s.lang))
	asked := ask(service, c.Form)
	if hasSensitive(asked) {
		s.Notice(s.say("application.sensitive"))
	}
	s.Pairs(slices.Concat([]pdf.Pair{
		{Label: s.say("application.to"), Value: s.fit(nameIn(s.lang, r.Municipality.El, r.Municipality.En) + ", " + nameIn(s.lang, r.Unit.El, r.Unit.En))},
		{Label: s.say("applicant"), Value: s.fit(c.Applicant)},
	}, s.behalf(c.Behalf), []pdf.Pair{
		{Label: s.say("number"), Value: number(r.Protocol)},
		{Label: s.say("entered"), Value: calendar.LongDateTime(r.Protocol.At, s.lang)},
		{Label: s.say("channel"), Value: s.channel(c.Channel)},
	}))
	s.answers(asked)
	if completed(c) {
		s.small(s.say("application.completed"))
	}
	s.papers(c.Files, service)
	s.Keep(func() { s.declaration(c) })
	s.footnote()
}

// answers writes the form: short answers as rows, each long one as a paragraph
// of its own in its place.
func (s *sheet) answers(asked []question) {
	if len(asked) == 0 {
		return
	}
	s.Heading(2, s.say("application.form"))
	var rows [][]string
	table := func() {
		if len(rows) > 0 {
			s.Table(pdf.Table{Header: []string{s.say("application.question"), s.say("application.answer")}, Rows: rows, Widths: []float64{43, 57}})
		}
		rows = nil
	}
	for _, q := range asked {
		label, answer := s.fit(q.field.Label.In(s.lang)), s.answer(q)
		switch {
		case answer == "":
			rows = append(rows, []string{label, s.say("application.unanswered")})
		case utf8.RuneCountInString(answer) <= longest && strings.Count(answer, "\n") < 8:
			rows = append(rows, []string{label, answer})
		default:
			table()
			s.Heading(3, label)
			s.Text(pdf.Text{Spans: []pdf.Span{{Text: answer}}})
		}
	}
	table()
}

// declaration writes what the applicant stands for, and how he said so.
func (s *sheet) declaration(c models.CaseDetail) {
	s.Space(2)
	s.Paragraph(s.say("application.declares"))
	if c.Channel == models.FiledPortal {
		s.small(s.say("application.portal"))
	} else {
		s.small(s.say("application.clerk"))
	}
	if c.Channel != models.FiledCounter {
		return
	}
	s.Columns(0, pdf.Column{}, pdf.Column{Width: 78, Draw: func() {
		s.Text(pdf.Text{Spans: []pdf.Span{{Text: s.say("application.signs")}}, Align: pdf.Center})
		s.SignatureBox(pdf.Signature{Width: 70, Height: 20, Align: pdf.Center, Hint: s.say("application.signature")})
	}})
	s.Space(2)
}

// completed says whether the applicant was asked for more and answered.
func completed(c models.CaseDetail) bool {
	for _, v := range c.Timeline {
		if v.Audience == models.ForCitizen && !v.ClosedAt.IsZero() {
			return true
		}
	}
	return false
}
