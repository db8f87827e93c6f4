package certprint

import (
	"strings"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/models"
)

// Classes of certificates that a document speaks of; they are those of
// internal/sign, and what it does not know is not qualified.
const (
	qualified   = "qualified"
	development = "development"
)

// mostKept is how many rows, or hundreds of letters, of the end of the body go
// with the signature to a new page.
const mostKept = 8

// body gives the blocks to print: the last of them apart, to stand on one page
// with the signature, unless it is long.
func (p *printer) body() (all, last []catalogue.Block) {
	for _, b := range p.cert.Body {
		if p.cert.Holds(b.When, p.values) && !p.empty(b) {
			all = append(all, b)
		}
	}
	n := len(all)
	if n == 0 || p.length(all[n-1]) > mostKept {
		return all, nil
	}
	n--
	if n > 0 && all[n-1].Kind == catalogue.Heading { // stays with what it heads
		n--
	}
	return all[:n], all[n:]
}

func (p *printer) empty(b catalogue.Block) bool { return b.Kind == catalogue.Table && p.length(b) == 0 }

func (p *printer) length(b catalogue.Block) int {
	switch b.Kind {
	case catalogue.Pairs:
		return len(b.Pairs)
	case catalogue.Table:
		rows, _ := catalogue.RowsOf(p.values[string(b.Rows)])
		return len(rows)
	}
	text, _ := p.fill(b.Text.In(p.lang))
	return 1 + len([]rune(text))/100
}

// signature is who signs and the place for it, at the right, and beside it how
// the document is checked: neither stands alone on a page.
func (p *printer) signature() (box pdf.Box) {
	above, hint, name, height := []string{}, p.say.signHere, p.Signatory.Name, 20.0
	switch {
	case p.way == models.WaySeal:
		above, hint, name = []string{p.say.sealed}, p.say.sealHere, p.municipality()
	case p.Signatory.ByOrder:
		above = []string{p.say.byOrder, first(p.Signatory.Title, p.cert.Signatory.ByOrder.In(p.lang))}
	default:
		above = []string{first(p.Signatory.Title, p.cert.Signatory.Title.In(p.lang))}
	}
	if p.Signatory.Acting && p.way != models.WaySeal {
		above = append(above, p.say.inPlaceOf)
	}
	if p.way == models.WayPaper { // a pen and the round stamp need more room
		hint, height = p.say.penHere, 34
	}
	p.doc.Keep(func() {
		p.doc.Space(4)
		p.doc.Columns(8, pdf.Column{Draw: p.howToCheck}, pdf.Column{Width: 80, Draw: func() {
			p.doc.Text(pdf.Text{Spans: []pdf.Span{{Text: strings.Join(above, "\n")}}, Align: pdf.Center})
			box = p.doc.SignatureBox(pdf.Signature{Width: 76, Height: height, Align: pdf.Center, Hint: hint})
			p.doc.Space(1)
			p.doc.Text(pdf.Text{Spans: []pdf.Span{{Text: name, Bold: true}}, Align: pdf.Center, Tight: true})
		}})
	})
	return box
}

// howToCheck says what kind of signature the document has and how anyone can
// check it, with the host in clear.
func (p *printer) howToCheck() {
	page := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(p.page, "https://"), "http://"), "/")
	how, weak := p.kind()
	p.doc.Space(8)
	spans := []pdf.Span{{Text: how + " "}}
	if weak != "" {
		spans = append(spans, pdf.Span{Text: weak + " ", Bold: true})
	}
	p.doc.Text(pdf.Text{Small: true, Spans: append(spans, pdf.Span{Text: p.say.verify + " "}, pdf.Span{Text: page, Bold: true},
		pdf.Span{Text: ", " + p.say.withCode})})
	p.doc.Text(pdf.Text{Small: true, Size: 11, Navy: true, Tight: true, Spans: []pdf.Span{{Text: p.Code, Bold: true}}})
}

// kind says how the document is signed, and what that signature is not.
func (p *printer) kind() (how, weak string) {
	switch {
	case p.way == models.WayPaper:
		return p.say.byHand, ""
	case p.way == models.WaySeal:
		how, weak = p.say.bears, p.say.sealUnqualified
	default:
		how, weak = p.say.signed, p.say.unqualified
	}
	switch p.Class {
	case development:
		return how, p.say.test + " " + weak
	case qualified, "": // a preview may leave it open
		return how, ""
	}
	return how, weak
}
