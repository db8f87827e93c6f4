package pdf

import "golang.org/x/text/unicode/norm"

// line is a broken line.
type line struct {
	runs   []placed
	width  float64 // 1/1000 of the size, spaces as they are
	spaces int
	last   bool // of its paragraph
	joined bool // with the next line by a space
}

// Of a line that has to stay short: from this part of the width on (left), or
// this widening of its spaces (justified), a word is divided to fill it. Spaces
// wider than gape make a justified line a ragged one.
const (
	shortLine = .16
	looseLine = .6
	gape      = 1.1
)

// lines breaks boxes at a width, in 1/1000 of the size, first fit. It uses the
// boxes up. Lines and their runs are parts of two arrays of the document; when
// those grow, what is there already stays in the old ones.
func (d *Doc) lines(boxes []box, width float64, justify bool) []line {
	first, from := len(d.lined), len(d.runs)
	var now line
	hyphens := 0 // lines in a row that end in one
	flush := func(joined bool) {
		now.joined = joined
		d.lined = append(d.lined, now)
		now, from = line{}, len(d.runs)
	}
	add := func(b box) {
		b.space = b.space && len(now.runs) > 0
		if b.space {
			now.width += float64(fonts[b.face].space[0].advance)
			now.spaces++
		}
		now.width += b.width
		d.runs = append(d.runs, b.placed)
		now.runs = d.runs[from:]
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
	out := d.lined[first:len(d.lined):len(d.lined)]
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
