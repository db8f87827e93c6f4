package catalogue

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestTheGroundIsReadFromGeoJSONOrSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	read := func(data string) (*Catalogue, []Fault) {
		c := &Catalogue{sources: map[string]*source{}}
		c.readGround(fstest.MapFS{"map.geojson": {Data: []byte(data)}})
		return c, c.faults()
	}
	feature := func(kind, geometry string) string {
		return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"` + kind + `","el":"Α"},"geometry":` + geometry + `}]}`
	}
	c, faults := read(feature("water", `{"type":"MultiPolygon","coordinates":[[[[22,40],[23,40],[22,40]],[[22.1,40]]],[[[24,40],[25,40.5]]]]}`))
	require.Empty(t, faults)
	require.Len(t, c.Ground, 2)
	require.Equal(t, models.GroundLine{Kind: models.GroundWater, El: "Α", Places: []models.Place{{Lat: 40, Lon: 24}, {Lat: 40.5, Lon: 25}}}, c.Ground[1])
	for data, want := range map[string]string{
		`[`:                  "no GeoJSON",
		`{"type":"Feature"}`: "no GeoJSON",
		feature("wall", `{"type":"LineString","coordinates":[[22,40]]}`):   `"wall" is not known`,
		feature("street", `{"type":"Point","coordinates":[22,40]}`):        `"Point" is not drawn`,
		feature("street", `{"type":"LineString","coordinates":[[40,22]]}`): "not in Greece",
		feature("street", `{"type":"LineString","coordinates":[[22]]}`):    "not in Greece",
	} {
		_, faults := read(data)
		require.Len(t, faults, 1, data)
		require.Contains(t, faults[0].String(), want)
	}
	c = &Catalogue{sources: map[string]*source{}}
	c.readGround(fstest.MapFS{})
	require.Empty(t, c.faults())
	shipped, err := Shipped()
	require.NoError(t, err)
	require.NotEmpty(t, shipped.Ground)
	for _, u := range shipped.Units {
		require.Equal(t, u.Point, u.Place != nil, u.Code)
	}
}
