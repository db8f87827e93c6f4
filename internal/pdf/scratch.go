package pdf

import "sync"

// scratch is memory that a document needs only while it is written. The next one
// takes it over: a server that writes hundreds a second would spend a quarter of
// its time on getting and collecting it.
type scratch struct {
	glyphs []glyph
	boxed  []box
	lined  []line
	runs   []placed
	elems  []elem
	buf    []byte // of the first page
	owner  []int
}

var scratches = sync.Pool{New: func() any {
	return &scratch{glyphs: make([]glyph, 0, 2<<10), boxed: make([]box, 0, 128), lined: make([]line, 0, 128), runs: make([]placed, 0, 512), elems: make([]elem, 0, 128),
		buf: make([]byte, 0, 16<<10), owner: make([]int, 0, 64)}
}}

// borrow gives a new document its memory.
func (d *Doc) borrow() {
	d.scratch = scratches.Get().(*scratch)
	d.glyphs, d.boxed, d.lined, d.runs, d.elems = d.scratch.glyphs, d.scratch.boxed, d.scratch.lined, d.scratch.runs, d.scratch.elems
}

// giveBack passes the memory on when the file is written, with nothing of the
// document left in it. The document cannot go on.
func (d *Doc) giveBack() {
	s := d.scratch
	if s == nil {
		return
	}
	s.glyphs, s.boxed, s.lined, s.runs, s.elems = d.glyphs[:0], d.boxed[:0], d.lined[:0], d.runs[:0], d.elems[:0]
	d.scratch, d.glyphs, d.boxed, d.lined, d.runs, d.elems = nil, nil, nil, nil, nil, nil
	if len(d.pages) > 0 { // the box of a signature has none
		p := d.pages[0]
		s.buf, s.owner, p.buf, p.owner = p.buf[:0], p.owner[:0], nil, nil
	}
	if cap(s.buf) > 256<<10 || cap(s.elems) > 4<<10 || cap(s.glyphs) > 64<<10 || cap(s.runs) > 16<<10 {
		return // of a long document: more than most need
	}
	clear(s.glyphs[:cap(s.glyphs)])
	clear(s.boxed[:cap(s.boxed)])
	clear(s.lined[:cap(s.lined)])
	clear(s.runs[:cap(s.runs)])
	clear(s.buf[:cap(s.buf)])
	all := s.elems[:cap(s.elems)]
	for i := range all {
		all[i] = elem{kids: all[i].kids[:0]} // numbers only
	}
	scratches.Put(s)
}
