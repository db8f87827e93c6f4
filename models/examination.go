package models

import "time"

// Complaint is one thing that doctor found to be not as it should be.
type Complaint struct {
	Code    Code   // one of Complaints
	Case    CaseID // empty: it is about no case
	Subject string // what it is about, the same every time it is found
	Detail  string // identifiers and counts only
	Since   time.Time
}

// Examination is what doctor found when it last looked at the whole house.
type Examination struct {
	At         time.Time // when the last began that went through to its end; zero: none has
	EndedAt    time.Time
	FailedAt   time.Time // when a later one broke off; zero: none did
	FailedCode Code
	Complaints []Complaint // the longest known first
}

// Complaints are the codes of everything that doctor looks for, in the order in
// which an administrator should care.
var Complaints = []Code{
	"no-workflow", "stage-differs", "nobody-waits", "no-timer", "case-halted", "issue-waits", "messages-wait", "notices-wait",
	"notice-without-workflow", "timestamp-without-workflow", "workflow-without-case", "workflow-of-closed-case",
	"case-without-number", "book-differs", "histogram-differs", "blob-without-row",
}
