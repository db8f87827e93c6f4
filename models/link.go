package models

// LinkKind says what two cases have to do with each other.
type LinkKind string

const (
	SameMatter LinkKind = "same-matter" // either way
	Duplicate  LinkKind = "duplicate"   // repeats the other
	FollowUp   LinkKind = "follow-up"   // goes on with what the other began
	Answers    LinkKind = "answers"     // is the answer to the other
)

// NewLink ties a case to another.
type NewLink struct {
	From, To CaseID
	Kind     LinkKind
}

// CaseLink is another case as a case shows it.
type CaseLink struct {
	Kind  LinkKind
	Back  bool // said of the other: that one repeats, follows or answers this one
	Other CaseSummary
}
