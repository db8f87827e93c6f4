package pdf

import (
	"fmt"
	"math"
)

// Table is rows under a header, which is repeated on every page the table
// reaches. A row is broken only if it is higher than a page.
type Table struct {
	Header []string
	Rows   [][]string
	Widths []float64 // shares of the width; without, they follow the text
	Align  []Align   // of the columns; without, Left
}

// Pair is a row of a label and what it stands for.
type Pair struct{ Label, Value string }

var (
	cell   = style{plain: serif, bold: serifBold, italic: serifItalic, size: 10.5, lead: 13.4, colour: ink}
	header = style{plain: sansBold, bold: sansBold, italic: sansBold, size: 8.6, lead: 11.4, colour: navy}
	label  = style{plain: sans, bold: sansBold, italic: sans, size: 8.8, lead: 16.4, base: 11.5, colour: quiet}
)

// Padding of a cell, points.
const (
	padX = 4.5
	padY = 3.6
)

// row is a row broken into lines.
type row struct {
	cells  [][]line
	styles []style
	kinds  []string // TH or TD
	attrs  []string
	tinted bool
}

func (r row) height() (h float64) {
	for i, c := range r.cells {
		h = max(h, float64(len(c))*r.styles[i].lead)
	}
	return h + 2*padY
}

// Table writes a table.
func (d *Doc) Table(t Table) {
	if d.err != nil {
		return
	}
	n := len(t.Header)
	for _, r := range t.Rows {
		if len(r) != n {
			d.fail(fmt.Errorf("pdf: row of %d cells in a table of %d columns", len(r), n))
			return
		}
	}
	if n == 0 || n > 40 || (t.Widths != nil && len(t.Widths) != n) || (t.Align != nil && len(t.Align) != n) {
		d.fail(fmt.Errorf("pdf: table of %d columns, %d widths, %d alignments", n, len(t.Widths), len(t.Align)))
		return
	}
	widths := d.columnWidths(t)
	if d.err != nil {
		return
	}
	broken := func(texts []string, st style, kind, attr string) row {
		var r row
		for i, s := range texts {
			st := st
			if t.Align != nil {
				st.align = t.Align[i]
			}
			r.cells = append(r.cells, d.set(st, widths[i]-2*padX, Span{Text: s}))
			r.styles, r.kinds, r.attrs = append(r.styles, st), append(r.kinds, kind), append(r.attrs, attr)
		}
		return r
	}
	head := broken(t.Header, header, "TH", "/O/Table/Scope/Column")
	head.tinted = true
	rows := []row{}
	for _, r := range t.Rows {
		rows = append(rows, broken(r, cell, "TD", ""))
	}
	d.rows(&head, rows, widths)
}

// Pairs writes labels and values: a table whose first column is its header.
func (d *Doc) Pairs(ps []Pair) {
	if d.err != nil || len(ps) == 0 {
		return
	}
	widest := 0.0
	for _, p := range ps {
		for _, ln := range d.set(label, d.width, Span{Text: p.Label}) {
			widest = max(widest, ln.width*label.size/1000)
		}
	}
	first := min(max(widest+2*padX+4, .22*d.width), .42*d.width)
	widths := []float64{first, d.width - first}
	rows := []row{}
	for _, p := range ps {
		rows = append(rows, row{
			cells:  [][]line{d.set(label, widths[0]-2*padX, Span{Text: p.Label}), d.set(body, widths[1]-2*padX, Span{Text: p.Value})},
			styles: []style{label, body}, kinds: []string{"TH", "TD"}, attrs: []string{"/O/Table/Scope/Row", ""},
		})
	}
	d.rows(nil, rows, widths)
}

// rows writes a table of broken rows.
func (d *Doc) rows(head *row, rows []row, widths []float64) {
	if d.err != nil {
		return
	}
	d.begin("Table")
	if head != nil {
		need := head.height()
		if len(rows) > 0 {
			need += rows[0].height()
		}
		if need < bottom-top {
			d.room(need)
		}
		d.row(*head, widths)
	} else {
		d.room(min(rows[0].height(), (bottom-top)/2))
		d.page().artifact(func() { d.page().line(hair, .5, d.left, d.y, d.width) })
	}
	for _, r := range rows {
		for d.err == nil {
			left := bottom - d.y
			if r.height() <= left+.01 || d.pinned {
				d.broke = d.broke || r.height() > left+.01
				d.row(r, widths)
				break
			}
			fresh := d.y <= top+6*mm+.01
			if head != nil {
				fresh = d.y <= top+6*mm+head.height()+.01
			}
			if fresh { // higher than a page: as many lines as fit
				part, rest, ok := r.split(left)
				if !ok {
					d.fail(fmt.Errorf("pdf: header of a table higher than a page"))
					break
				}
				d.row(part, widths)
				r = rest
			}
			d.addPage()
			if head != nil { // seen again, but read only once
				d.page().artifact(func() { d.paint(*head, widths, nil) })
				d.y += head.height()
			}
		}
	}
	d.end()
	d.y += 8
}

