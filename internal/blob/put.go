package blob

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/gabriel-vasile/mimetype"
	cloud "gocloud.dev/blob"
)

// headSize is how much of the content its type is judged by: mimetype looks at
// no more than 3072 bytes.
const headSize = 3072

// Object is what Put found out about the content.
type Object struct {
	Key       string // under which it is kept: the SHA-256 in hexadecimal
	SHA256    [sha256.Size]byte
	Size      int64  // bytes
	MediaType string // by content, with its parameters, such as "text/plain; charset=utf-8"
}

// Put streams r into the storage, up to limit bytes, and returns what came.
// The bytes are written under a temporary key and copied to their hash only
// when all arrived, so that neither a broken upload nor a killed process leaves
// half an object; what they leave under temporary keys, Sweep removes.
// Errors: ErrTooLarge, ErrEmpty, those of r as they are, others of the storage.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (Object, error) {
	in := bufio.NewReaderSize(r, headSize)
	head, err := in.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return Object{}, fmt.Errorf("read upload: %w", err)
	}
	if len(head) == 0 {
		return Object{}, ErrEmpty
	}
	o := Object{MediaType: mimetype.Detect(head).String()}

	draft := temporary + rand.Text()
	if o.SHA256, o.Size, err = s.write(ctx, draft, in, limit); err != nil {
		return Object{}, err
	}
	// The draft goes even when the caller has gone away.
	defer func() { _ = s.bucket.Delete(context.WithoutCancel(ctx), draft) }()
	o.Key = hex.EncodeToString(o.SHA256[:])
	name, _ := place(o.Key)
	known, err := s.bucket.Exists(ctx, name)
	if err != nil {
		return Object{}, wrap("look up", err)
	}
	if !known {
		if err := s.bucket.Copy(ctx, name, draft, nil); err != nil {
			return Object{}, wrap("keep", err)
		}
	}
	// Also when known: another upload of the same bytes may not have settled it yet.
	return o, s.settle(name)
}

// write copies in to the draft and counts. A draft that fails is not kept.
func (s *Store) write(ctx context.Context, draft string, in io.Reader, limit int64) (sum [sha256.Size]byte, n int64, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, draft, &cloud.WriterOptions{DisableContentTypeDetection: true})
	if err != nil {
		return sum, 0, wrap("write", err)
	}
	hash := sha256.New()
	n, err = io.Copy(io.MultiWriter(hash, w), io.LimitReader(in, min(limit, math.MaxInt64-1)+1))
	if err == nil && n > limit {
		err = ErrTooLarge
	}
	if err != nil {
		cancel() // before Close: gocloud then drops the object instead of finishing it
		_ = w.Close()
		return sum, n, fmt.Errorf("write upload: %w", err)
	}
	if err := w.Close(); err != nil {
		return sum, n, wrap("write", err)
	}
	return [sha256.Size]byte(hash.Sum(nil)), n, nil
}
