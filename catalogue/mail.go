package catalogue

import (
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode"

	"github.com/thyrida/thyrida/models"
)

// Mail is one e-mail as text and as HTML that say the same.
type Mail struct {
	Subject, Text, HTML string
}

// block is a part of an e-mail: a heading, or none, and lines below it.
type block struct {
	Heading string
	Lines   []string
	Facts   bool // short lines that belong together
	Links   bool // addresses in the lines lead there
}

//go:embed mail.html
var mailHTML string

var mailTemplate = template.Must(template.New("mail").Funcs(template.FuncMap{"spans": spans}).Parse(mailHTML))

// Email writes the e-mail of a notice. s is the version of the service the case
// was filed with, nil when the notice tells of no case; an error means that the service or a text is missing.
func (c Composer) Email(f models.NoticeFacts, s *Service) (Mail, error) {
	m, err := c.message(f, s)
	if err != nil {
		return Mail{}, err
	}
	w := m.words.Email
	mail := Mail{Subject: oneLine(first(w.Subject, m.values))}
	blocks := m.blocks()
	mail.Text = plain(blocks)
	lang := f.Language
	if lang != English {
		lang = Greek
	}
	var html strings.Builder
	err = mailTemplate.Execute(&html, map[string]any{"Lang": lang, "Subject": mail.Subject, "Blocks": blocks})
	if err != nil {
		return Mail{}, fmt.Errorf("write notice %s as HTML: %w", f.ID, err)
	}
	mail.HTML = html.String()
	return mail, nil
}

// blocks are the parts of the e-mail in reading order: what happened, why, what
// comes next, what can be done against it, and whom to ask.
func (m *message) blocks() []block {
	w, v := m.words.Email, m.values
	blocks := []block{
		{Lines: []string{first(w.Greeting, v)}},
		{Lines: expandAll(m.event.Body, v)},
		{Lines: expandAll(w.Facts, v), Facts: true},
	}
	if reasons := strings.TrimSpace(m.facts.Reasons); reasons != "" {
		blocks = append(blocks, block{Heading: w.Reasons, Lines: strings.Split(masked(reasons), "\n")})
	}
	if said := strings.TrimSpace(m.facts.Message); said != "" {
		blocks = append(blocks, block{Heading: w.Message, Lines: strings.Split(masked(said), "\n")})
	}
	blocks = append(blocks, m.papers()...)
	if next := expandAll(m.event.Next, v); len(next) > 0 {
		blocks = append(blocks, block{Heading: w.Next, Lines: next})
	}
	blocks = append(blocks, m.points()...)
	if remedy := m.remedy(); remedy != "" {
		blocks = append(blocks, block{Heading: w.Remedy, Lines: []string{remedy}})
	}
	ofCase := !slices.Contains(HouseEvents, m.facts.Event)
	if ofCase { // nobody handles what is no case
		// A unit that answers for itself is named once.
		blocks = append(blocks, block{Heading: w.Contact, Lines: slices.Compact(expandAll(w.Lines, v)), Facts: true})
	}
	blocks = append(blocks, block{Lines: expandAll(w.Footer, v), Facts: true})
	if ofCase && !m.facts.Staff {
		blocks = append(blocks, block{Lines: expandAll([]string{w.Note}, v)})
	}
	return blocks
}

// remedy is what the citizen can do against a refusal, with its term.
func (m *message) remedy() string {
	if m.facts.Event != models.EventRejected || m.facts.Staff {
		return ""
	}
	return m.service.Appeal.In(m.facts.Language)
}

// In words the remedy with its term.
func (r Remedy) In(lang string) string {
	text, _ := expand(r.Text.In(lang), map[string]string{"days": fmt.Sprint(r.Days), "basis": r.Basis.In(lang)})
	return text
}

// plain writes the blocks as text, an empty line between two.
func plain(blocks []block) string {
	var out []string
	for _, b := range blocks {
		lines := b.Lines
		if b.Heading != "" {
			lines = append([]string{b.Heading + ":"}, lines...)
		}
		if len(lines) > 0 {
			out = append(out, strings.Join(lines, "\n"))
		}
	}
	return strings.Join(out, "\n\n") + "\n"
}

// oneLine makes a text fit for a header or an SMS.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}