// split divides a row at a height; ok is false if not a line fits.
func (r row) split(height float64) (part, rest row, ok bool) {
	part, rest = r, r
	part.cells, rest.cells = nil, nil
	for i, c := range r.cells {
		n := min(len(c), int((height-2*padY)/r.styles[i].lead))
		ok = ok || n > 0
		n = max(n, 0)
		part.cells, rest.cells = append(part.cells, c[:n]), append(rest.cells, c[n:])
	}
	return part, rest, ok
}

// row writes a row with its tags.
func (d *Doc) row(r row, widths []float64) {
	d.begin("TR")
	if r.tinted {
		d.page().artifact(func() { d.page().box(tint, d.left, d.y, d.width, r.height()) })
	}
	d.paint(r, widths, func(i int, draw func(*page)) {
		d.elems[d.begin(r.kinds[i])].attr = r.attrs[i]
		if len(r.cells[i]) > 0 {
			d.content(draw)
		}
		d.end()
	})
	d.y += r.height()
	d.end()
	d.page().artifact(func() {
		if r.tinted {
			d.page().line(navy, .9, d.left, d.y, d.width)
		} else {
			d.page().line(hair, .5, d.left, d.y, d.width)
		}
	})
}

// paint draws the cells of a row, each through tag if there is one.
func (d *Doc) paint(r row, widths []float64, tag func(int, func(*page))) {
	x, y := d.left, d.y
	if tag == nil && r.tinted {
		d.page().box(tint, x, y, d.width, r.height())
		d.page().line(navy, .9, x, y+r.height(), d.width)
	}
	for i, c := range r.cells {
		st := r.styles[i]
		draw := func(p *page) {
			p.fill(st.colour)
			for j, ln := range c {
				st.draw(p, ln, x+padX, y+padY+float64(j)*st.lead, widths[i]-2*padX)
			}
		}
		if tag != nil {
			tag(i, draw)
		} else {
			draw(d.page())
		}
		x += widths[i]
	}
}

// columnWidths gives the widths in points: the shares that are asked for, or
// what the text needs, the longest word at least.
func (d *Doc) columnWidths(t Table) []float64 {
	n := len(t.Header)
	if t.Widths != nil {
		sum := 0.0
		for _, w := range t.Widths {
			if !(w > 0) || math.IsInf(w, 0) {
				d.fail(fmt.Errorf("pdf: column with a share of %g", w))
				return nil
			}
			sum += w
		}
		out := make([]float64, n)
		for i, w := range t.Widths {
			if out[i] = w / sum * d.width; out[i] < 2*padX+8 {
				d.fail(fmt.Errorf("pdf: column narrower than a letter"))
			}
		}
		return out
	}
	least, wish := make([]float64, n), make([]float64, n)
	look := func(texts []string, st style) {
		for i, s := range texts {
			for _, ln := range d.set(st, 1e6, Span{Text: s}) {
				wish[i] = max(wish[i], min(ln.width*st.size/1000, d.width))
			}
			for _, b := range d.boxes(nil, st, Span{Text: s}) {
				least[i] = max(least[i], min(b.width*st.size/1000, d.width/float64(n)-2*padX))
			}
		}
	}
	look(t.Header, header)
	for _, r := range t.Rows {
		look(r, cell)
	}
	for i := range n {
		least[i] += 2*padX + .1
		wish[i] = max(wish[i]+2*padX+.1, least[i])
	}
	return share(d.width, least, wish)
}

// share gives each what it wishes, and more in proportion if there is more. If
// there is less, those who wish for no more than an equal part have it, and
// the others are narrowed, down to their least if that goes.
func share(width float64, least, wish []float64) []float64 {
	out, rest, others := make([]float64, len(wish)), width, len(wish)
	for again := true; again; {
		again = false
		for i, w := range wish {
			if out[i] == 0 && w <= rest/float64(others) {
				out[i], rest, others, again = w, rest-w, others-1, true
			}
		}
	}
	if others == 0 {
		for i := range out {
			out[i] += rest * out[i] / (width - rest)
		}
		return out
	}
	sumLeast, sumMore := 0.0, 0.0
	for i := range out {
		if out[i] == 0 {
			sumLeast += least[i]
			sumMore += wish[i] - least[i]
		}
	}
	for i := range out {
		switch {
		case out[i] != 0:
		case rest <= sumLeast || sumMore == 0:
			out[i] = rest * least[i] / sumLeast
		default:
			out[i] = least[i] + (rest-sumLeast)*(wish[i]-least[i])/sumMore
		}
	}
	return out
}
