package catalogue

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/thyrida/thyrida/models"
)

// papers are the documents a message tells of, each with its number, the link
// that opens it, and how anybody checks it. What a discreet service or
// certificate is called is not written.
func (m *message) papers() (out []block) {
	w := m.words.Email
	for i, d := range m.facts.Documents {
		b := block{Lines: expandAll(w.Paper, m.paper(d)), Facts: true, Links: true}
		if i == 0 {
			b.Heading = w.Papers
		}
		out = append(out, b)
	}
	return out
}

// paper are the values of one document.
func (m *message) paper(d models.NoticeDocument) map[string]string {
	lang := m.facts.Language
	v := map[string]string{"document": Text{d.TitleEl, d.TitleEn}.In(lang), "code": d.Code, "correction": oneLine(masked(d.Correction)),
		"link-ends": day(d.LinkEnds, lang), "link": below(m.facts.Portal, "d", d.Link), "verify": below(m.facts.Portal, "v", d.Code)}
	if d.Discreet || m.service.Discreet || v["document"] == "" {
		v["document"], v["correction"] = m.words.Email.Unnamed, ""
	}
	if d.Number.Number > 0 {
		v["document-number"] = strconv.Itoa(d.Number.Number) + "/" + strconv.Itoa(d.Number.Year)
		v["document-date"] = day(d.Number.At, lang)
	}
	return v
}

// below is an address of the portal; empty if there is no portal or no page.
func below(portal, place, name string) string {
	if portal == "" || name == "" {
		return ""
	}
	return strings.TrimSuffix(portal, "/") + "/" + place + "/" + name
}

// linkEnds is until when the links of a message open; zero if it has none, or
// nowhere to lead to.
func linkEnds(f models.NoticeFacts) (ends time.Time) {
	for _, d := range f.Documents {
		if d.Link != "" && f.Portal != "" {
			ends = d.LinkEnds
		}
	}
	return ends
}

// span is a part of a line: text, or an address to follow.
type span struct{ Text, URL string }

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// spans cuts the addresses out of a line.
func spans(line string) (out []span) {
	last := 0
	for _, at := range address.FindAllStringIndex(line, -1) {
		out = append(out, span{Text: line[last:at[0]]}, span{URL: line[at[0]:at[1]]})
		last = at[1]
	}
	return append(out, span{Text: line[last:]})
}
