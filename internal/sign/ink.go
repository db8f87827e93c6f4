package sign

import (
	"math"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

// covers says whether a box would lie over something that is seen on a page:
// text, pictures, drawings, or another box. Large fills (backgrounds) and
// straight lines (frames) do not count. What cannot be understood counts as
// covered, so a scanned page takes no visible box.
func covers(d *pdfdoc.Doc, p pdfdoc.Page, box [4]float64) bool {
	for _, a := range d.Array(p.Dict.Val("Annots")) {
		if r, ok := d.Rect(d.Dict(a).Val("Rect")); !ok || overlap(r, box) {
			return true
		}
	}
	in := &ink{doc: d, box: box, large: (p.Box[2] - p.Box[0]) * (p.Box[3] - p.Box[1]) / 4, fonts: map[*dict]*metrics{}}
	var content []byte
	parts, ok := d.Resolve(p.Dict.Val("Contents")).(array)
	if !ok {
		if p.Dict.Val("Contents") == nil {
			return false
		}
		parts = array{p.Dict.Val("Contents")}
	}
	for _, v := range parts {
		r, ok := v.(ref)
		if !ok {
			return true
		}
		o, err := d.Object(r)
		if err != nil {
			return true
		}
		data, err := d.Inflate(o)
		if err != nil {
			return true
		}
		content = append(append(content, data...), '\n')
	}
	err := in.run(content, p.Resources, state{ctm: identity, scale: 1}, 0)
	return err != nil || in.hit
}

type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// mul is m applied before n.
func (m matrix) mul(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) rect(x0, y0, x1, y1 float64) [4]float64 {
	e := empty
	for _, p := range [][2]float64{{x0, y0}, {x0, y1}, {x1, y0}, {x1, y1}} {
		e.add(m[0]*p[0]+m[2]*p[1]+m[4], m[1]*p[0]+m[3]*p[1]+m[5])
	}
	return e
}

type extent [4]float64

var empty = extent{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

func (e *extent) add(x, y float64) {
	e[0], e[1], e[2], e[3] = min(e[0], x), min(e[1], y), max(e[2], x), max(e[3], y)
}

// state is the part of the graphics state that moves ink (§8.4, §9.3).
type state struct {
	ctm              matrix
	font             *metrics
	size, rise, lead float64
	char, word       float64
	scale            float64
}

// ink runs a content stream and looks whether it paints under the box.
type ink struct {
	doc    *pdfdoc.Doc
	box    [4]float64
	large  float64
	hit    bool
	fonts  map[*dict]*metrics
	res    *dict
	st     state
	saved  []state
	tm, lm matrix
	path   extent
	curved bool
}

func (in *ink) paint(r [4]float64) {
	if math.IsNaN(r[0] + r[1] + r[2] + r[3]) { // would overlap nothing
		in.hit = true
	}
	in.hit = in.hit || overlap(r, in.box)
}

func (in *ink) run(content []byte, res *dict, st state, depth int) error {
	if depth > 8 {
		return failf(CannotRead, "forms in each other")
	}
	outer := *in
	in.res, in.st, in.saved, in.path = res, st, nil, empty
	in.tm, in.lm = identity, identity
	defer func() { hit := in.hit; *in = outer; in.hit = hit }()
	l := pdfdoc.Lex(content, in.doc.Budget())
	var args []any
	for !in.hit && l.More() {
		v, err := l.Value()
		if err != nil {
			return err
		}
		op, ok := v.(pdfdoc.Token)
		if _, number := pdfdoc.Float(v); !ok || number {
			if args = append(args, v); len(args) > 4096 {
				return failf(CannotRead, "too many operands")
			}
			continue
		}
		if string(op) == "ID" {
			if err := l.SkipImage(); err != nil {
				return err
			}
			in.paint(in.st.ctm.rect(0, 0, 1, 1))
		} else if err := in.do(string(op), args, depth); err != nil {
			return err
		}
		args = args[:0]
	}
	return nil
}

// nums are the operands as numbers, n of them or an error.
func nums(args []any, n int) ([]float64, error) {
	if len(args) < n {
		return nil, failf(CannotRead, "operands are missing")
	}
	out := make([]float64, n)
	for i, v := range args[len(args)-n:] {
		f, ok := pdfdoc.Float(v)
		if !ok {
			return nil, failf(CannotRead, "operand is no number")
		}
		out[i] = f
	}
	return out, nil
}

// operands of the operators that matter; others paint nothing that counts.
var arity = map[string]int{
	"cm": 6, "Tc": 1, "Tw": 1, "Tz": 1, "TL": 1, "Ts": 1, "Td": 2, "TD": 2, "Tm": 6,
	"m": 2, "l": 2, "c": 6, "v": 4, "y": 4, "re": 4,
}

func (in *ink) do(op string, args []any, depth int) error {
	f, err := nums(args, arity[op])
	if err != nil {
		return err
	}
	s := &in.st
	switch op {
	case "q":
		if in.saved = append(in.saved, *s); len(in.saved) > 1000 {
			return failf(CannotRead, "too many saved states")
		}
	case "Q":
		if n := len(in.saved); n > 0 {
			*s, in.saved = in.saved[n-1], in.saved[:n-1]
		}
	case "cm":
		s.ctm = matrix(f).mul(s.ctm)
	case "m", "l":
		in.move(f)
	case "c", "v", "y":
		in.curved = true
		in.move(f)
	case "re":
		in.move([]float64{f[0], f[1], f[0] + f[2], f[1] + f[3], f[0] + f[2], f[1], f[0], f[1] + f[3]})
	case "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "n":
		in.endPath(op)
	case "Do":
		return in.object(args, depth)
	default:
		return in.text(op, args, f)
	}
	return nil
}

func (in *ink) move(f []float64) {
	m := in.st.ctm
	for i := 0; i+1 < len(f); i += 2 {
		in.path.add(m[0]*f[i]+m[2]*f[i+1]+m[4], m[1]*f[i]+m[3]*f[i+1]+m[5])
	}
}

func (in *ink) endPath(op string) {
	p := in.path
	stroke := op == "S" || op == "s"
	small := (p[2]-p[0])*(p[3]-p[1]) < in.large
	if op != "n" && p[0] <= p[2] && (in.curved || (!stroke && small)) {
		in.paint(p)
	}
	in.path, in.curved = empty, false
}

// object paints a picture, or runs a form.
func (in *ink) object(args []any, depth int) error {
	if len(args) != 1 {
		return failf(CannotRead, "operands are missing")
	}
	n, _ := args[0].(name)
	r, ok := in.doc.Dict(in.res.Val("XObject")).Val(string(n)).(ref)
	if !ok {
		return nil
	}
	o, err := in.doc.Object(r)
	if err != nil {
		return err
	}
	d, _ := o.Value.(*dict)
	if in.doc.Resolve(d.Val("Subtype")) != name("Form") {
		in.paint(in.st.ctm.rect(0, 0, 1, 1))
		return nil
	}
	data, err := in.doc.Inflate(o)
	if err != nil {
		return err
	}
	st := in.st
	if a := in.doc.Array(d.Val("Matrix")); len(a) == 6 {
		f, err := nums(a, 6)
		if err != nil {
			return err
		}
		st.ctm = matrix(f).mul(st.ctm)
	}
	res := in.doc.Dict(d.Val("Resources"))
	if res == nil {
		res = in.res
	}
	return in.run(data, res, st, depth+1)
}
