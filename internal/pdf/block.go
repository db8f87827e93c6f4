package pdf

import (
	"fmt"
	"strconv"
)

// The styles of the house, sizes and leads in points.
var (
	body    = style{plain: serif, bold: serifBold, italic: serifItalic, size: 11.5, lead: 16.4, colour: ink}
	note    = style{plain: sans, bold: sansBold, italic: sans, size: 8.2, lead: 11.6, colour: quiet}
	levels  = [6]style{level(18, navy), level(13.5, navy), level(12, ink), level(11.5, ink), level(11.5, quiet), level(11, quiet)}
	afterP  = 5.5
	beforeH = 9.0
)

func level(size float64, c colour) style {
	return style{plain: serifBold, bold: serifBold, italic: serifBold, size: size, lead: size * 1.3, colour: c}
}

// Text is a paragraph that is not like all others.
type Text struct {
	Spans []Span
	Size  float64 // points, 6 to 36; 0 for the usual
	Align Align
	Small bool // a note: small, sans serif, quiet
	Tight bool // the next block follows without space
	Navy  bool // in the colour of headings
}

// Heading writes a heading of level 1 to 6. It stays with what follows.
func (d *Doc) Heading(level int, s string) { d.heading(level, s, Left) }

func (d *Doc) heading(level int, s string, a Align) {
	if d.err != nil {
		return
	}
	if level < 1 || level > 6 {
		d.fail(fmt.Errorf("pdf: heading of level %d", level))
		return
	}
	st := levels[level-1]
	st.align = a
	ls := d.set(st, d.width, Span{Text: s})
	d.room(beforeH + float64(len(ls))*st.lead + 3*body.lead)
	if d.y > top+.01 {
		d.y += beforeH
	}
	d.begin("H" + strconv.Itoa(level))
	d.flow(st, ls)
	d.end()
	d.y += 3
}

// Title writes the name of a document in the middle: a heading of level 1 with
// letters apart, and below it what it is more exactly.
func (d *Doc) Title(name, more string) {
	d.heading(1, name, Center)
	if more != "" {
		st := body
		st.size, st.lead, st.align, st.colour = 14, 18, Center, navy
		d.paragraph(st, 8, Span{Text: more})
	}
}

// Paragraph writes a paragraph in the usual way: justified, words divided.
func (d *Doc) Paragraph(s string) {
	st := body
	st.align = Justify
	d.paragraph(st, afterP, Span{Text: s})
}

// Text writes a paragraph as it says.
func (d *Doc) Text(t Text) {
	st := body
	if t.Small {
		st = note
	}
	if t.Size != 0 {
		if !(t.Size >= 6 && t.Size <= 36) {
			d.fail(fmt.Errorf("pdf: letters of %g points", t.Size))
			return
		}
		st.lead *= t.Size / st.size
		st.size = t.Size
	}
	if t.Navy {
		st.colour = navy
	}
	st.align = t.Align
	after := afterP
	if t.Tight {
		after = 0
	}
	d.paragraph(st, after, t.Spans...)
}

func (d *Doc) paragraph(st style, after float64, spans ...Span) {
	if d.err != nil {
		return
	}
	ls := d.set(st, d.width, spans...)
	if len(ls) == 0 {
		return
	}
	d.begin("P")
	d.flow(st, ls)
	d.end()
	d.y += after
}

// Sides writes two short texts on one line, one at each edge, such as number
// and date.
func (d *Doc) Sides(left, right string) {
	if d.err != nil {
		return
	}
	d.Columns(4, Column{Draw: func() { d.Text(Text{Spans: []Span{{Text: left}}, Size: 10.5}) }},
		Column{Draw: func() { d.Text(Text{Spans: []Span{{Text: right}}, Size: 10.5, Align: Right}) }})
}

// List writes items with numbers or dots before them.
func (d *Doc) List(numbered bool, items ...string) {
	if d.err != nil || len(items) == 0 {
		return
	}
	kind := "/O/List/ListNumbering/Disc"
	if numbered {
		kind = "/O/List/ListNumbering/Decimal"
	}
	const indent = 6 * mm
	d.elems[d.begin("L")].attr = kind
	for i, item := range items {
		ls := d.set(body, d.width-indent, Span{Text: item})
		d.room(body.lead * float64(min(2, len(ls))))
		label := "•"
		if numbered {
			label = strconv.Itoa(i+1) + "."
		}
		d.begin("LI")
		d.begin("Lbl")
		for _, ln := range d.set(body, indent, Span{Text: label}) {
			d.content(func(p *page) {
				p.fill(body.colour)
				body.draw(p, ln, d.left+1*mm, d.y, indent)
			})
		}
		d.end()
		d.begin("LBody")
		d.left, d.width = d.left+indent, d.width-indent
		d.flow(body, ls)
		d.left, d.width = d.left-indent, d.width+indent
		d.end()
		d.end()
		d.y += 2
	}
	d.end()
	d.y += afterP - 2
}

// Rule draws a thin line across the column.
func (d *Doc) Rule() {
	if d.err != nil {
		return
	}
	d.room(10)
	d.y += 4
	d.page().artifact(func() { d.page().line(hair, .6, d.left, d.y, d.width) })
	d.y += 6
}

// Notice writes a text in a box across the column: «ΟΡΘΗ ΕΠΑΝΑΛΗΨΗ», or that
// a signature is not qualified.
func (d *Doc) Notice(s string) {
	if d.err != nil {
		return
	}
	st := style{plain: sansBold, bold: sansBold, italic: sansBold, size: 9.5, lead: 13.5, colour: navy, align: Center}
	const pad = 5
	ls := d.set(st, d.width-4*pad, Span{Text: s})
	if len(ls) == 0 {
		return
	}
	h := float64(len(ls))*st.lead + 2*pad
	d.room(h)
	if d.y+h > bottom+.01 {
		d.broke = true
		if !d.pinned {
			d.fail(fmt.Errorf("pdf: notice higher than a page"))
			return
		}
	}
	d.page().artifact(func() {
		d.page().box(tint, d.left, d.y, d.width, h)
		d.page().border(navy, .8, d.left, d.y, d.width, h)
	})
	d.begin("P")
	d.content(func(p *page) {
		p.fill(st.colour)
		for i, ln := range ls {
			st.draw(p, ln, d.left+2*pad, d.y+pad+float64(i)*st.lead, d.width-4*pad)
		}
	})
	d.end()
	d.y += h + 6
}
