// Package blob keeps the bytes of attachments and documents, in a folder by
// default or in S3, under the SHA-256 of their content: the same content is
// stored once, and a key never changes its meaning.
//
// The package knows nothing of who owns what. Whoever deletes a key must be
// sure that no row names it, and that no upload of the same content is being
// recorded at that moment.
package blob

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	cloud "gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/memblob" // mem:// for tests
	_ "gocloud.dev/blob/s3blob"  // s3://bucket?region=…
	"gocloud.dev/gcerrors"
)

// Errors a caller tells its user about. Everything else is a fault of the
// storage and may be tried again.
var (
	ErrTooLarge = errors.New("content exceeds the size limit")
	ErrEmpty    = errors.New("content is empty")
	ErrNotFound = errors.New("no content under this key")
	ErrKey      = errors.New("key is not a SHA-256 in lower-case hexadecimal")
)

const (
	final     = "objects/" // objects/ab/abcdef…, 256 folders keep a directory small
	temporary = "tmp/"
)

var keyForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Store is a bucket of content. It is safe for concurrent use.
type Store struct {
	bucket *cloud.Bucket
	folder string // of a file store, "" otherwise
}

// Open opens the storage at a URL: a plain path or file:///path for a folder
// (made with mode 0700 when missing), s3://bucket?region=…&endpoint=…, mem://.
// Credentials of S3 come from the usual AWS environment.
func Open(ctx context.Context, at string) (*Store, error) {
	u, err := url.Parse(at)
	if at == "" || err != nil {
		return nil, fmt.Errorf("open blob storage: address %q is no path or URL", at)
	}
	if u.Scheme == "" || u.Scheme == "file" {
		dir := at
		if u.Scheme == "file" {
			dir = filepath.FromSlash(u.Path)
		}
		return openFolder(dir)
	}
	b, err := cloud.OpenBucket(ctx, at)
	if err != nil {
		return nil, fmt.Errorf("open blob storage of scheme %s: %w", u.Scheme, err)
	}
	return &Store{bucket: b}, nil
}

func openFolder(dir string) (*Store, error) {
	b, err := fileblob.OpenBucket(dir, &fileblob.Options{
		CreateDir:   true,
		DirFileMode: 0o700,
		// The temporary file must lie on the same file system, or the rename that
		// makes the write atomic fails.
		NoTempDir: true,
		// The database holds type and name; a sidecar file could only disagree.
		Metadata: fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, fmt.Errorf("open blob folder: %w", err)
	}
	return &Store{bucket: b, folder: dir}, nil
}

// Close releases the storage.
func (s *Store) Close() error {
	if err := s.bucket.Close(); err != nil {
		return fmt.Errorf("close blob storage: %w", err)
	}
	return nil
}

// Ready tells whether the storage answers.
func (s *Store) Ready(ctx context.Context) error {
	ok, err := s.bucket.IsAccessible(ctx)
	if err == nil && !ok {
		err = errors.New("not accessible")
	}
	if err != nil {
		return fmt.Errorf("reach blob storage: %w", err)
	}
	return nil
}

// place is where the content of a key lies. It refuses everything that is not
// a hash, so that no key can leave the storage's own folder.
func place(key string) (string, error) {
	if !keyForm.MatchString(key) {
		return "", ErrKey
	}
	return final + key[:2] + "/" + key, nil
}

func wrap(verb string, err error) error {
	if gcerrors.Code(err) == gcerrors.NotFound {
		return fmt.Errorf("%s content: %w", verb, ErrNotFound)
	}
	return fmt.Errorf("%s content: %w", verb, err)
}

// settle makes a finished object of a folder survive a power cut: the row that
// names it is committed next, and must never point at nothing.
func (s *Store) settle(name string) error {
	if s.folder == "" {
		return nil
	}
	path := filepath.Join(s.folder, filepath.FromSlash(name))
	for _, p := range []string{path, filepath.Dir(path), filepath.Join(s.folder, strings.TrimSuffix(final, "/"))} {
		f, err := os.Open(p)
		if err != nil {
			return fmt.Errorf("settle content: %w", err)
		}
		err = f.Sync()
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			return fmt.Errorf("settle content: %w", err)
		}
	}
	return nil
}
