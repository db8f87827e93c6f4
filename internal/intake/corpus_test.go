package intake

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"sync"

	"github.com/thyrida/thyrida/internal/pdfdoc/pdftest"
)

// The corpus is made here: no file of anybody else lies in the repository, and
// each says in code what is wrong with it.

// pdfOf is a PDF of one page with more objects behind its five.
func pdfOf(catalog string, objects ...string) []byte {
	all := append([]string{"<< /Type /Catalog /Pages 2 0 R " + catalog + " >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>", pdftest.Stream("", "BT ET")}, objects...)
	return pdftest.File("", all...)
}

// zeros is n zero bytes, deflated as often as said.
func zeros(n int64, layers int) string {
	type key struct {
		n      int64
		layers int
	}
	made, _ := kneaded.LoadOrStore(key{n, layers}, sync.OnceValue(func() string { return knead(n, layers) }))
	return made.(func() string)()
}

// kneaded are the bombs that were made: making one takes longer than finding it.
var kneaded sync.Map

func knead(n int64, layers int) string {
	src := io.Reader(io.LimitReader(nothing{}, n))
	var out bytes.Buffer
	for range layers {
		out = bytes.Buffer{}
		w := zlib.NewWriter(&out)
		_, _ = io.Copy(w, src)
		_ = w.Close()
		src = bytes.NewReader(bytes.Clone(out.Bytes()))
	}
	return out.String()
}

type nothing struct{}

func (nothing) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// flat is an object stream of so many bytes that cross-references point into.
func flat(n int64) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	one := b.Len()
	data := zeros(n, 1)
	fmt.Fprintf(&b, "1 0 obj\n<< /Type /ObjStm /N 2 /First 10 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n", len(data), data)
	x := b.Len()
	var table []byte
	for _, e := range [][4]byte{{0, 0, 0, 0}, {1, byte(one >> 8), byte(one), 0}, {2, 0, 1, 0}, {1, byte(x >> 8), byte(x), 0}} {
		table = append(table, e[:]...)
	}
	fmt.Fprintf(&b, "3 0 obj\n<< /Type /XRef /Size 4 /W [1 2 1] /Root 2 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		len(table), table, x)
	return b.Bytes()
}

func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 16, 8))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7)
	}
	m.Set(0, 0, color.White)
	return m
}

// photo is a JPEG with segments put behind its start.
func photo(segments ...[]byte) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, picture(), nil)
	out := append([]byte{0xFF, 0xD8}, bytes.Join(segments, nil)...)
	return append(out, b.Bytes()[2:]...)
}

func segment(m byte, body string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xFF, m}, uint16(len(body)+2)), body...)
}

// sized changes the dimensions that a JPEG states.
func sized(w, h uint16) []byte {
	b := photo()
	at := bytes.Index(b, []byte{0xFF, 0xC0})
	binary.BigEndian.PutUint16(b[at+5:], h)
	binary.BigEndian.PutUint16(b[at+7:], w)
	return b
}

// drawing is a PNG with chunks put behind its header.
func drawing(chunks ...[]byte) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, picture())
	out := append(bytes.Clone(b.Bytes()[:33]), bytes.Join(chunks, nil)...)
	return append(out, b.Bytes()[33:]...)
}

func chunk(kind, body string) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind+body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// vast is a PNG whose header promises so many pixels.
func vast(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", string(head)+"\x08\x02\x00\x00\x00"),
		chunk("IDAT", zeros(1000, 1)), chunk("IEND", "")}, nil)
}

// exif is a structure with orientation 6, a camera, and a GPS directory whose
// latitude is 40° 38' 12".
func exif(o binary.AppendByteOrder) string {
	b := []byte("II*\x00")
	if o.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	entry := func(tag, kind uint16, n, v uint32) {
		b = o.AppendUint32(o.AppendUint16(o.AppendUint16(b, tag), kind), n)
		b = o.AppendUint32(b, v)
	}
	short := uint32(6)
	if o.String() == "BigEndian" {
		short <<= 16
	}
	b = o.AppendUint32(b, 8)
	b = o.AppendUint16(b, 3)
	entry(0x0110, 2, 6, 50) // model, at 50
	entry(tagOrientation, 3, 1, short)
	entry(tagGPS, 4, 1, 56)
	b = o.AppendUint32(b, 0)
	b = append(b, "CAMRA\x00"...) // 50…55
	b = o.AppendUint16(b, 2)      // 56
	entry(1, 2, 2, 'N')
	entry(2, 5, 3, 86)
	b = o.AppendUint32(b, 0)
	for _, n := range []uint32{40, 1, 38, 1, 12345, 1} {
		b = o.AppendUint32(b, n)
	}
	return string(b)
}

const tagOrientation = 0x0112

// office is a docx with more parts.
func office(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range append([]string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"}, parts...) {
		w, _ := z.Create(n)
		_, _ = io.WriteString(w, "<x/>")
	}
	_ = z.Close()
	return b.Bytes()
}

// zipBomb is a docx one part of which is vast.
func zipBomb(n int64) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels"} {
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, "<x/>")
	}
	w, _ := z.Create("word/document.xml")
	_, _ = io.Copy(w, io.LimitReader(nothing{}, n))
	_ = z.Close()
	return b.Bytes()
}

// overlapping is a docx whose directory names one part three times.
func overlapping() []byte {
	b := office()
	at := bytes.Index(b, []byte("PK\x01\x02"))
	var entries []byte
	dir := b[at : len(b)-22]
	for range 1500 {
		entries = append(entries, dir...)
	}
	end := bytes.Clone(b[len(b)-22:])
	n := uint16(3 * 1500)
	binary.LittleEndian.PutUint16(end[8:], n)
	binary.LittleEndian.PutUint16(end[10:], n)
	binary.LittleEndian.PutUint32(end[12:], uint32(len(entries)))
	return bytes.Join([][]byte{b[:at], entries, end}, nil)
}

// locked sets the bit of encryption on every part.
func locked() []byte {
	b := office()
	for at := 0; ; {
		next := bytes.Index(b[at:], []byte("PK\x01\x02"))
		if next < 0 {
			return b
		}
		at += next + 4
		b[at+4] |= 1
	}
}

// apple is a HEIC with an image of a size and bytes in its data.
func apple(w, h uint32, data string) []byte {
	box := func(kind, body string) string {
		return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))) + kind + body
	}
	size := string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h))
	return []byte(box("ftyp", "heic\x00\x00\x00\x00mif1heic") + box("meta", "\x00\x00\x00\x00"+box("ispe", "\x00\x00\x00\x00"+size)) + box("mdat", data))
}

const page = "<html><body><script>alert(1)</script></body></html>"

// pages is a PDF of n pages.
func pages(n int) []byte {
	all := []string{"<< /Type /Catalog /Pages 2 0 R >>", fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", n, kids(n))}
	for range n {
		all = append(all, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
	}
	return pdftest.File("", all...)
}

func kids(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d 0 R ", i+3)
	}
	return b.String()
}
