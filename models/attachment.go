package models

// AttachmentState says whether an uploaded file may be used.
type AttachmentState string

// States of an uploaded file.
const (
	AttachmentReady   AttachmentState = "ready"
	AttachmentHeld    AttachmentState = "held"    // the scanner has not judged it yet
	AttachmentRefused AttachmentState = "refused" // infected; the bytes are gone
)

// Quota is how much one account may bring within a day, and how many files one
// case may have. Zero is no limit.
type Quota struct {
	DayFiles  int
	DayBytes  int64
	CaseFiles int
}

// HeldAttachment is a file that waits for the scanner.
type HeldAttachment struct {
	ID   AttachmentID
	Blob string
}
