package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"sync"
	"unicode/utf16"

	"github.com/klauspost/compress/zlib"
)

const hexDigits = "0123456789ABCDEF"

// writer writes objects and remembers where they are (ISO 32000-1, 7.5).
type writer struct {
	b       []byte
	offsets []int // by object number; 0 is the head of the free list
}

// ref takes a new object number.
func (w *writer) ref() int { return w.refs(1) }

// refs takes n numbers in a row and gives the first.
func (w *writer) refs(n int) int {
	first := len(w.offsets)
	for range n {
		w.offsets = append(w.offsets, 0)
	}
	return first
}

func (w *writer) object(ref int) {
	w.offsets[ref] = len(w.b)
	w.print(ref, " 0 obj\n")
}

func (w *writer) end() { w.print("\nendobj\n") }

// print appends strings, numbers and bytes as they are.
func (w *writer) print(parts ...any) {
	for _, p := range parts {
		switch v := p.(type) {
		case string:
			w.b = append(w.b, v...)
		case int:
			w.b = strconv.AppendInt(w.b, int64(v), 10)
		case float64:
			w.b = number(w.b, v)
		case []byte:
			w.b = append(w.b, v...)
		}
	}
}

// text appends a text string: in UTF-16 as hexadecimal digits (7.9.2.2), or in
// brackets if it is plain.
func (w *writer) text(s string) {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '(' || c == ')' || c == '\\' {
			plain = false
			break
		}
	}
	if plain {
		w.print("(", s, ")")
		return
	}
	w.b = appendUTF16(append(w.b, '<'), s)
	w.print(">")
}

// appendUTF16 appends the hexadecimal digits of a text with its byte order mark.
func appendUTF16(b []byte, s string) []byte {
	b = append(b, "FEFF"...)
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, hexDigits[u>>12], hexDigits[u>>8&15], hexDigits[u>>4&15], hexDigits[u&15])
	}
	return b
}

// stream writes the open object as a stream with the given entries, and ends it.
func (w *writer) stream(data []byte, entries ...any) {
	w.print("<<")
	w.print(entries...)
	w.print("/Length ", len(data), ">>\nstream\n", data, "\nendstream")
	w.end()
}

// packed writes the open object as a stream compressed on the spot.
func (w *writer) packed(data []byte) {
	z := packers.Get().(*packer)
	z.zip.Reset(&z.out)
	_, _ = z.zip.Write(data) // into memory: cannot fail
	_ = z.zip.Close()
	w.stream(z.out.Bytes(), "/Filter/FlateDecode")
	clear(z.out.Bytes())
	z.out.Reset()
	packers.Put(z)
}

type packer struct {
	out bytes.Buffer
	zip *zlib.Writer
}

var packers = sync.Pool{New: func() any {
	z := &packer{}
	z.zip, _ = zlib.NewWriterLevel(nil, zlib.BestSpeed) // 1 % larger files than at level 3, a third less time
	return z
}}

// deflate compresses as well as it goes, for what is made once.
func deflate(b []byte) []byte {
	var out bytes.Buffer
	z, _ := zlib.NewWriterLevel(&out, zlib.BestCompression)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

// Bytes ends the document and gives the file. The document is used up.
func (d *Doc) Bytes() ([]byte, error) {
	defer d.giveBack()
	d.furnish()
	if d.err != nil {
		return nil, d.err
	}
	size := 7 << 10 // what is below is measured; a certificate leaves a twentieth free at most
	for f := range d.used {
		if d.used[f] {
			size += len(fonts[f].common[0].file) + 2560
		}
	}
	for _, p := range d.pages {
		size += len(p.buf)/3 + 1<<10
	}
	for _, m := range d.images {
		size += len(m.data)
	}
	w := &writer{b: make([]byte, 0, size+130*len(d.elems)), offsets: make([]int, 1, len(d.elems)+64)}
	version := "1.7"
	if d.meta.Level == A1b {
		version = "1.4"
	}
	w.print("%PDF-", version, "\n%\xe2\xe3\xcf\xd3\n") // a comment of high bytes: ISO 19005-2, 6.1.2

	same, err := d.writeStanding(w)
	if err != nil {
		return nil, err
	}
	catalog, tree, metadata, info, resources := w.ref(), w.ref(), w.ref(), w.ref(), w.ref()
	pages := make([]int, len(d.pages))
	for i := range pages {
		pages[i] = w.refs(2)
	}
	d.writePages(w, pages, tree, resources)
	d.writeResources(w, resources, same)
	root := d.writeTags(w, pages)

	w.object(metadata)
	w.stream(d.meta.xmp(), "/Type/Metadata/Subtype/XML") // never compressed in PDF/A-1
	w.object(info)
	d.meta.info(w)
	w.object(catalog)
	w.print("<</Type/Catalog/Pages ", tree, " 0 R/Lang")
	w.text(d.meta.Lang)
	w.print("/MarkInfo<</Marked true>>/StructTreeRoot ", root, " 0 R/Metadata ", metadata, " 0 R/ViewerPreferences<</DisplayDocTitle true>>",
		"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile ", same.profile, " 0 R>>]>>")
	w.end()
	w.close(catalog, info, d.meta.ID)
	return w.b, nil
}

func (d *Doc) writePages(w *writer, pages []int, tree, resources int) {
	w.object(tree)
	w.print("<</Type/Pages/Kids[")
	for _, p := range pages {
		w.print(p, " 0 R ")
	}
	w.print("]/Count ", len(pages), "/MediaBox[0 0 ", pageW, pageH, "]/Resources ", resources, " 0 R>>")
	w.end()
	for i, p := range d.pages {
		w.object(pages[i])
		w.print("<</Type/Page/Parent ", tree, " 0 R/Contents ", pages[i]+1, " 0 R/StructParents ", i)
		if d.meta.Level != A1b {
			w.print("/Tabs/S") // PDF 1.5: fields are visited in the order of the structure
		}
		w.print(">>")
		w.end()
		w.object(pages[i] + 1)
		w.packed(p.buf)
	}
}

// writeResources writes images and the dictionary that names them and the fonts.
func (d *Doc) writeResources(w *writer, ref int, same standing) {
	images := make([]int, len(d.images))
	for i, m := range d.images {
		images[i] = w.ref()
		w.object(images[i])
		m.write(w)
	}
	w.object(ref)
	w.print("<</Font<<")
	for f, r := range same.font {
		if r != 0 {
			w.print("/F", f, " ", r, " 0 R")
		}
	}
	w.print(">>")
	if len(images) > 0 || same.emblem != 0 {
		w.print("/XObject<<")
		if same.emblem != 0 {
			w.print("/Emblem ", same.emblem, " 0 R")
		}
		for i, r := range images {
			w.print("/I", i, " ", r, " 0 R")
		}
		w.print(">>")
	}
	w.print(">>")
	w.end()
}

// close writes the cross-reference table and the trailer.
func (w *writer) close(catalog, info int, id string) {
	at := len(w.b)
	w.print("xref\n0 ", len(w.offsets), "\n0000000000 65535 f\r\n")
	for _, o := range w.offsets[1:] {
		at := len(w.b) + 10
		w.b = append(w.b, "0000000000 00000 n\r\n"...)
		for ; o > 0; o /= 10 {
			at--
			w.b[at] = byte('0' + o%10)
		}
	}
	sum := sha256.Sum256([]byte(id))
	name := hex.EncodeToString(sum[:16])
	w.print("trailer\n<</Size ", len(w.offsets), "/Root ", catalog, " 0 R/Info ", info, " 0 R/ID[<", name, "><", name, ">]>>\nstartxref\n", at, "\n%%EOF\n")
}
