package keyring

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/internal/durable"
	"github.com/thyrida/thyrida/internal/sign"
)

const maxFile = 1 << 20

// exposed says whether others than the owner may read or change a file. Windows
// has no such bits: there the rights of the directory count.
func exposed(i fs.FileInfo) bool {
	return runtime.GOOS != "windows" && i.Mode().Perm()&0o077 != 0
}

// nameless takes the path out of an error: a file is named after a person.
func nameless(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}

// passwordsOf are the lines of a password file. More than one stand there only
// while a key is being replaced.
func passwordsOf(b []byte) []string {
	return strings.Split(strings.ReplaceAll(strings.TrimRight(string(b), "\r\n"), "\r\n", "\n"), "\n")
}

// Write puts a key store and its password into the ring's directory, or in place
// of those of the holder. It refuses what does not open. Killed at any point it
// leaves the old key or the new one, never one without its password.
func Write(dir, holder string, p12 []byte, password string) error {
	if !fit(holder) {
		return &Error{Absent, holder, errors.New("neither the seal nor an e-mail address in small letters")}
	}
	if strings.ContainsAny(password, "\r\n") {
		return &Error{Unreadable, holder, errors.New("a password is one line")}
	}
	if len(p12) > maxFile {
		return &Error{Unreadable, holder, errors.New("file too large")}
	}
	if _, err := sign.ReadPKCS12(p12, password); err != nil {
		return &Error{Unreadable, holder, err}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the directory of the keys: %w", nameless(err))
	}
	// The new password comes first, before the old one, which still opens what is
	// there; it goes when the new key lies in place.
	secret, store := filepath.Join(dir, holder+".password"), filepath.Join(dir, holder+".p12")
	before, err := os.ReadFile(secret)
	if err == nil && !slices.Equal(passwordsOf(before), []string{password}) {
		err = durable.Replace(secret, []byte(password+"\n"+string(before)))
	} else if err == nil || errors.Is(err, fs.ErrNotExist) {
		before, err = nil, durable.Replace(secret, []byte(password+"\n"))
	}
	if err == nil {
		err = durable.Replace(store, p12)
	}
	if err == nil && before != nil {
		err = durable.Replace(secret, []byte(password+"\n"))
	}
	if err != nil {
		return fmt.Errorf("keep a key: %w", nameless(err))
	}
	return nil
}

// readRoots reads certificates in PEM. Text around them is allowed, as in the
// bundles that authorities publish; anything else in PEM is not.
func readRoots(b []byte) (out []*x509.Certificate, err error) {
	for {
		var block *pem.Block
		if block, b = pem.Decode(b); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("read the trusted authorities: %s holds a %s", rootsFile, block.Type)
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("read the trusted authorities: %w", err)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("read the trusted authorities: no certificate in %s", rootsFile)
	}
	return out, nil
}
