package worker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Keeper looks at the keys on this server and writes down which there are, so
// that a task can say why it cannot be signed, and warns before certificates
// end. Every worker needs the same directory of keys.
type Keeper struct {
	Store        store.System
	Ring         *keyring.Ring
	Dir          string // of the ring
	Clock        clock.Clock
	Municipality models.Municipality

	files  string    // as they lay there when they were last read
	readAt time.Time // zero: not yet
	told   map[string]models.Code
}

// Run looks every minute whether a file has changed and every hour at
// everything, until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	return loop(ctx, "keeper of keys", time.Minute, func(ctx context.Context) (bool, error) { return false, k.Once(ctx) })
}

// Once reads the keys if there is a reason to.
func (k *Keeper) Once(ctx context.Context) error {
	files, err := k.look()
	if err != nil {
		return err
	}
	now := k.Clock.Now()
	if !k.readAt.IsZero() && files == k.files && now.Before(k.readAt.Add(time.Hour)) {
		return nil
	}
	keys, err := k.read(ctx)
	if err != nil {
		return err
	}
	if err := k.Store.SeeKeys(ctx, k.Municipality, keys); err != nil {
		return err
	}
	if err := k.Store.WarnOfKeys(ctx, k.Municipality); err != nil {
		return err
	}
	k.files, k.readAt = files, now
	return nil
}

// look tells one state of the directory from another.
func (k *Keeper) look() (string, error) {
	files, err := os.ReadDir(k.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("list the signing keys: %w", err)
	}
	var b strings.Builder
	for _, f := range files {
		if i, err := f.Info(); err == nil { // one that went away meanwhile is not there
			fmt.Fprintln(&b, f.Name(), i.Size(), i.Mode(), i.ModTime().UnixNano())
		}
	}
	return b.String(), nil
}

// read gives the keys of people and of the seal as they are now.
func (k *Keeper) read(ctx context.Context) (keys []models.SigningKey, err error) {
	holders, err := k.Ring.Holders()
	if err != nil {
		return nil, err
	}
	var emails []string
	for _, h := range holders {
		emails = append(emails, h.Name)
	}
	accounts, err := k.Store.HoldersByEmail(ctx, k.Municipality, emails)
	if err != nil {
		return nil, err
	}
	told := map[string]models.Code{}
	for _, h := range holders {
		holder, code := string(accounts[h.Name]), models.Code(h.Code)
		switch {
		case h.Name == keyring.Seal:
			holder = keyring.Seal
		case holder == "":
			code = "no-account"
		}
		if told[h.Name] = code; code != "" && k.told[h.Name] != code { // the file is named after a person: not for the log
			slog.WarnContext(ctx, "signing key cannot be used", "holder", holder, "certificate", h.SHA256, "code", code)
		}
		if holder != "" {
			keys = append(keys, models.SigningKey{Holder: holder, Way: models.WayServer, Subject: h.Subject, Issuer: h.Issuer, Serial: h.Serial,
				Algorithm: h.Algorithm, Class: string(h.Class), NotBefore: h.NotBefore, NotAfter: h.NotAfter,
				SHA256: models.SHA256(h.SHA256), Certificate: h.Certificate, Absent: code})
		}
	}
	k.told = told
	return keys, nil
}
