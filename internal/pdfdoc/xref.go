package pdfdoc

import "bytes"

// Entry says where an object lies.
type Entry struct {
	Off      int // in the file, or the number of the object stream
	Gen      int // generation, or the index in the object stream
	InStream bool
	Free     bool
}

type numbered struct {
	n int
	e Entry
}

// chain reads all cross-reference sections, newest first.
func (d *Doc) chain(at int) error {
	seen := map[int]bool{}
	for first := true; ; first = false {
		if seen[at] || at <= 0 || at >= len(d.b) || len(seen) >= maxSections {
			return malformed("bad chain of cross-references", at)
		}
		seen[at] = true
		entries, tr, stream, err := d.section(at)
		if err != nil {
			return err
		}
		if first {
			d.trailer, d.stream = tr, stream
		}
		if x := tr.Val("XRefStm"); x != nil && !stream {
			// hybrid file: what the table calls free may stand in the stream
			n, ok := Int(x)
			if !ok || n <= 0 || n >= len(d.b) || seen[n] {
				return malformed("bad chain of cross-references", at)
			}
			seen[n] = true
			more, _, isStream, err := d.section(n)
			if err != nil {
				return err
			}
			if !isStream {
				return malformed("no cross-reference stream", n)
			}
			d.put(entries, false)
			d.put(more, true)
		}
		d.put(entries, true)
		if len(d.entries) > maxObjects {
			return malformed("too many objects", at)
		}
		prev := tr.Val("Prev")
		if prev == nil {
			return nil
		}
		n, ok := Int(prev)
		if !ok {
			return malformed("bad chain of cross-references", at)
		}
		at = n
	}
}

func (d *Doc) put(es []numbered, free bool) {
	if len(d.entries) == 0 {
		d.entries = make(map[int]Entry, len(es))
	}
	for _, x := range es {
		if _, known := d.entries[x.n]; !known && (free || !x.e.Free) {
			d.entries[x.n] = x.e
		}
	}
}

// section reads one cross-reference table or stream.
func (d *Doc) section(at int) ([]numbered, *Dict, bool, error) {
	l := d.lexer(at)
	l.skip()
	if bytes.HasPrefix(d.b[l.i:], []byte("xref")) {
		l.i += 4
		es, t, err := d.table(l)
		return es, t, false, err
	}
	_, _, o, err := d.readObject(l.i)
	if err != nil {
		return nil, nil, false, err
	}
	t, ok := o.Value.(*Dict)
	if !ok || t.Val("Type") != Name("XRef") || o.Stream == nil {
		return nil, nil, false, malformed("no cross-references", at)
	}
	data, err := inflate(t, o.Stream, at, d.budget)
	if err != nil {
		return nil, nil, false, err
	}
	es, err := d.xrefStream(t, data, at)
	return es, t, true, err
}

func (d *Doc) table(l *Lexer) (es []numbered, t *Dict, err error) {
	for {
		if l.literal("trailer") {
			v, err := l.value(0)
			if err != nil {
				return nil, nil, err
			}
			t, ok := v.(*Dict)
			if !ok {
				return nil, nil, l.bad("no trailer")
			}
			return es, t, nil
		}
		start, err := l.number()
		if err != nil {
			return nil, nil, err
		}
		count, err := l.number()
		if err != nil {
			return nil, nil, err
		}
		if es == nil {
			es = make([]numbered, 0, min(count, (len(l.b)-l.i)/20+1))
		}
		for k := range count { // ends with the file, which each entry eats up
			if e, ok := l.entry(); ok && start+k <= maxNumber && len(es) < maxObjects {
				es = append(es, numbered{start + k, e})
				continue
			}
			off, err := l.number()
			if err != nil {
				return nil, nil, err
			}
			gen, err := l.number()
			if err != nil {
				return nil, nil, err
			}
			l.skip()
			kind := l.word()
			if len(kind) != 1 || (kind[0] != 'n' && kind[0] != 'f') || start+k > maxNumber || len(es) >= maxObjects {
				return nil, nil, l.bad("bad cross-reference entry")
			}
			es = append(es, numbered{start + k, Entry{Off: off, Gen: gen, Free: kind[0] == 'f'}})
		}
	}
}

// entry reads an entry that is written as it should be, in twenty bytes (ISO
// 32000-1 §7.5.4), or nothing; the caller then reads it as a reader does.
func (l *Lexer) entry() (e Entry, ok bool) {
	for l.i < len(l.b) && isSpace(l.b[l.i]) && l.b[l.i] != 0 {
		l.i++ // as skip does, without comments
	}
	if len(l.b)-l.i < 20 || l.budget.steps < 2 {
		return e, false
	}
	w := l.b[l.i : l.i+20]
	off, ok1 := natural(w[:10])
	gen, ok2 := natural(w[11:16])
	if !ok1 || !ok2 || w[10] != ' ' || w[16] != ' ' || (w[17] != 'n' && w[17] != 'f') || !isSpace(w[18]) || !isSpace(w[19]) {
		return e, false
	}
	l.i += 20
	l.budget.steps -= 2
	return Entry{Off: off, Gen: gen, Free: w[17] == 'f'}, true
}

func (d *Doc) xrefStream(t *Dict, data []byte, at int) (es []numbered, err error) {
	bad := malformed("bad cross-reference stream", at)
	wa, _ := t.Val("W").(Array)
	if len(wa) != 3 {
		return nil, bad
	}
	var w [3]int
	for i := range w {
		n, ok := Int(wa[i])
		if !ok || n < 0 || n > 7 {
			return nil, bad
		}
		w[i] = n
	}
	index, _ := t.Val("Index").(Array)
	if index == nil {
		index = Array{0, t.Val("Size")}
	}
	row := w[0] + w[1] + w[2]
	if row == 0 {
		return nil, bad
	}
	field := func(n int) (v int) {
		for _, c := range data[:n] {
			v = v<<8 | int(c)
		}
		data = data[n:]
		return v
	}
	for k := 0; k+1 < len(index); k += 2 {
		start, ok1 := Int(index[k])
		count, ok2 := Int(index[k+1])
		if !ok1 || !ok2 || start < 0 || count < 0 || count > len(data)/row || start+count > maxNumber || len(es)+count > maxObjects {
			return nil, bad
		}
		if err := d.budget.spend(count, at); err != nil {
			return nil, err
		}
		for n := start; n < start+count; n++ {
			kind := 1
			if w[0] > 0 {
				kind = field(w[0])
			}
			e := Entry{Off: field(w[1]), Gen: field(w[2])}
			switch kind {
			case 0:
				e.Free = true
			case 2:
				e.InStream = true
			}
			if kind <= 2 {
				es = append(es, numbered{n, e})
			}
		}
	}
	return es, nil
}
