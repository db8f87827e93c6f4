package models

import "time"

// TaskState says how far a task is.
type TaskState string

const (
	TaskOpen    TaskState = "open"
	TaskDecided TaskState = "decided" // recorded; the workflow has still to apply it
	TaskClosed  TaskState = "closed"
)

// Purpose says what a task is for.
type Purpose string

const (
	ForStage   Purpose = "stage"   // a stage of the plan waits for it
	ForContact Purpose = "contact" // reach a person by phone or post; no workflow waits
)

// Queue names one of the lists of the work queue.
type Queue string

const (
	QueueMine       Queue = "mine"
	QueueUnit       Queue = "unit"
	QueueUnassigned Queue = "unassigned"
	QueueCitizen    Queue = "citizen" // waiting for the citizen, of the actor's units
	QueueSign       Queue = "sign"    // waiting for a signature the actor may give
)

// Task is one thing somebody has to do.
type Task struct {
	ID        TaskID
	CaseID    CaseID
	Purpose   Purpose
	Visit     int
	Ordinal   int
	Service   ServiceCode
	Version   int
	Stage     StageKey
	Audience  Audience
	Unit      UnitCode
	Outcomes  []Outcome
	Away      []Outcome // those by which the actor may give the case to another unit or body instead
	Assignee  AccountID // empty: unassigned
	Handler   string    // the assignee's name
	ActingFor string    // the name of whose substitute he is, or whom the actor would act for; empty: nobody
	ClaimedAt time.Time
	OpenedAt  time.Time
	DueAt     time.Time
	State     TaskState
	Needed    []SlotKey // papers that were refused and must come again; of the citizen's own task
	Refused   Code      // why the newest decision on it did not take effect; empty if none was refused
	Protocol  Entry
	Applicant string
}

// TaskFilter narrows a queue.
type TaskFilter struct {
	Queue   Queue
	Unit    UnitCode    // empty: all the actor's units
	Service ServiceCode // empty: all
	Stage   StageKey    // empty: all
	Overdue bool
	Before  time.Time // due before it; zero: any time
	Query   string    // what somebody typed, as in CaseFilter; empty: all
	Page
}

// CaseFilter narrows a list of cases.
type CaseFilter struct {
	State   CaseState   // empty: all
	Service ServiceCode // empty: all
	Unit    UnitCode    // empty: all
	Number  int         // protocol number with Year; 0: any
	Year    int
	Watched bool   // only those the actor watches
	Query   string // what somebody typed: a protocol number with or without year, a tax number, or of a name; empty: all
	Hand    *InHand
	Page
}

// Page asks for part of a list. After is the cursor of the page before.
type Page struct {
	After string
	Limit int // 1 to 1000
}

// Verdict is a decision as the desk takes it.
type Verdict struct {
	ID          DecisionID
	TaskID      TaskID
	Outcome     Outcome
	Note        string
	Tracking    string         // with Delivered by post
	Payment     *Payment       // with Paid
	Form        map[string]any // with Answered: the whole form as completed; nil if unchanged
	Attachments []SlotFile     // with Answered
	Seen        SHA256         // of the record of a certificate, as the preview showed it; with Done and Signed
	Signing     *Signing       // with Signed
	ToUnit      UnitCode       // with Forwarded
	ToBody      *Body          // with HandedOn
}

// Recorded answers a verdict or a withdrawal that is now a fact.
type Recorded struct {
	DecisionID DecisionID
	CaseID     CaseID
	Outbox     int64 // the message to the workflow; 0 when none is needed
	State      DecisionState
	Refused    Code
}

// DecisionState is how far a decision is.
type DecisionState string

const (
	DecisionRecorded DecisionState = "recorded"
	DecisionApplied  DecisionState = "applied"
	DecisionRefused  DecisionState = "refused"
)

// Assigned is what happened to one task of a bulk assignment.
type Assigned struct {
	TaskID TaskID
	Code   Code // why not; empty when done
}
