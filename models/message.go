package models

import "time"

// Messages that travel to Temporal and stay in its histories for years. They
// carry identifiers, codes, numbers and times: never a word somebody typed and
// nothing personal. internal/archtest holds the list of types that may travel.
// A message only ever gains fields.
type (
	// CaseStart begins the workflow of a case.
	CaseStart struct {
		CaseID       CaseID       `json:"caseId"`
		Municipality Municipality `json:"municipality"`
		Service      ServiceCode  `json:"service"`
		Version      int          `json:"version"`
		Identify     bool         `json:"identify,omitempty"` // the applicant must be identified first
		Resume       *Resume      `json:"resume,omitempty"`
	}

	// Resume is the state of a case read from the database, at which a rebuilt
	// workflow begins.
	Resume struct {
		Visit    int      `json:"visit"`
		Position Position `json:"position"`
		Outcome  Outcome  `json:"outcome,omitempty"` // of the visit; empty while it is open
	}

	// PlanRef names a published plan.
	PlanRef struct {
		Municipality Municipality `json:"municipality"`
		Service      ServiceCode  `json:"service"`
		Version      int          `json:"version"`
	}

	// StageOpening asks to open one visit. (CaseID, Visit) is the key that
	// makes every step of a visit idempotent.
	StageOpening struct {
		CaseID   CaseID   `json:"caseId"`
		Visit    int      `json:"visit"`
		Position Position `json:"position"`
		Stage    Stage    `json:"stage"`
		Decisive bool     `json:"decisive,omitempty"`
	}

	// StageOpened says what the visit waits for. A visit without open tasks
	// ends at once with Outcome.
	StageOpened struct {
		DueAt      time.Time  `json:"dueAt,omitzero"`
		EscalateAt time.Time  `json:"escalateAt,omitzero"`
		LapseAt    time.Time  `json:"lapseAt,omitzero"`
		Open       []int      `json:"open,omitempty"` // ordinals of the tasks nobody has decided and applied
		Outcome    Outcome    `json:"outcome,omitempty"`
		Late       []Lateness `json:"late,omitempty"` // what was said already, before a rebuild
	}

	// TaskClosing ends one of several tasks of a visit.
	TaskClosing struct {
		CaseID     CaseID     `json:"caseId"`
		Visit      int        `json:"visit"`
		Ordinal    int        `json:"ordinal"`
		DecisionID DecisionID `json:"decisionId"`
	}

	// StageClosing ends a visit with everything that is still open in it.
	StageClosing struct {
		CaseID     CaseID     `json:"caseId"`
		Visit      int        `json:"visit"`
		DecisionID DecisionID `json:"decisionId,omitempty"` // empty when the machine did it
		Outcome    Outcome    `json:"outcome"`
		Decided    bool       `json:"decided,omitempty"` // the case has its answer
	}

	// StageLate tells of a visit whose time has passed.
	StageLate struct {
		CaseID   CaseID   `json:"caseId"`
		Visit    int      `json:"visit"`
		Lateness Lateness `json:"lateness"`
	}

	// StageLapse asks to end a visit whose last time has passed.
	StageLapse struct {
		CaseID CaseID `json:"caseId"`
		Visit  int    `json:"visit"`
	}

	// StageLapsed says whether it has ended. It has not if a decision was
	// recorded before: that is on its way.
	StageLapsed struct {
		Done bool `json:"done,omitempty"`
	}

	// CaseClosing ends a case.
	CaseClosing struct {
		CaseID  CaseID  `json:"caseId"`
		Visit   int     `json:"visit"` // the last one
		Outcome Outcome `json:"outcome"`
	}

	// CaseHalting hands a case to the administrator.
	CaseHalting struct {
		CaseID CaseID `json:"caseId"`
		Visit  int    `json:"visit"`
		Code   Code   `json:"code"`
	}

	// Decision points at a committed row. A withdrawal is a decision of the
	// applicant on the case as a whole: it names no task and no visit.
	Decision struct {
		ID      DecisionID `json:"id"`
		TaskID  TaskID     `json:"taskId,omitempty"`
		Visit   int        `json:"visit,omitempty"`
		Ordinal int        `json:"ordinal,omitempty"`
		Outcome Outcome    `json:"outcome"`
	}

	// Decided answers a decision that was applied.
	Decided struct {
		Stage StageKey `json:"stage,omitempty"`
	}

	// NoticeRef names a message that did not go out at once.
	NoticeRef struct {
		ID NoticeID `json:"id"`
	}

	// NoticeSent is how an attempt ended.
	NoticeSent struct {
		State NoticeState `json:"state"`
		Until time.Time   `json:"until,omitzero"` // it may not be sent before: no attempt was made
	}

	// IssueRef names the version that a case makes.
	IssueRef struct {
		CaseID CaseID `json:"caseId"`
		Visit  int    `json:"visit"`
	}

	// IssueRendered says what was rendered, and where its signature goes.
	IssueRendered struct {
		CaseID CaseID     `json:"caseId"`
		SHA256 SHA256     `json:"sha256"`
		Page   int        `json:"page,omitempty"` // of the box, from 1
		Box    [4]float64 `json:"box,omitzero"`   // left, bottom, right, top in points
	}

	// IssueSigned is the signed file, stored and not yet issued.
	IssueSigned struct {
		CaseID      CaseID    `json:"caseId"`
		SHA256      SHA256    `json:"sha256"`
		Size        int64     `json:"size"`
		What        FileKind  `json:"what"`
		MediaType   MediaType `json:"mediaType"`
		Level       Level     `json:"level,omitempty"`
		Certificate SHA256    `json:"certificate,omitempty"`
		SignedAt    time.Time `json:"signedAt"`
		Late        bool      `json:"late,omitempty"` // its timestamp is still to come
	}

	// TimestampRef names a version that still lacks its timestamp.
	TimestampRef struct {
		Document DocumentID `json:"document"`
		Version  int        `json:"version"`
	}

	// TimestampAdded says whether the version has its timestamp now.
	TimestampAdded struct {
		Done bool `json:"done"`
	}

	// Progress is what a workflow says of itself to doctor and to the
	// administrator's process page.
	Progress struct {
		Visit    int       `json:"visit"`
		Position Position  `json:"position"`
		Open     []int     `json:"open,omitempty"`
		Parked   int       `json:"parked,omitempty"`
		TimerAt  time.Time `json:"timerAt,omitzero"` // when the armed timer fires
		Outcome  Outcome   `json:"outcome,omitempty"`
	}

	// None is the empty answer.
	None struct{}
)

// Lateness is what is said of a late visit, once each.
type Lateness string

const (
	Reminder   Lateness = "reminder"   // to the one whose turn it is, when the time has passed
	Escalation Lateness = "escalation" // to the unit's head, later
)
