package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// ErrTooLarge is a file of more bytes than the limit.
var ErrTooLarge = errors.New("file exceeds the size limit")

// inMemory is how much of a file waits in memory: a slow sender must not hold
// more, and most photographs go to disk.
const inMemory = 64 << 10

// Spool is a file that has arrived and is not judged yet.
type Spool struct {
	small bytes.Buffer
	file  *os.File
	size  int64
}

// Receive reads a file to its end. The file on disk has no name: it is gone
// when the program ends, however that comes. Errors: ErrTooLarge, those of r.
func Receive(r io.Reader, limit int64) (*Spool, error) {
	s := &Spool{}
	n, err := io.CopyN(&s.small, r, min(inMemory, limit+1))
	s.size = n
	if errors.Is(err, io.EOF) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if n > limit {
		return nil, ErrTooLarge
	}
	if s.file, err = os.CreateTemp("", "thyrida-intake-"); err != nil {
		return nil, fmt.Errorf("spool file: %w", err)
	}
	if err := os.Remove(s.file.Name()); err != nil {
		s.Close()
		return nil, fmt.Errorf("spool file: %w", err)
	}
	more, err := io.Copy(s.file, io.LimitReader(r, limit-n+1))
	if s.size += more; err == nil && s.size > limit {
		err = ErrTooLarge
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Size is how many bytes came.
func (s *Spool) Size() int64 { return s.size }

// Head is how the file begins, at most 3072 bytes: enough to tell its kind.
func (s *Spool) Head() []byte { return s.small.Bytes()[:min(s.small.Len(), 3072)] }

// Close forgets the file.
func (s *Spool) Close() {
	if s.file != nil {
		_ = s.file.Close()
	}
}

// bytes reads all of it, for the caller to change as he likes.
func (s *Spool) bytes() ([]byte, error) {
	b := make([]byte, s.size)
	n := copy(b, s.small.Bytes())
	if s.file == nil {
		return b, nil
	}
	_, err := io.ReadFull(io.NewSectionReader(s.file, 0, s.size-int64(n)), b[n:])
	return b, err
}
