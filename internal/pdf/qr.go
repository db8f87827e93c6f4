package pdf

import (
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"

	"rsc.io/qr/coding"
)

// QR draws a QR code (ISO/IEC 18004, correction level M) size millimetres
// square, of squares and not of pixels. The quiet zone is left to what is
// around it: at least a ninth of the size.
func (d *Doc) QR(text string, size float64, alt string) {
	if d.err != nil {
		return
	}
	if d.code.text != text || d.code.size == 0 { // Keep and Bottom draw twice
		code, err := encode(text)
		if err != nil {
			d.fail(fmt.Errorf("pdf: QR code of %d bytes: %w", len(text), err))
			return
		}
		d.code = code
	}
	s := d.length("QR code", size)
	d.figure(s, s, alt, Left, func(p *page, x, y float64) {
		p.raw("q\n")
		p.fill(black)
		unit := strconv.FormatFloat(s/float64(d.code.size), 'f', 5, 64)
		p.raw(unit, " 0 0 -", unit, " ")
		p.op("cm", x, pageH-y)
		p.buf = append(p.buf, d.code.path...)
		p.raw("f\nQ\n")
	})
}

// code is a QR code as a path, one unit a module.
type code struct {
	text string
	size int // modules
	path []byte
}

// plans say where the modules of each version go, at level M: the same for
// every text, and half of the work of a code.
var plans [coding.MaxVersion + 1]atomic.Pointer[coding.Plan]

func plan(v coding.Version) (*coding.Plan, error) {
	if p := plans[v].Load(); p != nil {
		return p, nil
	}
	p, err := coding.NewPlan(v, coding.M, 0)
	if err == nil {
		plans[v].Store(p) // read only from here on
	}
	return p, err
}

func encode(text string) (code, error) {
	var enc coding.Encoding = coding.String(text)
	switch {
	case coding.Num(text).Check() == nil:
		enc = coding.Num(text)
	case coding.Alpha(text).Check() == nil:
		enc = coding.Alpha(text)
	}
	v := coding.Version(coding.MinVersion)
	for enc.Bits(v) > v.DataBytes(coding.M)*8 {
		if v++; v > coding.MaxVersion {
			return code{}, errors.New("text too long")
		}
	}
	p, err := plan(v)
	if err != nil {
		return code{}, err
	}
	c, err := p.Encode(enc)
	if err != nil {
		return code{}, err
	}
	return code{text: text, size: c.Size, path: squares(c)}, nil
}

// squares gives the black modules as rectangles: runs of a row, and those that
// stand exactly below each other in one.
func squares(c *coding.Code) []byte {
	b := make([]byte, 0, 4<<10)
	var width, from [256]int // by column: the run that begins there and the row of its first
	for row := range c.Size + 1 {
		var bits []byte // below the last row all is white
		if row < c.Size {
			bits = c.Bitmap[row*c.Stride:]
		}
		for at := 0; at < c.Size; {
			begin := at
			for bits != nil && at < c.Size && bits[at/8]&(0x80>>(at%8)) != 0 {
				at++
			}
			for x := begin; x < max(at, begin+1); x++ { // runs of the row above that end here
				if w := width[x]; w > 0 && (x > begin || w != at-begin) {
					for _, n := range [...]int{x, from[x], w, row - from[x]} {
						b = append(whole(b, int64(n)), ' ')
					}
					b = append(b, "re\n"...)
					width[x] = 0
				}
			}
			if at > begin && width[begin] == 0 {
				width[begin], from[begin] = at-begin, row
			}
			at = max(at, begin+1)
		}
	}
	return b
}
