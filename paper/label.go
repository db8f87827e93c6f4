package paper

import (
	"regexp"
	"strings"

	"github.com/thyrida/thyrida/internal/i18n"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/models"
)

// Where the window of an envelope DL or C5 shows a sheet folded in three or in
// two, in millimetres from its edges.
const (
	windowWidth = 82 // of 90, from the margin of the text
	headHeight  = 21
	headToPane  = 9
)

// postcode is one in front of its town, which the post writes as «546 40».
var postcode = regexp.MustCompile(`^(\d{3})(\d{2})\b`)

// Label prints a sheet for a window envelope, in Greek as the post reads it:
// the sender at the head, and in the window of 90 × 45 mm the sender once more
// in small letters, the recipient and his address. The same values give the same bytes.
func Label(l models.Label) ([]byte, error) {
	t, err := texts()
	if err != nil {
		return nil, err
	}
	lang := i18n.Greek
	m := pdf.Meta{Title: say(t, lang, "label.title"), Lang: lang, Author: l.House.El, Created: l.At,
		ID: "label/" + string(l.CaseID) + "/" + strings.Join(append([]string{l.Name}, l.Address...), "/")}
	return write(m, t, func(s *sheet) { s.label(l) })
}

// LabelName is the name of the file.
func LabelName(e models.Entry, lang string) string { return fileName("label.file", language(lang), e) }

func (s *sheet) label(l models.Label) {
	small := func(text string) {
		s.Text(pdf.Text{Small: true, Tight: true, Spans: []pdf.Span{{Text: s.fit(text)}}})
	}
	s.Columns(5, pdf.Column{Width: headHeight, Draw: func() { s.Emblem(headHeight, s.say("emblem"), pdf.Left) }}, pdf.Column{Draw: func() {
		s.Text(pdf.Text{Spans: []pdf.Span{{Text: s.fit(l.House.El), Bold: true}}, Tight: true})
		small(l.Unit.El)
		small(l.House.Address)
		if l.House.Phone != "" {
			small(s.say("telephone", "Phone", phone(l.House.Phone)))
		}
	}})
	s.Space(headToPane)
	s.Columns(0, pdf.Column{Width: windowWidth, Draw: func() {
		small(strings.Join(filled(l.House.El, l.House.Address), " · "))
		s.Space(4)
		s.Text(pdf.Text{Spans: []pdf.Span{{Text: s.fit(l.Name), Bold: true}}, Tight: true})
		for _, line := range l.Address {
			s.Text(pdf.Text{Spans: []pdf.Span{{Text: s.fit(postcode.ReplaceAllString(line, "$1 $2"))}}, Tight: true})
		}
	}})
	s.Bottom(func() {
		if l.Number.Number > 0 {
			small(s.say("number-short", "Number", number(l.Number)))
		}
		small(s.say("label.fold"))
		s.footnote()
	})
}

// filled are the texts that are not empty.
func filled(all ...string) (out []string) {
	for _, text := range all {
		if text != "" {
			out = append(out, text)
		}
	}
	return out
}
