// Package certprint sets certificates on paper: the template of the catalogue,
// filled with what the register gives, as a tagged PDF/A of internal/pdf.
//
// The look is that of documents of gov.gr (DOMAIN §6): the code small at the top
// left, arms in the middle, QR code at the top right, issuer, title, sentence,
// labels and values, the signatory at the bottom right; and the host in clear,
// for look-alike pages exist.
//
// A preview has «—» for number and date and a watermark. Everything else equals
// the final document (DESIGN §8), so a preview names the way and the class of the
// signature that is to come.
package certprint

import (
	"fmt"
	"strings"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/internal/words"
	"github.com/thyrida/thyrida/models"
)

// Options are what a document is set with beside its facts.
type Options struct {
	Portal string // base address of the portal, whose page v/<code> verifies the document
	Level  pdf.Level
}

// Render gives the document and the box for its visible signature; of one that
// is signed by hand, the room for signature and stamp. The same facts give the
// same bytes.
func Render(c *catalogue.Certificate, f models.IssueFacts, o Options) (file []byte, box pdf.Box, err error) {
	values, err := check(c, f, o)
	if err != nil {
		return nil, pdf.Box{}, fmt.Errorf("render certificate %s: %w", c.Code, err)
	}
	p := &printer{IssueFacts: f, cert: c, values: values, lang: f.Language, say: phrases(f.Language), way: wayOf(c, f),
		page: strings.TrimSuffix(o.Portal, "/") + "/v/"}
	id := numberOf(f)
	if preview(f) {
		id = "preview"
	}
	p.doc = pdf.New(pdf.Meta{Title: c.Title.In(p.lang), Lang: p.lang, Author: p.municipality(), Created: p.created(),
		ID: string(c.Code) + " " + id + " " + f.Code, Level: o.Level})
	p.doc.Frame()
	p.doc.Footer(p.municipality() + " · " + p.address() + " · " + p.say.phone + " " + first(f.UnitPhone, f.House.Phone))
	if preview(f) {
		p.doc.Watermark(p.say.draft)
	}
	p.head()
	body, last := p.body()
	for _, b := range body {
		p.block(b)
	}
	end := func() {
		for _, b := range last {
			p.block(b)
		}
		if c.Validity.El != "" {
			p.doc.Paragraph(c.Validity.In(p.lang))
		}
		box = p.signature()
	}
	if len(last) > 0 {
		p.doc.Keep(end)
	} else {
		end()
	}
	if file, err = p.doc.Bytes(); err != nil {
		return nil, pdf.Box{}, fmt.Errorf("render certificate %s: %w", c.Code, err)
	}
	return file, box, nil
}

// printer writes one document.
type printer struct {
	models.IssueFacts
	cert   *catalogue.Certificate
	values map[string]any // clean, as Certificate.Validate gives them
	lang   string
	way    models.SigningWay
	page   string // that verifies documents, without the code
	doc    *pdf.Doc
	say    phrase
}

func (p *printer) municipality() string { return p.in(p.House.El, p.House.En) }

// address is in Latin letters for who reads no Greek: the house has it in Greek.
func (p *printer) address() string {
	if p.lang != catalogue.English {
		return p.House.Address
	}
	return p.in(p.House.Address, greek.Latin(p.House.Address))
}

func (p *printer) in(el, en string) string { return catalogue.Text{El: el, En: en}.In(p.lang) }

// created is the moment written into the file: when it was meant, and for a
// preview, when the last statement was entered.
func (p *printer) created() time.Time {
	if !p.IntendedAt.IsZero() {
		return p.IntendedAt
	}
	return newest(p.Statements)
}

// head is code, letterhead and QR code, then title, number and date.
func (p *printer) head() {
	const side = 26
	p.doc.Columns(2, pdf.Column{Width: side, Draw: func() {
		p.doc.Text(pdf.Text{Small: true, Spans: []pdf.Span{{Text: p.say.code + ":\n"}, {Text: halves(p.Code), Bold: true}}})
	}}, pdf.Column{Draw: func() {
		p.doc.Letterhead(pdf.Letterhead{Alt: p.say.emblem,
			Lines: []string{p.say.state, greek.Upper(p.municipality()), p.in(p.UnitName.El, p.UnitName.En)}})
	}}, pdf.Column{Width: side, Draw: func() { p.doc.QR(p.page+p.Code, side, p.say.qr) }})
	p.correction()
	subheading, _ := p.fill(p.cert.Subheading.In(p.lang))
	p.doc.Title(p.cert.Heading.In(p.lang), subheading)
	number, date := "—", "—"
	if !preview(p.IssueFacts) {
		number, date = numberOf(p.IssueFacts), p.day(p.Number.At)
	}
	p.doc.Sides(p.say.number+": "+number, p.say.date+": "+date)
}

// correction marks an «ορθή επανάληψη», which keeps number and date of the
// document it repeats and has a date and a reason of its own.
func (p *printer) correction() {
	if p.Correction == "" {
		return
	}
	date := "—"
	if !p.CorrectedOn.IsZero() {
		date = p.day(p.CorrectedOn)
	}
	p.doc.Text(pdf.Text{Size: 12, Align: pdf.Center, Tight: true, Spans: []pdf.Span{{Text: p.say.correction, Bold: true}}})
	p.doc.Text(pdf.Text{Size: 10.5, Align: pdf.Center, Tight: true, Spans: []pdf.Span{{Text: p.say.corrected + ": " + date}}})
	p.doc.Text(pdf.Text{Size: 10.5, Align: pdf.Center, Spans: []pdf.Span{
		{Text: p.say.reason + ": " + strings.Join(strings.Fields(p.Correction), " ")}}})
	p.doc.Space(2)
}

// day writes the day in Athens.
func (p *printer) day(t time.Time) string { return words.Day(p.lang, t.In(calendar.Athens)) }

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
