package intake

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
)

// clamd speaks INSTREAM as clamd(8) does: it finds EICAR, and answers with an
// error to what is longer than its StreamMaxLength.
func clamd(t *testing.T, network, at string) string {
	t.Helper()
	l, err := net.Listen(network, at)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(c, answer(bufio.NewReader(c)))
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

func answer(r *bufio.Reader) string {
	if command, err := r.ReadString(0); err != nil || command != "zINSTREAM\x00" {
		return "UNKNOWN COMMAND\x00"
	}
	var all []byte
	for {
		var n uint32
		if err := binary.Read(r, binary.BigEndian, &n); err != nil {
			return ""
		}
		if n == 0 {
			break
		}
		chunk := make([]byte, n)
		if _, err := io.ReadFull(r, chunk); err != nil {
			return ""
		}
		if all = append(all, chunk...); len(all) > 1<<20 {
			return "INSTREAM size limit exceeded. ERROR\x00"
		}
	}
	if bytes.Contains(all, []byte("EICAR")) {
		return "stream: Eicar-Signature FOUND\x00"
	}
	return "stream: OK\x00"
}

func TestTheScannerIsAskedOverASocketOrANetwork(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clamd.ctl")
	clamd(t, "unix", path)
	host := clamd(t, "tcp", "127.0.0.1:0")
	for _, at := range []string{path, "unix:" + path, "unix://" + path, host, "tcp://" + host} {
		s, err := NewScanner(at)
		require.NoError(t, err, at)
		require.NoError(t, s.Scan(t.Context(), strings.NewReader("a paper")), at)
		require.NoError(t, s.Scan(t.Context(), bytes.NewReader(make([]byte, 200<<10))), at)
		var fault *Fault
		require.ErrorAs(t, s.Scan(t.Context(), strings.NewReader(strings.Repeat("x", 128<<10)+"EICAR")), &fault, at)
		require.Equal(t, Infected, fault.Code)
		require.ErrorIs(t, s.Scan(t.Context(), bytes.NewReader(make([]byte, 3<<20))), ErrUnscanned, "what it cannot judge is not clean")
		err = s.Scan(t.Context(), iotest.ErrReader(io.ErrNoProgress))
		require.ErrorIs(t, err, io.ErrNoProgress)
		require.NotErrorIs(t, err, ErrUnscanned)
	}
	for _, at := range []string{"", "localhost", "unix:clamd.ctl", ":3310", "tcp://"} {
		_, err := NewScanner(at)
		require.Error(t, err, at)
	}
}

func TestAScannerThatIsAwayOrHangsOrLiesJudgesNothing(t *testing.T) {
	t.Parallel()
	away, err := NewScanner(filepath.Join(t.TempDir(), "none.ctl"))
	require.NoError(t, err)
	require.ErrorIs(t, away.Scan(t.Context(), strings.NewReader("x")), ErrUnscanned)

	l, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	require.NoError(t, err)
	defer l.Close()
	hangs, err := NewScanner(l.Addr().String())
	require.NoError(t, err)
	hangs.patience = 50 * time.Millisecond
	require.ErrorIs(t, hangs.Scan(context.Background(), strings.NewReader("x")), ErrUnscanned)
	require.True(t, errors.Is(hangs.Scan(t.Context(), bytes.NewReader(make([]byte, 30<<20))), ErrUnscanned))
}
