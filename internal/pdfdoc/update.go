package pdfdoc

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// Update collects the new and changed objects of one further revision.
type Update struct {
	doc  *Doc
	next int
	objs map[int]*pending
	data int // bytes in streams and in what is written already
}

type pending struct {
	gen   int
	write func(*bytes.Buffer)
}

// NewUpdate begins a revision on top of the document.
func (d *Doc) NewUpdate() *Update {
	next, _ := Int(d.trailer.Val("Size"))
	for n := range d.entries {
		next = max(next, n+1) // Size may lie
	}
	return &Update{doc: d, next: min(next, maxNumber), objs: map[int]*pending{}}
}

// Doc is the document that is updated.
func (u *Update) Doc() *Doc { return u.doc }

// New takes the next free object number.
func (u *Update) New() Ref { u.next++; return Ref{u.next - 1, 0} }

// Put sets an object.
func (u *Update) Put(r Ref, v any) {
	u.PutFunc(r, func(b *bytes.Buffer) { Write(b, v) })
}

// PutFunc sets an object that is written by f, which sees the whole file
// before it and so learns where it stands.
func (u *Update) PutFunc(r Ref, f func(*bytes.Buffer)) { u.objs[r.N] = &pending{r.G, f} }

// PutWritten sets an object as it is written already.
func (u *Update) PutWritten(r Ref, text string) {
	u.data += len(text)
	u.PutFunc(r, func(b *bytes.Buffer) { b.WriteString(text) })
}

// PutStream sets a stream; its Length is added.
func (u *Update) PutStream(r Ref, d *Dict, data []byte) {
	d = d.Clone()
	d.Set("Length", len(data))
	u.data += len(data)
	u.PutFunc(r, func(b *bytes.Buffer) {
		Write(b, d)
		b.WriteString("\nstream\n")
		b.Write(data)
		b.WriteString("\nendstream")
	})
}

// Bytes is the whole new file: the old bytes, untouched, and the revision. room is
// how many bytes the revision takes beside its streams, as far as can be told.
// The cross-references are of the kind the file has already.
func (u *Update) Bytes(room int) []byte {
	d := u.doc
	b := bytes.NewBuffer(make([]byte, 0, len(d.b)+u.data+room))
	b.Write(d.b)
	if c := d.b[len(d.b)-1]; c != '\n' && c != '\r' {
		b.WriteByte('\n')
	}
	nums := slices.Sorted(maps.Keys(u.objs))
	offs := make(map[int]int, len(nums)+1)
	for _, n := range nums {
		offs[n] = b.Len()
		b.Write(append(Ref{n, u.objs[n].gen}.id(b.AvailableBuffer()), "obj\n"...))
		u.objs[n].write(b)
		b.WriteString("\nendobj\n")
	}
	tr := NewDict("Size", u.next, "Root", d.trailer.Val("Root"))
	if v := d.trailer.Val("Info"); v != nil {
		tr.Set("Info", v)
	}
	if id := d.Array(d.trailer.Val("ID")); len(id) == 2 {
		tr.Set("ID", Array{id[0], changedID(b.Bytes()[len(d.b):])})
	}
	tr.Set("Prev", d.xrefAt)
	at := b.Len()
	if d.stream {
		u.xrefStream(b, tr, nums, offs)
	} else {
		b.WriteString("xref\n")
		runs(nums, func(s, n int) {
			fmt.Fprintf(b, "%d %d\n", s, n)
			for k := s; k < s+n; k++ {
				fmt.Fprintf(b, "%010d %05d n\r\n", offs[k], u.objs[k].gen)
			}
		})
		b.WriteString("trailer\n")
		Write(b, tr)
	}
	fmt.Fprintf(b, "\nstartxref\n%d\n%%%%EOF\n", at)
	return b.Bytes()
}

// changedID is the second part of the file identifier, which changes with
// every revision (ISO 32000-1 §14.4).
func changedID(update []byte) string {
	h := sha256.Sum256(update)
	return "<" + hex.EncodeToString(h[:16]) + ">"
}

func (u *Update) xrefStream(b *bytes.Buffer, tr *Dict, nums []int, offs map[int]int) {
	self := u.New().N
	offs[self] = b.Len()
	nums = append(nums, self)
	tr.Set("Size", u.next)
	tr.Set("Type", Name("XRef"))
	tr.Set("W", Array{1, 4, 2})
	index := Array{}
	var data []byte
	runs(nums, func(s, n int) {
		index = append(index, s, n)
		for k := s; k < s+n; k++ {
			o, g := offs[k], 0
			if p := u.objs[k]; p != nil {
				g = p.gen
			}
			data = append(data, 1, byte(o>>24), byte(o>>16), byte(o>>8), byte(o), byte(g>>8), byte(g))
		}
	})
	tr.Set("Index", index)
	tr.Set("Length", len(data))
	fmt.Fprintf(b, "%d 0 obj\n", self)
	Write(b, tr)
	b.WriteString("\nstream\n")
	b.Write(data)
	b.WriteString("\nendstream\nendobj")
}

// runs calls f for each stretch of numbers that follow each other.
func runs(nums []int, f func(start, n int)) {
	for i := 0; i < len(nums); {
		j := i + 1
		for j < len(nums) && nums[j] == nums[j-1]+1 {
			j++
		}
		f(nums[i], j-i)
		i = j
	}
}
