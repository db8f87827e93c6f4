package pdf

import (
	"errors"
	"fmt"
)

// A4 in points, and the margins of the text.
const (
	mm      = 72 / 25.4
	pageW   = 210 * mm
	pageH   = 297 * mm
	marginX = 22 * mm
	top     = 19 * mm
	bottom  = pageH - 24*mm
)

// page is one page as it fills: its content stream and, by MCID, the elements
// that own its marked content (ISO 32000-1, 14.7.4).
type page struct {
	buf   []byte
	owner []int
}

func (d *Doc) addPage() {
	if len(d.pages) == maxPages {
		d.fail(fmt.Errorf("pdf: more than %d pages", maxPages))
		d.y = top
		return
	}
	p := &page{}
	if len(d.pages) == 0 && d.scratch != nil {
		p.buf, p.owner = d.scratch.buf, d.scratch.owner
	} else {
		p.buf = make([]byte, 0, 16<<10)
	}
	d.pages = append(d.pages, p)
	d.y = top
	if len(d.pages) > 1 && d.header != "" {
		d.y = top + 6*mm
	}
}

func (d *Doc) page() *page { return d.pages[len(d.pages)-1] }

// room begins a new page unless h points are left on this one.
func (d *Doc) room(h float64) {
	if d.y+h > bottom+.01 && d.y > top+6*mm+.01 {
		d.next()
	}
}

// next goes to the next page. Inside something that must stay whole it only
// notes that it would have.
func (d *Doc) next() {
	if d.pinned {
		d.broke = true
		return
	}
	d.addPage()
}

// NewPage begins a new page.
func (d *Doc) NewPage() {
	if d.err == nil {
		d.next()
	}
}

// Space leaves millimetres of white, none at the head of a page.
func (d *Doc) Space(millimetres float64) {
	if d.err == nil && d.y > top+.01 {
		d.y += d.length("space", millimetres)
	}
}

// mark is a state of the document to which it can go back.
type mark struct {
	pages, buf, owner, elems int
	kids                     []int
	y                        float64
}

func (d *Doc) mark() mark {
	m := mark{pages: len(d.pages), buf: len(d.page().buf), owner: len(d.page().owner), elems: len(d.elems), y: d.y}
	for _, e := range d.open {
		m.kids = append(m.kids, len(d.elems[e].kids))
	}
	return m
}

func (d *Doc) back(m mark) {
	d.pages = d.pages[:m.pages]
	p := d.page()
	p.buf, p.owner = p.buf[:m.buf], p.owner[:m.owner]
	d.elems = d.elems[:m.elems]
	for i, n := range m.kids {
		d.elems[d.open[i]].kids = d.elems[d.open[i]].kids[:n]
	}
	d.y = m.y
}

// Keep keeps together what draw puts down: if it does not fit on this page it
// goes whole to the next, and only what fits on no page is broken. draw may run
// twice; it must do the same each time.
func (d *Doc) Keep(draw func()) {
	if d.err != nil {
		return
	}
	if d.pinned {
		draw()
		return
	}
	m := d.mark()
	if d.whole(draw) || d.err != nil {
		return
	}
	d.back(m)
	if d.y > top+6*mm+.01 {
		d.addPage()
		m = d.mark()
		if d.whole(draw) {
			return
		}
		d.back(m)
	}
	draw()
}

// whole runs draw without new pages and says whether that was possible.
func (d *Doc) whole(draw func()) bool {
	d.pinned, d.broke = true, false
	draw()
	d.pinned = false
	return !d.broke && d.y <= bottom+.01
}

// Bottom puts what draw puts down at the foot of the page, or of the next one
// if it does not fit below what is there.
func (d *Doc) Bottom(draw func()) {
	if d.err != nil {
		return
	}
	if d.pinned {
		d.fail(errors.New("pdf: Bottom inside Keep, Columns or Bottom"))
		return
	}
	m := d.mark()
	fits := d.whole(draw)
	h := d.y - m.y
	d.back(m)
	if !fits {
		d.addPage()
	}
	d.y = max(d.y, bottom-h)
	if !d.whole(draw) && d.err == nil {
		d.fail(errors.New("pdf: more at the foot of a page than a page holds"))
	}
}

// Column is a part of the width and what stands in it.
type Column struct {
	Width float64 // millimetres; 0 for an equal share of what is left
	Draw  func()
}

// Columns puts blocks beside each other with a gap in millimetres. They stay on
// one page; what is higher than a page is an error. They are read first to last.
func (d *Doc) Columns(gap float64, cols ...Column) {
	if d.err != nil || len(cols) == 0 {
		return
	}
	left, width := d.left, d.width
	rest, shares := width-gap*mm*float64(len(cols)-1), 0
	for _, c := range cols {
		rest -= c.Width * mm
		if c.Width == 0 {
			shares++
		}
	}
	if gap < 0 || !(rest >= -.01) || (shares > 0 && rest < 5*mm*float64(shares)) {
		d.fail(errors.New("pdf: columns wider than their place"))
		return
	}
	d.Keep(func() {
		x, y, low, page := left, d.y, d.y, len(d.pages)
		for _, c := range cols {
			d.left, d.width, d.y = x, c.Width*mm, y
			if c.Width == 0 {
				d.width = rest / float64(shares)
			}
			x += d.width + gap*mm
			if c.Draw != nil {
				c.Draw()
			}
			low = max(low, d.y)
		}
		d.left, d.width, d.y = left, width, low
		if !d.pinned && (len(d.pages) != page || low > bottom+.01) {
			d.fail(errors.New("pdf: columns higher than a page"))
		}
	})
}
