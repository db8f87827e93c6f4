package pages

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/thyrida/thyrida/internal/i18n"
)

// Chart is a picture of horizontal bars over one axis, as SVG: classes only,
// since the policy refuses styles, and a title on every mark. The page shows the
// same figures in a table beside it.
type Chart struct {
	ID    string // begins the ids within it; unique on the page
	Title string
	Words string // how it is to be read
	Unit  string // of the axis
	Lang  string // of its numbers
	Bars  []Bar
}

// Bar is one line: parts one after another, or how values are spread.
type Bar struct {
	Name, Note string
	Parts      []Part
	Spread     *Spread
}

// Part is a piece of a bar. Kind is one of s0 to s5, or wait (hatched).
type Part struct {
	Kind  string
	Value float64
	Shown string // written on it where it fits
	Says  string // on touch, and for who hears the picture
}

// Spread is a box from P25 to P75 with the median in it, on a line from P10 to P90.
type Spread struct {
	P10, P25, P50, P75, P90 float64
	Shown, Says             string
}

// canvas is how a chart is laid out: names beside the bars, or above them.
type canvas struct {
	suffix            string
	width, left, row  float64
	bar, letters, max int // height, letters of a name in a line, most marks of the axis
	above             bool
}

// Wide is the chart for desks and paper, Narrow the one for phones: the same
// with the names above the bars.
func (c Chart) Wide() template.HTML {
	return c.draw(canvas{suffix: "w", width: 960, left: 270, row: 58, bar: 26, letters: 34, max: 8})
}

func (c Chart) Narrow() template.HTML {
	return c.draw(canvas{suffix: "n", width: 358, left: 4, row: 84, bar: 24, letters: 44, max: 4, above: true})
}

// end is how far a bar reaches.
func (b Bar) end() (to float64) {
	for _, p := range b.Parts {
		to += p.Value
	}
	if b.Spread != nil {
		to = max(to, b.Spread.P90)
	}
	return to
}

// step is the distance of marks on an axis that reaches to a value: 1, 2 or 5
// and zeros, at most so many marks.
func step(to float64, marks int) float64 {
	if to <= 0 {
		return 1
	}
	for s := math.Pow(10, math.Floor(math.Log10(to))-2); ; s *= 10 {
		for _, f := range []float64{1, 2, 5} {
			if to/(s*f) <= float64(marks) {
				return s * f
			}
		}
	}
}

func (c Chart) draw(v canvas) template.HTML {
	const top, foot = 30.0, 30.0
	to := 0.0
	for _, b := range c.Bars {
		to = max(to, b.end())
	}
	by := step(to, v.max)
	to = max(by, math.Ceil(to/by-1e-9)*by)
	right := 50.0
	if v.above {
		right = 34
	}
	x := func(n float64) float64 { return v.left + n/to*(v.width-v.left-right) }
	bottom := top + v.row*float64(len(c.Bars))
	id := c.ID + "-" + v.suffix
	d := &drawing{}
	d.put(`<svg class="app-chart__picture" viewBox="0 0 %g %g" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
		v.width, bottom+foot, id, id, id, esc(c.Title), id, esc(c.Words))
	d.put(`<defs><pattern id="%s-h" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" class="ch-wait"/><rect width="2" height="8" class="ch-line"/></pattern></defs>`, id)
	for n := 0.0; n <= to+by/2; n += by {
		d.put(`<line class="ch-grid" x1="%.1f" x2="%.1f" y1="%g" y2="%.1f"/><text class="ch-axis" x="%.1f" y="%.1f" text-anchor="middle">%s</text>`,
			x(n), x(n), top-6, bottom, x(n), bottom+18, c.mark(n))
	}
	d.put(`<text class="ch-axis" x="%g" y="14" text-anchor="end">%s</text>`, v.width-2, esc(c.Unit))
	for i, b := range c.Bars {
		d.bar(v, b, top+v.row*float64(i), x, id)
	}
	d.put(`</svg>`)
	return template.HTML(d.String()) //nolint:gosec // texts are escaped where they are put
}

// mark is a number of the axis.
func (c Chart) mark(n float64) string {
	s := strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("%.2f", n), "0"), ".0")
	if c.Lang != i18n.English {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// drawing is a picture in the making.
type drawing struct{ strings.Builder }

func (d *drawing) put(format string, args ...any) { fmt.Fprintf(d, format, args...) }

func esc(s string) string { return template.HTMLEscapeString(s) }

func (d *drawing) bar(v canvas, b Bar, y float64, x func(float64) float64, id string) {
	name := lines(b.Name, v.letters)
	at, anchor, h := v.left-14, "end", float64(v.bar)
	if v.above {
		at, anchor = 0, "start"
	}
	d.put(`<g><title>%s</title>`, esc(b.Name))
	for i, l := range name {
		d.put(`<text class="ch-name" x="%g" y="%.1f" text-anchor="%s">%s</text>`, at, y+13+17*float64(i), anchor, esc(l))
	}
	d.put(`<text class="ch-note" x="%g" y="%.1f" text-anchor="%s">%s</text></g>`, at, y+13+17*float64(len(name))-1, anchor, esc(b.Note))
	y += 8
	if v.above {
		y += 10 + 17*float64(len(name))
	}
	from := 0.0
	for _, p := range b.Parts {
		x0, x1 := x(from), x(from+p.Value)
		from += p.Value
		fill := ""
		if p.Kind == "wait" {
			fill = ` fill="url(#` + id + `-h)"`
		}
		d.put(`<g><title>%s</title><rect class="ch-part ch-%s"%s x="%.1f" y="%.1f" width="%.1f" height="%g"/>`, esc(p.Says), p.Kind, fill, x0, y, max(x1-x0-1, .8), h)
		if wide := float64(8*len([]rune(p.Shown)) + 8); x1-x0 > wide {
			if p.Kind == "wait" { // a plate under the number: hatching eats digits
				d.put(`<rect class="ch-plate" x="%.1f" y="%.1f" width="%.1f" height="18"/>`, (x0+x1-wide)/2, y+h/2-9, wide)
			}
			d.put(`<text class="ch-value ch-on-%s" x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, p.Kind, (x0+x1)/2, y+h/2+4.5, esc(p.Shown))
		}
		d.put(`</g>`)
	}
	if s := b.Spread; s != nil {
		m := y + h/2
		d.put(`<g><title>%s</title><path class="ch-whisker" d="M%.1f %.1fH%.1fM%.1f %.1fv12M%.1f %.1fv12"/><rect class="ch-box" x="%.1f" y="%.1f" width="%.1f" height="%g"/><line class="ch-median" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/>`,
			esc(s.Says), x(s.P10), m, x(s.P90), x(s.P10), m-6, x(s.P90), m-6, x(s.P25), y, max(x(s.P75)-x(s.P25), 1), h, x(s.P50), x(s.P50), y, y+h)
		d.put(`<text class="ch-note" x="%.1f" y="%.1f">%s</text></g>`, x(s.P90)+5, m+4.5, esc(s.Shown))
	}
}

// lines breaks a name into one or two lines; what does not fit is left out, and
// stands in the title.
func lines(s string, letters int) (out []string) {
	line := ""
	for _, w := range strings.Fields(s) {
		if line != "" && len([]rune(line+" "+w)) > letters {
			out, line = append(out, line), ""
		}
		line = strings.TrimSpace(line + " " + w)
	}
	if out = append(out, line); len(out) > 2 {
		out = append(out[:1], out[1]+"…")
	}
	for i, l := range out {
		if r := []rune(l); len(r) > letters+1 {
			out[i] = string(r[:letters]) + "…"
		}
	}
	return out
}
