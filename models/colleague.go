package models

// Colleague is somebody who works for a unit.
type Colleague struct {
	Account AccountID
	Name    string
	Unit    UnitCode
	Heads   bool // who asks heads the unit
}
