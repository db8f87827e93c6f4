package keyring

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/sign"
)

// Holder is a key of the ring, for the page where keys are looked at. When the
// key cannot be opened only Name and Code say something.
type Holder struct {
	Name        string // Seal, or the e-mail address
	Code        Code   // why it cannot sign now; "" when it can
	Subject     string // of the certificate, RFC 2253
	Issuer      string
	Serial      string // hexadecimal
	Class       sign.Class
	Algorithm   string // "RSA-2048", "ECDSA P-256"
	NotBefore   time.Time
	NotAfter    time.Time
	SHA256      string // of the certificate, hexadecimal
	Certificate []byte // DER
}

// Holders are all keys of the ring, the seal first, then by name. A key that
// cannot sign is among them with the reason. Files of other names are passed over.
func (r *Ring) Holders() (out []Holder, err error) {
	files, err := os.ReadDir(r.dir) // sorted
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the signing keys: %w", err)
	}
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".p12")
		if !ok || !fit(name) {
			continue
		}
		h, err := r.holder(name)
		if err != nil {
			return nil, err
		}
		if name == Seal {
			out = append([]Holder{h}, out...)
		} else {
			out = append(out, h)
		}
	}
	return out, nil
}

func (r *Ring) holder(name string) (Holder, error) {
	s, err := r.open(name)
	if err != nil {
		return codeOf(Holder{Name: name}, err)
	}
	h := Describe(s.Certificate())
	h.Name = name
	return codeOf(h, r.check(name, s))
}

// Describe says of a certificate what can be said without its key.
func Describe(c *x509.Certificate) Holder {
	sum := sha256.Sum256(c.Raw)
	return Holder{
		Subject: c.Subject.String(), Issuer: c.Issuer.String(), Serial: c.SerialNumber.Text(16), Class: sign.ClassOf(c),
		Algorithm: algorithm(c), NotBefore: c.NotBefore, NotAfter: c.NotAfter, SHA256: hex.EncodeToString(sum[:]), Certificate: c.Raw,
	}
}

func codeOf(h Holder, err error) (Holder, error) {
	if e, ok := errors.AsType[*Error](err); ok {
		h.Code, err = e.Code, nil
	}
	return h, err
}

// algorithm names the kinds of key that sign.NewSigner lets in.
func algorithm(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return "RSA-" + strconv.Itoa(k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Curve.Params().Name
	}
	return c.PublicKeyAlgorithm.String()
}
