package catalogue

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/thyrida/thyrida/models"
)

// groundFile is the plan that is drawn below the service points; a catalogue
// may lack it, and the map then shows the points alone.
const groundFile = "map.geojson"

// groundMost is how many positions the plan may have: it is sent with a page.
const groundMost = 5000

// geoFeatures is what is read of GeoJSON (RFC 7946): lines and polygons.
type geoFeatures struct {
	Type     string `json:"type"`
	Features []struct {
		Properties struct {
			Kind models.GroundKind `json:"kind"`
			El   string            `json:"el"`
			En   string            `json:"en"`
		} `json:"properties"`
		Geometry struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
	} `json:"features"`
}

// readGround reads map.geojson, if there is one.
func (c *Catalogue) readGround(files fs.FS) {
	data, err := fs.ReadFile(files, groundFile)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	s := &source{file: groundFile, at: map[string]position{"": {1, 1}}}
	c.sources[groundFile] = s
	var all geoFeatures
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil || all.Type != "FeatureCollection" {
		s.fault("", "is no GeoJSON FeatureCollection: %v", err)
		return
	}
	total := 0
	for i, f := range all.Features {
		path := fmt.Sprintf("features[%d]", i)
		if !slices.Contains(models.GroundKinds, f.Properties.Kind) {
			s.fault(path+".properties.kind", "%q is not known: one of %v", f.Properties.Kind, models.GroundKinds)
		}
		lines, err := geoLines(f.Geometry.Type, f.Geometry.Coordinates)
		if err != nil {
			s.fault(path+".geometry", "%v", err)
		}
		for _, l := range lines {
			total += len(l)
			g := models.GroundLine{Kind: f.Properties.Kind, El: f.Properties.El, En: f.Properties.En}
			for _, at := range l {
				if len(at) < 2 || !(models.Place{Lat: at[1], Lon: at[0]}).InGreece() {
					s.fault(path+".geometry", "%v is not in Greece: positions are [degrees east, degrees north]", at)
					break
				}
				g.Places = append(g.Places, models.Place{Lat: at[1], Lon: at[0]})
			}
			c.Ground = append(c.Ground, g)
		}
	}
	if total > groundMost {
		s.fault("", "has %d positions, at most %d are drawn: simplify the lines", total, groundMost)
	}
}

// geoLines are the lines of a geometry; of a polygon its outer edge.
func geoLines(kind string, raw json.RawMessage) (lines [][][]float64, err error) {
	switch kind {
	case "LineString":
		lines = make([][][]float64, 1)
		return lines, json.Unmarshal(raw, &lines[0])
	case "MultiLineString":
		return lines, json.Unmarshal(raw, &lines)
	case "Polygon":
		err = json.Unmarshal(raw, &lines)
		return lines[:min(1, len(lines))], err
	case "MultiPolygon":
		var many [][][][]float64
		err = json.Unmarshal(raw, &many)
		for _, p := range many {
			lines = append(lines, p[:min(1, len(p))]...)
		}
		return lines, err
	}
	return nil, fmt.Errorf("%q is not drawn: use LineString, Polygon or their Multi forms", kind)
}
