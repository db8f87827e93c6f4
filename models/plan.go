package models

import "slices"

// Outcome is how a task, a stage or a case ends.
type Outcome string

// Outcomes of tasks and stages. What each does to the case is fixed here, see
// Plan.After; a service chooses among them and names them in its own words.
const (
	Done      Outcome = "done"      // forward
	Approved  Outcome = "approved"  // forward
	Positive  Outcome = "positive"  // an opinion; forward
	Negative  Outcome = "negative"  // an opinion; forward, the decision stays with the one who decides
	Paid      Outcome = "paid"      // forward
	Delivered Outcome = "delivered" // forward
	Signed    Outcome = "signed"    // forward
	Returned  Outcome = "returned"  // to the citizen for completion, then this stage again
	Answered  Outcome = "answered"  // the citizen completed; back to the stage that returned
	Lapsed    Outcome = "lapsed"    // the citizen did not answer in time; back to the stage that returned, elsewhere ends the case
	Forwarded Outcome = "forwarded" // to another unit of the municipality; this stage again
	HandedOn  Outcome = "handed-on" // to another body, which is competent; ends the case here
	SentBack  Outcome = "sent-back" // to an earlier stage of the house
	Rejected  Outcome = "rejected"  // ends the case, with reason and remedy
	Withdrawn Outcome = "withdrawn" // ends the case, by the citizen
	Granted   Outcome = "granted"   // how a case ends that went through all its stages
)

// Reasoned says whether the outcome is worth nothing without written reasons:
// a refusal must state them (ν. 2690/1999 art. 17), a return must say what is
// missing, and a colleague must learn why a case came back.
func (o Outcome) Reasoned() bool {
	return o == Returned || o == SentBack || o == Rejected || o == Negative || o.Away()
}

// Away says whether the outcome gives the case to somebody else. Staff may do so
// in every stage, whatever its service lists.
func (o Outcome) Away() bool { return o == Forwarded || o == HandedOn }

// StageKind says what a stage waits for. The set is closed.
type StageKind string

const (
	KindTask    StageKind = "task"    // people decide
	KindStep    StageKind = "step"    // the machine does it at once
	KindDeliver StageKind = "deliver" // by portal or e-mail at once, or by post through a clerk
	KindMake    StageKind = "make"    // another case makes the certificate
	KindIssue   StageKind = "issue"   // the machine numbers, renders, signs and issues a document
	KindProve   StageKind = "prove"   // the applicant proves who he is, by another case or another login
)

// Audience says whose turn it is.
type Audience string

const (
	ForClerk   Audience = "clerk"     // any clerk of the unit
	ForHead    Audience = "head"      // the unit's head
	ForSigner  Audience = "signatory" // who may sign for the unit
	ForCitizen Audience = "citizen"   // the applicant, for a paper or an answer
	ForPayer   Audience = "payer"     // the applicant, for the proof of a fee
	ForMachine Audience = "machine"   // the machine, when another case has ended
	ForOfficer Audience = "officer"   // who identifies people, at any service point
)

// Staff says whether people of the municipality have the ball.
func (a Audience) Staff() bool { return a == ForClerk || a == ForHead || a == ForSigner }

// StepName names what the machine does in a stage of KindStep.
type StepName string

// CheckCase looks for what a clerk would look for first: papers that are
// missing or no longer readable, and another open application for the same.
const CheckCase StepName = "check-case"

// Term is a time limit in days: working days of the municipality, or calendar
// days as laws count them (ΑΚ 241-242).
type Term struct {
	Days    int  `json:"days"`
	Working bool `json:"working,omitempty"`
}

// Stage is one step of a plan.
type Stage struct {
	Key      StageKey   `json:"key"`
	Kind     StageKind  `json:"kind"`
	Audience Audience   `json:"audience,omitempty"`
	Units    []UnitCode `json:"units,omitempty"` // one task for each, all open at once
	Outcomes []Outcome  `json:"outcomes,omitempty"`
	ReturnTo StageKey   `json:"returnTo,omitempty"` // where SentBack leads
	FourEyes StageKey   `json:"fourEyes,omitempty"` // whoever decided that stage may not decide this one
	Step     StepName   `json:"step,omitempty"`
	// Makes is the certificate that a stage of KindMake waits for.
	Makes    CertificateCode `json:"makes,omitempty"`
	Term     Term            `json:"term,omitzero"`
	Escalate Term            `json:"escalate,omitzero"` // after the due time, when the head is told
	Lapse    Term            `json:"lapse,omitzero"`    // after the due time, when the machine ends the visit
}

// Plan is what a workflow needs to know of one published version of a service,
// frozen for the life of a case: no texts and no forms.
type Plan struct {
	Service    ServiceCode `json:"service"`
	Version    int         `json:"version"`
	Stages     []Stage     `json:"stages"`
	Completion Stage       `json:"completion"`         // the stage Returned leads to
	Identify   *Stage      `json:"identify,omitempty"` // before the first, for an applicant nobody has identified
}

// Completion is the key of the citizen's stage in every plan.
const Completion StageKey = "completion"

// Identification is the key of the stage in which an application waits until
// its applicant is identified.
const Identification StageKey = "identification"

// Position is where a case stands: a stage and, while the citizen completes,
// the stage that will go on afterwards.
type Position struct {
	Stage StageKey `json:"stage"`
	Back  StageKey `json:"back,omitempty"`
}

// First is where a case begins.
func (p Plan) First() Position { return Position{Stage: p.Stages[0].Key} }

// At gives the stage of a position; false if the plan has no such stage.
func (p Plan) At(pos Position) (Stage, bool) {
	if pos.Stage == Completion {
		return p.Completion, p.index(pos.Back) >= 0
	}
	if pos.Stage == Identification && p.Identify != nil {
		return *p.Identify, true
	}
	if i := p.index(pos.Stage); i >= 0 {
		return p.Stages[i], true
	}
	return Stage{}, false
}

// After is where an outcome leads. The second result is empty while the case
// goes on, and the case's own outcome when it ends.
func (p Plan) After(pos Position, o Outcome) (Position, Outcome) {
	switch o {
	case Rejected, Withdrawn, HandedOn:
		return Position{}, o
	case Lapsed:
		if pos.Stage != Completion {
			return Position{}, o
		}
	case Forwarded:
		return pos, ""
	case Returned:
		return Position{Stage: Completion, Back: pos.Stage}, ""
	case SentBack:
		return Position{Stage: p.Stages[p.index(pos.Stage)].ReturnTo}, ""
	}
	if pos.Stage == Completion {
		return Position{Stage: pos.Back}, ""
	}
	if i := p.index(pos.Stage) + 1; i < len(p.Stages) { // the first, after Identification
		return Position{Stage: p.Stages[i].Key}, ""
	}
	return Position{}, Granted
}

// Decisive says whether the stage takes the decision on the case: it is the
// last that may refuse. Once it has answered, the citizen cannot withdraw.
func (p Plan) Decisive(k StageKey) bool {
	for _, st := range slices.Backward(p.Stages) {
		if slices.Contains(st.Outcomes, Rejected) {
			return st.Key == k
		}
	}
	return len(p.Stages) > 0 && p.Stages[len(p.Stages)-1].Key == k
}

func (p Plan) index(k StageKey) int {
	return slices.IndexFunc(p.Stages, func(s Stage) bool { return s.Key == k })
}
