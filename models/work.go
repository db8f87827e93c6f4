package models

// WorkAges are the last days of the ages in which work in hand is counted, by
// what the law gives: 3 days to forward what is not ours, 10 for a certificate,
// 20 for access to documents, 50 for a request without a shorter term
// (ν. 2690/1999 art. 4 and 5); after them whatever is older.
var WorkAges = []int{3, 10, 20, 50}

// WorkFilter is which work in hand is counted, or whose cases are listed.
type WorkFilter struct {
	Unit    UnitCode    // that has it; empty: all that the actor may see
	Service ServiceCode // empty: all
}

// WorkInHand is one row of what waits now: open visits of the house, and apart
// from them those that wait for the citizen. An age is in days of the calendar
// of Greece since the visit began, today's is 0.
type WorkInHand struct {
	Key       string      // code of the service, unit or stage; account of the employee, empty: nobody has taken it
	Name      string      // of the employee
	Service   ServiceCode // with ByStage
	Open      int         // of the house
	Overdue   int         // of them past the term of their stage
	PastLegal int         // of them in cases past the legal term
	Ages      []int       // how many of each of WorkAges, and last the older ones
	Oldest    int         // days; 0 without any
	Median    float64     // days; 0 without any

	Waiting       int // for the citizen
	WaitingOldest int // days
}

// WorkReport is what waits now, with the total.
type WorkReport struct {
	Total WorkInHand
	Rows  []WorkInHand // by Service and Key
}

// InHand picks cases by an open stage: the ones behind a figure of WorkInHand.
type InHand struct {
	Unit      UnitCode  // that has it; empty: any
	Stage     StageKey  // empty: any
	Assignee  AccountID // empty: any
	Untaken   bool      // nobody has taken it
	Waiting   bool      // waits for the citizen; else it is in the hands of the house
	Overdue   bool      // past the term of the stage
	PastLegal bool      // the case is past the legal term
	AgeFrom   int       // days at least
	AgeTo     int       // days at most; 0: any
}
