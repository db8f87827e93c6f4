// Package models holds the nouns of the house, the messages that travel to
// Temporal and the rules that need nothing but the values at hand. It imports
// the standard library only.
package models

import (
	"crypto/sha1"
	"fmt"
	"strings"
)

// Identifiers. Each is a type of its own, so that the compiler keeps them
// apart and the architecture test can tell an identifier from free text.
type (
	CaseID       string // UUIDv7
	TaskID       string // UUIDv5-shaped, of case, visit and ordinal: see TaskAt
	DecisionID   string // UUID chosen by the desk; makes every delivery idempotent
	AccountID    string // UUIDv7
	PersonID     string // UUIDv7
	DraftID      string // UUID chosen by the browser
	AttachmentID string // UUIDv7
	NoticeID     string // UUIDv7
	LoginWayID   string // UUIDv4
	StageKey     string // kebab-case, unique within a service
	ServiceCode  string // kebab-case, unique within the catalogue
	UnitCode     string // kebab-case, unique within a municipality
	SlotKey      string // kebab-case, a paper that a form asks for
	Code         string // kebab-case word of a closed vocabulary, e.g. of an error
	// Municipality is the Kallikratis code of the Ministry of the Interior.
	Municipality int
)

// TaskAt is the identifier of a task. Anybody who knows the case, the visit
// and the ordinal within the visit can compute it before the row exists, so a
// decision can be checked by a workflow that has not come to the task yet.
func TaskAt(c CaseID, visit, ordinal int) TaskID {
	return TaskID(derived(fmt.Sprintf("task/%s/%d/%d", c, visit, ordinal)))
}

// DecisionAt is the identifier of the machine's own decision on a task.
func DecisionAt(t TaskID) DecisionID { return DecisionID(derived("decision/" + string(t))) }

// MadeBy is the case that makes the certificate a visit of another case waits
// for.
func MadeBy(c CaseID, visit int) CaseID {
	return CaseID(derived(fmt.Sprintf("certificate/%s/%d", c, visit)))
}

// TimestampWorkflowOf is the workflow identifier of a timestamp that is added
// later.
func TimestampWorkflowOf(d DocumentID, version int) string {
	return fmt.Sprintf("timestamp-%s-%d", d, version)
}

// derived makes a version 5 shaped UUID of a name (RFC 9562 §5.5).
func derived(name string) string {
	h := sha1.Sum([]byte(name))
	h[6], h[8] = h[6]&0x0f|0x50, h[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// WorkflowOf is the workflow identifier of a case.
func WorkflowOf(c CaseID) string { return "case-" + string(c) }

// NoticeWorkflowOf is the workflow identifier of a notice that did not go out
// at once.
func NoticeWorkflowOf(n NoticeID) string { return "notice-" + string(n) }

// CaseOf is the case of a workflow; empty if the workflow is not a case's.
func CaseOf(workflowID string) CaseID {
	id, ok := strings.CutPrefix(workflowID, "case-")
	if !ok {
		return ""
	}
	return CaseID(id)
}
