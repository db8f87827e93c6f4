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
	"regexp"
	"time"

	pkcs12 "software.sslmate.com/src/go-pkcs12"
)

// DevPassword opens the key stores of the test authority. It protects nothing,
// and is not meant to: the files are readable by their owner alone.
const DevPassword = "dokimastiko"

// DevPKI is a certification authority for development and tests, with what it
// issued. Every subject says that it is one.
type DevPKI struct {
	dir    string
	ca     *Signer
	body   Body
	now    time.Time
	Seal   *Signer // of the municipality
	Stamps *Signer // of the time-stamp authority
}

// Body is the municipality on the certificates.
type Body struct {
	Name string // Δήμος …
	VAT  string // tax number, for the organizationIdentifier of the seal
}

// Holder is a natural person with a certificate.
type Holder struct {
	Key   string // name of the file: small Latin letters, digits and hyphens
	Name  string
	Title string
	RSA   int // bits; 0: ECDSA P-256
}

// DevCA opens the test authority in a directory, and makes what is missing of
// it: authority, seal, time-stamp authority. Each is one PKCS#12 file that is
// complete when it appears, so it may be killed or run twice at any point.
func DevCA(dir string, body Body, now time.Time) (*DevPKI, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the directory of the test authority: %w", err)
	}
	p := &DevPKI{dir: dir, body: body, now: now}
	var err error
	if p.ca, err = p.open("ca", 0, p.root()); err != nil {
		return nil, err
	}
	seal := p.leaf(pkix.Name{CommonName: body.Name + " – ψηφιακή σφραγίδα"})
	if body.VAT != "" {
		seal.Subject.ExtraNames = []pkix.AttributeTypeAndValue{{Type: oidOrgID, Value: "VATEL-" + body.VAT}}
	}
	if p.Seal, err = p.open("seal", 2048, seal); err != nil {
		return nil, err
	}
	stamps := p.leaf(pkix.Name{CommonName: "Δοκιμαστική αρχή χρονοσήμανσης"})
	only, err := asn1.Marshal([]oid{{1, 3, 6, 1, 5, 5, 7, 3, 8}}) // Go does not mark it critical by itself
	if err != nil {
		return nil, fmt.Errorf("make the test authority: %w", err)
	}
	stamps.ExtraExtensions = []pkix.Extension{{Id: oidExtKeyUsage, Critical: true, Value: only}}
	stamps.ExtKeyUsage, stamps.UnknownExtKeyUsage = nil, nil
	p.Stamps, err = p.open("tsa", 0, stamps)
	return p, err
}

// Signer opens the key store of a person, and makes it the first time.
func (p *DevPKI) Signer(h Holder) (*Signer, error) {
	n := pkix.Name{CommonName: h.Name}
	if h.Title != "" {
		n.ExtraNames = []pkix.AttributeTypeAndValue{{Type: oid{2, 5, 4, 12}, Value: h.Title}}
	}
	return p.open("signer-"+h.Key, h.RSA, p.leaf(n))
}

// Root is the certificate to trust while developing.
func (p *DevPKI) Root() *x509.Certificate { return p.ca.cert }

// Roots is a pool of the root alone.
func (p *DevPKI) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(p.ca.cert)
	return pool
}

// Path is where the key store of a name lies.
func (p *DevPKI) Path(key string) string { return filepath.Join(p.dir, key+".p12") }

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

var fileKey = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,40}$`)

// open loads a key store, making it when there is none.
func (p *DevPKI) open(key string, bits int, template *x509.Certificate) (*Signer, error) {
	if !fileKey.MatchString(key) {
		return nil, failf(KeystoreUnreadable, "bad name of a key store")
	}
	s, err := LoadPKCS12(p.Path(key), DevPassword)
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err := p.make(key, bits, template); err != nil {
		return nil, fmt.Errorf("make the test key store %s: %w", key, err)
	}
	return LoadPKCS12(p.Path(key), DevPassword) // ours, or of whoever was faster
}

func (p *DevPKI) make(key string, bits int, template *x509.Certificate) error {
	var priv crypto.Signer
	var err error
	if bits > 0 {
		priv, err = rsa.GenerateKey(rand.Reader, bits)
	} else {
		priv, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		return err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127)); err != nil {
		return err
	}
	parent, by := template, priv
	var chain []*x509.Certificate
	if p.ca != nil {
		parent, by, chain = p.ca.cert, p.ca.key, []*x509.Certificate{p.ca.cert}
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, priv.Public(), by)
	if err != nil {
		return err
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		return err
	}
	store, err := pkcs12.Modern.Encode(priv, cert, chain, DevPassword)
	if err != nil {
		return err
	}
	return appear(p.Path(key), store)
}

// appear puts a complete, synced file in place unless one is there.
func appear(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
