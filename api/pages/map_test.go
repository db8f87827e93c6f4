package pages

import (
	"math"
	"strings"
	"testing"
)

func TestMarksOfAMapStandApartAndOnIt(t *testing.T) {
	t.Parallel()
	one := Mark{1, "Α", 40.56, 22.7}
	crowd := []Mark{one, one, one, one, {5, "Β", 40.5601, 22.7001}, {6, "Γ", 40.575, 22.72}, {7, "Δ", 40.545, 22.696}}
	for name, marks := range map[string][]Mark{"one": {one}, "two in one house": {one, one}, "crowd": crowd, "line": {one, {2, "Ε", 41.2, 22.7}}, "sample": sampleMap.Marks} {
		for _, size := range [][2]float64{{640, 440}, {358, 400}} {
			s := newTerrain(marks, size[0], size[1])
			if s.height > max(size[1], size[0]/2)+1 {
				t.Errorf("%s: height %g", name, s.height)
			}
			spots := s.apart(marks)
			for i, p := range spots {
				if p.x < markRadius || p.x > s.width-markRadius || p.y < markRadius || p.y > s.height-mapFoot-markRadius {
					t.Errorf("%s: mark %d is outside: %+v of %g×%g", name, i, p, s.width, s.height)
				}
				for _, o := range spots[:i] {
					if math.Hypot(p.x-o.x, p.y-o.y) < 2*markRadius {
						t.Errorf("%s at %g: marks cover each other: %+v %+v", name, size[0], p, o)
					}
				}
			}
		}
	}
}

func TestAMapIsTrueToScaleAndEscapesNames(t *testing.T) {
	t.Parallel()
	marks := []Mark{{1, "Α", 40, 22}, {2, "Β", 40, 22.01}, {3, "Γ", 40.01, 22}} // 852 m east, 1112 m north
	s := newTerrain(marks, 640, 440)
	x1, y1 := s.at(40, 22)
	x2, _ := s.at(40, 22.01)
	_, y3 := s.at(40.01, 22)
	if east, north := (x2-x1)/s.scale, (y1-y3)/s.scale; math.Abs(east-852) > 2 || math.Abs(north-1112) > 1 {
		t.Errorf("%g m east, %g m north", east, north)
	}
	for _, svg := range []string{string(sampleMap.Wide()), string(sampleMap.Narrow())} {
		for _, want := range []string{`role="img"`, "Ταμείο &lt;Δήμου&gt;", `class="map-length"`, ">Κόλπος Ελαιώνα</text>", `class="map-lead"`, "Λεωφόρος Λιμένα"} {
			if !strings.Contains(svg, want) {
				t.Errorf("no %s in %s", want, svg)
			}
		}
		if strings.Contains(svg, "Μακρινή") || strings.Contains(svg, "style") || strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("drawn what is outside, or with a style: %s", svg)
		}
	}
}
