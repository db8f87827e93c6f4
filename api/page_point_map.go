package api

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// pointMap draws the service points whose place is known and numbers them in
// the list; nil if there are none.
func (v *visit) pointMap(points []ServicePoint, list []pages.ServicePoint) (*pages.Map, error) {
	m := &pages.Map{ID: "points", Title: v.text("identification.map")}
	var words []string
	for i, p := range points {
		if p.Place == nil {
			continue
		}
		at, n := *p.Place, len(m.Marks)+1
		list[i].Number, list[i].Place = n, fmt.Sprintf("https://www.openstreetmap.org/?mlat=%[1]g&mlon=%[2]g#map=17/%[1]g/%[2]g", at.Lat, at.Lon)
		m.Marks = append(m.Marks, pages.Mark{Number: n, Name: p.Name, Lat: at.Lat, Lon: at.Lon})
		words = append(words, fmt.Sprintf("%d. %s, %s", n, p.Name, p.Address))
	}
	if len(m.Marks) == 0 {
		return nil, nil
	}
	m.Words = strings.Join(words, "; ")
	lines, err := v.s.Store.Ground(v.ctx, v.s.Municipality)
	slices.SortStableFunc(lines, func(a, b models.GroundLine) int {
		return cmp.Compare(slices.Index(models.GroundKinds, a.Kind), slices.Index(models.GroundKinds, b.Kind))
	})
	for _, l := range lines {
		m.Lines = append(m.Lines, pages.MapLine{Kind: string(l.Kind), Name: nameIn(v.r.Lang, l.El, l.En), Places: l.Places})
	}
	return m, err
}
