package pages

import "time"

// Counter begins an entry for somebody else: who he is, then what he wants.
type Counter struct {
	Query  string // who is looked for
	People []CounterPerson
	Chosen *CounterPerson // nil: nobody yet, or somebody new
	New    bool           // nobody who came before
	Wanted string         // the service that is looked for
	Found  int
	Groups []ServiceGroup // their Slug is the whole path
	Drafts []ApplyDraft
}

// CounterPerson is somebody who came before.
type CounterPerson struct {
	ID, Person, FatherName, AFMEnd, Mobile, Email, Address string
	Known                                                  bool // his identity was proven
}

func (Counter) Name() string { return "counter" }

// Decided says whether it is known who came.
func (c Counter) Decided() bool { return c.New || c.Chosen != nil }

// CounterDeclare is the last page before an entry is filed.
type CounterDeclare struct {
	Form
	At     ApplyAt
	Agree  string // what the employee vouches for
	Fee    string
	Needed bool     // without a document the application waits
	Kinds  []Choice // of documents; none where nothing can be shown
	Units  []Choice // where it is shown, if he has several
}

func (CounterDeclare) Name() string { return "counter_declare" }

// CounterFiled confirms an entry.
type CounterFiled struct {
	ID, Title, Number, Applicant, Speaks, Unit string
	At, Target, Legal                          time.Time
	Papers                                     []string
	Email, Mobile                              string // where the news will go
	Identify                                   bool   // it waits until the applicant is identified
	Signs                                      bool   // he is here to sign it
	Inside                                     bool   // the reader may open what was entered
	Again                                      string // the next entry for the same person
	Duplicate                                  string // where an open application for the same is
}

func (CounterFiled) Name() string { return "counter_filed" }
