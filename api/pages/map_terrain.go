package pages

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

type spot struct{ x, y float64 }

// apart moves marks that would cover each other aside, the same way every time.
func (s *terrain) apart(marks []Mark) []spot {
	const least = 2*markRadius + 4
	spots := make([]spot, len(marks))
	for i, k := range marks {
		spots[i].x, spots[i].y = s.at(k.Lat, k.Lon)
	}
	for range 200 {
		moved := false
		for i := range spots {
			for j := range i {
				a, b := &spots[j], &spots[i]
				dx, dy := b.x-a.x, b.y-a.y
				d := math.Hypot(dx, dy)
				if d >= least-.01 {
					continue
				}
				if d < 1 { // in one house
					dx, dy = math.Cos(float64(i)), math.Sin(float64(i))
					d = 1
				}
				by := (least - d) / 2 / d
				a.x, a.y, b.x, b.y = a.x-dx*by, a.y-dy*by, b.x+dx*by, b.y+dy*by
				moved = true
			}
			p := &spots[i]
			p.x = min(max(p.x, markRadius+2), s.width-markRadius-2)
			p.y = min(max(p.y, markRadius+2), s.height-mapFoot-markRadius-2)
		}
		if !moved {
			break
		}
	}
	return spots
}

// line draws a line as far as any of it is on the sheet.
func (s *terrain) line(l MapLine) {
	class, end := "map-street", ""
	switch l.Kind {
	case "outline":
		class, end = "map-outline", "Z"
	case "water":
		class, end = "map-water", "Z"
	}
	var d strings.Builder
	around, px, py := s.around(l), math.Inf(1), 0.0
	if !around.meets(box{0, 0, s.width, s.height}) {
		return
	}
	for _, p := range l.Places {
		x, y := s.at(p.Lat, p.Lon)
		if math.Hypot(x-px, y-py) < 1 { // finer than is seen
			continue
		}
		d.WriteString(map[bool]string{true: "M", false: "L"}[d.Len() == 0])
		d.WriteString(strconv.FormatFloat(x, 'f', 1, 64) + " " + strconv.FormatFloat(y, 'f', 1, 64))
		px, py = x, y
	}
	s.put(`<g><title>%s</title><path class="%s" d="%s%s"/></g>`, esc(l.Name), class, d.String(), end)
}

func (s *terrain) around(l MapLine) box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range l.Places {
		x, y := s.at(p.Lat, p.Lon)
		b = box{min(b.x0, x), min(b.y0, y), max(b.x1, x), max(b.y1, y)}
	}
	return b
}

// name writes what an area is called where nothing is yet, or nowhere.
func (s *terrain) name(l MapLine) {
	wide := mapLetter*float64(utf8.RuneCountInString(l.Name)) + 8
	in := s.around(l)
	in = box{max(in.x0, 4), max(in.y0, 4), min(in.x1, s.width-4), min(in.y1, s.height-4)}
	if l.Name == "" || l.Kind == "street" || in.x1-in.x0 < wide/2 || in.y1-in.y0 < 20 {
		return
	}
	for _, fy := range []float64{.5, .7, .3, .85, .15} {
		for _, fx := range []float64{.5, .65, .35, .8, .2} {
			x, y := in.x0+fx*(in.x1-in.x0), in.y0+fy*(in.y1-in.y0)
			b := box{x - wide/2, y - 9, x + wide/2, y + 9}
			free := b.x0 >= 2 && b.x1 <= s.width-2 && b.y0 >= 2 && b.y1 <= s.height-2
			for _, t := range s.taken {
				free = free && !b.meets(t)
			}
			if free {
				s.taken = append(s.taken, b)
				s.put(`<text class="map-name" x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, x, y+4.5, esc(l.Name))
				return
			}
		}
	}
}

// bar shows a round length, at most a third of the width.
func (s *terrain) bar() {
	most := s.width / 3 / s.scale
	metres := math.Pow(10, math.Floor(math.Log10(most)))
	for _, f := range []float64{5, 2} {
		if metres*f <= most {
			metres *= f
			break
		}
	}
	says := strconv.FormatFloat(metres, 'f', -1, 64) + " m"
	if metres >= 1000 {
		says = strconv.FormatFloat(metres/1000, 'f', -1, 64) + " km"
	}
	long := metres * s.scale
	s.put(`<rect class="map-plate" x="6" y="%.1f" width="%.1f" height="24"/><path class="map-bar" d="M12 %.1fv8h%.1fv-8"/><text class="map-length" x="%.1f" y="%.1f">%s</text>`,
		s.height-30, long+8*float64(len(says))+20, s.height-22, long, long+18, s.height-13, says)
}
