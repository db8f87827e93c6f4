package sign

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/thyrida/thyrida/internal/durable"
	pkcs12 "software.sslmate.com/src/go-pkcs12"
)

// DevPassword opens the key stores of the test authority. It protects nothing,
// and is not meant to: the files are readable by their owner alone.
const DevPassword = "dokimastiko"

// DevPKI is a certification authority for development and tests, with its
// time-stamp authority. Every subject says that it is one. It keeps its own two
// keys; what it issues is for others to keep (internal/keyring).
type DevPKI struct {
	dir    string
	ca     *Signer
	body   Body
	now    time.Time
	Stamps *Signer // of the time-stamp authority
}

// Body is the municipality on the certificates.
type Body struct {
	Name string // Δήμος …
	VAT  string // tax number, for the organizationIdentifier of the seal
}

// Holder is a natural person with a certificate.
type Holder struct {
	Key   string // under which the key is kept; says nothing to the authority
	Name  string
	Title string
	RSA   int // bits; 0: ECDSA P-256
}

// DevCA opens the test authority in a directory, and makes what is missing of
// it: authority and time-stamp authority. Each is one PKCS#12 file that is
// complete when it appears, so it may be killed or run twice at any point. The
// clock is asked once: now is when what is issued counts its years from.
func DevCA(dir string, body Body, now time.Time) (*DevPKI, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the directory of the test authority: %w", err)
	}
	p := &DevPKI{dir: dir, body: body, now: now}
	var err error
	if p.ca, err = p.open("ca", p.root()); err != nil {
		return nil, err
	}
	stamps := p.leaf(pkix.Name{CommonName: "Δοκιμαστική αρχή χρονοσήμανσης"})
	only, err := asn1.Marshal([]oid{{1, 3, 6, 1, 5, 5, 7, 3, 8}}) // Go does not mark it critical by itself
	if err != nil {
		return nil, fmt.Errorf("make the test authority: %w", err)
	}
	stamps.ExtraExtensions = []pkix.Extension{{Id: oidExtKeyUsage, Critical: true, Value: only}}
	stamps.ExtKeyUsage, stamps.UnknownExtKeyUsage = nil, nil
	p.Stamps, err = p.open("tsa", stamps)
	return p, err
}

// Issue makes a new key and certificate for a person: a key store (PKCS#12)
// under DevPassword. The title stands in the certificate (X.520 title).
func (p *DevPKI) Issue(h Holder) ([]byte, error) {
	n := pkix.Name{CommonName: h.Name}
	if h.Title != "" {
		n.ExtraNames = []pkix.AttributeTypeAndValue{{Type: oid{2, 5, 4, 12}, Value: h.Title}}
	}
	return p.issue(h.RSA, p.leaf(n))
}

// IssueSeal does the same for the seal of the municipality, RSA of 2048 bits.
func (p *DevPKI) IssueSeal() ([]byte, error) {
	seal := p.leaf(pkix.Name{CommonName: p.body.Name + " – ψηφιακή σφραγίδα"})
	if p.body.VAT != "" {
		seal.Subject.ExtraNames = []pkix.AttributeTypeAndValue{{Type: oidOrgID, Value: "VATEL-" + p.body.VAT}}
	}
	return p.issue(2048, seal)
}

// Root is the certificate to trust while developing.
func (p *DevPKI) Root() *x509.Certificate { return p.ca.cert }

// Roots is a pool of the root alone.
func (p *DevPKI) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(p.ca.cert)
	return pool
}

func (p *DevPKI) subject(n pkix.Name) pkix.Name {
	n.Country, n.Organization, n.OrganizationalUnit = []string{"GR"}, []string{p.body.Name}, []string{DevMark}
	return n
}

// The certificates begin a year back, for demonstration data of the past.
func (p *DevPKI) template(n pkix.Name, years int) *x509.Certificate {
	return &x509.Certificate{
		Subject: p.subject(n), NotBefore: p.now.AddDate(-1, 0, 0).UTC().Truncate(time.Second), NotAfter: p.now.AddDate(years, 0, 0).UTC().Truncate(time.Second),
		BasicConstraintsValid: true,
	}
}

func (p *DevPKI) root() *x509.Certificate {
	c := p.template(pkix.Name{CommonName: DevMark}, 20)
	c.IsCA, c.MaxPathLenZero = true, true
	c.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	return c
}

func (p *DevPKI) leaf(n pkix.Name) *x509.Certificate {
	c := p.template(n, 5)
	c.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} // which readers still ask for
	c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{oidDocumentSigning}
	return c
}

// open loads a key store of the authority itself, making it when there is none.
func (p *DevPKI) open(key string, template *x509.Certificate) (*Signer, error) {
	path := filepath.Join(p.dir, key+".p12")
	s, err := LoadPKCS12(path, DevPassword)
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	store, err := p.issue(0, template)
	if err != nil {
		return nil, err
	}
	if err := durable.Create(path, store); err != nil {
		return nil, fmt.Errorf("keep the test key %s: %w", key, err)
	}
	return LoadPKCS12(path, DevPassword) // ours, or of whoever was faster
}

func (p *DevPKI) issue(bits int, template *x509.Certificate) ([]byte, error) {
	store, err := p.certify(bits, template)
	if err != nil {
		return nil, fmt.Errorf("issue a test certificate: %w", err)
	}
	return store, nil
}

// certify makes a key, RSA of so many bits or P-256 for 0, and its certificate:
// self-signed as long as there is no authority.
func (p *DevPKI) certify(bits int, template *x509.Certificate) ([]byte, error) {
	var priv crypto.Signer
	var err error
	if bits > 0 {
		priv, err = rsa.GenerateKey(rand.Reader, bits)
	} else {
		priv, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		return nil, err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127)); err != nil {
		return nil, err
	}
	parent, by := template, priv
	var chain []*x509.Certificate
	if p.ca != nil {
		parent, by, chain = p.ca.cert, p.ca.key, []*x509.Certificate{p.ca.cert}
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, priv.Public(), by)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		return nil, err
	}
	return pkcs12.Modern.Encode(priv, cert, chain, DevPassword)
}
