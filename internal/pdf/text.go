package pdf

import (
	"maps"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Align is where lines stand in their column.
type Align int

const (
	Left Align = iota
	Center
	Right
	Justify // and words are divided; a line that would gape is left ragged
)

// Span is a piece of text in one face.
type Span struct {
	Text         string
	Bold, Italic bool
}

// style is how a block is set.
type style struct {
	plain, bold, italic face
	size, lead          float64 // points
	base                float64 // size on whose base line it stands; 0 for its own
	colour              colour
	align               Align
}

func (s style) face(sp Span) face {
	switch {
	case sp.Bold:
		return s.bold
	case sp.Italic:
		return s.italic
	}
	return s.plain
}

// box is a word, or a part of one, that is to find its line.
type box struct {
	placed
	width  float64 // 1/1000 of the size
	text   string  // of the word while nobody asked where it may be divided; "" then
	cuts   []int   // where it may be divided, in glyphs
	breaks bool    // begins a new line whatever room there is
}

// line is a broken line.
type line struct {
	runs   []placed
	width  float64 // 1/1000 of the size, spaces as they are
	spaces int
	last   bool // of its paragraph
	joined bool // with the next line by a space
}

// boxes appends the shaped words of spans. Blanks, tabs and line ends part words, a line
// end also lines; a space that does not break (U+00A0, U+202F) is part of a word.
func (d *Doc) boxes(out []box, s style, spans ...Span) []box {
	none := len(out)
	space, breaks := false, false
	for _, sp := range spans {
		f := s.face(sp)
		rest := sp.Text
		for rest != "" {
			n := strings.IndexAny(rest, " \t\r\n")
			if n == 0 {
				space = true
				breaks = breaks || rest[0] == '\n'
				rest = rest[1:]
				continue
			}
			text := rest
			if n > 0 {
				text, rest = rest[:n], rest[n:]
			} else {
				rest = ""
			}
			if b, ok := d.box(f, text); ok {
				b.space, b.breaks = space && len(out) > none, breaks && len(out) > none
				out = append(out, b)
				space, breaks = false, false
			}
		}
	}
	return out
}

// special are the characters that are not set as they are.
var special = strings.NewReplacer("\u00ad", "", "\u202f", "\u00a0")

// box shapes one word; nothing is left of some.
func (d *Doc) box(f face, text string) (box, bool) {
	if strings.Contains(text, "\u00ad") || strings.Contains(text, "\u202f") {
		text = special.Replace(text)
	}
	if text == "" || d.err != nil {
		return box{}, false
	}
	d.used[f] = true
	b := box{placed: placed{face: f}, text: text}
	from := len(d.glyphs)
	if all, width, ok := fonts[f].word(d.glyphs, text); ok {
		d.glyphs = all // a new array when it grows; the words before stay in the old one
		b.glyph, b.width = all[from:len(all):len(all)], float64(width)
		return b, true
	}
	w := fonts[f].shape(text)
	if w.err != nil {
		d.fail(w.err)
		return box{}, false
	}
	if w.beyond != nil {
		if d.extra[f] == nil {
			d.extra[f] = map[uint16]rune{}
		}
		maps.Copy(d.extra[f], w.beyond)
	}
	b.glyph, b.width = w.glyphs, float64(w.width)
	return b, true
}

// Of a line that has to stay short: from this part of the width on (left), or
// this widening of its spaces (justified), a word is divided to fill it. Spaces
// wider than gape make a justified line a ragged one.
const (
	shortLine = .16
	looseLine = .6
	gape      = 1.1
)

// lines breaks boxes at a width, in 1/1000 of the size, first fit. All runs lie in
// one array, each line a part of it.
func lines(boxes []box, width float64, justify bool) []line {
	out := make([]line, 0, 4)
	runs := make([]placed, 0, len(boxes)+4)
	var now line
	hyphens := 0 // lines in a row that end in one
	flush := func(joined bool) {
		now.joined = joined
		out = append(out, now)
		now = line{}
		runs = runs[len(runs):]
	}
	add := func(b box) {
		b.space = b.space && len(now.runs) > 0
		if b.space {
			now.width += float64(fonts[b.face].space[0].advance)
			now.spaces++
		}
		now.width += b.width
		runs = append(runs, b.placed)
		now.runs = runs
	}
	for i := 0; i < len(boxes); {
		n, total := i+1, boxes[i].width // what hangs together without a space
		for n < len(boxes) && !boxes[n].space {
			total += boxes[n].width
			n++
		}
		b := boxes[i]
		if b.breaks && len(now.runs) > 0 {
			now.last = true
			flush(true)
		}
		room := width - now.width
		if len(now.runs) > 0 {
			room -= float64(fonts[b.face].space[0].advance)
		}
		if total <= room+.5 {
			for _, b := range boxes[i:n] {
				add(b)
			}
			i = n
			continue
		}
		loose := room > shortLine*width
		if justify {
			loose = now.spaces == 0 || width-now.width > looseLine*float64(now.spaces)*float64(fonts[b.face].space[0].advance)
		}
		alone := len(now.runs) == 0
		loose = loose && hyphens < 2
		keep := 3
		if n == len(boxes) { // the last line is no stump
			keep = 7
		}
		if !alone && !loose {
			hyphens = 0
			flush(true)
			continue
		}
		if head, tail, hyphen, ok := b.divide(room, alone, keep); ok {
			add(head)
			if hyphen {
				dash := fonts[b.face].dash
				add(box{placed: placed{face: b.face, glyph: dash}, width: float64(dash[0].advance)})
				hyphens++
			}
			flush(false)
			tail.breaks = false
			boxes[i] = tail
			continue
		}
		if alone { // one word, then what hangs on it
			add(b)
			i++
			if i < n {
				boxes[i].space = true
				flush(false)
			}
			continue
		}
		hyphens = 0
		flush(true)
	}
	if len(now.runs) > 0 {
		flush(false)
	}
	if len(out) > 0 {
		out[len(out)-1].last = true
	}
	return out
}

// divide divides a word so that its head and a hyphen fit into room and keep
// letters at least are left. With force, when it has a line for itself, any place
// will do and no hyphen is written: it is then an address or a code.
func (b box) divide(room float64, force bool, keep int) (head, tail box, hyphen, ok bool) {
	if b.text != "" {
		b.text, b.cuts = "", hyphenate([]rune(norm.NFC.String(b.text)))
	}
	dash := fonts[b.face].dash
	at, used, sum, cut := 0, 0.0, 0.0, 0
	forced, forcedSum := 0, 0.0
	for i, g := range b.glyph {
		for cut < len(b.cuts) && b.cuts[cut] < i {
			cut++
		}
		if cut < len(b.cuts) && b.cuts[cut] == i && len(b.glyph)-i >= keep && sum+float64(dash[0].advance) <= room {
			at, used = i, sum
		}
		sum += float64(g.advance)
		if sum <= room || i == 0 {
			forced, forcedSum = i+1, sum
		}
	}
	hyphen = at > 0
	if !hyphen {
		if !force || forced >= len(b.glyph) {
			return b, b, false, false
		}
		at, used = forced, forcedSum
	}
	head, tail = b, b
	head.glyph, head.width, head.cuts = b.glyph[:at], used, nil
	tail.glyph, tail.width, tail.cuts = b.glyph[at:], b.width-used, nil
	for _, c := range b.cuts {
		if c > at {
			tail.cuts = append(tail.cuts, c-at)
		}
	}
	return head, tail, hyphen, true
}

// draw writes one line into a column, its upper edge at y.
func (s style) draw(p *page, ln line, x, y, width float64) {
	set := ln.width * s.size / 1000
	widen := 0.0
	switch s.align {
	case Center:
		x += (width - set) / 2
	case Right:
		x += width - set
	case Justify:
		if more := (width - set) * 1000 / s.size; !ln.last && ln.spaces > 0 {
			widen = more / float64(ln.spaces)
			if widen > gape*float64(fonts[s.plain].space[0].advance) {
				widen = 0
			}
		}
	}
	base := s.size
	if s.base != 0 {
		base = s.base
	}
	p.show(s.size, x, y+s.lead/2+base*.33, ln.runs, widen, ln.joined)
}

// set breaks a text for a column of a width in points.
func (d *Doc) set(s style, width float64, spans ...Span) []line {
	d.boxed = d.boxes(d.boxed[:0], s, spans...)
	return lines(d.boxed, width*1000/s.size, s.align == Justify)
}

// flow writes lines as content of the open element, over pages if need be, and
// leaves no line alone at the foot or head of a page.
func (d *Doc) flow(s style, ls []line) {
	for len(ls) > 0 && d.err == nil {
		fit := int((bottom - d.y + .01) / s.lead)
		if fit < len(ls) && d.pinned {
			d.broke = true
			fit = len(ls)
		}
		if fit < len(ls) {
			if len(ls)-fit == 1 && fit > 2 {
				fit--
			}
			if fit <= 1 && d.y > top+6*mm+.01 {
				fit = 0
			}
		}
		fit = max(0, min(fit, len(ls)))
		if fit > 0 {
			d.content(func(p *page) {
				p.fill(s.colour)
				for i, ln := range ls[:fit] {
					s.draw(p, ln, d.left, d.y+float64(i)*s.lead, d.width)
				}
			})
			d.y += float64(fit) * s.lead
			ls = ls[fit:]
		}
		if len(ls) > 0 {
			d.next()
		}
	}
}
