package api_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"io"
	"strings"

	"github.com/thyrida/thyrida/internal/pdfdoc/pdftest"
)

// hostile is what strangers bring, under the name they give it. All of it is
// made here, when it is needed: no bomb lies in the repository.
func hostile() map[string][]string { // name of the file → contents
	open := func(action string) string {
		return strings.Replace(pdf, "/Type /Catalog", "/OpenAction "+action+" /Type /Catalog", 1)
	}
	return map[string][]string{
		"paper.pdf": {"<!DOCTYPE html><html><script>alert(1)</script></html>", "#!/bin/sh\nrm -rf /\n", "<?php system($_GET[0]);",
			"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", pdf + zipOf("a.exe", 9), zipOf("a.exe", 9) + pdf, pdf + "<script>alert(1)</script>",
			pdf[:len(pdf)/2], pdf[:20], open("<</S/JavaScript/JS(app.alert\\(1\\))>>"), open("<</S/Launch/F(cmd.exe)>>"),
			"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Names << /EmbeddedFiles 2 0 R >> >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n",
			flateBomb(1 << 28), encrypted()},
		"drawing.svg": {`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`},
		"photo.jpg": {"MZ\x90\x00\x03\x00\x00\x00", "\x7fELF\x02\x01\x01\x00", vastJPEG(50_000, 50_000), vastJPEG(50_000, 10),
			photograph("")[:200], photograph("")[:3], pdf},
		"scan.png":  {vastPNG(50_000, 50_000), vastPNG(1<<31-1, 1), "\x89PNG\r\n\x1a\n", `<svg onload="alert(1)"/>`},
		"note.docx": {officeOf("word/vbaProject.bin", 64), officeOf("word/media/big.bin", 1<<28), nested()},
		"all.zip":   {zipOf("big.bin", 1<<28), zipOf("a.txt", 9)},
		"a.html":    {"<p>hello</p>"},
		"a.exe":     {pdf},
	}
}

func zeros(n int64) io.Reader { return io.LimitReader(none{}, n) }

type none struct{}

func (none) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// zipOf is an archive of one file of so many bytes.
func zipOf(name string, size int64) string { return archive(map[string]int64{name: size}) }

// officeOf is a text document with one more part.
func officeOf(part string, size int64) string {
	return archive(map[string]int64{"[Content_Types].xml": 4, "_rels/.rels": 4, "word/document.xml": 4, part: size})
}

func archive(parts map[string]int64) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, first := range []bool{true, false} { // what a document is told by comes first
		for name, size := range parts {
			if (name == "[Content_Types].xml") != first {
				continue
			}
			w, _ := z.Create(name)
			_, _ = io.Copy(w, zeros(size))
		}
	}
	_ = z.Close()
	return b.String()
}

// nested is a document with a bomb in it that is an archive itself.
func nested() string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"} {
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, "<x/>")
	}
	w, _ := z.Create("word/embeddings/inner.zip")
	_, _ = io.WriteString(w, zipOf("big.bin", 1<<28))
	_ = z.Close()
	return b.String()
}

// flateBomb is a PDF whose page is so many bytes once it is opened.
func flateBomb(n int64) string {
	var page bytes.Buffer
	w, _ := zlib.NewWriterLevel(&page, zlib.BestSpeed)
	_, _ = io.Copy(w, zeros(n))
	_ = w.Close()
	return string(pdftest.File("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
		fmt.Sprintf("<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String())))
}

// encrypted is a PDF that asks for a password.
func encrypted() string {
	return string(pdftest.File("/Encrypt 4 0 R /ID [<00> <00>]", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
		"<< /Filter /Standard /V 1 /R 2 /O ("+strings.Repeat("o", 32)+") /U ("+strings.Repeat("u", 32)+") /P -4 >>"))
}

// photograph is a JPEG with an Exif segment, if one is given.
func photograph(exif string) string {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 48)), nil)
	if exif == "" {
		return b.String()
	}
	body := "Exif\x00\x00" + exif
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(len(body)+2))
	return string(head) + body + b.String()[2:]
}

// located is an Exif structure (TIFF 6.0, little-endian) that says 40° 38′ north.
func located() string {
	o := binary.LittleEndian
	b := o.AppendUint32([]byte("II*\x00"), 8)
	b = o.AppendUint16(b, 1) // one entry: the GPS directory, at 26
	b = o.AppendUint32(o.AppendUint32(o.AppendUint16(o.AppendUint16(b, 0x8825), 4), 1), 26)
	b = o.AppendUint32(b, 0)
	b = o.AppendUint16(b, 1) // 26: latitude, three rationals at 44
	b = o.AppendUint32(o.AppendUint32(o.AppendUint16(o.AppendUint16(b, 2), 5), 3), 44)
	b = o.AppendUint32(b, 0)
	for _, n := range []uint32{40, 1, 38, 1, 12345, 1000} {
		b = o.AppendUint32(b, n)
	}
	return string(b)
}

// vastJPEG is a photograph that says it has more pixels than it has.
func vastJPEG(w, h uint16) string {
	b := []byte(photograph(""))
	at := bytes.Index(b, []byte{0xFF, 0xC0})
	binary.BigEndian.PutUint16(b[at+5:], h)
	binary.BigEndian.PutUint16(b[at+7:], w)
	return string(b)
}

// vastPNG is a drawing that says the same.
func vastPNG(w, h uint32) string {
	chunk := func(kind, body string) string {
		b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind+body...)
		return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
	}
	size := string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h))
	return "\x89PNG\r\n\x1a\n" + chunk("IHDR", size+"\x08\x02\x00\x00\x00") + chunk("IDAT", "x\x9c\x03\x00\x00\x00\x00\x01") + chunk("IEND", "")
}
