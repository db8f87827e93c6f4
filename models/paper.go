package models

import "time"

// PaperVerdict is what who handles a case says about one of its papers.
type PaperVerdict string

// The verdicts.
const (
	PaperAccepted PaperVerdict = "accepted"
	PaperRefused  PaperVerdict = "refused" // it must be brought again
)

// ReasonInfected is the scanner's own reason: it found a virus after a case had
// taken the file.
const ReasonInfected Code = "infected"

// PaperJudgement is a verdict with its reason. A refusal has a code of the
// catalogue's list, words of the clerk's own, or both.
type PaperJudgement struct {
	Verdict   PaperVerdict
	Reason    Code
	Note      string
	By        string // name; empty when the scanner judged
	ActingFor string // name of whom he stood in for; empty: nobody
	At        time.Time
}

// NewPaper is a file that somebody adds to an open case.
type NewPaper struct {
	ID       AttachmentID
	Slot     SlotKey        // may be empty: asked for by no form
	Replaces []AttachmentID // older versions, which stay
	Internal bool           // staff only; the applicant never sees it
	Most     int            // files that the slot takes; 0: any number
}

// Counts says whether the file is a paper of the case now: no newer version has
// its place, and the scanner did not take it away.
func (a Attachment) Counts() bool {
	return a.ReplacedBy == "" && !a.Internal && a.State != AttachmentRefused
}

// Refused says whether it must be brought again.
func (a Attachment) Refused() bool {
	return a.ReplacedBy == "" && !a.Internal && a.Verdict != nil && a.Verdict.Verdict == PaperRefused
}
