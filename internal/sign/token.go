package sign

import (
	"bytes"
	"crypto"
	_ "crypto/sha512" // imprints and digests of others
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"
)

// The structures of RFC 3161 §2.4.
type imprintASN struct {
	Alg  pkix.AlgorithmIdentifier
	Hash []byte
}

type requestASN struct {
	Version  int
	Imprint  imprintASN
	Policy   oid           `asn1:"optional"`
	Nonce    *big.Int      `asn1:"optional"`
	CertReq  bool          `asn1:"optional,default:false"`
	Extended asn1.RawValue `asn1:"optional,tag:0"`
}

type statusASN struct {
	Status int
	Text   []string       `asn1:"optional,utf8"`
	Fail   asn1.BitString `asn1:"optional"`
}

type responseASN struct {
	Status statusASN
	Token  asn1.RawValue `asn1:"optional"`
}

type accuracyASN struct {
	Seconds int `asn1:"optional"`
	Millis  int `asn1:"optional,tag:0"`
	Micros  int `asn1:"optional,tag:1"`
}

type infoASN struct {
	Version  int
	Policy   oid
	Imprint  imprintASN
	Serial   *big.Int
	At       time.Time     `asn1:"generalized"`
	Accuracy accuracyASN   `asn1:"optional"`
	Ordering bool          `asn1:"optional,default:false"`
	Nonce    *big.Int      `asn1:"optional"`
	TSA      asn1.RawValue `asn1:"optional,tag:0"`
	Extended asn1.RawValue `asn1:"optional,tag:1"`
}

// token is a time-stamp whose own signature holds.
type token struct {
	info infoASN
	cms  *parsed
}

func badToken(what string) error { return failf(TimestampInvalid, what) }

// parseToken reads a time-stamp and checks everything in it that needs no
// trust: its signature, the signing certificate, and that this certificate is
// for time-stamping and nothing else (RFC 3161 §2.3).
func parseToken(raw []byte) (*token, error) {
	p, err := parseCMS(raw)
	if err != nil {
		return nil, fail(TimestampInvalid, err)
	}
	if err := p.check(oidTSTInfo, digestOf(p.digest, p.inside), true); err != nil {
		return nil, fail(TimestampInvalid, err)
	}
	t := &token{cms: p}
	if rest, err := asn1.Unmarshal(p.inside, &t.info); err != nil || len(rest) > 0 || t.info.Version != 1 {
		return nil, badToken("bad content")
	}
	if !stamps(p.cert) {
		return nil, badToken("the certificate is not for time-stamping alone")
	}
	return t, nil
}

// stamps says whether time-stamping is the only usage, and critical.
func stamps(c *x509.Certificate) bool {
	if len(c.UnknownExtKeyUsage) > 0 || len(c.ExtKeyUsage) != 1 || c.ExtKeyUsage[0] != x509.ExtKeyUsageTimeStamping {
		return false
	}
	for _, e := range c.Extensions {
		if e.Id.Equal(oidExtKeyUsage) {
			return e.Critical
		}
	}
	return false
}

// over checks that this is what was stamped.
func (t *token) over(content ...[]byte) error {
	h, err := hashOf(t.info.Imprint.Alg.Algorithm)
	if err != nil {
		return fail(TimestampInvalid, err)
	}
	if !bytes.Equal(digestOf(h, content...), t.info.Imprint.Hash) {
		return badToken("made over something else")
	}
	return nil
}

// skew is how far clocks may be apart.
const skew = 5 * time.Minute

// trusted checks the authority's certificate under the roots, at this time.
func (t *token) trusted(roots *x509.CertPool, at time.Time) error {
	if t.info.At.Before(t.cms.cert.NotBefore) || t.info.At.After(t.cms.cert.NotAfter) {
		return badToken("made outside the life of its certificate")
	}
	if t.info.At.After(at.Add(skew)) {
		return badToken("made in the future")
	}
	return t.cms.chain(roots, at, x509.ExtKeyUsageTimeStamping)
}

// chain checks the signer's certificate under the roots.
func (p *parsed) chain(roots *x509.CertPool, at time.Time, usage x509.ExtKeyUsage) error {
	if c := validity(p.cert, at); c != "" {
		return fail(c, nil)
	}
	between := x509.NewCertPool()
	for _, c := range p.others {
		between.AddCert(c)
	}
	if roots == nil {
		roots = x509.NewCertPool() // nobody, and not the system's
	}
	_, err := p.cert.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{usage}})
	if err != nil {
		return fail(CertificateForeign, err)
	}
	return nil
}

func digestOf(h crypto.Hash, parts ...[]byte) []byte {
	hh := h.New()
	for _, p := range parts {
		hh.Write(p)
	}
	return hh.Sum(nil)
}
