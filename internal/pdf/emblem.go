package pdf

import (
	"math"
	"sync"
)

// Emblem draws the emblem of the house, an olive wreath around a town hall,
// size millimetres square: it stands where a municipality has not given its
// coat of arms.
func (d *Doc) Emblem(size float64, alt string, a Align) {
	s := d.length("emblem", size)
	d.emblem = true
	d.figure(s, s, alt, a, func(p *page, x, y float64) {
		p.raw("q\n")
		p.op("cm", s/100, 0, 0, s/100, x+s/2, pageH-y-s/2)
		p.raw("/Emblem Do\nQ\n")
	})
}

// emblem is the content of a form, compressed, in a square from -50 to 50: two branches of an ellipse open at the
// head, leaves in pairs along them, olives between; a gable on four columns.
var emblem = sync.OnceValue(func() []byte {
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
	return deflate(p.buf)
})
