// Package seal encrypts identity numbers for the database and makes them
// findable without being readable.
//
// A sealed value is text, "keyID:base64", with AES-256-GCM inside; the keyed
// digest is text too, "keyID:base64" of an HMAC-SHA256. Both name the key, so
// that several keys live side by side while a rotation re-seals row by row.
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

const keySize = 32 // bytes, AES-256

// file is the key file as it lies on disk.
type file struct {
	Current string            `json:"current"`
	Keys    map[string]string `json:"keys"` // id → base64 of 32 bytes
}

type key struct {
	aead   cipher.AEAD
	digest []byte // the key of the digests
}

// Keys seals with the current key and opens with any. It never prints a key.
type Keys struct {
	current string
	byID    map[string]key
}

// String keeps key material out of every log and error.
func (*Keys) String() string { return "***" }

// GoString does the same for %#v.
func (*Keys) GoString() string { return "***" }

var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`)

// Load reads the key file.
func Load(path string) (*Keys, error) {
	f, err := read(path)
	if err != nil {
		return nil, err
	}
	k := &Keys{current: f.Current, byID: map[string]key{}}
	for id, text := range f.Keys {
		raw, err := base64.StdEncoding.DecodeString(text)
		if !idForm.MatchString(id) || err != nil || len(raw) != keySize {
			return nil, fmt.Errorf("read key file: key %q is not base64 of %d bytes under a short name", id, keySize)
		}
		if k.byID[id], err = derive(raw); err != nil {
			return nil, err
		}
	}
	if _, ok := k.byID[k.current]; !ok {
		return nil, fmt.Errorf("read key file: current key %q is not among its keys", k.current)
	}
	return k, nil
}

// derive splits a key of the file into one for sealing and one for digests, so
// that neither use tells anything about the other.
func derive(raw []byte) (key, error) {
	sealing, err := hkdf.Key(sha256.New, raw, nil, "thyrida seal v1", keySize)
	if err != nil {
		return key{}, fmt.Errorf("derive sealing key: %w", err)
	}
	digest, err := hkdf.Key(sha256.New, raw, nil, "thyrida digest v1", sha256.Size)
	if err != nil {
		return key{}, fmt.Errorf("derive digest key: %w", err)
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return key{}, fmt.Errorf("make cipher: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return key{}, fmt.Errorf("make cipher: %w", err)
	}
	return key{aead: aead, digest: digest}, nil
}

// LoadOrCreate loads the key file and, when there is none, first writes one
// with a fresh key, readable by its owner only. Two processes that start at
// once end up with the same file.
func LoadOrCreate(path string) (*Keys, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		err := write(path, file{Current: "k1", Keys: map[string]string{"k1": fresh()}}, os.Link)
		if err != nil && !errors.Is(err, os.ErrExist) {
			return nil, err
		}
	}
	return Load(path)
}

// Rotate adds a fresh key to the file, makes it the current one and returns its
// ID. Old keys stay for opening; rows are re-sealed by the caller.
func Rotate(path string) (string, error) {
	f, err := read(path)
	if err != nil {
		return "", err
	}
	n := len(f.Keys) + 1
	for f.Keys["k"+strconv.Itoa(n)] != "" {
		n++
	}
	f.Current = "k" + strconv.Itoa(n)
	f.Keys[f.Current] = fresh()
	return f.Current, write(path, f, os.Rename)
}

func fresh() string {
	raw := make([]byte, keySize)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the process instead
	return base64.StdEncoding.EncodeToString(raw)
}

func read(path string) (file, error) {
	var f file
	b, err := os.ReadFile(path)
	if err != nil {
		return f, fmt.Errorf("read key file: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return f, fmt.Errorf("read key file %s: not the JSON of a key file", path) // the cause may quote a key
	}
	return f, nil
}

// write puts a complete, synced file in place by the given step: os.Link fails
// when there is one already, os.Rename replaces it.
func write(path string, f file, place func(from, to string) error) error {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	t, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	defer func() { _ = os.Remove(t.Name()) }()
	_, err = t.Write(append(b, '\n'))
	err = errors.Join(err, t.Sync(), t.Close())
	if err == nil {
		err = place(t.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return nil
}

// IDs lists the keys, the current one first and the others sorted.
func (k *Keys) IDs() []string {
	ids := []string{k.current}
	for id := range k.byID {
		if id != k.current {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids[1:])
	return ids
}
