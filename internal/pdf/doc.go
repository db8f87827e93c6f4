// Package pdf writes the papers of the municipality: A4 documents that flow
// over pages, tagged for screen readers, archivable, the same bytes for the
// same input.
//
// A document is PDF/A-2b (ISO 19005-2) or, by choice, PDF/A-1b (ISO 19005-1),
// written as ISO 32000-1 with a classic cross-reference table, so that a
// signature can follow as an incremental update. It holds no clock and no
// chance: dates and identifier come in through Meta.
//
// Lengths of the interface are millimetres, sizes of letters are points
// (1/72 inch); a Box is in points from the lower left corner of its page, as
// a signature field wants it.
//
// The fonts are Liberation Serif and Sans (SIL OFL 1.1, Greek with all accents),
// out of a Go module: a clean clone builds with nothing but the go command.
//
//	d := pdf.New(pdf.Meta{Title: "Βεβαίωση", Lang: "el", Created: at, ID: id})
//	d.Heading(1, "Βεβαίωση")
//	d.Paragraph("Βεβαιώνεται ότι …")
//	box := d.SignatureBox(pdf.Signature{Width: 70, Height: 22, Align: pdf.Right})
//	bytes, err := d.Bytes()
//
// The first error stays and comes out of Bytes; what is called after it does
// nothing. Errors name a rune or a measure, never the text they stood in.
package pdf

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Level is the archival profile that a file claims.
type Level int

const (
	A2b Level = iota // PDF/A-2b, PDF 1.7
	A1b              // PDF/A-1b, PDF 1.4: what PDFBox Preflight can judge
)

// Meta is what a file says about itself. Title, Created and ID are required.
type Meta struct {
	Title   string
	Lang    string // "el" (assumed) or "en": of the text, and of «Σελίδα 1 από 3»
	Subject string
	Author  string    // the issuing body, not a person
	Created time.Time // written in UTC, whole seconds
	ID      string    // anything unique to this document; the file identifier is its hash
	Level   Level
}

// Doc is a document being written. It is for one goroutine; several documents
// may be written at once.
type Doc struct {
	meta  Meta
	err   error
	pages []*page
	y     float64 // how far down the page the next block begins, points
	left  float64 // the column being filled, points
	width float64

	frame     bool
	header    string
	footer    string
	watermark string

	elems []elem // the structure tree; 0 is Document
	open  []int  // elements that are being filled, outermost first

	scratch *scratch
	glyphs  []glyph  // of the words; they point into it
	boxed   []box    // room for the words of a block while it is broken into lines
	lined   []line   // all broken lines
	runs    []placed // and what they are of

	used   [faces]bool
	extra  [faces]map[uint16]rune // glyphs beyond the prepared subset
	images []*picture
	emblem bool // is drawn somewhere
	code   code // the QR code drawn last

	pinned bool // inside Columns or Bottom: a new page is not possible
	broke  bool // and was asked for
}

// maxPages bounds the memory that one document can take.
const maxPages = 1000

// New begins a document on its first page.
func New(m Meta) *Doc {
	if m.Lang == "" {
		m.Lang = "el"
	}
	d := &Doc{meta: m, left: marginX, width: pageW - 2*marginX}
	d.borrow()
	d.element("Document", -1)
	d.open = append(make([]int, 0, 16), 0)
	switch {
	case m.Title == "":
		d.fail(errors.New("pdf: no title"))
	case m.ID == "":
		d.fail(errors.New("pdf: no identifier"))
	case m.Created.IsZero() || m.Created.Year() < 1 || m.Created.Year() > 9999:
		d.fail(errors.New("pdf: no date of creation"))
	case m.Lang != "el" && m.Lang != "en":
		d.fail(errors.New("pdf: language is neither el nor en"))
	}
	for _, s := range []string{m.Title, m.Subject, m.Author} {
		if r, bad := unfitForXML(s); bad {
			d.fail(&RuneError{Rune: r})
		}
	}
	if err := fontsReady(); err != nil {
		d.fail(err)
	}
	d.addPage()
	return d
}

// Err is the first error so far.
func (d *Doc) Err() error { return d.err }

// Pages is the number of pages so far.
func (d *Doc) Pages() int { return len(d.pages) }

// Frame draws a double line around every page.
func (d *Doc) Frame() { d.frame = true }

// Header stands small at the head of every page but the first.
func (d *Doc) Header(s string) { d.header = s }

// Footer stands small at the foot of every page, left of the page number.
func (d *Doc) Footer(s string) { d.footer = s }

// Watermark stands large and pale behind the text of every page («ΣΧΕΔΙΟ»).
func (d *Doc) Watermark(s string) { d.watermark = s }

func (d *Doc) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// length checks a length in millimetres and gives it in points.
func (d *Doc) length(what string, millimetres float64) float64 {
	if math.IsNaN(millimetres) || millimetres <= 0 || millimetres > 297 {
		d.fail(fmt.Errorf("pdf: %s of %g mm", what, millimetres))
		return mm
	}
	return millimetres * mm
}
