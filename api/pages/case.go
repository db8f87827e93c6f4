package pages

import "time"

// Cases are the applications of somebody.
type Cases struct {
	Tabs   []Tab
	Drafts []ApplyDraft
	Lines  []CaseLine
	Pager  Pager
}

// CaseLine is an application in a list.
type CaseLine struct {
	Href, Title, Number, State string
	Tag                        Tag
	At                         time.Time
	Unread                     int
	What                       string // what it is to another one
}

func (Cases) Name() string { return "cases" }

// Case is an application as its applicant sees it.
type Case struct {
	Form      // of a message
	ID, Title string
	Number    string // in the protocol book
	Tag       Tag
	State     string // in one sentence
	Closed    bool
	Expected  time.Time // when the answer should be there; zero once it is
	Legal     time.Time
	Ask       *CaseAsk
	Steps     []Step
	Filed     time.Time
	Unit      string
	Handler   string
	Phone     string
	Applicant string // when it is another
	History   []CaseEvent
	Documents []CaseDocument
	Files     []CaseFile
	Talk      []CaseTalk
	Links     []CaseLine
	Remedy    string    // what can be done against a refusal
	RemedyEnd time.Time // until when
	MayWrite  bool
	Again     string // where to apply anew once it is over
	Receipt   bool
}

// CaseAsk is what is asked of the applicant.
type CaseAsk struct {
	Title, Text string
	Until       time.Time
	Do          Link
}

// CaseEvent is one thing that happened.
type CaseEvent struct {
	At    time.Time
	Title string
	Who   string
	Note  string
	Now   bool // it lasts
}

// CaseDocument is what the municipality issued.
type CaseDocument struct {
	Title, Number, Href, Code string
	At                        time.Time
	Size                      int64
	Void                      string // why it does not count any more
}

// CaseFile is a paper of the case.
type CaseFile struct {
	Label, Name, Href string
	Size              int64
	At                time.Time
	Staff             bool // put there by the municipality
	Verdict           Tag  // no text: nobody has judged it
	Why               string
	Replaced, Held    bool
	Replace           string // where a newer one is brought
}

// CaseTalk is one message of the conversation.
type CaseTalk struct {
	Mine   bool
	Author string
	At     time.Time
	Text   string
	Files  []Link
	Read   string // who of the other side has read it
}

func (Case) Name() string { return "case" }

// CaseAct asks for one thing to be done to a case: a paper, a payment, a
// withdrawal.
type CaseAct struct {
	Form
	ID, Case, Title, Lead string
	Warning               string
	Inputs                []Field
	Button                string
	Files                 bool // one of the inputs is a file
	Back                  string
}

func (CaseAct) Name() string { return "case_act" }

// Fields are the inputs with what was typed and what is wrong.
func (c CaseAct) Fields() []Field { return filled(c.Form, c.Inputs) }

// CaseComplete is where a return is answered.
type CaseComplete struct {
	Form
	Base    string // where the case is
	Case    string
	Staff   bool   // an employee answers for an applicant without a login
	Why     string // what the municipality asked for
	Until   time.Time
	Papers  []CaseNeeded
	Brought []string
	Inputs  []Field // the answers of the form, to be corrected
	Over    string  // why there is nothing to answer; then the rest is empty
	Again   string  // where to apply anew
}

// Prefix tells the texts for an employee from the applicant's.
func (c CaseComplete) Prefix() string {
	if c.Staff {
		return "staff-"
	}
	return ""
}

// CaseNeeded is a paper that must be brought again.
type CaseNeeded struct {
	Slot, Label, Why, Href string
}

// ID is where the summary of errors leads for the paper.
func (n CaseNeeded) ID() string { return ID("attachments." + n.Slot) }

func (CaseComplete) Name() string { return "case_complete" }

// Fields are the answers with what was typed and what is wrong.
func (c CaseComplete) Fields() []Field { return filled(c.Form, c.Inputs) }
