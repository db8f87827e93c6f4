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
	Resource   string    // by which Content names it
	Name       string    // BaseFont, with the tag of the subset
	Descriptor string    // entries of the font descriptor, as written in a file
	CIDFont    [2]string // its dictionary, before and after the number of the descriptor
	Program    []byte    // FontFile2
	Length     int       // Length1 of it
	Unicode    []byte    // ToUnicode
	CIDSet     []byte    // which PDF/A-1 asks for (ISO 19005-1, 6.3.5)
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
	d := &Doc{}
	d.borrow()
	defer d.giveBack()
	st := style{plain: sans, bold: sansBold, italic: sans, colour: ink, align: Center}
	words := make([][]box, len(texts))
	for i, t := range texts {
		from := len(d.boxed)
		d.boxed = d.boxes(d.boxed, st, Span{Text: t, Bold: i == 1})
		words[i] = d.boxed[from:len(d.boxed):len(d.boxed)]
		for k := range words[i] {
			words[i][k].text = "" // a name with a hyphen in it would be another name
		}
	}
	if d.err != nil {
		return nil, d.err
	}
	for size := largestInBox; size >= smallestInBox; size -= .5 {
		st.size, st.lead = size, size*1.2
		most := int((height - 2*boxPad) / st.lead)
		ls, whole := d.inBox(words, (width-2*boxPad)*1000/size, most)
		if ls != nil && (whole || size == smallestInBox) {
			return d.appearance(st, ls, width, height)
		}
	}
	return nil, ErrNoRoom
}

// inBox breaks lines at a width, in 1/1000 of the size, and stops when there are
// more than most: there are none then. whole says that no word was cut.
func (d *Doc) inBox(words [][]box, width float64, most int) (out []line, whole bool) {
	if len(words) > most {
		return nil, false
	}
	out, whole = make([]line, 0, most), true
	copied := make([]box, 0, 32)
	for _, bs := range words {
		for _, b := range bs {
			whole = whole && b.width <= width
		}
		copied = append(copied[:0], bs...)
		if out = append(out, d.lines(copied, width, false)...); len(out) > most {
			return nil, false
		}
	}
	return out, whole
}

func (d *Doc) appearance(st style, ls []line, width, height float64) (*Appearance, error) {
	p := &page{buf: make([]byte, 0, 1<<10)}
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
		a.Fonts = append(a.Fonts, Font{Resource: fmt.Sprintf("F%d", f), Name: e.name, Descriptor: e.descriptor, CIDFont: e.cidFont,
			Program: e.file, Length: e.fileLength, Unicode: e.unicode, CIDSet: e.cids})
	}
	return a, nil
}
