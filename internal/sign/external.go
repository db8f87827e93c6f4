package sign

import (
	"bytes"
	"crypto/x509"
	"fmt"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

// AcceptExternal says whether returned is what a signatory made of the offered
// file in a program of his own: the offered bytes, to the last, followed by one
// revision that adds one signature by the expected certificate and nothing else
// that anybody could see. It asks neither roots nor time: Verify does.
func AcceptExternal(offered, returned []byte, expected *x509.Certificate) error {
	if len(returned) <= len(offered) || !bytes.HasPrefix(returned, offered) {
		return fail(NotTheOffered, nil)
	}
	budget := pdfdoc.NewBudget()
	before, err := pdfdoc.Open(offered, budget)
	if err != nil {
		return fail(CannotRead, fmt.Errorf("offered file: %w", err))
	}
	after, err := pdfdoc.Open(returned, budget)
	if err != nil {
		return fail(CannotRead, err)
	}
	had, err := signatureFields(before)
	if err != nil {
		return err
	}
	has, err := signatureFields(after)
	if err != nil {
		return err
	}
	found, err := changes(before, after)
	if err != nil {
		return fail(CannotRead, err)
	}
	if len(found) > 0 {
		return fail(LaterChanges, fmt.Errorf("%d changes beside the signature, the first: %s", len(found), found[0].What))
	}
	if len(has) != len(had)+1 {
		return fail(SignatureMissing, fmt.Errorf("%d signatures were added", len(has)-len(had)))
	}
	return externalSignature(after, has[len(has)-1], expected)
}

func externalSignature(doc *pdfdoc.Doc, f sigField, expected *x509.Certificate) error {
	v := &verifier{pdf: doc.Bytes()}
	i := &item{field: f}
	if i.room, i.err = f.room(doc); i.err != nil {
		return i.err
	}
	if i.end = i.room.end + i.room.tail; i.end != len(v.pdf) {
		return failf(SignatureMalformed, "the signature does not cover the whole file")
	}
	p, err := v.integrity(i)
	if err != nil {
		return err
	}
	if !p.cert.Equal(expected) {
		return fail(CertificateUnexpected, nil)
	}
	if !usable(p.cert) {
		return fail(CertificateUsage, nil)
	}
	return nil
}
