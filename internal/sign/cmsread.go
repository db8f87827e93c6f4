package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // only to recognise a certificate that a time-stamp authority names so
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
)

const (
	maxCMS          = 1 << 20
	maxCertificates = 24
)

// The structures of RFC 5652 §5, as encoding/asn1 reads them: DER only.
type contentInfo struct {
	Type    oid
	Content asn1.RawValue `asn1:"explicit,tag:0"`
}

type signedDataASN struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Encap        encapASN
	Certificates asn1.RawValue   `asn1:"optional,tag:0"`
	CRLs         asn1.RawValue   `asn1:"optional,tag:1"`
	Signers      []signerInfoASN `asn1:"set"`
}

type encapASN struct {
	Type    oid
	Content asn1.RawValue `asn1:"optional,explicit,tag:0"`
}

type signerInfoASN struct {
	Version  int
	SID      asn1.RawValue
	Digest   pkix.AlgorithmIdentifier
	Attrs    asn1.RawValue `asn1:"optional,tag:0"`
	Sig      pkix.AlgorithmIdentifier
	Value    []byte
	Unsigned asn1.RawValue `asn1:"optional,tag:1"`
}

type issuerSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attributeASN struct {
	Type   oid
	Values []asn1.RawValue `asn1:"set"`
}

// parsed is a SignedData of exactly one signer, whose certificate is in it.
type parsed struct {
	content  oid
	inside   []byte
	digest   crypto.Hash
	sigAlg   x509.SignatureAlgorithm
	attrs    []attributeASN
	signed   []byte // the signed attributes as they were signed
	unsigned []attributeASN
	value    []byte
	cert     *x509.Certificate
	others   []*x509.Certificate
}

func badCMS(what string) error { return failf(SignatureMalformed, what) }

// parseCMS reads what marshal and other programs write: DER, or BER that toDER
// can rewrite, without anything behind it but the zeros of a PDF's reserved
// room.
func parseCMS(raw []byte) (*parsed, error) {
	if len(raw) > maxCMS {
		return nil, badCMS("too large")
	}
	if len(raw) > 1 && raw[0] == 0x30 && raw[1] == 0x80 {
		out, rest, err := toDER(raw)
		if err != nil {
			return nil, err
		}
		raw = append(out, rest...)
	}
	var ci contentInfo
	rest, err := asn1.Unmarshal(raw, &ci)
	if err != nil || !ci.Type.Equal(oidSignedData) || len(bytes.Trim(rest, "\x00")) > 0 ||
		!bytes.HasSuffix(raw[:len(raw)-len(rest)], ci.Content.FullBytes) { // encoding/asn1 overlooks what follows in a sequence
		return nil, badCMS("no signed data")
	}
	var sd signedDataASN
	if rest, err := asn1.Unmarshal(ci.Content.Bytes, &sd); err != nil || len(rest) > 0 || len(sd.Signers) != 1 {
		return nil, badCMS("not the data of one signer")
	}
	si := sd.Signers[0]
	if (sd.Version != 1 && sd.Version != 3) || (si.Version != 1 && si.Version != 3) || len(sd.Digests) != 1 ||
		!sd.Digests[0].Algorithm.Equal(si.Digest.Algorithm) {
		return nil, badCMS("versions or digests that do not fit")
	}
	p := &parsed{content: sd.Encap.Type, value: si.Value}
	if len(sd.Encap.Content.FullBytes) > 0 {
		if rest, err := asn1.Unmarshal(sd.Encap.Content.Bytes, &p.inside); err != nil || len(rest) > 0 {
			return nil, badCMS("bad content")
		}
	}
	if p.digest, err = hashOf(si.Digest.Algorithm); err != nil {
		return nil, err
	}
	if p.attrs, err = attributes(si.Attrs.Bytes); err != nil {
		return nil, err
	}
	if p.unsigned, err = attributes(si.Unsigned.Bytes); err != nil {
		return nil, err
	}
	if len(p.attrs) == 0 {
		return nil, badCMS("no signed attributes")
	}
	// signed as SET OF, stored as [0] (RFC 5652 §5.4): same length, other tag
	p.signed = slices.Clone(si.Attrs.FullBytes)
	p.signed[0] = 0x31
	if err := p.findSigner(si.SID, sd.Certificates.Bytes); err != nil {
		return nil, err
	}
	p.sigAlg, err = signatureAlgorithm(si.Sig, p.digest, p.cert)
	return p, err
}

