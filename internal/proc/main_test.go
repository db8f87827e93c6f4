package proc

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// stateVariable makes the test binary play a whole Thyrida that runs one child
// in the named state directory and waits to be killed.
const stateVariable = "THYRIDA_PROC_TEST_STATE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(stateVariable); dir != "" {
		play(dir)
	}
	os.Exit(m.Run())
}

func play(dir string) {
	ctx := context.Background()
	s, err := Open(ctx, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	c, err := s.Start(ctx, Spec{Name: "sleeper", Path: "/bin/sleep", Args: []string{"1000"}})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(c.Pid())
	select {}
}

// another starts a second Thyrida and returns the first line it says.
func another(t *testing.T, dir string) (*exec.Cmd, string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), stateVariable+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return cmd, strings.TrimSpace(line)
}

func open(t *testing.T, dir string) *Supervisor {
	t.Helper()
	s, err := Open(t.Context(), dir, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func eventually(t *testing.T, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	if err := until(t.Context(), limit, holds); err != nil {
		t.Fatalf("%s: not within %s", what, limit)
	}
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("expected a pid: %q", text)
	}
	return n
}
