package models

import "time"

// CounterCertificate asks for a certificate for a person at the counter,
// without an application. The template's rules have been checked.
type CounterCertificate struct {
	CaseID    CaseID
	Template  CertificateCode
	Applicant Person
	Delivery  Delivery
	Address   string // of the post, as on the label
	Language  string // of the document
	Due       Due
}

// CertificateStarted answers it.
type CertificateStarted struct {
	CaseID CaseID
	Due    Due
	Outbox int64 // the start message, for the relay; 0 when it was delivered
}

// RecordAside is what a clerk sees beside a record.
type RecordAside struct {
	Parent   CaseID            // the application that waits; empty at the counter
	Claimed  map[string]any    // its form: what the applicant says, confirmed by nobody
	Versions []DocumentVersion // issued ones of the document, newest first
	Ways     []WayState        // in which the actor may sign; none if he may not
	Writable bool              // the actor may write the record now
	Task     TaskID            // that waits now for statements or a signature; empty if none
}

// WayState says whether a way to sign is open to somebody now.
type WayState struct {
	Way      SigningWay
	Why      Code // it is not; empty if it is
	Class    string
	NotAfter time.Time // of the certificate; zero if there is none
}
