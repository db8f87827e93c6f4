package models

import "fmt"

// Kind says what an error means to the one who asked, whatever the layer.
type Kind string

// Kinds of error. Everything that is not an Error is internal.
const (
	Invalid     Kind = "invalid"     // the request is wrong; the same request will fail again
	NotFound    Kind = "not-found"   // no such thing, or not for this person to see
	Conflict    Kind = "conflict"    // somebody or something was first
	Forbidden   Kind = "forbidden"   // known, and not allowed
	Unavailable Kind = "unavailable" // a part of the house is away; try again
	Broken      Kind = "broken"      // a fault of the program; trying again will not help
)

// Error is an error whose meaning is known. Code is kebab-case; it is the key
// of the text shown to people and stands in the API's documentation.
type Error struct {
	Kind   Kind
	Code   Code
	Fields []FieldFault   // which fields are at fault, when some are
	Data   map[string]any // values the text names: who was first, and when
	Err    error          // the cause, for the log
}

// FieldFault names one field of a request and what is wrong with it.
type FieldFault struct {
	Field string         // path in the request, e.g. "form.afm" or "attachments.identity"
	Code  Code           // e.g. "required", "afm-check-digit"
	Data  map[string]any // values the text names, e.g. the limit that was passed
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Code, e.Err)
	}
	return string(e.Code)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Fault makes an Error of a kind with a code.
func Fault(k Kind, c Code) *Error { return &Error{Kind: k, Code: c} }
