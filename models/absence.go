package models

import "time"

// AbsenceID names an absence.
type AbsenceID string // UUIDv7

// Absence is a time in which somebody is away and another stands in for him.
type Absence struct {
	ID             AbsenceID
	Account        AccountID
	Name           string
	Substitute     AccountID
	SubstituteName string
	From           time.Time
	To             time.Time
	Signs          bool // the substitute signs documents too
	RecordedBy     AccountID
	RecordedByName string
	RecordedAt     time.Time
	EndedAt        time.Time // zero: not ended before its time
}

// ActsFor is somebody whom an actor stands in for now.
type ActsFor struct {
	Account AccountID `json:"account"`
	Name    string    `json:"name"`
	Until   time.Time `json:"until"`
}
