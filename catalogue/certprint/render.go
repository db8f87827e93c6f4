// Package certprint sets certificates on paper: the template of the catalogue,
// filled with what the register gives, as a tagged PDF/A of internal/pdf.
//
// The look is that of documents of gov.gr (DOMAIN §6): the code small at the top
// left, arms in the middle, QR code at the top right, issuer, title, sentence,
// labels and values, the signatory at the bottom right; and the host in clear,
// for look-alike pages exist.
//
// A preview has «—» for number and date and a watermark. Everything else equals
// the final document (DESIGN §8).
package certprint

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/internal/words"
)

// Facts are what a certificate is filled with.
type Facts struct {
	Municipality catalogue.Municipality
	Unit         catalogue.Unit
	Number       string    // e.g. "18001/2026"; empty in a preview
	IssuedOn     time.Time // only its day is looked at; zero in a preview
	Code         string    // to verify the document
	VerifyURL    string    // its page, with the code: what the QR code holds
	Signatory    Signatory
	Statements   map[string]any // clean, as Certificate.Validate gives them
	Lang         string         // "el" or "en"
	Created      time.Time      // of the file
	Level        pdf.Level
}

// Signatory is who signs; for a seal it is left empty.
type Signatory struct {
	Name    string
	Title   string // instead of the template's
	ByOrder bool   // «με εντολή Δημάρχου»
}

// Faults of facts.
var (
	ErrHalfIssued = errors.New("a number and a day of issue come together, or neither in a preview")
	ErrNoCode     = errors.New("a document needs its code and the page that verifies it")
	ErrNoOrder    = errors.New("nobody may sign this by order")
	ErrNoName     = errors.New("a document that is signed needs the name of its signatory")
)

// Preview says whether the facts are those of a preview.
func (f Facts) Preview() bool { return f.Number == "" }

// Render gives the document and the box for its visible signature. The same
// facts give the same bytes.
func Render(c *catalogue.Certificate, f Facts) (file []byte, box pdf.Box, err error) {
	if err := check(c, f); err != nil {
		return nil, pdf.Box{}, fmt.Errorf("render certificate %s: %w", c.Code, err)
	}
	p := &printer{Facts: f, cert: c, say: phrases(f.Lang)}
	id := f.Number
	if f.Preview() {
		id = "preview"
	}
	p.doc = pdf.New(pdf.Meta{Title: c.Title.In(f.Lang), Lang: f.Lang, Author: p.municipality(), Created: f.Created,
		ID: string(c.Code) + " " + id + " " + f.Code, Level: f.Level})
	p.doc.Frame()
	p.doc.Footer(p.municipality() + " · " + f.Municipality.Address.In(f.Lang) + " · " + p.say.phone + " " + f.Municipality.Phone)
	if f.Preview() {
		p.doc.Watermark(p.say.draft)
	}
	p.head()
	for _, b := range c.Body {
		if c.Holds(b.When, f.Statements) {
			p.block(b)
		}
	}
	if c.Validity.El != "" {
		p.doc.Paragraph(c.Validity.In(f.Lang))
	}
	box = p.signature()
	if file, err = p.doc.Bytes(); err != nil {
		return nil, pdf.Box{}, fmt.Errorf("render certificate %s: %w", c.Code, err)
	}
	return file, box, nil
}

func check(c *catalogue.Certificate, f Facts) error {
	switch {
	case f.Preview() != f.IssuedOn.IsZero():
		return ErrHalfIssued
	case f.Code == "" || f.VerifyURL == "":
		return ErrNoCode
	case f.Signatory.ByOrder && c.Signatory.ByOrder.El == "":
		return ErrNoOrder
	case c.Mode == catalogue.Sign && f.Signatory.Name == "":
		return ErrNoName
	}
	return nil
}

// printer writes one document.
type printer struct {
	Facts
	cert *catalogue.Certificate
	doc  *pdf.Doc
	say  phrase
}

func (p *printer) municipality() string {
	if p.Lang == catalogue.English {
		return p.Municipality.En
	}
	return p.Municipality.El
}

func (p *printer) unit() string {
	if p.Lang == catalogue.English {
		return p.Unit.En
	}
	return p.Unit.El
}

// head is code, letterhead and QR code, then title, number and date.
func (p *printer) head() {
	const side = 26
	p.doc.Columns(2, pdf.Column{Width: side, Draw: func() {
		p.doc.Text(pdf.Text{Small: true, Spans: []pdf.Span{{Text: p.say.code + ":\n"}, {Text: halves(p.Code), Bold: true}}})
	}}, pdf.Column{Draw: func() {
		p.doc.Letterhead(pdf.Letterhead{Alt: p.say.emblem, Lines: []string{p.say.state, greek.Upper(p.municipality()), p.unit()}})
	}}, pdf.Column{Width: side, Draw: func() { p.doc.QR(p.VerifyURL, side, p.say.qr) }})
	subheading, _ := p.fill(p.cert.Subheading.In(p.Lang))
	p.doc.Title(p.cert.Heading.In(p.Lang), subheading)
	number, date := "—", "—"
	if !p.Preview() {
		number, date = p.Number, words.Day(p.Lang, p.IssuedOn)
	}
	p.doc.Sides(p.say.number+": "+number, p.say.date+": "+date)
}

// signature is who signs and the place for it, at the right, and beside it how
// the document is checked: neither stands alone on a page.
func (p *printer) signature() (box pdf.Box) {
	var above []string
	hint, name := p.say.signHere, p.Signatory.Name
	switch {
	case p.cert.Mode == catalogue.Seal:
		above, hint, name = []string{p.say.sealed}, p.say.sealHere, p.municipality()
	case p.Signatory.ByOrder:
		above = []string{p.say.byOrder, first(p.Signatory.Title, p.cert.Signatory.ByOrder.In(p.Lang))}
	default:
		above = []string{first(p.Signatory.Title, p.cert.Signatory.Title.In(p.Lang))}
	}
	p.doc.Keep(func() {
		p.doc.Space(4)
		p.doc.Columns(8, pdf.Column{Draw: p.check}, pdf.Column{Width: 80, Draw: func() {
			p.doc.Text(pdf.Text{Spans: []pdf.Span{{Text: strings.Join(above, "\n")}}, Align: pdf.Center})
			box = p.doc.SignatureBox(pdf.Signature{Width: 76, Height: 20, Align: pdf.Center, Hint: hint})
			p.doc.Space(1)
			p.doc.Text(pdf.Text{Spans: []pdf.Span{{Text: name, Bold: true}}, Align: pdf.Center, Tight: true})
		}})
	})
	return box
}

// check says how anyone can check the document, with the host in clear.
func (p *printer) check() {
	page := strings.TrimSuffix(strings.TrimPrefix(p.VerifyURL, "https://"), "/"+p.Code)
	how := p.say.signed
	if p.cert.Mode == catalogue.Seal {
		how = p.say.bears
	}
	p.doc.Space(8)
	p.doc.Text(pdf.Text{Small: true, Spans: []pdf.Span{{Text: how + " " + p.say.verify + " "}, {Text: page, Bold: true},
		{Text: ", " + p.say.withCode}}})
	p.doc.Text(pdf.Text{Small: true, Size: 11, Navy: true, Tight: true, Spans: []pdf.Span{{Text: p.Code, Bold: true}}})
}

// halves breaks a code after the half of its groups, for a narrow column.
func halves(code string) string {
	groups := strings.Split(code, "-")
	if len(groups) < 4 {
		return code
	}
	half := (len(groups) + 1) / 2
	return strings.Join(groups[:half], "-") + "-\n" + strings.Join(groups[half:], "-")
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
