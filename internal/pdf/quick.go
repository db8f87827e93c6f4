package pdf

import (
	"math"
	"slices"
	"sync/atomic"

	"golang.org/x/text/unicode/norm"
)

// quick sets words of prepared characters, which are nearly all, without the
// shaper. Since features allow one glyph of one character and nothing but pairs
// moves them, a word is its glyphs and the kerning of each two (a test compares).
// So no words need to be kept to be fast: most of those that differ between
// documents are names and codes of persons. What is kept are distances of pairs of
// letters, each shaped once.
type quick struct {
	index [1 << 14]uint8 // by character below U+4000: its place in glyphs; 0 for none
	glyph []glyph
	pairs []atomic.Int32 // advance of the first of two, by their places; 0 not known yet
}

func (q *quick) prepare(t *typeface) {
	q.glyph = make([]glyph, 1, len(t.base)+1)
	add := func(r, as rune) {
		id, ok := t.font.NominalGlyph(as)
		// What NFC changes (some marks have two code points) is left to the shaper.
		if !ok || int(r) >= len(q.index) || !printable(as) || !norm.NFC.IsNormalString(string(r)) {
			return
		}
		g := glyph{id: uint16(id), width: t.width(uint16(id))}
		i := slices.Index(q.glyph[1:], g) + 1
		if i == 0 {
			i, q.glyph = len(q.glyph), append(q.glyph, g)
		}
		if i <= math.MaxUint8 {
			q.index[r] = uint8(i)
		}
	}
	for _, r := range prepared {
		add(r, r)
	}
	add('\u2010', '-') // as shape does
	add('\u2011', '-')
	q.pairs = make([]atomic.Int32, len(q.glyph)*len(q.glyph))
}

// word appends the glyphs of a word and gives their width; false if a character
// is not among the prepared.
func (t *typeface) word(to []glyph, s string) (out []glyph, width int, ok bool) {
	q := &t.quick
	out = to
	var last uint8 // none before the first
	var letter rune
	for _, r := range s {
		if int(r) >= len(q.index) || q.index[r] == 0 {
			return to, 0, false
		}
		at := q.index[r]
		if last != 0 {
			if out[len(out)-1].advance, ok = q.advance(t, last, at, letter, r); !ok {
				return to, 0, false
			}
			width += int(out[len(out)-1].advance)
		}
		out, last, letter = append(out, q.glyph[at]), at, r
	}
	if last == 0 {
		return to, 0, false
	}
	out[len(out)-1].advance, ok = q.advance(t, last, 0, letter)
	return out, width + int(out[len(out)-1].advance), ok
}

// advance is how far the first of two glyphs goes before the second, which is 0 at
// the end of a word.
func (q *quick) advance(t *typeface, a, b uint8, letters ...rune) (int16, bool) {
	place := &q.pairs[int(a)*len(q.glyph)+int(b)]
	if v := place.Load(); v != 0 {
		return int16(v - 1<<16), true
	}
	w := t.shape(string(letters))
	if w.err != nil {
		return 0, false
	}
	place.Store(int32(w.glyphs[0].advance) + 1<<16)
	return w.glyphs[0].advance, true
}
