package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// archive judges a document that is a ZIP of parts (ECMA-376 part 2, ODF 1.3
// part 2). What the directory says of sizes is not believed: every part is
// unpacked, into nothing, and counted.
func (e *examiner) archive(b []byte) error {
	if !strictEnd(b) {
		return refuse(TwoInOne)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return refuse(Damaged)
	}
	if len(z.File) > e.limits.Entries {
		return refuse(Bomb)
	}
	var packed uint64
	for _, f := range z.File {
		if packed += f.CompressedSize64; packed > uint64(len(b)) {
			return refuse(Bomb) // parts that overlap: one stretch of bytes unpacked many times
		}
		if f.Flags&1 != 0 { // §4.4.4 bit 0
			return refuse(Locked)
		}
		if active(f.Name) {
			return refuse(Active)
		}
		if err := e.unpack(f); err != nil {
			return err
		}
	}
	return nil
}

// unpack counts what comes out of a part.
func (e *examiner) unpack(f *zip.File) error {
	r, err := f.Open()
	if err != nil {
		return refuse(Damaged)
	}
	defer r.Close()
	err = e.count(r)
	var fault *Fault
	switch {
	case err == nil, errors.As(err, &fault), e.ctx.Err() != nil:
		return err
	}
	return refuse(Damaged)
}

// count reads to the end as far as the budget goes.
func (e *examiner) count(r io.Reader) error {
	for {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		n, err := io.CopyN(io.Discard, r, 1<<20)
		if e.left -= n; e.left < 0 {
			return refuse(Bomb)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// active says whether a part holds what an office program would run or start:
// macros of Office and of OpenDocument, ActiveX, embedded OLE objects.
func active(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	base := name[strings.LastIndexByte(name, '/')+1:]
	return strings.HasPrefix(base, "vbaproject") || strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/") ||
		strings.Contains(name, "/activex/") || strings.Contains(name, "/embeddings/") || strings.HasPrefix(base, "oleobject")
}

// strictEnd says whether the archive is all of the file: the end of its
// directory is the last thing, and without a comment, in which another file
// could hide.
func strictEnd(b []byte) bool {
	if len(b) < 22 {
		return false
	}
	end := b[len(b)-22:]
	size, at := uint64(binary.LittleEndian.Uint32(end[12:])), uint64(binary.LittleEndian.Uint32(end[16:]))
	return string(end[:4]) == "PK\x05\x06" && end[20] == 0 && end[21] == 0 && at+size == uint64(len(b)-22)
}
