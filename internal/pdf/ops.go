package pdf

import (
	"math"
	"strconv"
)

// colour is DeviceRGB, 0 to 1, as the sRGB output intent defines it.
type colour [3]float64

var (
	ink   = colour{.09, .09, .11}
	navy  = colour{.075, .2, .38}
	quiet = colour{.33, .35, .38}
	hair  = colour{.72, .76, .81}
	tint  = colour{.925, .942, .963}
	pale  = colour{.915, .925, .94}
	white = colour{1, 1, 1}
	black = colour{}
)

// number appends v with at most two decimals and a blank: 1/100 point is 3.5 µm.
func number(b []byte, v float64) []byte {
	n := int64(math.Round(v * 100))
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = whole(b, n/100)
	if f := n % 100; f != 0 {
		b = append(b, '.', byte('0'+f/10))
		if f%10 != 0 {
			b = append(b, byte('0'+f%10))
		}
	}
	return append(b, ' ')
}

// whole appends a number, short ones without asking anybody: most of a page are
// numbers.
func whole(b []byte, n int64) []byte {
	switch {
	case n < 10:
		return append(b, byte('0'+n))
	case n < 100:
		return append(b, byte('0'+n/10), byte('0'+n%10))
	case n < 1000:
		return append(b, byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
	}
	return strconv.AppendInt(b, n, 10)
}

// op appends operands and an operator.
func (p *page) op(operator string, operands ...float64) {
	for _, v := range operands {
		p.buf = number(p.buf, v)
	}
	p.raw(operator, "\n")
}

func (p *page) raw(ss ...string) {
	for _, s := range ss {
		p.buf = append(p.buf, s...)
	}
}

func (p *page) fill(c colour)   { p.op("rg", c[0], c[1], c[2]) }
func (p *page) stroke(c colour) { p.op("RG", c[0], c[1], c[2]) }

// box fills a rectangle given from the upper left corner of the page.
func (p *page) box(c colour, x, y, w, h float64) {
	p.fill(c)
	p.op("re f", x, pageH-y-h, w, h)
}

// border strokes a rectangle given from the upper left corner of the page.
func (p *page) border(c colour, thick, x, y, w, h float64) {
	p.stroke(c)
	p.op("w", thick)
	p.op("re S", x, pageH-y-h, w, h)
}

// line strokes a horizontal line.
func (p *page) line(c colour, thick, x, y, w float64) {
	p.stroke(c)
	p.op("w", thick)
	p.op("m", x, pageH-y)
	p.op("l S", x+w, pageH-y)
}

// artifact is content that is no part of what is read (ISO 32000-1, 14.8.2.2).
func (p *page) artifact(draw func()) {
	p.raw("/Artifact BMC\n")
	draw()
	p.raw("EMC\n")
}

// placed is one run of letters of a line.
type placed struct {
	face  face
	glyph []glyph
	space bool // a space stands before it
}

// show writes one line of text; x and the base line y from the upper left
// corner, widen in 1/1000 em more for each space. A line that is
// joined with the next by a space ends in one: readers that follow the tags do
// not look where lines stand.
func (p *page) show(size, x, y float64, line []placed, widen float64, joined bool) {
	if len(line) == 0 {
		return
	}
	p.raw("BT\n1 0 0 1 ")
	p.op("Tm", x, pageH-y)
	inside, last := false, face(-1)
	for i, r := range line {
		if r.face != last {
			if inside {
				p.raw(")] TJ\n")
			}
			p.raw("/F", strconv.Itoa(int(r.face)), " ")
			p.op("Tf", size)
			p.raw("[(")
			last, inside = r.face, true
		}
		if r.space && i > 0 {
			p.glyphs(fonts[r.face].space, widen)
		}
		p.glyphs(r.glyph, 0)
	}
	if joined {
		p.glyphs(fonts[last].space, 0)
	}
	p.raw(")] TJ\nET\n")
}

// glyphs writes codes, as strings in brackets, and between them what kerning
// moves: as hexadecimal digits they would be twice as long, and take as much
// longer to compress.
func (p *page) glyphs(gs []glyph, widen float64) {
	b := p.buf
	for _, g := range gs {
		b = literal(literal(b, byte(g.id>>8)), byte(g.id))
		if adjust := float64(g.width) - float64(g.advance) - widen; adjust != 0 {
			b = append(number(append(b, ')'), adjust), '(')
		}
	}
	p.buf = b
}

// literal appends a byte of a string in brackets (ISO 32000-1, 7.3.4.2).
func literal(b []byte, c byte) []byte {
	switch c {
	case '(', ')', '\\':
		return append(b, '\\', c)
	case '\r': // would be read as a line feed
		return append(b, '\\', 'r')
	}
	return append(b, c)
}
