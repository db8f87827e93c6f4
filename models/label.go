package models

import "time"

// Label is what stands on an envelope: to whom, and from whom.
type Label struct {
	CaseID  CaseID
	Name    string
	Address []string // lines below the name
	House   MunicipalityName
	Unit    UnitName
	Number  Entry     // of the document, else of the case; zero if there is none
	At      time.Time // of the number, else of the case
}
