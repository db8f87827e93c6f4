package pages

import "time"

// Search finds cases.
type Search struct {
	Query    string
	Asked    bool
	Rows     []SearchRow
	Pager    Pager
	States   []Choice
	State    string
	Keys     bool // the keyboard is listened to
	Services []Choice
	Service  string
	Form
}

// SearchRow is a case that was found.
type SearchRow struct {
	Href, Title, Number, Applicant, Unit string
	State                                Tag
	At                                   time.Time
}

func (Search) Name() string { return "search" }
func (Search) Wide() bool   { return true }

// Identify is the desk where people are identified.
type Identify struct {
	Form
	Found *Identified // nil: nobody has been looked for yet
	Kinds []Choice    // of documents
	Units []Choice    // where it is shown, if the officer has several
}

// Identified is who asks to be identified.
type Identified struct {
	ID, Code, Person, FatherName, AFMEnd string
	At                                   time.Time
	Waiting                              []string
}

func (Identify) Name() string { return "identify" }

// Absences are the absences that somebody knows of.
type Absences struct {
	Form
	Rows        []AbsenceRow
	Substitutes []Choice
	Staff       []Choice // whose absence a head records
	Takers      []Choice // to whom tasks go; the first is the queue
	Units       []Choice // that he heads
}

// AbsenceRow is one absence. Ends says that it can be ended now.
type AbsenceRow struct {
	ID, Who, Substitute string
	From, To            time.Time
	Signs, Ends         bool
}

func (Absences) Name() string { return "absences" }
