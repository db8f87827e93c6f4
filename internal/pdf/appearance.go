package pdf

import (
	"errors"
	"fmt"
)

// Appearance is text set in the fonts of the house for a rectangle outside any
// document of this package: what the box of a signature shows.
type Appearance struct {
	Content []byte // operators, from 0,0 at the lower left corner
	Fonts   []Font
}

// Font is a subset to embed as a composite font with Identity-H (ISO 32000-1,
// 9.7), in the parts of which its objects are made. Streams are compressed
// (FlateDecode).
type Font struct {
	Resource   string // by which Content names it
	Name       string // BaseFont, with the tag of the subset
	Descriptor string // entries of the font descriptor, as written in a file
	Widths     string // inside of W of the CID font, as written in a file
	Program    []byte // FontFile2
	Length     int    // Length1 of it
	Unicode    []byte // ToUnicode
	CIDSet     []byte // which PDF/A-1 asks for (ISO 19005-1, 6.3.5)
}

// ErrNoRoom says that a text cannot be set in its rectangle in letters that can
// still be read.
var ErrNoRoom = errors.New("pdf: the text does not fit its box")

// Sizes of letters in a box, points: the largest that fits is taken. Below the
// smallest nobody reads them on paper.
const (
	largestInBox  = 9.0
	smallestInBox = 4.5
	boxPad        = 3.0
)

// InBox sets lines into a rectangle of width and height points: in the middle,
// the second line (the name) in bold, over white, in a thin frame. A line that is
// too wide continues on the next; all become smaller until they fit.
func InBox(texts []string, width, height float64) (*Appearance, error) {
	if err := fontsReady(); err != nil {
		return nil, err
	}
	if !(width > 4*boxPad && height > 4*boxPad) {
		return nil, ErrNoRoom
	}
	for size := largestInBox; size >= smallestInBox; size -= .5 {
		d := &Doc{}
		st := style{plain: sans, bold: sansBold, italic: sans, size: size, lead: size * 1.2, colour: ink, align: Center}
		ls, whole := d.inBox(st, texts, width-2*boxPad)
		if d.err != nil {
			return nil, d.err
		}
		if h := float64(len(ls)) * st.lead; h <= height-2*boxPad && (whole || size == smallestInBox) {
			return d.appearance(st, ls, width, height)
		}
	}
	return nil, ErrNoRoom
}

// inBox breaks the texts into lines, without dividing words: a name with a
// hyphen in it would be another name. whole says that no word was cut.
func (d *Doc) inBox(st style, texts []string, width float64) (out []line, whole bool) {
	whole = true
	room := width * 1000 / st.size
	for i, s := range texts {
		bs := d.boxes(st, Span{Text: s, Bold: i == 1})
		for k := range bs {
			bs[k].cuts = nil
			whole = whole && bs[k].width <= room
		}
		out = append(out, lines(bs, room, false)...)
	}
	return out, whole
}

func (d *Doc) appearance(st style, ls []line, width, height float64) (*Appearance, error) {
	p := &page{}
	p.raw("q\n")
	p.op("cm", 1, 0, 0, 1, 0, height-pageH) // lines are measured from the head of a page
	p.box(white, 0, 0, width, height)
	p.border(hair, .6, .3, .3, width-.6, height-.6)
	p.fill(st.colour)
	y := (height - float64(len(ls))*st.lead) / 2
	for i, ln := range ls {
		st.draw(p, ln, boxPad, y+float64(i)*st.lead, width-2*boxPad)
	}
	p.raw("Q\n")
	a := &Appearance{Content: p.buf}
	for f := range d.used {
		if !d.used[f] {
			continue
		}
		e := fonts[f].common[A1b]
		if len(d.extra[f]) > 0 {
			var err error
			if e, err = fonts[f].embed(d.extra[f], A1b); err != nil {
				return nil, fmt.Errorf("pdf: subset %s: %w", fonts[f].name, err)
			}
		}
		a.Fonts = append(a.Fonts, Font{Resource: fmt.Sprintf("F%d", f), Name: e.name, Descriptor: e.descriptor, Widths: e.widths,
			Program: e.file, Length: e.fileLength, Unicode: e.unicode, CIDSet: e.cids})
	}
	return a, nil
}
