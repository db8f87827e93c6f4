package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"strconv"

	"rsc.io/qr"
)

// Bounds of a picture: bytes as given, and pixels.
const (
	pictureBytes  = 20 << 20
	picturePixels = 25 << 20
)

// picture is an image as it stands in the file (ISO 32000-1, 8.9.5).
type picture struct {
	width, height int
	space, filter string
	data          []byte
}

func (m *picture) write(w *writer) {
	w.stream(m.data, "/Type/XObject/Subtype/Image/Width ", m.width, "/Height ", m.height, "/ColorSpace/", m.space, "/BitsPerComponent 8/Filter/", m.filter)
}

// readPicture takes a JPEG as it is and unpacks a PNG, its transparency laid on
// white: PDF/A-1 knows none.
func readPicture(b []byte) (*picture, error) {
	if len(b) > pictureBytes {
		return nil, fmt.Errorf("picture of %d bytes", len(b))
	}
	conf, kind, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	if conf.Width < 1 || conf.Height < 1 || conf.Width > picturePixels/conf.Height {
		return nil, fmt.Errorf("picture of %d × %d pixels", conf.Width, conf.Height)
	}
	m := &picture{width: conf.Width, height: conf.Height, space: "DeviceRGB"}
	switch kind {
	case "jpeg":
		img, err := jpeg.Decode(bytes.NewReader(b)) // what is broken is refused here, not by the reader
		if err != nil {
			return nil, fmt.Errorf("read picture: %w", err)
		}
		switch img.ColorModel() {
		case color.YCbCrModel:
		case color.GrayModel:
			m.space = "DeviceGray"
		default:
			return nil, errors.New("picture in colours for printers")
		}
		m.filter, m.data = "DCTDecode", b
	case "png":
		img, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			return nil, fmt.Errorf("read picture: %w", err)
		}
		raw := make([]byte, 0, 3*m.width*m.height)
		r := img.Bounds()
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				cr, cg, cb, a := img.At(x, y).RGBA() // multiplied with a
				raw = append(raw, byte((cr+0xffff-a)>>8), byte((cg+0xffff-a)>>8), byte((cb+0xffff-a)>>8))
			}
		}
		m.filter, m.data = "FlateDecode", deflate(raw)
	default:
		return nil, errors.New("picture is neither PNG nor JPEG")
	}
	return m, nil
}

// Image draws a PNG or JPEG so many millimetres wide. alt says what it shows to
// those who do not see it, and is required.
func (d *Doc) Image(file []byte, width float64, alt string, a Align) {
	if d.err != nil {
		return
	}
	m, err := readPicture(file)
	if err != nil {
		d.fail(fmt.Errorf("pdf: %w", err))
		return
	}
	w := d.length("picture", width)
	h := w * float64(m.height) / float64(m.width)
	n := len(d.images)
	for i, old := range d.images {
		if bytes.Equal(old.data, m.data) && old.width == m.width {
			n = i
		}
	}
	if n == len(d.images) {
		d.images = append(d.images, m)
	}
	d.figure(w, h, alt, a, func(p *page, x, y float64) {
		p.raw("q\n")
		p.op("cm", w, 0, 0, h, x, pageH-y-h)
		p.raw("/I", strconv.Itoa(n), " Do\nQ\n")
	})
}

// figure makes room for something drawn and gives it its tag.
func (d *Doc) figure(w, h float64, alt string, a Align, draw func(p *page, x, y float64)) {
	if d.err != nil {
		return
	}
	if alt == "" || w > d.width+.01 || h > bottom-top {
		d.fail(fmt.Errorf("pdf: figure of %.0f × %.0f points in a column of %.0f, described with %d letters", w, h, d.width, len(alt)))
		return
	}
	d.room(h)
	if d.y+h > bottom+.01 {
		d.broke = true
	}
	x, y := d.left, d.y
	switch a {
	case Center:
		x += (d.width - w) / 2
	case Right:
		x += d.width - w
	}
	i := d.begin("Figure")
	box := []byte("/O/Layout/Placement/Block/BBox[")
	for _, v := range []float64{x, pageH - y - h, x + w, pageH - y} {
		box = number(box, v)
	}
	d.elems[i].alt, d.elems[i].attr = alt, string(box)+"]"
	d.content(func(p *page) { draw(p, x, y) })
	d.end()
	d.y += h
}

