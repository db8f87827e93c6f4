// Package sign makes and checks the signatures of documents: PAdES B-B and B-T
// (ETSI EN 319 142-1) over CAdES (ETSI EN 319 122-1, RFC 5652, RFC 5035), with
// time-stamps (RFC 3161), each signature a further revision of the PDF
// (ISO 32000-1 §12.8).
//
// It can prove that a document is as its signer left it and that the signer
// holds a certificate under roots the caller trusts. It does not ask whether
// the certificate was revoked (B-LT), and never calls a signature qualified.
package sign

import "errors"

// Code names what went wrong, for texts and for the interface.
type Code string

// What can be wrong with a file, a key or a time-stamp authority.
const (
	CannotRead Code = "cannot-read" // malformed, encrypted or too costly

	WrongPassword          Code = "wrong-password"
	KeystoreUnreadable     Code = "keystore-unreadable"
	WrongKey               Code = "wrong-key" // does not belong to the certificate
	KeyUnsupported         Code = "key-unsupported"
	KeyUnavailable         Code = "key-unavailable" // temporary
	CertificateExpired     Code = "certificate-expired"
	CertificateNotYetValid Code = "certificate-not-yet-valid"
	CertificateForeign     Code = "certificate-foreign" // not under the trusted roots
	CertificateUsage       Code = "certificate-usage"   // not made for signing documents
	CertificateUnexpected  Code = "certificate-unexpected"

	TimestampUnavailable Code = "timestamp-unavailable" // temporary
	TimestampRefused     Code = "timestamp-refused"
	TimestampInvalid     Code = "timestamp-invalid"

	BoxOutside         Code = "box-outside"         // of the page, or too large
	BoxCoversContent   Code = "box-covers-content"  // of a document that is signed already
	FieldTaken         Code = "field-taken"         // a field of this name exists
	SignatureTooLarge  Code = "signature-too-large" // for the room that was kept
	SignatureMismatch  Code = "signature-mismatch"  // made over something else
	SignatureMissing   Code = "signature-missing"
	SignatureMalformed Code = "signature-malformed"
	NotPAdES           Code = "signature-not-pades"
	WeakAlgorithm      Code = "weak-algorithm"
	ContentChanged     Code = "content-changed"     // what was signed is not what is here
	SigningCertificate Code = "signing-certificate" // attribute missing or of another certificate
	LaterChanges       Code = "later-changes"       // a revision after it changes what is seen
	NotTheOffered      Code = "not-the-offered-file"
)

// Error is every error of this package.
type Error struct {
	Code Code
	Err  error
}

func (e *Error) Error() string {
	if e.Err == nil {
		return string(e.Code)
	}
	return string(e.Code) + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is compares codes, so that errors.Is(err, &Error{Code: …}) works.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Temporary says whether the same call may succeed later.
func (e *Error) Temporary() bool {
	return e.Code == TimestampUnavailable || e.Code == KeyUnavailable
}

// CodeOf is the code of an error of this package, "" of others.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

func fail(c Code, err error) error { return &Error{c, err} }

func failf(c Code, what string) error { return &Error{c, errors.New(what)} }
