package sign

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"sync"
)

// begun are SHA-256 digests after bytes with which many files begin: whoever
// signs hundreds of files with the same fonts digests those once. They are found
// by where a beginning lies, and used only for a file that begins with the very
// bytes that were digested.
var begun struct {
	mu   sync.RWMutex
	kept map[*byte]half
}

type half struct {
	bytes []byte
	state []byte // of the digest, as crypto/sha256 marshals it
}

const keptHalves = 16

// digestFrom is the SHA-256 digest of a file's two parts around the signature.
func digestFrom(beginnings [][]byte, head, tail []byte) []byte {
	h := sha256.New()
	for _, b := range beginnings {
		if len(b) == 0 {
			continue
		}
		begun.mu.RLock()
		known, ok := begun.kept[&b[0]]
		begun.mu.RUnlock()
		if !ok && bytes.HasPrefix(head, b) {
			known, ok = begin(b), true
		}
		if !ok || !bytes.HasPrefix(head, known.bytes) {
			continue
		}
		if u, ok := h.(encoding.BinaryUnmarshaler); ok && u.UnmarshalBinary(known.state) == nil {
			head = head[len(known.bytes):]
		} else {
			h.Reset()
		}
		break
	}
	h.Write(head)
	h.Write(tail)
	return h.Sum(nil)
}

// begin digests a beginning and keeps that.
func begin(b []byte) half {
	x := half{bytes: bytes.Clone(b)}
	h := sha256.New()
	h.Write(x.bytes)
	if m, ok := h.(encoding.BinaryMarshaler); ok {
		x.state, _ = m.MarshalBinary() // without it nothing is resumed
	}
	begun.mu.Lock()
	defer begun.mu.Unlock()
	if len(begun.kept) < keptHalves {
		if begun.kept == nil {
			begun.kept = map[*byte]half{}
		}
		begun.kept[&b[0]] = x
	}
	return x
}
