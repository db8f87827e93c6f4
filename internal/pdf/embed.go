package pdf

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"strings"
	"unicode/utf16"
)

// embedding is a subset of a typeface as it stands in files: a composite font
// with Identity-H (ISO 32000-1, 9.7), streams already compressed.
type embedding struct {
	name       string // with the tag of the subset, 9.6.4
	descriptor string
	cidFont    [2]string // dictionary of the CID font, before and after the number of its descriptor
	file       []byte
	fileLength int
	unicode    []byte
	cids       []byte // for PDF/A-1 only: ISO 19005-1, 6.3.5
}

// embed makes the subset of the prepared glyphs and of those beyond.
func (t *typeface) embed(beyond map[uint16]rune, level Level) (*embedding, error) {
	src, err := readSfnt(t.file)
	if err != nil {
		return nil, err
	}
	letters := maps.Clone(t.base)
	maps.Copy(letters, beyond)
	keep := map[uint16]bool{}
	for id := range letters {
		keep[id] = true
	}
	file := src.subset(keep)
	ids := sorted(keep)

	e := &embedding{fileLength: len(file), file: deflate(file)}
	sum := sha256.Sum256(file)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	e.name = string(tag) + "+" + t.name

	var widths strings.Builder
	for i, id := range ids {
		if i == 0 || ids[i-1]+1 != id {
			if i > 0 {
				widths.WriteByte(']')
			}
			fmt.Fprintf(&widths, "%d[", id)
		}
		fmt.Fprintf(&widths, "%d ", t.width(id))
	}
	e.cidFont = [2]string{"<</Type/Font/Subtype/CIDFontType2/BaseFont/" + e.name +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor ",
		" 0 R/W[" + widths.String() + "]]>>"}
	e.unicode = deflate([]byte(toUnicode(letters)))
	if level == A1b {
		set := make([]byte, ids[len(ids)-1]/8+1)
		for _, id := range ids {
			set[id/8] |= 0x80 >> (id % 8)
		}
		e.cids = deflate(set)
	}

	em := func(table string, at int) int { return int(int16(be.Uint16(src[table][at:]))) * 1000 / t.units }
	flags, stem := 4, 80 // symbolic: its own encoding
	if strings.Contains(t.name, "Serif") {
		flags |= 2
	}
	if strings.Contains(t.name, "Italic") {
		flags |= 64
	}
	if strings.Contains(t.name, "Bold") {
		stem = 140
	}
	e.descriptor = fmt.Sprintf("/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV %d", flags,
		em("head", 36), em("head", 38), em("head", 40), em("head", 42), int16(be.Uint16(src["post"][4:])), em("hhea", 4), em("hhea", 6), em("OS/2", 88), stem)
	return e, nil
}

// toUnicode maps glyphs back to characters (ISO 32000-1, 9.10.3).
func toUnicode(letters map[uint16]rune) string {
	var b strings.Builder
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def" +
		"/CMapName/Adobe-Identity-UCS def/CMapType 2 def 1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	ids := sorted(letters)
	for len(ids) > 0 {
		n := min(100, len(ids))
		fmt.Fprintf(&b, "%d beginbfchar\n", n)
		for _, id := range ids[:n] {
			fmt.Fprintf(&b, "<%04X><", id)
			for _, u := range utf16.Encode([]rune{letters[id]}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
		ids = ids[n:]
	}
	return b.String() + "endcmap CMapName currentdict/CMap defineresource pop end end"
}

// writeFont writes one face of the document: six objects at most.
func (d *Doc) writeFont(w *writer, f face, ref int) error {
	e := fonts[f].common[d.meta.Level]
	if len(d.extra[f]) > 0 {
		var err error
		if e, err = fonts[f].embed(d.extra[f], d.meta.Level); err != nil {
			return fmt.Errorf("pdf: subset %s: %w", fonts[f].name, err)
		}
	}
	first := w.refs(4)
	w.object(ref)
	w.print("<</Type/Font/Subtype/Type0/BaseFont/", e.name, "/Encoding/Identity-H/DescendantFonts[", first, " 0 R]/ToUnicode ", first+3, " 0 R>>")
	w.end()
	w.object(first)
	w.print(e.cidFont[0], first+1, e.cidFont[1])
	w.end()
	set := 0
	w.object(first + 1)
	w.print("<</Type/FontDescriptor/FontName/", e.name, e.descriptor, "/FontFile2 ", first+2, " 0 R")
	if e.cids != nil {
		set = w.ref()
		w.print("/CIDSet ", set, " 0 R")
	}
	w.print(">>")
	w.end()
	w.object(first + 2)
	w.stream(e.file, "/Filter/FlateDecode/Length1 ", e.fileLength)
	w.object(first + 3)
	w.stream(e.unicode, "/Filter/FlateDecode")
	if set != 0 {
		w.object(set)
		w.stream(e.cids, "/Filter/FlateDecode")
	}
	return nil
}
