package intake

import "encoding/binary"

// Tags of the directories of TIFF that EXIF uses (CIPA DC-008 §4.6.3).
const (
	tagExif, tagGPS = 0x8769, 0x8825
	maxDirectories  = 16
)

// widths are the bytes of a value by its type (TIFF 6.0 §2).
var widths = [...]uint64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}

// tiff is the structure in which EXIF is kept.
type tiff struct {
	b     []byte
	order binary.ByteOrder
	dirs  int
}

// forget removes the GPS directory in place: its entry goes from the directory
// that names it, its values become zeros, and no other byte moves. False when
// the structure cannot be followed; it must then go as a whole.
func forget(b []byte) bool {
	t := &tiff{b: b}
	switch {
	case len(b) < 8:
		return false
	case string(b[:4]) == "II*\x00":
		t.order = binary.LittleEndian
	case string(b[:4]) == "MM\x00*":
		t.order = binary.BigEndian
	default:
		return false
	}
	return t.chain(uint64(t.order.Uint32(b[4:])))
}

// chain follows directories, each of which names the next.
func (t *tiff) chain(at uint64) bool {
	for at != 0 {
		n, ok := t.entries(at)
		if !ok {
			return false
		}
		for i := 0; i < n; i++ {
			entry := t.b[at+2+uint64(i)*12:][:12]
			tag, to := t.order.Uint16(entry), uint64(t.order.Uint32(entry[8:]))
			switch tag {
			case tagExif:
				if !t.chain(to) {
					return false
				}
			case tagGPS:
				if !t.erase(to) {
					return false
				}
				// The entries behind move up and so does the link to the next
				// directory, which stands right after the last of them.
				rest := t.b[at+2+uint64(i)*12 : at+2+uint64(n)*12+4]
				copy(rest, rest[12:])
				clear(rest[len(rest)-12:])
				n--
				i--
				t.order.PutUint16(t.b[at:], uint16(n))
			}
		}
		at = uint64(t.order.Uint32(t.b[at+2+uint64(n)*12:]))
	}
	return true
}

// entries says how many entries a directory has, if it lies in the structure.
func (t *tiff) entries(at uint64) (int, bool) {
	if t.dirs++; t.dirs > maxDirectories || at < 8 || at+2 > uint64(len(t.b)) {
		return 0, false
	}
	n := uint64(t.order.Uint16(t.b[at:]))
	return int(n), at+2+n*12+4 <= uint64(len(t.b))
}

// erase overwrites a directory and the values it names with zeros.
func (t *tiff) erase(at uint64) bool {
	n, ok := t.entries(at)
	if !ok {
		return false
	}
	for i := range n {
		entry := t.b[at+2+uint64(i)*12:][:12]
		kind, count := t.order.Uint16(entry[2:]), uint64(t.order.Uint32(entry[4:]))
		if int(kind) >= len(widths) || count > uint64(len(t.b)) {
			return false
		}
		size, to := widths[kind]*count, uint64(t.order.Uint32(entry[8:]))
		if size <= 4 {
			continue
		}
		if to+size > uint64(len(t.b)) {
			return false
		}
		clear(t.b[to : to+size])
	}
	clear(t.b[at+2 : at+2+uint64(n)*12])
	t.order.PutUint16(t.b[at:], 0)
	return true
}
