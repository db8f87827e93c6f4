package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	pkcs12 "software.sslmate.com/src/go-pkcs12"
)

// Signer is a key with its certificate. The key may lie in a file, a device or
// at a remote service: whoever can implement crypto.Signer for it can sign.
type Signer struct {
	key   crypto.Signer
	cert  *x509.Certificate
	chain []*x509.Certificate

	// What stands in every signature of the certificate, encoded once.
	set     []byte // it and its chain
	sigCert []byte // signing-certificate-v2
}

// NewSigner checks that the key belongs to the certificate and is of a kind
// that signs here: RSA from 2048 bits or ECDSA on P-256. The chain is what is
// put into signatures beside the certificate: its issuers.
func NewSigner(key crypto.Signer, cert *x509.Certificate, chain []*x509.Certificate) (*Signer, error) {
	if err := supported(key.Public()); err != nil {
		return nil, err
	}
	have, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, fail(KeyUnsupported, err)
	}
	if want, err := x509.MarshalPKIXPublicKey(cert.PublicKey); err != nil || !bytes.Equal(have, want) {
		return nil, failf(WrongKey, "the key does not belong to the certificate")
	}
	s := &Signer{key: key, cert: cert, chain: chain, set: certificateSet(cert, chain)}
	if s.sigCert, err = signingCertificate(cert); err != nil {
		return nil, fail(KeyUnsupported, err)
	}
	return s, nil
}

// supported says whether a key is of a kind that signs here.
func supported(key crypto.PublicKey) error {
	switch pub := key.(type) {
	case *rsa.PublicKey:
		if pub.N.BitLen() < 2048 || pub.N.BitLen() > 8192 {
			return failf(KeyUnsupported, "RSA key outside 2048 to 8192 bits")
		}
	case *ecdsa.PublicKey:
		if pub.Curve != elliptic.P256() {
			return failf(KeyUnsupported, "ECDSA key not on P-256")
		}
	default:
		return failf(KeyUnsupported, "key neither RSA nor ECDSA")
	}
	return nil
}

// ReadPKCS12 opens a key store (RFC 7292) with one key and its certificates.
func ReadPKCS12(der []byte, password string) (*Signer, error) {
	key, cert, chain, err := pkcs12.DecodeChain(der, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return nil, fail(WrongPassword, err)
	case err != nil:
		return nil, fail(KeystoreUnreadable, err)
	}
	s, ok := key.(crypto.Signer)
	if !ok {
		return nil, failf(KeyUnsupported, "key that does not sign")
	}
	return NewSigner(s, cert, chain)
}

// LoadPKCS12 opens a key store file.
func LoadPKCS12(path, password string) (*Signer, error) {
	der, err := os.ReadFile(path)
	if err != nil {
		return nil, fail(KeystoreUnreadable, err)
	}
	return ReadPKCS12(der, password)
}

// Certificate is the signer's own.
func (s *Signer) Certificate() *x509.Certificate { return s.cert }

// EndsAt is when the certificate ends; holders are warned before.
func (s *Signer) EndsAt() time.Time { return s.cert.NotAfter }

// String keeps keys out of logs.
func (s *Signer) String() string { return "signer ***" }

// GoString does the same for %#v.
func (s *Signer) GoString() string { return "signer ***" }

// Check says whether the certificate may sign a document at this time.
func (s *Signer) Check(at time.Time) error { return CheckCertificate(s.cert, at) }

// CheckCertificate says the same of a certificate whose key is elsewhere.
func CheckCertificate(c *x509.Certificate, at time.Time) error {
	if err := supported(c.PublicKey); err != nil {
		return err
	}
	if code := validity(c, at); code != "" {
		return fail(code, nil)
	}
	if !usable(c) {
		return fail(CertificateUsage, nil)
	}
	return nil
}

func validity(c *x509.Certificate, at time.Time) Code {
	switch {
	case at.Before(c.NotBefore):
		return CertificateNotYetValid
	case at.After(c.NotAfter):
		return CertificateExpired
	}
	return ""
}

// usable says whether a certificate is one for documents: no authority, with a
// usage of digital signature or content commitment (ETSI EN 319 412-2 §4.3.2),
// and not made for servers, code or time-stamps only.
func usable(c *x509.Certificate) bool {
	if c.BasicConstraintsValid && c.IsCA {
		return false
	}
	if c.KeyUsage != 0 && c.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return false
	}
	if len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) == 0 {
		return true
	}
	for _, u := range c.ExtKeyUsage {
		switch u {
		case x509.ExtKeyUsageAny, x509.ExtKeyUsageEmailProtection, x509.ExtKeyUsageClientAuth:
			return true
		}
	}
	return slices.ContainsFunc(c.UnknownExtKeyUsage, func(u oid) bool {
		return u.Equal(oidDocumentSigning) || u.Equal(oidMicrosoftDocument) || u.Equal(oidAdobeDocument)
	})
}

// Class is what kind of signature a certificate makes. Qualified is not among
// them: that takes the trusted list of the Union and a device, which nobody
// checks here.
type Class string

// Classes.
const (
	Development Class = "development" // our own test authority
	Advanced    Class = "advanced"
)

// DevMark stands in the subject of every certificate of the test authority.
const DevMark = "ΔΟΚΙΜΑΣΤΙΚΟ – μη εγκεκριμένο"

// ClassOf tells the class of a certificate.
func ClassOf(c *x509.Certificate) Class {
	if strings.Contains(c.Subject.String(), DevMark) || strings.Contains(c.Issuer.String(), DevMark) ||
		slices.Contains(c.Subject.OrganizationalUnit, DevMark) {
		return Development
	}
	return Advanced
}

// SaysQualified tells whether the certificate itself claims to be qualified
// (QCStatements, ETSI EN 319 412-5). A claim, not a finding.
func SaysQualified(c *x509.Certificate) bool {
	return slices.ContainsFunc(c.Extensions, func(e pkixExtension) bool { return e.Id.Equal(oidQCStatements) })
}
