package pdf

import (
	"maps"
	"strings"
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
	return d.lines(d.boxed, width*1000/s.size, s.align == Justify)
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
