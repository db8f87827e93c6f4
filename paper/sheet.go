package paper

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/internal/i18n"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/models"
)

// sheet is a paper being written.
type sheet struct {
	*pdf.Doc
	texts  *i18n.Texts
	lang   string
	banned map[rune]bool // what the printer refused although Check did not
	odd    bool          // something was written as its number
}

// tries bounds how often a paper is begun again for the sake of a rune.
const tries = 32

// write lets draw write a paper. A text that the fonts cannot show never stops
// it: see fit.
func write(m pdf.Meta, texts *i18n.Texts, draw func(*sheet)) ([]byte, error) {
	banned := map[rune]bool{}
	for range tries {
		s := &sheet{texts: texts, lang: m.Lang, banned: banned}
		fitting := m
		fitting.Title, fitting.Subject, fitting.Author = s.fit(m.Title), s.fit(m.Subject), s.fit(m.Author)
		s.odd = false
		s.Doc = pdf.New(fitting)
		draw(s)
		b, err := s.Bytes()
		var bad *pdf.RuneError
		if err == nil {
			return b, nil
		}
		if !errors.As(err, &bad) || banned[bad.Rune] {
			return nil, fmt.Errorf("print a paper: %w", err)
		}
		banned[bad.Rune] = true
	}
	return nil, errors.New("print a paper: too many characters without a glyph")
}

// fit gives a text that can be printed. Neighbours that cannot are written
// together as their Unicode numbers, «[U+1F469 U+200D U+1F4BB]», so that
// nothing is lost and nothing pretends to be what was written.
func (s *sheet) fit(text string) string {
	text = norm.NFC.String(strings.ToValidUTF8(text, "\ufffd"))
	if len(s.banned) == 0 && pdf.Check(text) == nil {
		return text
	}
	var out strings.Builder
	inside := false
	for _, r := range text {
		bad := s.banned[r] || pdf.Check(string(r)) != nil
		switch {
		case bad && inside:
			out.WriteByte(' ')
		case bad:
			out.WriteByte('[')
		case inside:
			out.WriteByte(']')
		}
		if inside = bad; bad {
			s.odd = true
			fmt.Fprintf(&out, "%U", r)
		} else {
			out.WriteRune(r)
		}
	}
	if inside {
		out.WriteByte(']')
	}
	return out.String()
}

// say is a text of the house; data comes in pairs of name and value.
func (s *sheet) say(key string, data ...any) string { return say(s.texts, s.lang, key, data...) }

func say(t *i18n.Texts, lang, key string, data ...any) string {
	m := map[string]any{}
	for i := 0; i+1 < len(data); i += 2 {
		m[data[i].(string)] = data[i+1]
	}
	return t.T(lang, key, m)
}

// head writes who issues the paper and what it is.
func (s *sheet) head(r models.Receipt, name, more string) {
	house := nameIn(s.lang, r.Municipality.El, r.Municipality.En)
	contact := make([]string, 0, 3)
	if r.Municipality.Address != "" {
		contact = append(contact, r.Municipality.Address)
	}
	if r.Municipality.Phone != "" {
		contact = append(contact, s.say("telephone", "Phone", phone(r.Municipality.Phone)))
	}
	if r.Municipality.Email != "" {
		contact = append(contact, r.Municipality.Email)
	}
	s.Header(s.fit(house + " · " + s.say("number-short", "Number", number(r.Protocol))))
	s.Footer(s.fit(house + " · " + s.say("number-short", "Number", number(r.Protocol))))
	line := func(text string, bold bool) {
		s.Text(pdf.Text{Spans: []pdf.Span{{Text: text, Bold: bold}}, Size: 10.8, Tight: true})
	}
	s.Columns(5, pdf.Column{Width: 21, Draw: func() { s.Emblem(21, s.say("emblem"), pdf.Left) }}, pdf.Column{Draw: func() {
		line(s.say("state"), true)
		line(s.fit(greek.Upper(house)), true)
		line(s.fit(nameIn(s.lang, r.Unit.El, r.Unit.En)), false)
		s.Text(pdf.Text{Small: true, Tight: true, Spans: []pdf.Span{{Text: s.fit(strings.Join(contact, " · "))}}})
	}})
	s.Title(name, s.fit(more))
}

// small writes a note.
func (s *sheet) small(text string) {
	s.Text(pdf.Text{Small: true, Spans: []pdf.Span{{Text: text}}})
}

// footnote explains the numbers of fit, if there are any.
func (s *sheet) footnote() {
	if s.odd {
		s.small(s.say("odd-note"))
	}
}

// number is a protocol number as people say it.
func number(e models.Entry) string { return fmt.Sprintf("%d/%d", e.Number, e.Year) }

// fileName is a number fit for the name of a file.
func fileName(key, lang string, e models.Entry) string {
	t, err := texts()
	if err != nil {
		return fmt.Sprintf("%d-%d.pdf", e.Number, e.Year)
	}
	return say(t, lang, key, "Number", fmt.Sprintf("%d-%d", e.Number, e.Year))
}

func nameIn(lang, el, en string) string {
	if lang == i18n.English && en != "" {
		return en
	}
	return el
}

// language is one of those that papers are written in.
func language(lang string) string {
	if lang == i18n.English {
		return lang
	}
	return i18n.Greek
}
