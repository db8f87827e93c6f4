package sign

import (
	"context"
	"crypto/rand"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"net/http"
	"time"
)

// TSA is a time-stamp authority for development and tests, complete enough for
// other programs to use it (RFC 3161). Its time is as good as the machine's.
type TSA struct {
	signer *Signer
	now    func() time.Time
}

// oidDevPolicy lies under the arc for examples (RFC 5612): nobody's policy.
var oidDevPolicy = oid{1, 3, 6, 1, 4, 1, 32473, 1, 1}

// NewTSA makes an authority from a certificate that is for time-stamping alone.
func NewTSA(s *Signer, now func() time.Time) (*TSA, error) {
	if !stamps(s.cert) {
		return nil, failf(CertificateUsage, "the certificate is not for time-stamping alone")
	}
	return &TSA{s, now}, nil
}

// Timestamp implements Timestamper without a network.
func (t *TSA) Timestamp(_ context.Context, digest []byte) ([]byte, error) {
	return t.issue(requestASN{Imprint: imprintASN{pkix.AlgorithmIdentifier{Algorithm: oidSHA256}, digest}, CertReq: true})
}

// refusal is the bit of PKIFailureInfo that says why (RFC 3161 §2.4.2).
type refusal int

const (
	badAlg          refusal = 0
	badRequest      refusal = 2
	badDataFormat   refusal = 5
	unknownPolicy   refusal = 15
	unknownExtended refusal = 16
	systemFailure   refusal = 25
)

func (refusal) Error() string { return "time-stamp refused" }

func (t *TSA) issue(rq requestASN) ([]byte, error) {
	h, err := hashOf(rq.Imprint.Alg.Algorithm)
	switch {
	case err != nil:
		return nil, badAlg
	case len(rq.Imprint.Hash) != h.Size():
		return nil, badDataFormat
	case len(rq.Policy) > 0 && !rq.Policy.Equal(oidDevPolicy):
		return nil, unknownPolicy
	case len(rq.Extended.FullBytes) > 0:
		return nil, unknownExtended
	}
	at := t.now().UTC()
	if validity(t.signer.cert, at) != "" {
		return nil, systemFailure
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, systemFailure
	}
	info, err := asn1.Marshal(infoASN{
		Version: 1, Policy: oidDevPolicy, Imprint: rq.Imprint, Serial: serial.Add(serial, big.NewInt(1)),
		At: at.Truncate(time.Second), Accuracy: accuracyASN{Seconds: 1}, Nonce: rq.Nonce,
	})
	if err != nil {
		return nil, systemFailure
	}
	x := signed{content: oidTSTInfo, inside: info}
	if x.attrs, err = t.signer.signedAttributes(oidTSTInfo, digestOf(sha256Hash, info)); err != nil {
		return nil, systemFailure
	}
	if x.value, err = t.signer.signAttributes(x.attrs); err != nil {
		return nil, systemFailure
	}
	return t.signer.marshal(x, rq.CertReq)
}

// respond answers a request with a token or with the reason why not.
func (t *TSA) respond(query []byte) ([]byte, error) {
	var rq requestASN
	rest, err := asn1.Unmarshal(query, &rq)
	var raw []byte
	if err != nil || len(rest) > 0 || rq.Version != 1 {
		err = badRequest
	} else {
		raw, err = t.issue(rq)
	}
	why, refused := errors.AsType[refusal](err)
	switch {
	case refused:
		bits := asn1.BitString{Bytes: make([]byte, why/8+1), BitLength: int(why) + 1}
		bits.Bytes[why/8] = 0x80 >> (why % 8)
		return asn1.Marshal(struct{ Status statusASN }{statusASN{Status: 2, Fail: bits}})
	case err != nil:
		return nil, err
	}
	return asn1.Marshal(responseASN{statusASN{}, asn1.RawValue{FullBytes: raw}})
}

// ServeHTTP implements http.Handler (RFC 3161 §3.4).
func (t *TSA) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/timestamp-query" {
		http.Error(w, "a time-stamp query is expected", http.StatusBadRequest)
		return
	}
	query, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 8<<10))
	if err != nil {
		http.Error(w, "request too large", http.StatusRequestEntityTooLarge)
		return
	}
	reply, err := t.respond(query)
	if err != nil {
		http.Error(w, "no time-stamp", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/timestamp-reply")
	_, _ = w.Write(reply)
}
