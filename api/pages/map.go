package pages

import (
	"html/template"
	"math"

	"github.com/thyrida/thyrida/models"
)

// Map is a plan of the municipality with numbered marks, as SVG: classes only,
// since the policy refuses styles, and nothing of anybody else's. The page lists
// the same places with the same numbers beside it.
type Map struct {
	ID    string // begins the ids within it; unique on the page
	Title string
	Words string // what it shows, for who does not see it
	Marks []Mark
	Lines []MapLine // in the order in which they are drawn
}

// Mark is a numbered place.
type Mark struct {
	Number   int
	Name     string
	Lat, Lon float64
}

// MapLine is drawn below the marks. Kind is outline, water (both closed) or street.
type MapLine struct {
	Kind, Name string
	Places     []models.Place
}

// Wide is the map for desks and paper, Narrow the one for phones: marks and
// letters are as large in both.
func (m Map) Wide() template.HTML   { return m.draw("w", 640, 440) }
func (m Map) Narrow() template.HTML { return m.draw("n", 358, 400) }

const (
	markRadius  = 15.0
	mapLetter   = 7.2 // width of a letter of names
	mapMargin   = 40.0
	mapFoot     = 24.0  // more margin below, for the scale
	leastMetres = 400.0 // across: two points in one street are no whole map
	degree      = 111_195.0
)

// terrain is a map in the making: an equirectangular projection, true to scale at
// its middle, and what is taken by marks and names.
type terrain struct {
	drawing
	width, height float64
	lat, lon      float64 // at the middle
	scale         float64 // pixels of a metre
	taken         []box
}

type box struct{ x0, y0, x1, y1 float64 }

func (b box) meets(o box) bool { return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1 }

// newTerrain chooses the part that holds every mark, as large as it fits.
func newTerrain(marks []Mark, width, most float64) *terrain {
	south, north, west, east := 90.0, -90.0, 180.0, -180.0
	for _, k := range marks {
		south, north, west, east = min(south, k.Lat), max(north, k.Lat), min(west, k.Lon), max(east, k.Lon)
	}
	s := &terrain{width: width, lat: (south + north) / 2, lon: (west + east) / 2}
	across := max((east-west)*degree*math.Cos(s.lat*math.Pi/180), leastMetres)
	up := (north - south) * degree
	s.scale = (width - 2*mapMargin) / across
	if free := most - 2*mapMargin - mapFoot; up*s.scale > free {
		s.scale = free / up
	}
	s.height = math.Ceil(max(up*s.scale+2*mapMargin+mapFoot, width/2))
	return s
}

func (s *terrain) at(lat, lon float64) (x, y float64) {
	return s.width/2 + (lon-s.lon)*degree*math.Cos(s.lat*math.Pi/180)*s.scale, (s.height-mapFoot)/2 - (lat-s.lat)*degree*s.scale
}

func (m Map) draw(suffix string, width, most float64) template.HTML {
	s, id := newTerrain(m.Marks, width, most), m.ID+"-"+suffix
	s.put(`<svg class="app-map__picture" viewBox="0 0 %g %g" role="img" aria-labelledby="%s-t" aria-describedby="%s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc><rect class="map-land" width="%g" height="%g"/>`,
		s.width, s.height, id, id, id, esc(m.Title), id, esc(m.Words), s.width, s.height)
	for _, l := range m.Lines {
		s.line(l)
	}
	spots := s.apart(m.Marks)
	s.taken = append(s.taken, box{0, s.height - 34, s.width/3 + 70, s.height})
	for _, p := range spots {
		s.taken = append(s.taken, box{p.x - markRadius - 2, p.y - markRadius - 2, p.x + markRadius + 2, p.y + markRadius + 2})
	}
	for _, l := range m.Lines {
		s.name(l)
	}
	for i, k := range m.Marks {
		x, y := s.at(k.Lat, k.Lon)
		p := spots[i]
		if math.Hypot(p.x-x, p.y-y) > 1 { // moved aside: a line leads to where it is
			s.put(`<path class="map-lead" d="M%.1f %.1fL%.1f %.1f"/><circle class="map-mark" cx="%.1f" cy="%.1f" r="3"/>`, x, y, p.x, p.y, x, y)
		}
		s.put(`<g><title>%d. %s</title><circle class="map-mark" cx="%.1f" cy="%.1f" r="%g"/><text class="map-number" x="%.1f" y="%.1f" text-anchor="middle">%d</text></g>`,
			k.Number, esc(k.Name), p.x, p.y, markRadius, p.x, p.y+5.5, k.Number)
	}
	s.bar()
	s.put(`</svg>`)
	return template.HTML(s.String()) //nolint:gosec // texts are escaped where they are put
}
