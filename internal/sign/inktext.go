package sign

import "github.com/thyrida/thyrida/internal/pdfdoc"

// text does the operators of text (ISO 32000-1 §9.4), each line of it a
// rectangle as wide as its font says.
func (in *ink) text(op string, args []any, f []float64) error {
	s := &in.st
	next := func(x, y float64) { in.lm = matrix{1, 0, 0, 1, x, y}.mul(in.lm); in.tm = in.lm }
	last := func() any {
		if len(args) == 0 {
			return nil
		}
		return args[len(args)-1]
	}
	switch op {
	case "BT":
		in.tm, in.lm = identity, identity
	case "Tc":
		s.char = f[0]
	case "Tw":
		s.word = f[0]
	case "Tz":
		s.scale = f[0] / 100
	case "TL":
		s.lead = f[0]
	case "Ts":
		s.rise = f[0]
	case "Tf":
		size, err := nums(args, 1)
		if err != nil || len(args) != 2 {
			return failf(CannotRead, "bad font operator")
		}
		n, _ := args[0].(name)
		s.size = size[0]
		s.font, err = in.metrics(in.doc.Dict(in.doc.Dict(in.res.Val("Font")).Val(string(n))))
		return err
	case "Td":
		next(f[0], f[1])
	case "TD":
		s.lead = -f[1]
		next(f[0], f[1])
	case "Tm":
		in.tm, in.lm = matrix(f), matrix(f)
	case "T*":
		next(0, -s.lead)
	case "Tj":
		in.show(last())
	case "'":
		next(0, -s.lead)
		in.show(last())
	case "\"":
		if f, err := nums(args[:min(len(args), 2)], 2); err == nil {
			s.word, s.char = f[0], f[1]
		}
		next(0, -s.lead)
		in.show(last())
	case "TJ":
		a, _ := last().(array)
		for _, v := range a {
			if k, ok := pdfdoc.Float(v); ok {
				in.tm = matrix{1, 0, 0, 1, -k / 1000 * s.size * s.scale, 0}.mul(in.tm)
			} else {
				in.show(v)
			}
		}
	}
	return nil
}

func (in *ink) show(v any) {
	str, ok := v.(pdfdoc.String)
	if !ok {
		return
	}
	s := &in.st
	b := str.Bytes()
	if len(b) == 0 {
		return
	}
	font := s.font
	if font == nil {
		font = &metrics{other: 1}
	}
	step := 1
	if font.wide {
		step = 2
	}
	var width, seen float64
	for i := 0; i+step <= len(b); i += step {
		c := int(b[i])
		if font.wide {
			c = c<<8 | int(b[i+1])
		}
		w, ok := font.width[c]
		if !ok {
			w = font.other
		}
		seen = max(seen, width+max(w, 0.3)*s.size*s.scale) // a glyph is drawn however little its font says
		width += (w*s.size + s.char) * s.scale
		if c == ' ' && !font.wide {
			width += s.word * s.scale
		}
	}
	const ascent, descent = 0.95, -0.3 // of the size; few fonts go further
	in.paint(in.tm.mul(s.ctm).rect(0, s.rise+descent*s.size, max(seen, width), s.rise+ascent*s.size))
	in.tm = matrix{1, 0, 0, 1, width, 0}.mul(in.tm)
}

// metrics are the widths of a font, in ems.
type metrics struct {
	wide  bool // two bytes for a character
	width map[int]float64
	other float64
}

// metrics reads widths (ISO 32000-1 §9.6.2, §9.7.4.3). A character without one
// counts as a full em, which is more than any is.
func (in *ink) metrics(d *dict) (*metrics, error) {
	if d == nil {
		return &metrics{other: 1}, nil
	}
	if m := in.fonts[d]; m != nil {
		return m, nil
	}
	m := &metrics{width: map[int]float64{}, other: 1}
	in.fonts[d] = m
	switch in.doc.Resolve(d.Val("Subtype")) {
	case name("Type3"):
		return nil, failf(CannotRead, "font of drawings")
	case name("Type0"):
		kids := in.doc.Array(d.Val("DescendantFonts"))
		if len(kids) != 1 {
			return nil, failf(CannotRead, "bad font")
		}
		if in.doc.Resolve(d.Val("Encoding")) != name("Identity-H") {
			return m, nil // each byte counts as an em
		}
		kid := in.doc.Dict(kids[0])
		m.wide = true
		if w, ok := pdfdoc.Float(in.doc.Resolve(kid.Val("DW"))); ok {
			m.other = w / 1000
		}
		return m, in.wideWidths(m, in.doc.Array(kid.Val("W")))
	}
	first, _ := pdfdoc.Int(in.doc.Resolve(d.Val("FirstChar")))
	for i, v := range in.doc.Array(d.Val("Widths")) {
		if w, ok := pdfdoc.Float(in.doc.Resolve(v)); ok && i < 256 {
			m.width[first+i] = w / 1000
		}
	}
	return m, nil
}

func (in *ink) wideWidths(m *metrics, a array) error {
	for i := 0; i+1 < len(a); {
		first, ok := pdfdoc.Int(a[i])
		if !ok {
			return failf(CannotRead, "bad widths")
		}
		if list, ok := in.doc.Resolve(a[i+1]).(array); ok {
			for k, v := range list {
				if w, ok := pdfdoc.Float(v); ok {
					m.width[first+k] = w / 1000
				}
			}
			i += 2
			continue
		}
		if i+2 >= len(a) {
			return failf(CannotRead, "bad widths")
		}
		last, ok1 := pdfdoc.Int(a[i+1])
		w, ok2 := pdfdoc.Float(a[i+2])
		if !ok1 || !ok2 || last > 65535 || first < 0 {
			return failf(CannotRead, "bad widths")
		}
		if err := in.doc.Budget().Spend(max(0, last-first)); err != nil {
			return err
		}
		for c := first; c <= last; c++ {
			m.width[c] = w / 1000
		}
		i += 3
	}
	return nil
}
