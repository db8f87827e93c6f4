package pages

import "time"

// AdminCase is the process of a case as the administrator sees it: no form, no
// names of citizens.
type AdminCase struct {
	AdminNav
	Facts    []Row
	Halted   string // why it stands still; empty if it does not
	Workflow []Row  // what the workflow says of itself
	Why      string // why it could not be asked
	Visits   []CaseVisit
	Messages []CaseMessage
}

// CaseVisit is one stay in a stage.
type CaseVisit struct {
	N                    int
	Stage, Unit, Handler string
	Outcome              string
	Opened, Due, Closed  time.Time
}

// CaseMessage is one message to Temporal.
type CaseMessage struct {
	ID                 int64
	What, State        string
	Attempts           int
	Written, Delivered time.Time
}

func (AdminCase) Name() string { return "admin_case" }
func (AdminCase) Wide() bool   { return true }
