package pages

import "time"

// Work is what waits now and how old it is, for managers.
type Work struct {
	Form
	By, Unit, Service    string
	Bys, Units, Services []Choice
	Own                  bool // a head's: his units only
	At                   time.Time
	Figures              []Figure
	Chart                Chart
	Legend               []Part
	Ages                 []string // heads of the columns
	Rows                 []WorkRow
	Total                WorkRow
	CSV, XLSX            string
}

// WorkRow is one line of it: every number leads to its cases, if there are any.
type WorkRow struct {
	Name, Of                          string
	Open, Overdue, PastLegal, Waiting Link
	Ages                              []Link
	Oldest, Median                    string
}

func (Work) Name() string { return "work" }
func (Work) Wide() bool   { return true }

// Nothing says whether nothing waits.
func (w Work) Nothing() bool { return w.Total.Open.Count+w.Total.Waiting.Count == 0 }

// WorkCases are the cases behind a figure of the work in hand.
type WorkCases struct {
	Back      string // address of the work in hand
	About     []string
	Citizen   bool // in the hands of citizens
	Rows      []WorkCase
	Pager     Pager
	CSV, XLSX string
	Now       time.Time
}

// WorkCase is one case of them.
type WorkCase struct {
	Href, Title, Number, Stage, Unit string
	Filed, Due                       time.Time
	Age                              int // days since it was filed
}

func (WorkCases) Name() string { return "work_cases" }
func (WorkCases) Wide() bool   { return true }
