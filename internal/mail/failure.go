package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"

	smtp "github.com/wneessen/go-mail"
)

// Failure says why a message did not go out. It holds no text of the server,
// which often quotes the recipient's address.
type Failure struct {
	Code      string // kebab-case: smtp-550, smtp-timeout, smtp-unreachable, mail-address, …
	Enhanced  string // RFC 3463, such as "5.1.1", when the server gave one
	Permanent bool   // trying again is of no use
	Uncertain bool   // the server may have taken the message: its answer did not arrive
}

func (f *Failure) Error() string {
	if f.Enhanced != "" {
		return f.Code + " " + f.Enhanced
	}
	return f.Code
}

// Permanent tells whether err is a Failure that no repetition mends.
func Permanent(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.Permanent
}

// Uncertain tells whether after err the message may have arrived.
func Uncertain(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.Uncertain
}

// classify reads the outcome of one attempt. A server that answered 250 to the
// message has it, whatever went wrong with QUIT afterwards.
func classify(err error, delivered bool) error {
	if err == nil || delivered {
		return nil
	}
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	sent, ok := errors.AsType[*smtp.SendError](err)
	if !ok {
		// Greeting, STARTTLS or authentication: a matter between the two servers
		// that says nothing about the message, so it stays sendable even on 5xx.
		return &Failure{Code: connection(err)}
	}
	code := sent.ErrorCode()
	f := &Failure{Enhanced: sent.EnhancedStatusCode()}
	switch {
	case code == 0:
		f.Code = "smtp-interrupted"
		f.Uncertain = sent.Reason == smtp.ErrSMTPDataClose // the whole message was on its way
	case code == 502 || code == 503 || (code >= 530 && code <= 538):
		// We are not, or wrongly, authenticated, or the servers do not understand
		// each other: ours to mend, and the message goes out afterwards.
		f.Code = fmt.Sprintf("smtp-%d", code)
	default:
		f.Code = fmt.Sprintf("smtp-%d", code)
		f.Permanent = code >= 500
	}
	return f
}

func connection(err error) string {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "smtp-certificate"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "smtp-certificate"
	}
	if n, ok := errors.AsType[net.Error](err); (ok && n.Timeout()) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return "smtp-timeout"
	}
	if o, ok := errors.AsType[*net.OpError](err); ok && o.Op == "dial" {
		return "smtp-unreachable"
	}
	return "smtp-connection"
}
