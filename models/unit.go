package models

import "time"

// UnitKind is what a unit is in the organisation of a municipality.
type UnitKind string

const (
	UnitGeneralDirectorate    UnitKind = "general-directorate"
	UnitDirectorate           UnitKind = "directorate"
	UnitDepartment            UnitKind = "department"
	UnitIndependentDepartment UnitKind = "independent-department"
	UnitOffice                UnitKind = "office"
	UnitCitizenCentre         UnitKind = "citizen-centre" // ΚΕΠ
	UnitOther                 UnitKind = "other"
)

// UnitKinds are all of them, from the top down.
var UnitKinds = []UnitKind{UnitGeneralDirectorate, UnitDirectorate, UnitDepartment, UnitIndependentDepartment, UnitOffice, UnitCitizenCentre, UnitOther}

// OrgUnit is a unit as the administrator keeps it.
type OrgUnit struct {
	Unit
	Kind        UnitKind
	Parent      UnitCode // empty: under the mayor
	ClosedAt    time.Time
	ContactName string
	Heads       []UnitHead
	Staff       int // who is clerk or head of it now
}

// UnitHead is who heads a unit now, and until when.
type UnitHead struct {
	Account AccountID `json:"account"`
	Name    string    `json:"name"`
	Until   time.Time `json:"until,omitzero"`
}

// UnitLoad is what keeps a unit from being closed.
type UnitLoad struct {
	Units    int // below it
	Services int // of which the newest version names it, or an older one with open cases
	Cases    int // open, that it answers for
	Tasks    int // open, that it has
}

// Point is where and when people are identified.
type Point struct {
	Unit                 UnitCode
	AddressEl, AddressEn string
	HoursEl, HoursEn     string
	Place                *Place // nil: it is on no map
}

// Estate is what the administrator's overview counts.
type Estate struct {
	Units    int // open
	Headless int // of them without a head
	Points   int
	Staff    int // accounts with a role
}
