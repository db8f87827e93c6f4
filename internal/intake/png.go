package intake

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
)

// metaInflated is what a profile or a text of an image may grow to.
const metaInflated = 8 << 20

// png walks the chunks of an image (PNG specification, third edition, §5) and
// writes them again in place, without where it was taken and without what
// follows its end. The compressed picture is copied as it is.
func (e *examiner) png(b []byte) ([]byte, error) {
	w, i, data := 8, 8, false
	for first := true; ; first = false {
		if len(b)-i < 12 {
			return nil, refuse(Damaged)
		}
		n := binary.BigEndian.Uint32(b[i:])
		if uint64(n)+12 > uint64(len(b)-i) {
			return nil, refuse(Damaged)
		}
		chunk := b[i : i+12+int(n)]
		i += len(chunk)
		kind, body := string(chunk[4:8]), chunk[8:8+n]
		if crc32.ChecksumIEEE(chunk[4:8+n]) != binary.BigEndian.Uint32(chunk[8+n:]) || first != (kind == "IHDR") {
			return nil, refuse(Damaged)
		}
		switch kind {
		case "IHDR":
			if n != 13 {
				return nil, refuse(Damaged)
			}
			if err := e.picture(int64(binary.BigEndian.Uint32(body)), int64(binary.BigEndian.Uint32(body[4:]))); err != nil {
				return nil, err
			}
		case "IDAT":
			data = true
		case "tEXt", "zTXt", "iTXt", "iCCP", "eXIf":
			keep, err := e.beside(kind, body)
			if err != nil {
				return nil, err
			}
			if !keep {
				continue
			}
			binary.BigEndian.PutUint32(chunk[8+n:], crc32.ChecksumIEEE(chunk[4:8+n]))
		}
		w += copy(b[w:], chunk)
		if kind == "IEND" {
			break
		}
	}
	if !data {
		return nil, refuse(Damaged)
	}
	if foreign(b[i:]) {
		return nil, refuse(TwoInOne)
	}
	return b[:w:w], nil
}

// beside judges a chunk that stands beside the picture, and says whether it
// stays.
func (e *examiner) beside(kind string, body []byte) (bool, error) {
	if kind == "eXIf" {
		return e.keepPlace || forget(body), nil
	}
	key, rest, ok := bytes.Cut(body, []byte{0})
	if !ok {
		return false, nil
	}
	packed := []byte(nil)
	switch {
	case kind == "zTXt" || kind == "iCCP": // a byte for the method, then zlib
		packed = rest[min(1, len(rest)):]
	case kind == "iTXt" && len(rest) > 2 && rest[0] == 1: // flag, method, language, translated keyword
		_, rest, _ = bytes.Cut(rest[2:], []byte{0})
		_, packed, _ = bytes.Cut(rest, []byte{0})
	}
	if packed != nil {
		if grows(packed, metaInflated) > metaInflated {
			return false, refuse(Bomb)
		}
	} else if runnable(body) {
		return false, refuse(TwoInOne)
	}
	if kind == "iCCP" || e.keepPlace {
		return true, nil
	}
	// XMP, and EXIF, IPTC and XMP as ImageMagick writes them, in hexadecimal.
	word := bytes.ToLower(key)
	return !bytes.Contains(word, []byte("xmp")) && !bytes.Contains(word, []byte("raw profile")), nil
}

// grows counts what comes out of a zlib stream, up to one more than limit. A
// stream that breaks off counts as far as it came.
func grows(packed []byte, limit int64) int64 {
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return 0
	}
	n, _ := io.Copy(io.Discard, io.LimitReader(r, limit+1))
	return n
}