func hashOf(id oid) (crypto.Hash, error) {
	switch {
	case id.Equal(oidSHA256):
		return crypto.SHA256, nil
	case id.Equal(oidSHA384):
		return crypto.SHA384, nil
	case id.Equal(oidSHA512):
		return crypto.SHA512, nil
	}
	return 0, failf(WeakAlgorithm, "digest other than SHA-2")
}

func attributes(raw []byte) (out []attributeASN, err error) {
	for len(raw) > 0 {
		var a attributeASN
		if raw, err = asn1.Unmarshal(raw, &a); err != nil || len(a.Values) == 0 || len(out) > 64 {
			return nil, badCMS("bad attribute")
		}
		out = append(out, a)
	}
	return out, nil
}

// one is the only value of an attribute that may stand only once.
func one(attrs []attributeASN, id oid) ([]byte, bool) {
	var found []byte
	for _, a := range attrs {
		if a.Type.Equal(id) {
			if found != nil || len(a.Values) != 1 {
				return nil, false
			}
			found = a.Values[0].FullBytes
		}
	}
	return found, found != nil
}

func (p *parsed) findSigner(sid asn1.RawValue, raw []byte) error {
	var match func(*x509.Certificate) bool
	if sid.Class == asn1.ClassContextSpecific && sid.Tag == 0 {
		match = func(c *x509.Certificate) bool { return len(sid.Bytes) > 0 && bytes.Equal(c.SubjectKeyId, sid.Bytes) }
	} else {
		var is issuerSerial
		if rest, err := asn1.Unmarshal(sid.FullBytes, &is); err != nil || len(rest) > 0 {
			return badCMS("bad signer identifier")
		}
		match = func(c *x509.Certificate) bool {
			return bytes.Equal(c.RawIssuer, is.Issuer.FullBytes) && c.SerialNumber.Cmp(is.Serial) == 0
		}
	}
	for n := 0; len(raw) > 0; n++ {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(raw, &v)
		if err != nil || n >= maxCertificates {
			return badCMS("bad certificates")
		}
		raw = rest
		if v.Class != asn1.ClassUniversal {
			continue // attribute certificates and the like
		}
		c, err := x509.ParseCertificate(v.FullBytes)
		if err != nil {
			return badCMS("bad certificate")
		}
		if p.cert == nil && match(c) {
			p.cert = c
		} else {
			p.others = append(p.others, c)
		}
	}
	if p.cert == nil {
		return badCMS("the signer's certificate is not in it")
	}
	return nil
}

func signatureAlgorithm(a pkix.AlgorithmIdentifier, digest crypto.Hash, cert *x509.Certificate) (x509.SignatureAlgorithm, error) {
	i := map[crypto.Hash]int{crypto.SHA256: 0, crypto.SHA384: 1, crypto.SHA512: 2}[digest]
	id := a.Algorithm
	switch pub := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		if pub.N.BitLen() < 2048 || pub.N.BitLen() > 8192 {
			return 0, failf(WeakAlgorithm, "RSA key of this size")
		}
		if id.Equal(oidRSA) || id.Equal([]oid{oidRSASHA256, oidRSASHA384, oidRSASHA512}[i]) {
			return []x509.SignatureAlgorithm{x509.SHA256WithRSA, x509.SHA384WithRSA, x509.SHA512WithRSA}[i], nil
		}
		if id.Equal(oidRSAPSS) { // the usual parameters only, which x509 checks against
			return []x509.SignatureAlgorithm{x509.SHA256WithRSAPSS, x509.SHA384WithRSAPSS, x509.SHA512WithRSAPSS}[i], nil
		}
	case *ecdsa.PublicKey:
		if pub.Curve.Params().BitSize < 256 {
			return 0, failf(WeakAlgorithm, "ECDSA key of this size")
		}
		if id.Equal([]oid{oidECDSASHA256, oidECDSASHA384, oidECDSASHA512}[i]) {
			return []x509.SignatureAlgorithm{x509.ECDSAWithSHA256, x509.ECDSAWithSHA384, x509.ECDSAWithSHA512}[i], nil
		}
	}
	return 0, failf(WeakAlgorithm, "unknown signature algorithm")
}

