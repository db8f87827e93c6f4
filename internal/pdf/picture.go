package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strconv"
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
	d.image(file, width, alt, a)
	d.y += afterP
}

func (d *Doc) image(file []byte, width float64, alt string, a Align) {
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