// QR draws a QR code (ISO/IEC 18004, correction level M) size millimetres
// square, of squares and not of pixels. The quiet zone is left to what is
// around it: at least a ninth of the size.
func (d *Doc) QR(text string, size float64, alt string) {
	if d.err != nil {
		return
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		d.fail(fmt.Errorf("pdf: QR code of %d bytes: %w", len(text), err))
		return
	}
	s := d.length("QR code", size)
	d.figure(s, s, alt, Left, func(p *page, x, y float64) {
		p.raw("q\n")
		p.fill(black)
		unit := s / float64(code.Size)
		p.raw(strconv.FormatFloat(unit, 'f', 5, 64), " 0 0 ", strconv.FormatFloat(-unit, 'f', 5, 64), " ")
		p.op("cm", x, pageH-y)
		for row := range code.Size {
			for at := 0; at < code.Size; at++ {
				from := at
				for at < code.Size && code.Black(at, row) {
					at++
				}
				if at > from {
					p.op("re", float64(from), float64(row), float64(at-from), 1)
				}
			}
		}
		p.raw("f\nQ\n")
	})
}

// Emblem draws the emblem of the house, an olive wreath around a town hall,
// size millimetres square: it stands where a municipality has not given its
// coat of arms.
func (d *Doc) Emblem(size float64, alt string, a Align) {
	s := d.length("emblem", size)
	d.figure(s, s, alt, a, func(p *page, x, y float64) {
		p.raw("q\n")
		p.op("cm", s/100, 0, 0, s/100, x+s/2, pageH-y-s/2)
		p.buf = append(p.buf, emblem...)
		p.raw("Q\n")
	})
}

// emblem in a square from -50 to 50: two branches of an ellipse open at the
// head, leaves in pairs along them, olives between; a gable on four columns.
var emblem = func() []byte {
	p := &page{}
	p.fill(navy)
	p.stroke(navy)
	leaf := func(x, y, angle, length, thick float64) {
		s, c := math.Sincos(angle)
		at := func(u, v float64) (float64, float64) { return x + u*c - v*s, y + u*s + v*c }
		tx, ty := at(length, 0)
		p.op("m", x, y)
		for _, side := range []float64{1, -1} {
			ax, ay := at(length*.3, side*thick)
			bx, by := at(length*.75, side*thick*.8)
			if side > 0 {
				p.op("c", ax, ay, bx, by, tx, ty)
			} else {
				p.op("c", bx, by, ax, ay, x, y)
			}
		}
		p.raw("f\n")
	}
	for _, side := range []float64{1, -1} {
		stem := func(t float64) (x, y float64) { // t from 0, the foot, to 1, the head
			a := -math.Pi/2 + t*2.45
			r := 39.0
			return side * r * math.Cos(a), r * math.Sin(a)
		}
		p.op("w", 1.3)
		x, y := stem(-.04)
		p.op("m", x, y)
		for t := 0.0; t < .99; t += .04 {
			x, y = stem(t)
			p.op("l", x, y)
		}
		p.raw("S\n")
		for i := range 9 {
			t := .07 + float64(i)*.108
			x, y := stem(t)
			x2, y2 := stem(t + .01)
			along := math.Atan2(y2-y, x2-x)
			size := 15 - float64(i)*.45
			leaf(x, y, along+side*.55, size*.86, 3.1)
			leaf(x, y, along-side*.55, size, 3.3)
		}
		x, y = stem(.985)
		x2, y2 := stem(1)
		leaf(x, y, math.Atan2(y2-y, x2-x), 11, 3)
	}
	p.op("m", -21, 8)
	p.op("l", 0, 19)
	p.op("l", 21, 8)
	p.raw("f\n")
	p.op("re f", -19, 4.2, 38, 2.4)
	for _, x := range []float64{-16.5, -6.9, 2.7, 12.3} {
		p.op("re f", x, -13.4, 4.2, 16.4)
	}
	p.op("re f", -19, -17, 38, 2.4)
	p.op("re f", -21.5, -21, 43, 2.8)
	return p.buf
}()
