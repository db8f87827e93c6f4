package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	cloud "gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// Stored is an object as the storage lists it.
type Stored struct {
	Key  string
	Size int64 // bytes
	At   time.Time
}

// Open returns the content and its size in bytes. The caller closes it.
func (s *Store) Open(ctx context.Context, key string) (io.ReadCloser, int64, error) {
	name, err := place(key)
	if err != nil {
		return nil, 0, fmt.Errorf("open content: %w", err)
	}
	r, err := s.bucket.NewReader(ctx, name, nil)
	if err != nil {
		return nil, 0, wrap("open", err)
	}
	return r, r.Size(), nil
}

// Has tells whether there is content under the key.
func (s *Store) Has(ctx context.Context, key string) (bool, error) {
	name, err := place(key)
	if err != nil {
		return false, fmt.Errorf("look up content: %w", err)
	}
	ok, err := s.bucket.Exists(ctx, name)
	if err != nil {
		return false, wrap("look up", err)
	}
	return ok, nil
}

// Delete removes the content. ErrNotFound when there is none.
func (s *Store) Delete(ctx context.Context, key string) error {
	name, err := place(key)
	if err != nil {
		return fmt.Errorf("delete content: %w", err)
	}
	if err := s.bucket.Delete(ctx, name); err != nil {
		return wrap("delete", err)
	}
	return nil
}

// List calls each for every object whose key begins with prefix, in the order
// of keys, until each returns an error, which List returns. Foreign files in
// the folder are passed over.
func (s *Store) List(ctx context.Context, prefix string, each func(Stored) error) error {
	under := final
	if len(prefix) >= 2 {
		under += prefix[:2] + "/"
	}
	return s.walk(ctx, under, func(o *cloud.ListObject) error {
		key := path.Base(o.Key)
		if !keyForm.MatchString(key) || !strings.HasPrefix(key, prefix) {
			return nil
		}
		return each(Stored{Key: key, Size: o.Size, At: o.ModTime})
	})
}

// Sweep deletes what uploads that never ended left behind, as far as it was
// last written before the moment given, and returns how many it deleted. Give
// it a moment well before the longest upload, such as an hour ago.
func (s *Store) Sweep(ctx context.Context, before time.Time) (int, error) {
	n := 0
	remove := func(o *cloud.ListObject) error {
		// Under final keys a killed process can leave the driver's own draft
		// of a copy beside the objects, never under the name of a hash.
		if keyForm.MatchString(path.Base(o.Key)) || !o.ModTime.Before(before) {
			return nil
		}
		err := s.bucket.Delete(ctx, o.Key)
		if gcerrors.Code(err) == gcerrors.NotFound {
			return nil // another sweep was faster
		}
		if err != nil {
			return wrap("sweep", err)
		}
		n++
		return nil
	}
	for _, under := range []string{temporary, final} {
		if err := s.walk(ctx, under, remove); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (s *Store) walk(ctx context.Context, prefix string, each func(*cloud.ListObject) error) error {
	it := s.bucket.List(&cloud.ListOptions{Prefix: prefix})
	for {
		o, err := it.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return wrap("list", err)
		}
		if err := each(o); err != nil {
			return err
		}
	}
}
