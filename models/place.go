package models

// Place is a position in degrees (WGS 84). The store takes those in and around
// Greece: 34 to 42 north, 19 to 30 east.
type Place struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// InGreece says whether the store takes it.
func (p Place) InGreece() bool { return 34 <= p.Lat && p.Lat <= 42 && 19 <= p.Lon && p.Lon <= 30 }

// GroundKind is what a line of the municipality's plan shows.
type GroundKind string

const (
	GroundOutline GroundKind = "outline" // of a settlement or of the municipality, closed
	GroundWater   GroundKind = "water"   // closed
	GroundStreet  GroundKind = "street"
)

// GroundKinds are all of them, as they are drawn: the later over the earlier.
var GroundKinds = []GroundKind{GroundOutline, GroundWater, GroundStreet}

// GroundLine is one line of the plan that is drawn below service points.
type GroundLine struct {
	Kind   GroundKind `json:"kind"`
	El     string     `json:"el,omitempty"` // its name; perhaps none
	En     string     `json:"en,omitempty"`
	Places []Place    `json:"places"`
}
