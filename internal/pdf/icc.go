package pdf

import (
	"math"
	"strings"
	"sync"
)

// srgb is the sRGB colour space (IEC 61966-2-1) as an ICC profile of version
// 2.1, made of its definition and compressed: primaries and white point D65
// brought to D50 by the Bradford transform, as ICC.1:2001-04 wants them, and
// the transfer curve sampled at 1024 points.
var srgb = sync.OnceValue(func() []byte {
	xyz := func(v [3]float64) []byte {
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, f := range v {
			b = be.AppendUint32(b, uint32(int32(math.Round(f*65536))))
		}
		return b
	}
	description := "sRGB IEC61966-2.1 (Thyrida)"
	desc := be.AppendUint32([]byte("desc\x00\x00\x00\x00"), uint32(len(description)+1))
	desc = append(desc, description...)
	desc = append(desc, make([]byte, 1+4+4+2+1+67)...)
	curve := be.AppendUint32([]byte("curv\x00\x00\x00\x00"), 1024)
	for i := range 1024 {
		v := float64(i) / 1023
		if v <= .04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+.055)/1.055, 2.4)
		}
		curve = be.AppendUint16(curve, uint16(math.Round(v*65535)))
	}
	d50 := [3]float64{.9642, 1, .8249}
	red, green, blue := primaries(d50)
	type tag struct {
		name string
		data []byte
	}
	tags := []tag{{"desc", desc}, {"cprt", []byte("text\x00\x00\x00\x00CC0\x00")}, {"wtpt", xyz(d50)},
		{"rXYZ", xyz(red)}, {"gXYZ", xyz(green)}, {"bXYZ", xyz(blue)}, {"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve}}
	table := be.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	start := 128 + 4 + 12*len(tags)
	for _, t := range tags {
		at := start + len(body)
		if i := strings.Index(string(body), string(curve)); i >= 0 && strings.HasSuffix(t.name, "TRC") {
			at = start + i // the three curves are one
		} else {
			body = append(body, t.data...)
			body = append(body, make([]byte, (4-len(body)%4)%4)...)
		}
		table = append(table, t.name...)
		table = be.AppendUint32(be.AppendUint32(table, uint32(at)), uint32(len(t.data)))
	}
	head := make([]byte, 128)
	be.PutUint32(head, uint32(start+len(body)))
	be.PutUint32(head[8:], 0x02100000)
	copy(head[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2026, 1, 1} { // of the profile, not of a document
		be.PutUint16(head[24+2*i:], v)
	}
	copy(head[36:], "acsp")
	copy(head[68:], xyz(d50)[8:])
	return deflate(append(append(head, table...), body...))
})

// primaries are the XYZ of the sRGB colourants under the given white.
func primaries(to [3]float64) (red, green, blue [3]float64) {
	at := func(x, y float64) [3]float64 { return [3]float64{x / y, 1, (1 - x - y) / y} }
	white := at(.3127, .3290)
	r, g, b := at(.64, .33), at(.30, .60), at(.15, .06)
	m := [3][3]float64{{r[0], g[0], b[0]}, {r[1], g[1], b[1]}, {r[2], g[2], b[2]}}
	s := solve(m, white)
	// Bradford: cone response of both whites, scaled one into the other.
	cone := [3][3]float64{{.8951, .2664, -.1614}, {-.7502, 1.7135, .0367}, {.0389, -.0685, 1.0296}}
	from, into := apply(cone, white), apply(cone, to)
	adapt := func(c [3]float64, scale float64) [3]float64 {
		v := apply(cone, [3]float64{c[0] * scale, c[1] * scale, c[2] * scale})
		for i := range v {
			v[i] *= into[i] / from[i]
		}
		return solve(cone, v)
	}
	return adapt(r, s[0]), adapt(g, s[1]), adapt(b, s[2])
}

func apply(m [3][3]float64, v [3]float64) (out [3]float64) {
	for i := range m {
		out[i] = m[i][0]*v[0] + m[i][1]*v[1] + m[i][2]*v[2]
	}
	return out
}

// solve finds x with m·x = v by Cramer's rule.
func solve(m [3][3]float64, v [3]float64) (x [3]float64) {
	det := func(m [3][3]float64) float64 {
		return m[0][0]*(m[1][1]*m[2][2]-m[1][2]*m[2][1]) - m[0][1]*(m[1][0]*m[2][2]-m[1][2]*m[2][0]) + m[0][2]*(m[1][0]*m[2][1]-m[1][1]*m[2][0])
	}
	whole := det(m)
	for i := range x {
		c := m
		for j := range c {
			c[j][i] = v[j]
		}
		x[i] = det(c) / whole
	}
	return x
}
