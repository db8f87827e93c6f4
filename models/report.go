package models

import "time"

// ReportBy is what a report is grouped by.
type ReportBy string

const (
	ByService  ReportBy = "service"
	ByUnit     ReportBy = "unit"
	ByEmployee ReportBy = "employee"
	ByStage    ReportBy = "stage"
)

// FewVisits is how many visits percentiles and shares are told of at least. Of
// fewer they would be the time one person took for one case, which is nobody's
// performance and chance rather than habit.
const FewVisits = 5

// ReportFilter is what a report is about.
type ReportFilter struct {
	From, To time.Time   // ended from one time until before another
	Unit     UnitCode    // empty: all that the actor may see
	Service  ServiceCode // empty: all
}

// Percentiles of durations, in seconds: p of 100 took no longer.
type Percentiles struct{ P10, P25, P50, P75, P90 float64 }

// StageTimes is one row of the report: how long visits of the house took, and
// apart from them how long the house waited for citizens.
type StageTimes struct {
	Key     string       // code of the service, unit or stage; account of the employee, empty: nobody's
	Name    string       // of the employee
	Service ServiceCode  // with ByStage
	N       int          // visits of the house
	Took    *Percentiles // nil of fewer than FewVisits
	DueN    int          // visits of the house that had a term
	OnTime  *float64     // share of them that ended within it, 0 to 1; nil of fewer than FewVisits
	WaitN   int          // visits that waited for the citizen
	Wait    *Percentiles // nil of fewer than FewVisits
	AutoN   int          // with ByStage, and in the total: visits of the machine
}

// StageReport is a report with the total of everything it is about: percentiles
// of rows have no mean.
type StageReport struct {
	Total StageTimes
	Rows  []StageTimes // by Service and Key
}

// FewCases is how many cases a service must have ended for the public to be told
// how long they take: of fewer the next one may well take twice as long.
const FewCases = 10

// CaseTimes is how long applications for a service were the municipality's, in
// days of 24 hours; what it waited for the citizen is not counted.
type CaseTimes struct {
	N           int
	Median, P90 float64
}
