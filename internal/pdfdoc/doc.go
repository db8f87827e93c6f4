package pdfdoc

import (
	"bytes"
	"slices"
)

// Doc is one file, all its revisions seen as one, as a reader shows it.
type Doc struct {
	b       []byte
	entries map[int]Entry
	trailer *Dict
	xrefAt  int  // of the newest section
	stream  bool // which is a stream
	budget  *Budget
	objects map[int]Object
	inside  map[int]map[int]any // objects of object streams
	busy    int                 // objects that are being read, one for another
	err     error               // the first fault met by Resolve
}

// Object is a value and, when it is a stream, its bytes as stored.
type Object struct {
	Value  any
	Stream []byte
}

// Open reads the cross-references of a file. Objects are read when asked for.
func Open(b []byte, budget *Budget) (*Doc, error) {
	if budget == nil {
		budget = NewBudget()
	}
	if len(b) > MaxBytes {
		return nil, malformed("file too large", len(b))
	}
	if !bytes.HasPrefix(b, []byte("%PDF-")) {
		return nil, malformed("no header", 0)
	}
	at, err := tail(b)
	if err != nil {
		return nil, err
	}
	d := &Doc{b: b, entries: map[int]Entry{}, xrefAt: at, budget: budget, objects: map[int]Object{}, inside: map[int]map[int]any{}}
	if err := d.chain(at); err != nil {
		return nil, err
	}
	if d.trailer.Has("Encrypt") {
		return nil, ErrEncrypted
	}
	if _, ok := d.trailer.Val("Root").(Ref); !ok {
		return nil, malformed("no catalog", at)
	}
	return d, nil
}

// tail reads "startxref n %%EOF", which must be the very end of the file: a
// reader that looks elsewhere would see another document.
func tail(b []byte) (int, error) {
	end := bytes.TrimRight(b, "\r\n \t\x00")
	if len(b)-len(end) > 16 || !bytes.HasSuffix(end, []byte("%%EOF")) {
		return 0, malformed("no end of file mark", len(b))
	}
	from := max(0, len(end)-64)
	j := bytes.LastIndex(end[from:], []byte("startxref"))
	if j < 0 {
		return 0, malformed("no startxref", len(b))
	}
	n, ok := natural(bytes.TrimSpace(end[from+j+9 : len(end)-5]))
	if !ok || n >= len(b) {
		return 0, malformed("no startxref", len(b))
	}
	return n, nil
}

func (d *Doc) lexer(at int) *Lexer {
	return &Lexer{b: d.b, i: at, inFile: true, budget: d.budget}
}

// Bytes is the file.
func (d *Doc) Bytes() []byte { return d.b }

// Budget is what is left for reading this file.
func (d *Doc) Budget() *Budget { return d.budget }

// Trailer is the newest trailer.
func (d *Doc) Trailer() *Dict { return d.trailer }

// Err is the first fault that Resolve, Dict or Array met.
func (d *Doc) Err() error { return d.err }

// Entry says where an object lies, and whether it is known at all.
func (d *Doc) Entry(n int) (Entry, bool) { e, ok := d.entries[n]; return e, ok }

