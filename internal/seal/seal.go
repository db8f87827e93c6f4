package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
)

// Errors of Open.
var (
	ErrForm       = errors.New("not a sealed value")
	ErrUnknownKey = errors.New("sealed with a key that is not in the key file")
	ErrTampered   = errors.New("sealed value was changed, or belongs to another field")
)

var text = base64.RawURLEncoding

// Seal encrypts plain with the current key. The associated data says where the
// value belongs (such as "person/0190…/afm"); Open demands the same, so that a
// value copied to another row does not open there. Sealing twice gives two texts.
func (k *Keys) Seal(plain, associated string) string {
	ct := k.byID[k.current].aead.Seal(nil, nil, []byte(plain), bind(k.current, associated))
	return k.current + ":" + text.EncodeToString(ct)
}

// Open decrypts what Seal returned, with whichever key sealed it.
func (k *Keys) Open(sealed, associated string) (string, error) {
	id, body, ok := strings.Cut(sealed, ":")
	if !ok {
		return "", ErrForm
	}
	ct, err := text.Strict().DecodeString(body)
	if err != nil {
		return "", ErrForm
	}
	key, ok := k.byID[id]
	if !ok {
		return "", ErrUnknownKey
	}
	plain, err := key.aead.Open(nil, nil, ct, bind(id, associated))
	if err != nil {
		return "", ErrTampered
	}
	return string(plain), nil
}

// Stale tells whether a sealed value or a digest was made with another key than
// the current one, that is, whether a rotation has still to renew it.
func (k *Keys) Stale(sealed string) bool { return !strings.HasPrefix(sealed, k.current+":") }

// Digest is what a value is found by: equal values of one kind (such as "afm")
// have equal digests under one key, and without the key nobody can try values.
// The value must be normalised before.
func (k *Keys) Digest(kind, value string) string { return k.digest(k.current, kind, value) }

// Digests are the digests of a value under every key, the current first: while
// a rotation runs, a search asks for any of them.
func (k *Keys) Digests(kind, value string) []string {
	var out []string
	for _, id := range k.IDs() {
		out = append(out, k.digest(id, kind, value))
	}
	return out
}

func (k *Keys) digest(id, kind, value string) string {
	mac := hmac.New(sha256.New, k.byID[id].digest)
	mac.Write(bind(kind, value))
	return id + ":" + text.EncodeToString(mac.Sum(nil))
}

// bind joins two texts so that no other pair gives the same bytes, as long as
// the first holds no zero byte; key IDs and kinds never do.
func bind(a, b string) []byte { return []byte(a + "\x00" + b) }
