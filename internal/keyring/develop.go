package keyring

import (
	"bytes"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/thyrida/thyrida/internal/durable"
	"github.com/thyrida/thyrida/internal/sign"
)

// authorityDir is where the test authority keeps its own keys, inside the ring.
const authorityDir = "authority"

// Development fills a ring for `thyrida dev`: a test authority, a seal, a key
// for each holder (Holder.Key is the e-mail address), and the authority among
// the trusted roots. Whatever is there stays, also keys that somebody put in by
// hand, so it may be killed anywhere, run again, and run twice at once. The
// authority it gives stamps times too: sign.NewTSA(authority.Stamps, …).
func Development(dir string, body sign.Body, holders []sign.Holder, now time.Time) (*sign.DevPKI, error) {
	for _, h := range holders {
		if !fit(h.Key) || h.Key == Seal {
			return nil, &Error{Absent, h.Key, errors.New("not an e-mail address in small letters")}
		}
	}
	authority, err := sign.DevCA(filepath.Join(dir, authorityDir), body, now)
	if err != nil {
		return nil, err
	}
	if err := trust(dir, authority); err != nil {
		return nil, err
	}
	if err := provide(dir, Seal, authority.IssueSeal); err != nil {
		return nil, err
	}
	for _, h := range holders {
		if err := provide(dir, h.Key, func() ([]byte, error) { return authority.Issue(h) }); err != nil {
			return nil, err
		}
	}
	return authority, nil
}

// trust adds the authority to the roots, beside those that are there.
func trust(dir string, authority *sign.DevPKI) error {
	path := filepath.Join(dir, rootsFile)
	before, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the trusted authorities: %w", err)
	}
	raw := authority.Root().Raw
	for rest := before; len(rest) > 0; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if bytes.Equal(block.Bytes, raw) {
			return nil
		}
	}
	if len(before) > 0 && before[len(before)-1] != '\n' {
		before = append(before, '\n')
	}
	if err := durable.Replace(path, append(before, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})...)); err != nil {
		return fmt.Errorf("trust the test authority: %w", err)
	}
	return nil
}

// provide makes what a holder lacks: the password first, the key store last.
// Every test key has the same password, so whoever of two is slower does no harm.
func provide(dir, holder string, issue func() ([]byte, error)) error {
	secret, store := filepath.Join(dir, holder+".password"), filepath.Join(dir, holder+".p12")
	have, err := os.ReadFile(store)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return &Error{Unreadable, holder, nameless(err)}
	}
	if !missing {
		if _, err := sign.ReadPKCS12(have, sign.DevPassword); err != nil {
			return nil // somebody's own key
		}
	}
	passwords, err := os.ReadFile(secret)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = durable.Create(secret, []byte(sign.DevPassword+"\n"))
	case err == nil && !slices.Contains(passwordsOf(passwords), sign.DevPassword):
		err = durable.Replace(secret, []byte(sign.DevPassword+"\n"))
	}
	if err == nil && missing {
		if have, err = issue(); err == nil {
			err = durable.Create(store, have)
		}
	}
	if err != nil {
		return fmt.Errorf("make a test key: %w", nameless(err))
	}
	return nil
}
