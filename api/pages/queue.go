package pages

import (
	"html/template"
	"time"
)

// Queue is the work queue of an employee.
type Queue struct {
	Form     // of what is done with several at once
	Tabs     []Tab
	Tab      string // which one is shown
	Query    string // of this page's address: the filters and the place
	Count    int    // how long its list is, without filters
	Changed  bool   // it is no longer as long as when the page was shown
	Live     bool   // nothing but the tabs was asked for
	Services []Choice
	Units    []Choice
	Stages   []Choice
	Dues     []Choice
	Service  string
	Unit     string
	Stage    string
	Due      string
	Text     string // typed to find some: a number or a name
	Rows     []QueueRow
	Pager    Pager
	CSV      string // where the table is; empty: there is none
	XLSX     string
	People   []Choice // whom the actor may give tasks to
	Moved    *Moved   // what was done a moment ago
	Keys     bool     // the keyboard is listened to
	Now      time.Time
}

// QueueRow is one task in the queue.
type QueueRow struct {
	ID, Href  string
	Title     string
	Number    string // of the book, 12/2026
	Applicant string
	Stage     string
	State     Tag
	Handler   string // empty: nobody
	For       string // for whom, if a substitute has it
	Due       time.Time
	Ended     bool // nothing is due any more
	Age       int  // days
}

// Moved says what became of several tasks.
type Moved struct {
	Done    int
	To      string // name; empty: back into the queue
	Mine    bool   // into the hands of who asked
	Refused []string
	Undo    string // what the form that takes it back sends; empty: there is nothing
}

func (Queue) Name() string { return "queue" }
func (Queue) Wide() bool   { return true }

// Self is this page's address.
func (q Queue) Self() template.URL { return template.URL("/queue?" + q.Query) } //nolint:gosec // encoded

// Filtered says whether less than the whole list is shown.
func (q Queue) Filtered() bool { return q.Service+q.Unit+q.Stage+q.Due+q.Text != "" }

// Signs says whether several can be signed.
func (q Queue) Signs() bool { return len(q.Rows) > 0 && q.Tab == "sign" }

// Ticks says whether rows can be selected.
func (q Queue) Ticks() bool { return q.Bulk() || q.Signs() }

// Bulk says whether something can be done with several at once.
func (q Queue) Bulk() bool {
	return len(q.Rows) > 0 && (q.Tab == "mine" || q.Tab == "unit" || q.Tab == "unassigned")
}
