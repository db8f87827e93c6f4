// Package keyring keeps the signing keys of a municipality on the disk of one
// server. In its directory lie, for the seal and for each person who signs,
//
//	seal.p12              seal.password
//	maria@dimos.gr.p12    maria@dimos.gr.password
//
// a key store (PKCS#12, RFC 7292) and the password that opens it, both readable
// by their owner alone, and roots.pem, the authorities whose certificates are
// trusted. A person is known by the e-mail address of the account, in small
// letters. Files may be replaced while the program runs.
//
// Whoever can read the directory can sign: keys in files make advanced
// signatures at best, never qualified ones.
package keyring

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/sign"
)

// Seal is the holder of the municipality's own key.
const Seal = "seal"

const rootsFile = "roots.pem"

// Ring gives the keys of a directory. It is safe for concurrent use.
type Ring struct {
	dir   string
	clock clock.Clock

	mu   sync.Mutex
	kept map[string]kept
}

// kept is a key as it was opened, and the files it came from.
type kept struct {
	signer          *sign.Signer
	store, password fs.FileInfo
}

// Open gives the ring of a directory. Nothing is read yet; a directory that is
// not there is a ring without keys.
func Open(dir string, c clock.Clock) *Ring {
	return &Ring{dir: dir, clock: c, kept: map[string]kept{}}
}

// Signer gives the key of a holder, Seal or an e-mail address in small letters,
// if it may sign a document now. Every error is an *Error.
func (r *Ring) Signer(holder string) (*sign.Signer, error) {
	s, err := r.open(holder)
	if err != nil {
		return nil, err
	}
	return s, r.check(holder, s)
}

// check asks whether the certificate lives and is one for documents.
func (r *Ring) check(holder string, s *sign.Signer) error {
	err := s.Check(r.clock.Now())
	switch sign.CodeOf(err) {
	case "":
		return nil
	case sign.CertificateExpired:
		return &Error{Expired, holder, nil}
	case sign.CertificateNotYetValid:
		return &Error{NotYetValid, holder, nil}
	}
	return &Error{Unreadable, holder, err}
}

// open gives the key as it was opened before, unless a file is another by now.
func (r *Ring) open(holder string) (*sign.Signer, error) {
	if !fit(holder) {
		return nil, &Error{Absent, holder, errors.New("neither the seal nor an e-mail address in small letters")}
	}
	store, err := r.stat(holder, ".p12")
	if err != nil {
		return nil, err
	}
	password, err := r.stat(holder, ".password")
	if err != nil {
		return nil, err
	}
	if exposed(password) {
		return nil, &Error{Exposed, holder, errors.New("the password file must be readable by its owner alone (mode 0600)")}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if k := r.kept[holder]; k.signer != nil && same(k.store, store) && same(k.password, password) {
		return k.signer, nil
	}
	delete(r.kept, holder)
	s, err := r.load(holder)
	if err != nil {
		return nil, err
	}
	// What was looked at before it was read may be older than what was read, never
	// newer: then the next call reads once more.
	r.kept[holder] = kept{s, store, password}
	return s, nil
}

func (r *Ring) path(holder, suffix string) string { return filepath.Join(r.dir, holder+suffix) }

func (r *Ring) stat(holder, suffix string) (fs.FileInfo, error) {
	i, err := os.Stat(r.path(holder, suffix))
	switch {
	case errors.Is(err, fs.ErrNotExist) && suffix == ".p12":
		return nil, &Error{Absent, holder, nil}
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{Unreadable, holder, errors.New("no password file beside the key")}
	case err != nil:
		return nil, &Error{Unreadable, holder, nameless(err)}
	case !i.Mode().IsRegular():
		return nil, &Error{Unreadable, holder, errors.New("not a file")}
	case i.Size() > maxFile:
		return nil, &Error{Unreadable, holder, errors.New("file too large")}
	}
	return i, nil
}

func same(a, b fs.FileInfo) bool {
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// load opens the key store with the first line of the password file that does.
func (r *Ring) load(holder string) (*sign.Signer, error) {
	store, err := os.ReadFile(r.path(holder, ".p12"))
	if err != nil {
		return nil, &Error{Unreadable, holder, nameless(err)}
	}
	passwords, err := os.ReadFile(r.path(holder, ".password"))
	if err != nil {
		return nil, &Error{Unreadable, holder, nameless(err)}
	}
	var s *sign.Signer
	for _, p := range passwordsOf(passwords) {
		if s, err = sign.ReadPKCS12(store, p); sign.CodeOf(err) != sign.WrongPassword {
			break
		}
	}
	if err != nil {
		return nil, &Error{Unreadable, holder, err}
	}
	return s, nil
}

// Roots are the trusted authorities of roots.pem, nobody if there is no such
// file. It is read each time.
func (r *Ring) Roots() (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	b, err := os.ReadFile(filepath.Join(r.dir, rootsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return pool, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the trusted authorities: %w", err)
	}
	certs, err := readRoots(b)
	if err != nil {
		return nil, err
	}
	for _, c := range certs {
		pool.AddCert(c)
	}
	return pool, nil
}

// fit says whether a name can be that of a key: the seal, or an e-mail address
// in small letters that is a file name in every system.
func fit(holder string) bool {
	if holder == Seal {
		return true
	}
	local, domain, ok := strings.Cut(holder, "@")
	return ok && local != "" && domain != "" && !strings.Contains(domain, "@") && len(holder) <= 240 &&
		holder[0] != '.' && !strings.Contains(holder, "..") && holder == strings.ToLower(holder) &&
		!strings.ContainsAny(holder, `/\:*?"<>|`) && !strings.ContainsFunc(holder, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) })
}
