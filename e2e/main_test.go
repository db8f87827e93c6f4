//go:build unix

package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// scratch is where everything of these tests lies.
var scratch string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "thyrida-e2e-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := os.Chmod(scratch, 0o755); err != nil { // PostgreSQL may run as another user
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	code := m.Run()
	if shared.house != nil {
		if err := shared.house.end(syscall.SIGTERM); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return code
}

// program builds the product, once.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "thyrida")
	out, err := exec.Command("go", "build", "-o", path, "../cmd/thyrida").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the product: %w\n%s", err, out)
	}
	return path, nil
})

// await polls until the condition holds.
func await(t testing.TB, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	if err := within(limit, what, func() (bool, error) { return holds(), nil }); err != nil {
		t.Fatal(err)
	}
}

// within polls until the condition holds or fails.
func within(limit time.Duration, what string, holds func() (bool, error)) error {
	end, tick := time.NewTimer(limit), time.NewTicker(50*time.Millisecond)
	defer end.Stop()
	defer tick.Stop()
	for {
		ok, err := holds()
		if ok || err != nil {
			return err
		}
		select {
		case <-end.C:
			return errors.New("waited " + limit.String() + " in vain for " + what)
		case <-tick.C:
		}
	}
}

// lines collects what a process prints.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
