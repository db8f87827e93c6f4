package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

type pkixExtension = pkix.Extension

var (
	tag0 = der.Tag(0).ContextSpecific().Constructed()
	tag1 = der.Tag(1).ContextSpecific().Constructed()
)

type builder = cryptobyte.Builder

func build(f func(*builder)) ([]byte, error) { return buildIn(make([]byte, 0, 512), f) }

// buildIn builds into room, and beyond it if it has to.
func buildIn(room []byte, f func(*builder)) ([]byte, error) {
	b := cryptobyte.NewBuilder(room)
	f(b)
	return b.Bytes()
}

func attribute(id oid, value func(*builder)) ([]byte, error) {
	return build(func(b *builder) {
		b.AddASN1(der.SEQUENCE, func(b *builder) {
			b.AddASN1ObjectIdentifier(id)
			b.AddASN1(der.SET, value)
		})
	})
}

func algorithm(b *builder, id oid, null bool) {
	b.AddASN1(der.SEQUENCE, func(b *builder) {
		b.AddASN1ObjectIdentifier(id)
		if null {
			b.AddASN1NULL()
		}
	})
}

// signedAttributes are content type, message digest and signing-certificate-v2
// (ETSI EN 319 122-1 §5.2.2.3), in the order DER wants in a set. The time is
// not among them: PAdES keeps it in the signature dictionary (EN 319 142-1 §6.3).
func (s *Signer) signedAttributes(content oid, digest []byte) ([]byte, error) {
	kind, err := attribute(oidContentType, func(b *builder) { b.AddASN1ObjectIdentifier(content) })
	if err != nil {
		return nil, err
	}
	sum, err := attribute(oidMsgDigest, func(b *builder) { b.AddASN1OctetString(digest) })
	if err != nil {
		return nil, err
	}
	all := [][]byte{kind, sum, s.sigCert}
	slices.SortFunc(all, bytes.Compare)
	return bytes.Join(all, nil), nil
}

// signingCertificate is the attribute that names the certificate.
func signingCertificate(cert *x509.Certificate) ([]byte, error) {
	hash := sha256.Sum256(cert.Raw)
	return attribute(oidSigCertV2, func(b *builder) {
		b.AddASN1(der.SEQUENCE, func(b *builder) { // SigningCertificateV2
			b.AddASN1(der.SEQUENCE, func(b *builder) {
				b.AddASN1(der.SEQUENCE, func(b *builder) { // ESSCertIDv2; SHA-256 is the default
					b.AddASN1OctetString(hash[:])
					b.AddASN1(der.SEQUENCE, func(b *builder) { // IssuerSerial
						b.AddASN1(der.SEQUENCE, func(b *builder) {
							b.AddASN1(der.Tag(4).ContextSpecific().Constructed(), func(b *builder) { b.AddBytes(cert.RawIssuer) })
						})
						b.AddASN1BigInt(cert.SerialNumber)
					})
				})
			})
		})
	})
}

// signAttributes makes the signature value: over the attributes as a SET
// (RFC 5652 §5.4).
func (s *Signer) signAttributes(attrs []byte) ([]byte, error) {
	set, err := build(func(b *builder) { b.AddASN1(der.SET, func(b *builder) { b.AddBytes(attrs) }) })
	if err != nil {
		return nil, err
	}
	h := sha256.Sum256(set)
	sig, err := s.key.Sign(rand.Reader, h[:], crypto.SHA256)
	if err != nil {
		return nil, fail(KeyUnavailable, fmt.Errorf("sign with the key: %w", err))
	}
	return sig, nil
}

// signed is what becomes one SignedData.
type signed struct {
	content oid
	inside  []byte // the content itself, nil when detached
	attrs   []byte
	value   []byte // the signature
	token   []byte // time-stamp over the signature, or nil
}

// marshal writes a ContentInfo with SignedData of one signer (RFC 5652 §5.1),
// in DER as PDF wants it (ISO 32000-1 §12.8.3.3).
func (s *Signer) marshal(x signed, certificates bool) ([]byte, error) {
	var stamp []byte
	if x.token != nil {
		var err error
		if stamp, err = attribute(oidTSToken, func(b *builder) { b.AddBytes(x.token) }); err != nil {
			return nil, err
		}
	}
	version := int64(1)
	if !x.content.Equal(oidData) {
		version = 3
	}
	room := 1<<10 + len(s.set) + len(x.inside) + len(x.attrs) + len(x.value) + len(stamp)
	return buildIn(make([]byte, 0, room), func(b *builder) {
		b.AddASN1(der.SEQUENCE, func(b *builder) {
			b.AddASN1ObjectIdentifier(oidSignedData)
			b.AddASN1(tag0, func(b *builder) {
				b.AddASN1(der.SEQUENCE, func(b *builder) {
					b.AddASN1Int64(version)
					b.AddASN1(der.SET, func(b *builder) { algorithm(b, oidSHA256, false) })
					b.AddASN1(der.SEQUENCE, func(b *builder) {
						b.AddASN1ObjectIdentifier(x.content)
						if x.inside != nil {
							b.AddASN1(tag0, func(b *builder) { b.AddASN1OctetString(x.inside) })
						}
					})
					if certificates {
						b.AddASN1(tag0, func(b *builder) { b.AddBytes(s.set) })
					}
					b.AddASN1(der.SET, func(b *builder) { s.signerInfo(b, x, stamp) })
				})
			})
		})
	})
}

func certificateSet(cert *x509.Certificate, chain []*x509.Certificate) []byte {
	all := [][]byte{cert.Raw}
	for _, c := range chain {
		all = append(all, c.Raw)
	}
	slices.SortFunc(all, bytes.Compare)
	return bytes.Join(all, nil)
}

func (s *Signer) signerInfo(b *builder, x signed, stamp []byte) {
	b.AddASN1(der.SEQUENCE, func(b *builder) {
		b.AddASN1Int64(1)
		b.AddASN1(der.SEQUENCE, func(b *builder) {
			b.AddBytes(s.cert.RawIssuer)
			b.AddASN1BigInt(s.cert.SerialNumber)
		})
		algorithm(b, oidSHA256, false)
		b.AddASN1(tag0, func(b *builder) { b.AddBytes(x.attrs) })
		switch s.key.Public().(type) {
		case *rsa.PublicKey:
			algorithm(b, oidRSASHA256, true)
		case *ecdsa.PublicKey:
			algorithm(b, oidECDSASHA256, false)
		}
		b.AddASN1OctetString(x.value)
		if stamp != nil {
			b.AddASN1(tag1, func(b *builder) { b.AddBytes(stamp) })
		}
	})
}
