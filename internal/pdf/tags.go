package pdf

// elem is an element of the structure tree (ISO 32000-1, 14.7.2).
type elem struct {
	kind   string // a standard type of 14.8.4
	parent int
	kids   []kid
	alt    string // what is said instead of a picture
	attr   string // attribute object, PDF syntax
}

// kid is an element, or, if elem is negative, marked content of a page.
type kid struct {
	elem       int
	page, mcid int
}

// begin opens an element inside the one that is open.
func (d *Doc) begin(kind string) int {
	i, parent := len(d.elems), d.open[len(d.open)-1]
	d.element(kind, parent)
	d.elems[parent].kids = append(d.elems[parent].kids, kid{elem: i})
	d.open = append(d.open, i)
	return i
}

// element adds an element, with the room for kids that an earlier one had there.
func (d *Doc) element(kind string, parent int) {
	var kids []kid
	if n := len(d.elems); n < cap(d.elems) {
		kids = d.elems[:n+1][n].kids[:0]
	}
	d.elems = append(d.elems, elem{kind: kind, parent: parent, kids: kids})
}

func (d *Doc) end() { d.open = d.open[:len(d.open)-1] }

// content marks what draw writes on this page as content of the open element.
func (d *Doc) content(draw func(p *page)) {
	p, i := d.page(), d.open[len(d.open)-1]
	e := &d.elems[i]
	mcid := len(p.owner)
	p.owner = append(p.owner, i)
	e.kids = append(e.kids, kid{elem: -1, page: len(d.pages) - 1, mcid: mcid})
	p.raw("/", e.kind, "<</MCID ")
	p.buf = number(p.buf, float64(mcid))
	p.raw(">>BDC\n")
	draw(p)
	p.raw("EMC\n")
}

// writeTags writes the tree and the tree that leads from content to elements,
// and gives the reference of its root.
func (d *Doc) writeTags(w *writer, pages []int) int {
	root, parents := w.ref(), w.ref()
	first := w.refs(len(d.elems))
	w.object(root)
	w.print("<</Type/StructTreeRoot/K ", first, " 0 R/ParentTree ", parents, " 0 R/ParentTreeNextKey ", len(d.pages), ">>")
	w.end()
	w.object(parents)
	w.print("<</Nums[")
	for i, p := range d.pages {
		w.print(i, "[")
		for _, e := range p.owner {
			w.print(first+e, " 0 R ")
		}
		w.print("]")
	}
	w.print("]>>")
	w.end()
	for i := range d.elems {
		e := &d.elems[i]
		w.object(first + i)
		parent := root
		if e.parent >= 0 {
			parent = first + e.parent
		}
		w.print("<</Type/StructElem/S/", e.kind, "/P ", parent, " 0 R")
		if i == 0 {
			w.print("/Lang")
			w.text(d.meta.Lang)
		}
		if e.alt != "" {
			w.print("/Alt")
			w.text(e.alt)
		}
		if e.attr != "" {
			w.print("/A<<", e.attr, ">>")
		}
		on := -1
		for _, k := range e.kids {
			if k.elem < 0 {
				on = k.page
				w.print("/Pg ", pages[on], " 0 R")
				break
			}
		}
		w.print("/K[")
		for _, k := range e.kids {
			switch {
			case k.elem >= 0:
				w.print(first+k.elem, " 0 R ")
			case k.page == on:
				w.print(k.mcid, " ")
			default:
				w.print("<</Type/MCR/Pg ", pages[k.page], " 0 R/MCID ", k.mcid, ">>")
			}
		}
		w.print("]>>")
		w.end()
	}
	return root
}