// check verifies the signature over content of this digest: content type,
// message digest, signature value and that the signing certificate is the one
// the signer meant (RFC 5035; without it another certificate over the same key
// could be put in its place).
func (p *parsed) check(content oid, digest []byte, allowV1 bool) error {
	if !p.content.Equal(content) {
		return badCMS("other content type")
	}
	var ct oid
	if v, ok := one(p.attrs, oidContentType); !ok {
		return badCMS("no content type")
	} else if rest, err := asn1.Unmarshal(v, &ct); err != nil || len(rest) > 0 || !ct.Equal(content) {
		return badCMS("other content type")
	}
	var md []byte
	if v, ok := one(p.attrs, oidMsgDigest); !ok {
		return badCMS("no message digest")
	} else if rest, err := asn1.Unmarshal(v, &md); err != nil || len(rest) > 0 {
		return badCMS("bad message digest")
	}
	if !bytes.Equal(md, digest) {
		return fail(ContentChanged, nil)
	}
	if err := p.cert.CheckSignature(p.sigAlg, p.signed, p.value); err != nil {
		return fail(ContentChanged, err)
	}
	return p.checkSigningCertificate(allowV1)
}

type essCertID struct {
	Hash   []byte
	Issuer asn1.RawValue `asn1:"optional"`
}

type essCertIDv2 struct {
	Alg    pkix.AlgorithmIdentifier `asn1:"optional"`
	Hash   []byte
	Issuer asn1.RawValue `asn1:"optional"`
}

// checkSigningCertificate enforces the attribute; time-stamp authorities may
// still use the first version with SHA-1 (RFC 3161 §2.4.2).
func (p *parsed) checkSigningCertificate(allowV1 bool) error {
	if v, ok := one(p.attrs, oidSigCertV2); ok {
		var x struct {
			Certs    []essCertIDv2
			Policies asn1.RawValue `asn1:"optional"`
		}
		if rest, err := asn1.Unmarshal(v, &x); err != nil || len(rest) > 0 || len(x.Certs) == 0 {
			return failf(SigningCertificate, "bad attribute")
		}
		h := crypto.SHA256
		if len(x.Certs[0].Alg.Algorithm) > 0 {
			var err error
			if h, err = hashOf(x.Certs[0].Alg.Algorithm); err != nil {
				return err
			}
		}
		hh := h.New()
		hh.Write(p.cert.Raw)
		if !bytes.Equal(hh.Sum(nil), x.Certs[0].Hash) {
			return failf(SigningCertificate, "another certificate")
		}
		return nil
	}
	if v, ok := one(p.attrs, oidSigCert); ok && allowV1 {
		var x struct {
			Certs    []essCertID
			Policies asn1.RawValue `asn1:"optional"`
		}
		if rest, err := asn1.Unmarshal(v, &x); err != nil || len(rest) > 0 || len(x.Certs) == 0 {
			return failf(SigningCertificate, "bad attribute")
		}
		if h := sha1.Sum(p.cert.Raw); !bytes.Equal(h[:], x.Certs[0].Hash) { //nolint:gosec // see the import
			return failf(SigningCertificate, "another certificate")
		}
		return nil
	}
	return failf(SigningCertificate, "attribute missing")
}
