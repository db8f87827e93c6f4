package intake

import (
	"bytes"
	"encoding/binary"
)

// Markers of JPEG (ITU-T T.81 table B.1).
const (
	markSOI, markEOI, markSOS, markTEM = 0xD8, 0xD9, 0xDA, 0x01
	markAPP0, markAPP15, markCOM       = 0xE0, 0xEF, 0xFE
	maxScans                           = 100 // a progressive photograph has about ten; each costs a pass over all pixels
)

// jpeg walks the markers of a photograph and writes them again in place, without
// those that say where it was taken and without what follows its end. The
// compressed picture is copied as it is.
func (e *examiner) jpeg(b []byte) ([]byte, error) {
	w, i, scans, sized := 2, 2, 0, false
	for {
		start := i
		m, next, ok := marker(b, i)
		if !ok || m == markSOI {
			return nil, refuse(Damaged)
		}
		i = next
		if m == markEOI {
			w += copy(b[w:], b[start:i])
			break
		}
		if m == markTEM || m >= 0xD0 && m <= 0xD7 { // no content
			w += copy(b[w:], b[start:i])
			continue
		}
		if len(b)-i < 2 {
			return nil, refuse(Damaged)
		}
		n := int(binary.BigEndian.Uint16(b[i:]))
		if n < 2 || n > len(b)-i {
			return nil, refuse(Damaged)
		}
		body := b[i+2 : i+n]
		i += n
		switch {
		case isFrame(m):
			if len(body) < 5 {
				return nil, refuse(Damaged)
			}
			// Zero lines would mean that a marker after the first scan tells (DNL,
			// §B.2.5): nobody writes that, and it hides the size.
			if err := e.picture(int64(binary.BigEndian.Uint16(body[3:])), int64(binary.BigEndian.Uint16(body[1:]))); err != nil {
				return nil, err
			}
			sized = true
		case m >= markAPP0 && m <= markAPP15 || m == markCOM:
			if m != markAPP0+2 && !bytes.HasPrefix(body, exifHead) && runnable(body) || zipped(body) {
				return nil, refuse(TwoInOne)
			}
			if !e.keeps(m, body) {
				continue
			}
		case m == markSOS:
			if scans++; !sized || scans > maxScans {
				return nil, refuse(Damaged)
			}
			i = scanEnd(b, i)
			if err := e.ctx.Err(); err != nil {
				return nil, err
			}
		}
		w += copy(b[w:], b[start:i])
	}
	if scans == 0 {
		return nil, refuse(Damaged)
	}
	if foreign(b[i:]) {
		return nil, refuse(TwoInOne)
	}
	return b[:w:w], nil
}

// marker reads a marker with the fill bytes before it.
func marker(b []byte, i int) (m byte, next int, ok bool) {
	if i >= len(b) || b[i] != 0xFF {
		return 0, 0, false
	}
	for i < len(b) && b[i] == 0xFF {
		i++
	}
	if i >= len(b) || b[i] == 0 {
		return 0, 0, false
	}
	return b[i], i + 1, true
}

// isFrame says whether a marker begins a frame and so holds the dimensions.
func isFrame(m byte) bool { return m >= 0xC0 && m <= 0xCF && m != 0xC4 && m != 0xC8 && m != 0xCC }

// scanEnd finds the marker that ends compressed data: FF followed by neither
// zero (a stuffed byte) nor a restart marker (T.81 §B.1.1.2, §E.1.2).
func scanEnd(b []byte, i int) int {
	for {
		at := bytes.IndexByte(b[i:], 0xFF)
		if at < 0 || i+at+1 >= len(b) {
			return len(b)
		}
		i += at
		if c := b[i+1]; c != 0 && c != 0xFF && (c < 0xD0 || c > 0xD7) {
			return i
		}
		i++
	}
}

var (
	exifHead     = []byte("Exif\x00\x00")
	xmpHead      = []byte("http://ns.adobe.com/xap/1.0/\x00")
	extendedHead = []byte("http://ns.adobe.com/xmp/extension/\x00")
)

// keeps says whether a segment beside the picture stays, and takes the place
// out of EXIF (CIPA DC-008 §4.6.6) in place, so that orientation and all else
// stay where they are.
func (e *examiner) keeps(m byte, body []byte) bool {
	switch {
	case m == markAPP0+2 && bytes.HasPrefix(body, []byte("MPF\x00")):
		return false // points at pictures behind the end, which are cut off
	case e.keepPlace:
		return true
	case m == markAPP0+1 && bytes.HasPrefix(body, exifHead):
		return forget(body[len(exifHead):])
	case m == markAPP0+1 && bytes.HasPrefix(body, xmpHead):
		return !placed(body)
	case m == markAPP0+1 && bytes.HasPrefix(body, extendedHead):
		return false // a packet cut into pieces, even in the middle of a word
	case m == markAPP0+13: // IPTC, which names city and quarter; nothing of it is seen
		return false
	}
	return true
}

// placed says whether an XMP packet speaks of a place: GPS of the EXIF schema
// (XMP specification part 2 §2.5), IPTC locations, and geo of W3C.
func placed(xmp []byte) bool {
	for _, word := range []string{"gps", "geo:", "location", "photoshop:city", "latitude", "longitude"} {
		if bytes.Contains(bytes.ToLower(xmp), []byte(word)) {
			return true
		}
	}
	return false
}
