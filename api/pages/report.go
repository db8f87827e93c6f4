package pages

import "time"

// Report is how long stages took in a period, for managers.
type Report struct {
	Form
	Period, By, Unit, Service              string // as they were asked for
	From, To                               string // own days, as typed
	Compared                               bool
	Periods, Units, Services, Bys, Befores []Choice

	Begins, Ends  time.Time // first and last day
	Before, Until time.Time // of the period it is compared with
	About         string    // the unit and the service, in words; empty: everything
	Own           bool      // a head's: his units only
	MadeAt        time.Time

	Figures  []Figure
	Findings []Finding
	Stages   Chart // how long in each stage, by service
	Legend   []Part
	Spread   Chart // how rows are spread
	Rows     []ReportRow
	Total    ReportRow
	StageOf  []ReportRow // the figures of Stages, unless Rows are these
	Few      int         // fewer are not told of
	Off      string      // how far percentiles are off at most; empty: not at all
	CSV      string
	XLSX     string
}

// Figure is a headline. Kind of the change: good, bad or empty.
type Figure struct {
	Name, Value, Note string
	Change, Kind      string
	Href              string
}

// Class colours the change.
func (f Figure) Class() string { return changeClass(f.Kind) }

func changeClass(kind string) string {
	switch kind {
	case "good":
		return "app-change app-change--good"
	case "bad":
		return "app-change app-change--bad"
	}
	return "app-change"
}

// Finding is a sentence about what holds cases up, with the cases behind it.
type Finding struct {
	Text string
	Link Link
}

// ReportRow is one line of a table.
type ReportRow struct {
	Name, Of             string // Of: the service of a stage
	N, Waits             int
	Low, Median, High    string // P25, P50, P90
	OnTime, Change, Kind string
	Wait                 string // median
	Compared             bool   // the table has a column for the change
}

// ReportTable is a table of the report. Times that are not told say so in words.
type ReportTable struct {
	Title    string
	Rows     []ReportRow
	Total    *ReportRow
	Compared bool
}

// Table are the rows of the grouping with their total, StageTable the figures of
// the picture by stage.
func (r Report) Table() ReportTable {
	return ReportTable{Title: r.Spread.Title, Rows: r.Rows, Total: &r.Total, Compared: r.Compared}
}

func (r Report) StageTable() ReportTable {
	return ReportTable{Title: r.Stages.Title, Rows: r.StageOf, Compared: r.Compared}
}

// Class colours the change.
func (r ReportRow) Class() string { return changeClass(r.Kind) }

func (Report) Name() string { return "report" }
func (Report) Wide() bool   { return true }

// Nothing says whether nothing ended in the period.
func (r Report) Nothing() bool { return r.Total.N+r.Total.Waits == 0 }

// Took writes a time in seconds with the unit that suits it: minutes, hours or
// days of 24 hours.
func Took(lang string, seconds float64) string {
	switch {
	case seconds < 60:
		return Text(lang, "report.took.moment")
	case seconds < 2*3600:
		return Text(lang, "report.took.minutes", "Count", int(seconds/60+.5))
	case seconds < 48*3600:
		return Text(lang, "report.took.hours", "Count", int(seconds/3600+.5))
	}
	return Text(lang, "report.took.days", "N", Number(lang, seconds/86400))
}

// Share writes a share of 1 as whole percent: «86%».
func Share(lang string, share float64) string { return Number(lang, int(share*100+.5)) + "%" }
