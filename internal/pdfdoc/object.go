// Package pdfdoc reads PDF files that may have been made to harm, and adds
// revisions to them.
//
// The reader is strict where two readers could see different things: the file
// begins with its header and ends with its last startxref, a key stands once
// in a dictionary, a stream is as long as it says. What it refuses, and what
// goes beyond its Limits, is ErrMalformed. Nothing is repaired. The writer only
// ever appends (ISO 32000-1 §7.5.6, incremental updates).
package pdfdoc

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
)

// Name is a PDF name without its slash, escapes resolved.
type Name string

// Ref points at an object of the file.
type Ref struct{ N, G int }

// id appends number and generation, each with a blank.
func (r Ref) id(b []byte) []byte {
	b = append(strconv.AppendInt(b, int64(r.N), 10), ' ')
	return append(strconv.AppendInt(b, int64(r.G), 10), ' ')
}

// Token is a number, true, false or null, as written.
type Token []byte

// String is a string with its delimiters, as written. At is where it begins
// in the file, or -1 when it is not in the file itself.
type String struct {
	Raw []byte
	At  int
}

// Array is a PDF array.
type Array []any

// Dict is a PDF dictionary that keeps the order of its keys.
type Dict struct {
	keys []string
	vals []any
	at   map[string]int // only of large ones
}

const small = 16 // keys up to which a Dict is searched one by one

// NewDict makes a dictionary from keys and values in turn.
func NewDict(kv ...any) *Dict {
	d := &Dict{keys: make([]string, 0, len(kv)/2+2), vals: make([]any, 0, len(kv)/2+2)} // two may come
	for i := 0; i+1 < len(kv); i += 2 {
		d.Set(kv[i].(string), kv[i+1])
	}
	return d
}

func (d *Dict) find(k string) int {
	if d == nil {
		return -1
	}
	if d.at != nil {
		if i, ok := d.at[k]; ok {
			return i
		}
		return -1
	}
	for i, have := range d.keys {
		if have == k {
			return i
		}
	}
	return -1
}

// Val is the value of a key, nil when there is none. A nil Dict has none.
func (d *Dict) Val(k string) any {
	if i := d.find(k); i >= 0 {
		return d.vals[i]
	}
	return nil
}

// Has says whether the key is there.
func (d *Dict) Has(k string) bool { return d.find(k) >= 0 }

// Keys are the keys in the order of the file.
func (d *Dict) Keys() []string {
	if d == nil {
		return nil
	}
	return d.keys
}

// Set adds or replaces a key.
func (d *Dict) Set(k string, v any) {
	if i := d.find(k); i >= 0 {
		d.vals[i] = v
		return
	}
	if d.keys == nil {
		d.keys, d.vals = make([]string, 0, 8), make([]any, 0, 8)
	}
	d.keys, d.vals = append(d.keys, k), append(d.vals, v)
	switch {
	case d.at != nil:
		d.at[k] = len(d.keys) - 1
	case len(d.keys) > small:
		d.at = make(map[string]int, 2*len(d.keys))
		for i, have := range d.keys {
			d.at[have] = i
		}
	}
}

// Clone is a copy that can be changed without touching the file's own.
func (d *Dict) Clone() *Dict {
	n := &Dict{keys: make([]string, 0, len(d.Keys())+2), vals: make([]any, 0, len(d.Keys())+2)}
	for i, k := range d.Keys() {
		n.Set(k, d.vals[i])
	}
	return n
}

// Write appends a value as PDF syntax. A Go string is written as it is.
func Write(b *bytes.Buffer, v any) {
	switch t := v.(type) {
	case nil:
		b.WriteString("null")
	case *Dict:
		b.WriteString("<<")
		for i, k := range t.keys {
			writeName(b, k)
			b.WriteByte(' ')
			Write(b, t.vals[i])
		}
		b.WriteString(">>")
	case Array:
		b.WriteByte('[')
		for i, x := range t {
			if i > 0 {
				b.WriteByte(' ')
			}
			Write(b, x)
		}
		b.WriteByte(']')
	case Name:
		writeName(b, string(t))
	case Ref:
		b.Write(append(t.id(b.AvailableBuffer()), 'R'))
	case Token:
		b.Write(t)
	case String:
		b.Write(t.Raw)
	case int:
		b.Write(strconv.AppendInt(b.AvailableBuffer(), int64(t), 10))
	case float64:
		b.Write(strconv.AppendFloat(b.AvailableBuffer(), t, 'f', 2, 64))
	case string:
		b.WriteString(t)
	default:
		panic(fmt.Sprintf("pdfdoc: cannot write %T", v)) // a mistake of the program, never of a file
	}
}

func writeName(b *bytes.Buffer, s string) {
	b.WriteByte('/')
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || c == '#' || isDelim(c) {
			fmt.Fprintf(b, "#%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
}

// Same says whether two values are written alike.
func Same(a, b any) bool {
	var x, y bytes.Buffer
	Write(&x, a)
	Write(&y, b)
	return bytes.Equal(x.Bytes(), y.Bytes())
}

// Text is a text string in UTF-16 (ISO 32000-1 §7.9.2.2).
func Text(s string) String {
	const digits = "0123456789ABCDEF"
	b := append(make([]byte, 0, 8+4*len(s)), "<FEFF"...)
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
	}
	return String{append(b, '>'), -1}
}

// Int reads a whole number.
func Int(v any) (int, bool) {
	switch t := v.(type) {
	case int:
		return t, true
	case Token:
		if len(t) > 12 {
			return 0, false
		}
		n, err := strconv.Atoi(string(t))
		return n, err == nil
	}
	return 0, false
}

// Float reads a number.
func Float(v any) (float64, bool) {
	switch t := v.(type) {
	case int:
		return float64(t), true
	case float64:
		return t, true
	case Token:
		if len(t) == 0 || len(t) > 32 || bytes.ContainsAny(t, "eExXpPiInN_") { // Go reads more than PDF writes
			return 0, false
		}
		f, err := strconv.ParseFloat(string(t), 64)
		return f, err == nil
	}
	return 0, false
}
