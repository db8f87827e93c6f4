package intake

import (
	"bytes"
	"encoding/binary"
)

// heic judges a photograph of the ISO base media file format (ISO/IEC 14496-12
// §4.2, 23008-12). Items are found by offsets from the start of the file, so
// nothing may move: the place is overwritten where it stands.
func (e *examiner) heic(b []byte) ([]byte, error) {
	end := 0
	for end < len(b) {
		n, ok := box(b[end:])
		if !ok {
			if end > 0 && foreign(b[end:]) {
				return nil, refuse(TwoInOne)
			}
			return nil, refuse(Damaged)
		}
		end += n
	}
	sized := false
	for at := 0; ; { // every image, thumbnail and tile says its size (§6.5.3)
		next := bytes.Index(b[at:], []byte("\x00\x00\x00\x14ispe\x00\x00\x00\x00"))
		if next < 0 || len(b)-at-next < 20 {
			break
		}
		at += next + 12
		if err := e.picture(int64(binary.BigEndian.Uint32(b[at:])), int64(binary.BigEndian.Uint32(b[at+4:]))); err != nil {
			return nil, err
		}
		sized = true
	}
	if !sized {
		return nil, refuse(Damaged)
	}
	if foreign(b[max(0, len(b)-(64<<10)):]) {
		return nil, refuse(TwoInOne)
	}
	if e.keepPlace {
		return b, nil
	}
	for at := 0; ; {
		next := bytes.Index(b[at:], exifHead)
		if next < 0 {
			break
		}
		at += next + len(exifHead)
		if t := b[at:]; len(t) > 8 && (string(t[:4]) == "II*\x00" || string(t[:4]) == "MM\x00*") && !forget(t) {
			return nil, refuse(Damaged) // it cannot be taken out, and must not stay
		}
	}
	for at := 0; ; {
		from := bytes.Index(b[at:], []byte("<x:xmpmeta"))
		if from < 0 {
			break
		}
		from += at
		to := bytes.Index(b[from:], []byte("</x:xmpmeta>"))
		if to < 0 {
			return nil, refuse(Damaged)
		}
		at = from + to + len("</x:xmpmeta>")
		if packet := b[from:at]; placed(packet) {
			for i := range packet {
				packet[i] = ' '
			}
		}
	}
	return b, nil
}

// box gives the length of the box at the start.
func box(b []byte) (int, bool) {
	if len(b) < 8 {
		return 0, false
	}
	n := uint64(binary.BigEndian.Uint32(b))
	switch {
	case n == 0: // to the end of the file
		return len(b), true
	case n == 1 && len(b) >= 16:
		n = binary.BigEndian.Uint64(b[8:])
		if n < 16 {
			return 0, false
		}
	case n < 8:
		return 0, false
	}
	return int(min(n, uint64(len(b)))), n <= uint64(len(b))
}
