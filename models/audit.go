package models

import "time"

// AuditFilter narrows the audit. What is empty narrows nothing.
type AuditFilter struct {
	Object  string // kind of thing
	ID      string
	Actor   AccountID
	Who     string // part of a name, or an e-mail
	Action  Code
	Case    string    // a number of the book with its year: what was done to that case and what is in it
	From    time.Time // at it or later
	Until   time.Time // before it
	Refused bool      // only what was refused
	Page    Page
}

// AuditLine is one line of the audit.
type AuditLine struct {
	ID        int64
	At        time.Time
	Actor     AccountID
	ActorName string
	Action    Code
	Object    string
	ObjectID  string
	Called    string // name of an account, number of a case or of a task's
	Code      Code   // why it was refused

	ActingFor     AccountID // as whose substitute; empty: for himself
	ActingForName string
}