// Numbers are the objects in use, ascending.
func (d *Doc) Numbers() []int {
	out := make([]int, 0, len(d.entries))
	for n, e := range d.entries {
		if !e.Free {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// readObject reads "n g obj …" at a place in the file.
func (d *Doc) readObject(at int) (n, gen int, o Object, err error) {
	if at <= 0 || at >= len(d.b) {
		return 0, 0, o, malformed("object outside the file", at)
	}
	if d.busy++; d.busy > maxHops {
		d.busy--
		return 0, 0, o, malformed("objects that need each other", at)
	}
	defer func() { d.busy-- }()
	l := d.lexer(at)
	if n, err = l.number(); err != nil {
		return 0, 0, o, err
	}
	if gen, err = l.number(); err != nil {
		return 0, 0, o, err
	}
	if !l.literal("obj") {
		return 0, 0, o, malformed("no object", at)
	}
	if o.Value, err = l.value(0); err != nil {
		return 0, 0, o, err
	}
	if l.literal("endobj") {
		return n, gen, o, nil
	}
	t, ok := o.Value.(*Dict)
	if !ok || !l.literal("stream") {
		return 0, 0, o, l.bad("object without end")
	}
	o.Stream, err = d.streamBytes(l, t)
	return n, gen, o, err
}

func (d *Doc) streamBytes(l *Lexer, t *Dict) ([]byte, error) {
	if bytes.HasPrefix(l.b[l.i:], []byte("\r\n")) {
		l.i += 2
	} else if bytes.HasPrefix(l.b[l.i:], []byte("\n")) {
		l.i++
	} else {
		return nil, l.bad("stream that does not begin on a line")
	}
	length := t.Val("Length")
	if r, ok := length.(Ref); ok {
		o, err := d.Object(r)
		if err != nil {
			return nil, err
		}
		length = o.Value
	}
	n, ok := Int(length)
	if !ok || n < 0 || n > len(l.b)-l.i {
		return nil, l.bad("stream of unknown length")
	}
	data := l.b[l.i : l.i+n : l.i+n]
	l.i += n
	if !l.literal("endstream") || !l.literal("endobj") {
		return nil, l.bad("stream without end")
	}
	return data, nil
}

// Object reads an object; what is not there is null (ISO 32000-1 §7.3.10).
func (d *Doc) Object(r Ref) (Object, error) {
	e, ok := d.entries[r.N]
	if !ok || e.Free || (!e.InStream && e.Gen != r.G) || (e.InStream && r.G != 0) {
		return Object{}, nil
	}
	if o, ok := d.objects[r.N]; ok {
		return o, nil
	}
	var o Object
	var err error
	if e.InStream {
		o.Value, err = d.fromStream(e.Off, r.N)
	} else {
		var n, g int
		if n, g, o, err = d.readObject(e.Off); err == nil && (n != r.N || g != e.Gen) {
			err = malformed("another object than the cross-references say", e.Off)
		}
	}
	if err != nil {
		return Object{}, err
	}
	d.objects[r.N] = o
	return o, nil
}

// Written gives the bytes of the file from where the value of an object begins,
// for whoever knows exactly how it must be written and need not read it; false
// when it does not stand by itself in the file.
func (d *Doc) Written(r Ref) ([]byte, bool) {
	e, ok := d.entries[r.N]
	if !ok || e.Free || e.InStream || e.Gen != r.G || e.Off <= 0 || e.Off >= len(d.b) {
		return nil, false
	}
	l := d.lexer(e.Off)
	if n, err := l.number(); err != nil || n != r.N {
		return nil, false
	}
	if g, err := l.number(); err != nil || g != r.G || !l.literal("obj") || !l.More() {
		return nil, false
	}
	return d.b[l.i:], true
}

// fromStream reads an object out of an object stream (ISO 32000-1 §7.5.7).
func (d *Doc) fromStream(container, n int) (any, error) {
	vals, ok := d.inside[container]
	if ok {
		return vals[n], nil
	}
	e, ok := d.entries[container]
	if !ok || e.Free || e.InStream {
		return nil, malformed("no object stream", e.Off)
	}
	o, err := d.Object(Ref{container, e.Gen})
	if err != nil {
		return nil, err
	}
	t, _ := o.Value.(*Dict)
	if t.Val("Type") != Name("ObjStm") || o.Stream == nil {
		return nil, malformed("no object stream", e.Off)
	}
	data, err := inflate(t, o.Stream, e.Off, d.budget)
	if err != nil {
		return nil, err
	}
	count, _ := Int(t.Val("N"))
	first, _ := Int(t.Val("First"))
	vals = map[int]any{}
	head := &Lexer{b: data, budget: d.budget}
	for range count { // ends with the data, which each entry eats up
		num, err := head.number()
		if err != nil {
			return nil, err
		}
		off, err := head.number()
		if err != nil {
			return nil, err
		}
		if _, twice := vals[num]; twice || first < 0 || first+off > len(data) {
			return nil, malformed("bad object stream", e.Off)
		}
		v, err := (&Lexer{b: data, i: first + off, budget: d.budget}).value(0)
		if err != nil {
			return nil, err
		}
		vals[num] = v
	}
	d.inside[container] = vals
	return vals[n], nil
}

// Resolve follows references to a value; nil when there is none or it cannot
// be read, which Err then tells.
func (d *Doc) Resolve(v any) any {
	for range maxHops {
		r, ok := v.(Ref)
		if !ok {
			return v
		}
		o, err := d.Object(r)
		if err != nil {
			if d.err == nil {
				d.err = err
			}
			return nil
		}
		v = o.Value
	}
	return nil
}

// Dict resolves a dictionary, nil when it is none.
func (d *Doc) Dict(v any) *Dict { x, _ := d.Resolve(v).(*Dict); return x }

// Array resolves an array, nil when it is none.
func (d *Doc) Array(v any) Array { x, _ := d.Resolve(v).(Array); return x }

// Catalog is the root of the document.
func (d *Doc) Catalog() (Ref, *Dict) {
	r, _ := d.trailer.Val("Root").(Ref)
	return r, d.Dict(r)
}

// Inflate decodes a stream that is plain or compressed with Flate.
func (d *Doc) Inflate(o Object) ([]byte, error) {
	t, _ := o.Value.(*Dict)
	if o.Stream == nil {
		return nil, malformed("no stream", 0)
	}
	flat := NewDict("Filter", d.Resolve(t.Val("Filter")), "DecodeParms", d.Resolve(t.Val("DecodeParms")))
	if flat.Val("Filter") == nil {
		flat = nil
	}
	return inflate(flat, o.Stream, 0, d.budget)
}
