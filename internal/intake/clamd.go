package intake

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// ErrUnscanned is a file that the scanner did not judge: it is away, or it
// answered with an error. Such a file is held until it has.
var ErrUnscanned = errors.New("file is not scanned")

// Scanner is a clamd.
type Scanner struct {
	network, address string
	patience         time.Duration
}

// NewScanner finds the scanner at an address: a path or unix:/path, or
// host:port, also as tcp://host:port.
func NewScanner(at string) (*Scanner, error) {
	s := &Scanner{patience: 30 * time.Second}
	if path, ok := strings.CutPrefix(at, "unix:"); ok || strings.HasPrefix(at, "/") {
		s.network, s.address = "unix", strings.TrimPrefix(path, "//")
		if !strings.HasPrefix(s.address, "/") {
			return nil, fmt.Errorf("address %q of clamd is no path", at)
		}
		return s, nil
	}
	s.network, s.address = "tcp", strings.TrimPrefix(at, "tcp://")
	if host, port, err := net.SplitHostPort(s.address); err != nil || host == "" || port == "" {
		return nil, fmt.Errorf("address %q of clamd is neither a path nor host:port", at)
	}
	return s, nil
}

// Scan sends a file with INSTREAM (clamd(8)): chunks, each after its length in
// four bytes, big-endian, and a length of zero at the end. Errors: a *Fault of
// Infected, ErrUnscanned, and that of r.
func (s *Scanner) Scan(ctx context.Context, r io.Reader) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, s.network, s.address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnscanned, err)
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { _ = c.Close() })() // ends whatever read or write waits
	if err := send(c, r); err != nil {
		return err
	}
	answer, err := io.ReadAll(io.LimitReader(c, 1024))
	word := strings.TrimRight(string(answer), "\x00\n")
	switch {
	case word == "stream: OK":
		return nil
	case strings.HasPrefix(word, "stream: ") && strings.HasSuffix(word, " FOUND"):
		return &Fault{Code: Infected}
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUnscanned, err)
	}
	return fmt.Errorf("%w: clamd answered %q", ErrUnscanned, word)
}

// send writes the command and the file. A connection that breaks is no error
// here: clamd may have answered before the end, to a file beyond its
// StreamMaxLength, and what it answered or did not decides.
func send(c net.Conn, r io.Reader) error {
	if _, err := io.WriteString(c, "zINSTREAM\x00"); err != nil {
		return nil
	}
	b := make([]byte, 4+64<<10)
	for {
		n, err := io.ReadFull(r, b[4:])
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return fmt.Errorf("read file to scan: %w", err)
		}
		binary.BigEndian.PutUint32(b, uint32(n))
		if n > 0 {
			if _, err := c.Write(b[:4+n]); err != nil {
				return nil
			}
		}
		if ended {
			_, _ = c.Write(make([]byte, 4))
			return nil
		}
	}
}
