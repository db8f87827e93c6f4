package main

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/internal/sign"
)

// proof prints what was found in a file.
type proof struct {
	out     io.Writer
	say     map[string]string
	lang    string
	checked bool // trust was
}

// print writes the report and gives the exit code. What was not checked is not
// valid: a program that reads the code must not be told more than is known.
func (p proof) print(file string, r sign.Report) int {
	fmt.Fprintf(p.out, "%s\n%s: %d\n", file, p.say["signatures"], len(r.Signatures))
	for i, s := range r.Signatures {
		p.signature(i+1, s)
	}
	for i, t := range r.Timestamps {
		fmt.Fprintf(p.out, "\n%s %d\n", p.say["document-timestamp"], i+1)
		p.timestamp(&t)
		p.line("whole", p.yes(t.Whole))
		p.changes(t.Changes)
	}
	fmt.Fprintln(p.out)
	if !p.checked {
		fmt.Fprintln(p.out, p.say["trust-unchecked"])
	}
	switch {
	case len(r.Signatures) == 0:
		fmt.Fprintln(p.out, p.say["unsigned"])
	case r.Valid():
		fmt.Fprintln(p.out, p.say["valid"])
		return verifyValid
	case !p.checked && p.sound(r):
		fmt.Fprintln(p.out, p.say["sound"])
	case !r.Whole():
		fmt.Fprintln(p.out, p.say["not-whole"])
	default:
		fmt.Fprintln(p.out, p.say["not-valid"])
	}
	return verifyNotValid
}

// sound says whether nothing but trust is missing.
func (p proof) sound(r sign.Report) bool {
	for _, s := range r.Signatures {
		if len(p.known(faultsOf(s))) > 0 {
			return false
		}
	}
	for _, t := range r.Timestamps {
		if len(p.known(t.Faults)) > 0 {
			return false
		}
	}
	return r.Whole()
}

// faultsOf leaves out that a time-stamp is not valid when nothing is known
// against it but that its authority is foreign: that stands with the time-stamp.
func faultsOf(s sign.Signature) []sign.Code {
	if s.Timestamp == nil || !slices.Equal(s.Timestamp.Faults, []sign.Code{sign.CertificateForeign}) {
		return s.Faults
	}
	return slices.DeleteFunc(slices.Clone(s.Faults), func(c sign.Code) bool { return c == sign.TimestampInvalid })
}

// known are the faults that are certain: without roots everybody is foreign.
func (p proof) known(faults []sign.Code) []sign.Code {
	return slices.DeleteFunc(slices.Clone(faults), func(c sign.Code) bool { return c == sign.CertificateForeign && !p.checked })
}

func (p proof) signature(n int, s sign.Signature) {
	fmt.Fprintf(p.out, "\n%s %d\n", p.say["signature"], n)
	if s.Certificate != nil {
		p.line("signer", subject(s.Certificate.Subject))
		p.line("issuer", subject(s.Certificate.Issuer))
		p.line("class", p.word("class-"+string(s.Class)))
	}
	if s.Level != "" {
		p.line("level", string(s.Level))
	}
	if !s.ClaimedAt.IsZero() {
		p.line("claimed", p.moment(s.ClaimedAt))
	}
	if s.Timestamp != nil {
		p.timestamp(s.Timestamp)
	}
	p.line("intact", p.yes(s.Intact()))
	p.line("whole", p.yes(s.Whole))
	if s.Certificate != nil {
		p.line("trusted", p.trust(s.Faults))
	}
	p.changes(s.Changes)
	p.faults(faultsOf(s))
}

func (p proof) timestamp(t *sign.Timestamp) {
	if !t.At.IsZero() {
		p.line("stamped", p.moment(t.At))
	}
	if t.Certificate != nil {
		p.line("stamped-by", subject(t.Certificate.Subject))
	}
	p.faults(t.Faults)
}

// trust says whether the certificate is under the roots, valid then, and made
// for this.
func (p proof) trust(faults []sign.Code) string {
	if !p.checked {
		return p.say["not-checked"]
	}
	for _, f := range faults {
		switch f {
		case sign.CertificateForeign, sign.CertificateExpired, sign.CertificateNotYetValid, sign.CertificateUsage:
			return p.yes(false)
		}
	}
	return p.yes(true)
}

func (p proof) faults(faults []sign.Code) {
	for _, f := range p.known(faults) {
		p.line("fault", p.word("fault-"+string(f)))
	}
}

func (p proof) changes(cs []sign.Change) {
	for _, c := range cs {
		text := p.word("change-" + string(c.What))
		if c.Page > 0 {
			text += fmt.Sprintf(", %s %d", p.say["page"], c.Page)
		}
		p.line("changed", text)
	}
}

// subject is a name as RFC 4514 writes it, with the title for people, which the
// library leaves as an OID.
func subject(n pkix.Name) string {
	var title string
	for _, a := range n.Names {
		if t, ok := a.Value.(string); ok && a.Type.Equal(asn1.ObjectIdentifier{2, 5, 4, 12}) {
			title = t
		}
	}
	n.Names = slices.DeleteFunc(slices.Clone(n.Names), func(a pkix.AttributeTypeAndValue) bool {
		return a.Type.Equal(asn1.ObjectIdentifier{2, 5, 4, 12})
	})
	if title == "" {
		return shown(n.String())
	}
	return shown(n.String() + ",T=" + title)
}

func (p proof) line(label, text string) {
	label = p.say[label]
	fmt.Fprintf(p.out, "  %s%s %s\n", label, strings.Repeat(" ", max(0, 26-len([]rune(label)))), text)
}

// word is a word, or its code if a library learnt a new one.
func (p proof) word(key string) string {
	if w := p.say[key]; w != "" {
		return w
	}
	return key[strings.Index(key, "-")+1:]
}

func (p proof) yes(b bool) string {
	if b {
		return p.say["yes"]
	}
	return p.say["no"]
}
