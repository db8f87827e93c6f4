package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// sfnt are the tables of a TrueType file (OpenType 1.9, «The OpenType Font File»).
type sfnt map[string][]byte

func readSfnt(b []byte) (sfnt, error) {
	if len(b) < 12 {
		return nil, errors.New("no font")
	}
	m := sfnt{}
	for i := range int(be.Uint16(b[4:])) {
		e := b[12+16*i:]
		from, n := be.Uint32(e[8:]), be.Uint32(e[12:])
		m[string(e[:4])] = b[from : from+n]
	}
	for _, k := range []string{"glyf", "loca", "hmtx", "head", "hhea", "maxp", "OS/2", "post"} {
		if m[k] == nil {
			return nil, errors.New("no table " + k)
		}
	}
	return m, nil
}

var be = binary.BigEndian

// Flags of a component of a composite glyph.
const (
	wordArgs, hasScale, moreParts, hasXY, has2x2, hasCode = 0x1, 0x8, 0x20, 0x40, 0x80, 0x100
)

// glyph gives the outline of a glyph without its instructions: at the
// resolutions of paper and screens of today they change nothing, and they are
// more than half of the file. parts are the glyphs that it is composed of.
func (t sfnt) glyph(id int) (outline []byte, parts []uint16) {
	at := func(i int) int {
		if be.Uint16(t["head"][50:]) == 1 {
			return int(be.Uint32(t["loca"][4*i:]))
		}
		return 2 * int(be.Uint16(t["loca"][2*i:]))
	}
	g := t["glyf"][at(id):at(id+1)]
	if len(g) < 10 {
		return nil, nil
	}
	if n := int(int16(be.Uint16(g))); n >= 0 {
		code := 10 + 2*n
		skip := code + 2 + int(be.Uint16(g[code:]))
		out := append(slices.Clone(g[:code]), 0, 0)
		return append(out, g[skip:]...), nil
	}
	out := slices.Clone(g)
	for p := 10; ; {
		flags := be.Uint16(out[p:])
		be.PutUint16(out[p:], flags&^hasCode)
		parts = append(parts, be.Uint16(out[p+2:]))
		p += 6
		if flags&wordArgs != 0 {
			p += 2
		}
		switch {
		case flags&hasScale != 0:
			p += 2
		case flags&hasXY != 0:
			p += 4
		case flags&has2x2 != 0:
			p += 8
		}
		if flags&moreParts == 0 {
			return out[:p], parts
		}
	}
}

// subset gives a font file with the outlines of keep and what they are composed
// of, under their old numbers, and adds those parts to keep.
func (t sfnt) subset(keep map[uint16]bool) []byte {
	keep[0] = true
	outlines := map[uint16][]byte{}
	for todo := sorted(keep); len(todo) > 0; todo = todo[1:] {
		id := todo[0]
		if _, done := outlines[id]; done {
			continue
		}
		out, parts := t.glyph(int(id))
		outlines[id], keep[id] = out, true
		todo = append(todo, parts...)
	}
	ids := sorted(keep)
	count := int(ids[len(ids)-1]) + 1
	var glyf, loca, hmtx []byte
	metrics := int(be.Uint16(t["hhea"][34:]))
	for i := range count {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		row := []byte{0, 0, 0, 0}
		if keep[uint16(i)] {
			glyf = append(glyf, outlines[uint16(i)]...)
			for len(glyf)%4 != 0 {
				glyf = append(glyf, 0)
			}
			long := min(i, metrics-1)
			copy(row, t["hmtx"][4*long:4*long+4])
			if i >= metrics {
				copy(row[2:], t["hmtx"][4*metrics+2*(i-metrics):][:2])
			}
		}
		hmtx = append(hmtx, row...)
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	head, hhea, maxp := slices.Clone(t["head"]), slices.Clone(t["hhea"]), slices.Clone(t["maxp"])
	be.PutUint32(head[8:], 0)
	be.PutUint16(head[50:], 1)
	be.PutUint16(hhea[34:], uint16(count))
	be.PutUint16(maxp[4:], uint16(count))
	return sfnt{"glyf": glyf, "loca": loca, "hmtx": hmtx, "head": head, "hhea": hhea, "maxp": maxp}.file()
}

// file puts tables together.
func (t sfnt) file() []byte {
	var names []string
	for k := range t {
		names = append(names, k)
	}
	slices.Sort(names)
	n, log := len(names), 0
	for 2<<log <= n {
		log++
	}
	out := bytes.NewBuffer([]byte{0, 1, 0, 0})
	for _, v := range []int{n, 16 << log, log, 16*n - 16<<log} {
		out.Write(be.AppendUint16(nil, uint16(v)))
	}
	at, head := 12+16*n, 0
	for _, k := range names {
		if k == "head" {
			head = at
		}
		out.WriteString(k)
		for _, v := range []uint32{checksum(t[k]), uint32(at), uint32(len(t[k]))} {
			out.Write(be.AppendUint32(nil, v))
		}
		at += (len(t[k]) + 3) &^ 3
	}
	for _, k := range names {
		out.Write(t[k])
		for out.Len()%4 != 0 {
			out.WriteByte(0)
		}
	}
	b := out.Bytes()
	be.PutUint32(b[head+8:], 0xB1B0AFBA-checksum(b))
	return b
}

func checksum(b []byte) (sum uint32) {
	for len(b) >= 4 {
		sum += be.Uint32(b)
		b = b[4:]
	}
	var rest [4]byte
	copy(rest[:], b)
	return sum + be.Uint32(rest[:])
}

func sorted[V any](m map[uint16]V) (ids []uint16) {
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
