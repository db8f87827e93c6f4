package pdf

import (
	"fmt"
	"strconv"
)

// Letterhead is who issues a document, at the head of its first page.
type Letterhead struct {
	Arms  []byte   // coat of arms, PNG or JPEG; without it the emblem of the house
	Alt   string   // what the arms show
	Lines []string // the state and the body in bold, then unit and address
}

// Letterhead writes arms and issuer in the middle.
func (d *Doc) Letterhead(l Letterhead) {
	if d.err != nil {
		return
	}
	if l.Arms != nil {
		d.image(l.Arms, 20, l.Alt, Center)
	} else {
		d.Emblem(23, l.Alt, Center)
	}
	d.y += 5
	st := style{plain: serif, bold: serifBold, italic: serifItalic, size: 10.8, lead: 14.6, colour: ink, align: Center}
	for i, s := range l.Lines {
		d.paragraph(st, 0, Span{Text: s, Bold: i < 2})
	}
	d.y += 8
}

// Box is a place on a page: Page from 1, corners in points from the lower left
// corner of the page, as the Rect of an annotation (ISO 32000-1, 12.5.2).
type Box struct {
	Page                     int
	Left, Bottom, Right, Top float64
}

// Signature is the place kept for a visible signature.
type Signature struct {
	Width, Height float64 // millimetres
	Align         Align
	Hint          string // drawn in a thin frame while nobody has signed; none if empty
}

// SignatureBox keeps a place free and says where it is. It goes to the next
// page if it does not fit; inside Keep or Bottom, the box of the last run counts.
func (d *Doc) SignatureBox(s Signature) Box {
	if d.err != nil {
		return Box{}
	}
	w, h := d.length("signature", s.Width), d.length("signature", s.Height)
	if w > d.width+.01 || h > bottom-top {
		d.fail(fmt.Errorf("pdf: signature of %g × %g mm does not fit", s.Width, s.Height))
		return Box{}
	}
	d.room(h)
	if d.y+h > bottom+.01 {
		d.broke = true
	}
	x := d.left
	switch s.Align {
	case Center:
		x += (d.width - w) / 2
	case Right:
		x += d.width - w
	}
	if s.Hint != "" {
		st := note
		st.align = Center
		ls := d.set(st, w-8, Span{Text: s.Hint})
		d.page().artifact(func() {
			p := d.page()
			p.raw("[3 2] 0 d\n")
			p.border(hair, .6, x, d.y, w, h)
			p.raw("[] 0 d\n")
			p.fill(quiet)
			for i, ln := range ls {
				st.draw(p, ln, x+4, d.y+(h-float64(len(ls))*st.lead)/2+float64(i)*st.lead, w-8)
			}
		})
	}
	b := Box{Page: len(d.pages), Left: x, Bottom: pageH - d.y - h, Right: x + w, Top: pageH - d.y}
	d.y += h
	return b
}

// furnish draws what stands on every page: it can only be known at the end how
// many there are. All of it is artifact.
func (d *Doc) furnish() {
	small := note
	small.size, small.lead = 7.6, 10
	right := small
	right.align = Right
	const width = pageW - 2*marginX
	foot := d.set(small, width-30*mm, Span{Text: d.footer})
	head := d.set(small, width, Span{Text: d.header})
	for i, p := range d.pages {
		numbers := "Σελίδα " + strconv.Itoa(i+1) + " από " + strconv.Itoa(len(d.pages))
		if d.meta.Lang == "en" {
			numbers = "Page " + strconv.Itoa(i+1) + " of " + strconv.Itoa(len(d.pages))
		}
		which := d.set(right, width, Span{Text: numbers})
		if d.err != nil {
			return
		}
		if d.watermark != "" {
			d.stamp(p)
		}
		p.artifact(func() {
			if d.frame {
				p.border(navy, 1.4, 10*mm, 10*mm, pageW-20*mm, pageH-20*mm)
				p.border(navy, .4, 11.3*mm, 11.3*mm, pageW-22.6*mm, pageH-22.6*mm)
			}
			y := pageH - 20*mm
			p.line(hair, .5, marginX, y, width)
			p.fill(small.colour)
			for j, ln := range foot[:min(2, len(foot))] {
				small.draw(p, ln, marginX, y+4+float64(j)*small.lead, width)
			}
			for _, ln := range which {
				right.draw(p, ln, marginX, y+4, width)
			}
			if i > 0 && len(head) > 0 {
				small.draw(p, head[0], marginX, top-3*mm, width)
				p.line(hair, .5, marginX, top+1.5*mm, width)
			}
		})
	}
}

// stamp lays the watermark across a page, beneath its text: there is no
// transparency in PDF/A-1.
func (d *Doc) stamp(p *page) {
	st := style{plain: sansBold, bold: sansBold, italic: sansBold, size: 64, lead: 64, colour: pale}
	ls := d.set(st, 1e5, Span{Text: d.watermark})
	if len(ls) == 0 || d.err != nil {
		return
	}
	if over := ls[0].width * st.size / 1000 / (.92 * pageW); over > 1 {
		st.size /= over
	}
	under := &page{}
	under.artifact(func() {
		under.raw("q\n")
		under.op("cm", .7071, .7071, -.7071, .7071, pageW/2, pageH/2)
		under.fill(st.colour)
		under.show(st.size, -ls[0].width*st.size/2000, pageH+st.size*.36, ls[0].runs, 0, false)
		under.raw("Q\n")
	})
	p.buf = append(under.buf, p.buf...)
}
