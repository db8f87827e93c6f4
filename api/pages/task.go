package pages

import (
	"html/template"
	"time"
)

// Task is a case as who works on it sees it: with a task of his, or without.
type Task struct {
	Form
	TaskHouse
	ID, Case  string       // ID is empty without a task
	Self      string       // address of this page without what is chosen on it
	Query     template.URL // where in the queue the reader came from
	Back      string
	Next      string // the next task of that list; empty: there is none
	At, Of    int    // its place in the page of the list; 0: none
	Title     string
	Number    string
	Applicant string
	Stage     string
	State     Tag
	Due       time.Time
	Legal     time.Time
	Now       time.Time
	Handler   string
	HandlerOf string // for whom, if a substitute has it
	Mine      bool
	Open      bool
	People    []Choice // to whom it may be given
	MayClaim  bool
	MayPut    bool // back into the queue

	Notices  []Notice // findings, refused decisions, what stops the case
	Data     []Row
	Papers   []TaskPaper
	Paper    *TaskPaper // in the preview
	Reasons  []Choice   // why a paper is refused
	Record   *TaskRecord
	Sign     *TaskSign
	Sheet    string // the application as PDF
	Thread   []TaskItem
	Notes    []TaskItem
	History  []TaskVisit
	Links    []TaskLink
	Kinds    []Choice // of links
	Watched  bool
	Settled  []Row // fees
	Main     *TaskOutcome
	Others   []TaskOutcome
	Why      string // why there is no button, or what is still open
	Returns  []Choice
	Refusals []Choice
	Units    []Choice
	Bodies   []Choice
	Proofs   []Choice
}

// TaskPaper is one paper of a case.
type TaskPaper struct {
	ID, Name, Label string
	Src             string // where its bytes are
	Made            bool   // by the case itself: nothing to judge
	Kind            string // image, pdf, or empty for what is not shown
	Size            int64
	State           Tag
	Why             string // it was refused
	By              string
	Current         bool
	Judged, Old     bool
	Fetchable       bool
}

// TaskRecord is the document that the case makes.
type TaskRecord struct {
	Title, Preview string
	Rows           []Row
	Claimed        []Row // differs from what the register says, or has nothing beside it
	Missing        []string
	Seen           string
	Ways           []string // why a way to sign is closed
	Server         bool     // the key on the server may sign
	Outside        []string // ways in which it may be signed otherwise
	Issued         string   // where the document is that was issued
	Signatures     []Row    // in it, each with what a check says
}

// TaskSign is how a document is signed outside the house.
type TaskSign struct {
	Seen  string // of the record
	Ways  []Choice
	Offer *TaskOffer // nil: not asked for
}

// TaskOffer is a document that waits to be brought back signed.
type TaskOffer struct{ Way, Number, Src, Decision string }

// TaskItem is a line of the conversation or of the notes.
type TaskItem struct {
	Author, Head, Text string
	At                 time.Time
	House              bool
	Read               string
}

// TaskVisit is a stop of the case.
type TaskVisit struct {
	Stage, Unit, Who, Outcome, Note string
	From, To                        time.Time
	Late                            bool
}

// TaskLink is another case.
type TaskLink struct{ Text, Href, Title, Case string }

// TaskOutcome is one way to end the task.
type TaskOutcome struct {
	Outcome, Label string
	Panel          bool // it asks for more first
	Danger         bool
	Seen, Way      string
}

func (Task) Name() string { return "task" }
func (Task) Wide() bool   { return true }

// Shows says whether the panel of an outcome stands open, since it came back.
func (t Task) Shows(o string) bool { return t.Failed() && t.Value("outcome") == o }

// Panels are the outcomes that ask for more.
func (t Task) Panels() (out []TaskOutcome) {
	if t.Main != nil && t.Main.Panel {
		out = append(out, *t.Main)
	}
	for _, o := range t.Others {
		if o.Panel {
			out = append(out, o)
		}
	}
	return out
}
