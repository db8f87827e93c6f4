package keyring

// Code names why a key cannot sign, for texts and for the interface.
type Code string

// Why a key cannot sign.
const (
	Absent      Code = "key-absent"
	Unreadable  Code = "key-unreadable" // wrong password, broken file, or no key for documents
	Exposed     Code = "key-exposed"    // others than its owner may read the password
	Expired     Code = "key-expired"
	NotYetValid Code = "key-not-yet-valid"
)

// Error says why the key of a holder cannot sign. Holder is for whoever handles
// the error; the text leaves an e-mail address out, since texts reach logs.
type Error struct {
	Code   Code
	Holder string
	Err    error
}

func (e *Error) Error() string {
	whose := "of a person"
	if e.Holder == Seal {
		whose = "of the seal"
	}
	if e.Err == nil {
		return string(e.Code) + ": key " + whose
	}
	return string(e.Code) + ": key " + whose + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
