package pages

import "time"

// Units are the municipality's units as a tree.
type Units struct {
	AdminNav
	Rows   []UnitRow // each after the one above it
	Closed []UnitRow
}

// UnitRow is a unit in the list. Other is its name in the other language.
type UnitRow struct {
	Key, Name, Other, OtherLang, Kind, Phone, Email string

	Heads  []UnitHead
	Staff  int
	Point  bool
	Depth  int // how many stand above it
	Closed time.Time
}

// UnitHead heads a unit, until a time if one is given.
type UnitHead struct {
	Href, Name string
	Until      time.Time
}

// Class moves a unit in, by how many stand above it.
func (r UnitRow) Class() string {
	switch r.Depth {
	case 0:
		return "app-tree--0"
	case 1:
		return "app-tree--1"
	case 2:
		return "app-tree--2"
	}
	return "app-tree--3"
}

func (Units) Name() string { return "units" }
func (Units) Wide() bool   { return true }

// Unit is the form of one unit. Of a closed one nothing can be changed.
type Unit struct {
	AdminNav
	Form
	New                    bool
	Row                    UnitRow
	Kinds, Parents, People []Choice
}

func (Unit) Name() string { return "unit" }
func (Unit) Wide() bool   { return true }

// UnitEnd asks whether a unit is to be closed, and says what is in the way.
type UnitEnd struct {
	AdminNav
	Form
	Row                           UnitRow
	Units, Services, Cases, Tasks int
}

// Free says that nothing is in the way.
func (u UnitEnd) Free() bool { return u.Units+u.Services+u.Cases+u.Tasks == 0 }

func (UnitEnd) Name() string { return "unit_end" }
func (UnitEnd) Wide() bool   { return true }

// Points are where people are identified.
type Points struct {
	AdminNav
	Rows []PointRow
}

// PointRow is one service point.
type PointRow struct {
	Key, Name, Address, Hours, Phone string

	Staff int // who may identify there
}

func (Points) Name() string { return "points" }
func (Points) Wide() bool   { return true }

// Point is the form of a service point; of a new one the unit is chosen.
type Point struct {
	AdminNav
	Form
	New   bool
	Row   PointRow
	Units []Choice
}

func (Point) Name() string { return "point" }
func (Point) Wide() bool   { return true }

// PointEnd asks whether identification is to end at a unit.
type PointEnd struct {
	AdminNav
	Form
	Row PointRow
}

func (PointEnd) Name() string { return "point_end" }
func (PointEnd) Wide() bool   { return true }
