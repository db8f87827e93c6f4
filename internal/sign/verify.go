package sign

import (
	"crypto/x509"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

// Verify checks every signature and time-stamp of a PDF against roots, as at
// the given time. The error is of code cannot-read, and then nothing is known;
// whatever is wrong with a file that can be read stands in the report.
//
// The last revision is checked first: a time-stamp that holds now proves that
// what it covers existed then, and the certificates of earlier signatures are
// judged at that time (ETSI EN 319 102-1 §5.6). Revocation is not asked.
func Verify(pdf []byte, roots *x509.CertPool, at time.Time) (Report, error) {
	v := &verifier{pdf: pdf, roots: roots, budget: pdfdoc.NewBudget()}
	doc, err := pdfdoc.Open(pdf, v.budget)
	if err != nil {
		return Report{}, fail(CannotRead, err)
	}
	pages, err := doc.Pages()
	if err != nil {
		return Report{}, fail(CannotRead, err)
	}
	fields, err := signatureFields(doc)
	if err != nil {
		return Report{}, err
	}
	for _, f := range fields {
		i := &item{field: f, stamp: f.value.Val("SubFilter") == name(subTimestamp)}
		i.room, i.err = f.room(doc)
		i.end = i.room.end + i.room.tail
		if i.err != nil {
			i.end = 0
		}
		v.items = append(v.items, i)
	}
	slices.SortStableFunc(v.items, func(a, b *item) int { return a.end - b.end })
	if err := v.compare(doc); err != nil {
		return Report{}, err
	}
	return v.report(doc, len(pages), at), nil
}

type verifier struct {
	pdf    []byte
	roots  *x509.CertPool
	budget *pdfdoc.Budget
	items  []*item
}

// item is one signature or document time-stamp on its way through the check.
type item struct {
	field    sigField
	room     room
	end      int // of the revision it covers
	revision int
	stamp    bool
	later    []Change
	err      error // why it cannot hold at all
}

// compare finds what each revision changed after the one before was signed,
// and lays it to the charge of every signature before it. Comparing step by
// step keeps the cost linear, and sees what was changed and changed back.
func (v *verifier) compare(last *pdfdoc.Doc) error {
	doc, end, revision := (*pdfdoc.Doc)(nil), 0, 0
	step := func(next *pdfdoc.Doc) error {
		if doc == nil {
			return nil
		}
		found, err := changes(doc, next)
		if err != nil {
			return fail(CannotRead, err)
		}
		for _, i := range v.items {
			if i.err == nil && i.end <= end {
				i.later = append(i.later, found...)
			}
		}
		return nil
	}
	for _, i := range v.items {
		if i.err != nil {
			continue
		}
		if i.end == end {
			i.revision = revision
			continue
		}
		next := last
		if i.end < len(v.pdf) {
			var err error
			if next, err = pdfdoc.Open(v.pdf[:i.end:i.end], v.budget); err != nil {
				i.err = failf(SignatureMalformed, "what was signed is no complete document")
				continue
			}
		}
		if err := step(next); err != nil {
			return err
		}
		revision++
		doc, end, i.revision = next, i.end, revision
	}
	if doc != nil && end < len(v.pdf) {
		return step(last)
	}
	return nil
}

// report judges the items, last revision first.
func (v *verifier) report(doc *pdfdoc.Doc, pages int, at time.Time) Report {
	r := Report{Pages: pages}
	proven, broken := false, false
	for _, i := range slices.Backward(v.items) {
		if broken { // a box beside a signature that is none
			i.later = append(i.later, Change{What: AddedUnsigned})
		}
		if i.stamp {
			t := v.documentTimestamp(i, at)
			if len(t.Faults) == 0 {
				at, proven = earlier(at, t.At), true // all before it existed by then
			}
			broken = broken || t.Certificate == nil
			r.Timestamps = append(r.Timestamps, t)
			continue
		}
		s := v.signature(doc, i, at, proven)
		broken = broken || !s.Intact()
		r.Signatures = append(r.Signatures, s)
	}
	slices.Reverse(r.Signatures)
	slices.Reverse(r.Timestamps)
	return r
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (v *verifier) content(i *item) [][]byte {
	return [][]byte{v.pdf[:i.room.at], v.pdf[i.room.end:i.end]}
}

func (v *verifier) cms(i *item) ([]byte, error) {
	raw := i.room.contents(v.pdf)
	if len(raw) > 2*maxCMS {
		return nil, badCMS("too large")
	}
	out := make([]byte, len(raw)/2)
	if _, err := hex.Decode(out, raw[:len(raw)&^1]); err != nil {
		return nil, badCMS("not hexadecimal")
	}
	return out, nil
}

func (v *verifier) documentTimestamp(i *item, at time.Time) (t Timestamp) {
	t.Whole, t.Changes = i.err == nil && i.end == len(v.pdf), i.later
	err := i.err
	if err == nil {
		var raw []byte
		if raw, err = v.cms(i); err == nil {
			var tok *token
			if tok, err = parseToken(raw); err == nil {
				t.At, t.Certificate = tok.info.At, tok.cms.cert
				err = errors.Join(tok.over(v.content(i)...), tok.trusted(v.roots, at))
			}
		}
	}
	if err != nil {
		t.Faults = append(t.Faults, codes(err)...)
	}
	if len(t.Changes) > 0 {
		t.Faults = append(t.Faults, LaterChanges)
	}
	return t
}

// signature judges one signature as at a time that is proven by a later
// document time-stamp, or is the time of the check.
func (v *verifier) signature(doc *pdfdoc.Doc, i *item, at time.Time, proven bool) Signature {
	s := Signature{
		Field: i.field.name, Name: text(doc, i.field.value, "Name"), Reason: text(doc, i.field.value, "Reason"),
		Location: text(doc, i.field.value, "Location"), ClaimedAt: pdfTime(text(doc, i.field.value, "M")),
		At: at, Revision: i.revision, Changes: i.later,
	}
	p, err := v.integrity(i)
	if p != nil {
		s.Certificate, s.Class = p.cert, ClassOf(p.cert)
	}
	if err != nil {
		s.Faults = append(s.Faults, codes(err)...)
	}
	s.Whole = i.err == nil && i.end == len(v.pdf)
	if len(s.Changes) > 0 {
		s.Faults = append(s.Faults, LaterChanges)
	}
	if p == nil {
		return s
	}
	if raw, ok := one(p.unsigned, oidTSToken); ok {
		s.Timestamp = v.signatureTimestamp(raw, p, at)
		if len(s.Timestamp.Faults) > 0 {
			s.Faults = append(s.Faults, TimestampInvalid)
		} else {
			s.At, proven = earlier(at, s.Timestamp.At), true
		}
	}
	if err := p.chain(v.roots, s.At, x509.ExtKeyUsageAny); err != nil {
		s.Faults = append(s.Faults, CodeOf(err))
	}
	if !usable(p.cert) {
		s.Faults = append(s.Faults, CertificateUsage)
	}
	switch {
	case err != nil:
	case i.field.value.Val("SubFilter") != name(subCAdES):
		s.Level = LevelCMS
	case proven:
		s.Level = LevelT
	default:
		s.Level = LevelB
	}
	return s
}

// integrity checks what needs no trust.
func (v *verifier) integrity(i *item) (*parsed, error) {
	if i.err != nil {
		return nil, i.err
	}
	raw, err := v.cms(i)
	if err != nil {
		return nil, err
	}
	p, err := parseCMS(raw)
	if err != nil {
		return nil, err
	}
	if i.field.value.Val("SubFilter") != name(subCAdES) && i.field.value.Val("SubFilter") != name(subPKCS7) {
		return p, fail(NotPAdES, nil)
	}
	if p.inside != nil {
		return p, badCMS("content inside a detached signature")
	}
	return p, p.check(oidData, digestOf(p.digest, v.content(i)...), false)
}

func (v *verifier) signatureTimestamp(raw []byte, p *parsed, at time.Time) *Timestamp {
	t := &Timestamp{}
	tok, err := parseToken(raw)
	if err == nil {
		t.At, t.Certificate = tok.info.At, tok.cms.cert
		err = errors.Join(tok.over(p.value), tok.trusted(v.roots, at))
	}
	if err != nil {
		t.Faults = codes(err)
	}
	return t
}

// codes are those of an error, of several joined ones each.
func codes(err error) (out []Code) {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			out = append(out, codes(e)...)
		}
		return out
	}
	return []Code{CodeOf(err)}
}

func text(doc *pdfdoc.Doc, d *dict, key string) string {
	s, _ := doc.Resolve(d.Val(key)).(pdfdoc.String)
	if len(s.Raw) > 4<<10 {
		return ""
	}
	return s.Text()
}

// pdfTime reads a date (ISO 32000-1 §7.9.4), zero when it is none.
func pdfTime(s string) time.Time {
	s = strings.ReplaceAll(strings.TrimPrefix(s, "D:"), "'", "")
	for _, layout := range []string{"20060102150405Z", "20060102150405Z0000", "20060102150405-0700", "20060102150405"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
