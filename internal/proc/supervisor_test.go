//go:build unix

package proc

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// sleeper is a child that obeys at once.
func sleeper(name string) Spec {
	return Spec{Name: name, Path: "/bin/sleep", Args: []string{"1000"}}
}

func start(t *testing.T, s *Supervisor, spec Spec) *Child {
	t.Helper()
	c, err := s.Start(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAKilledChildIsBackWithinASecond(t *testing.T) {
	t.Parallel()
	c := start(t, open(t, t.TempDir()), sleeper("one"))
	old := c.Pid()
	if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Second, "a new process", func() bool { return c.Pid() != 0 && c.Pid() != old })
	if c.Deaths() != 1 {
		t.Errorf("it died %d times", c.Deaths())
	}
}

func TestAChildThatIsEndedStaysDownUntilItIsStarted(t *testing.T) {
	t.Parallel()
	c := start(t, open(t, t.TempDir()), sleeper("one"))
	for _, end := range []func(){c.Kill, c.Stop} {
		old := c.Pid()
		end()
		if c.Pid() != 0 || identity(old) != "" {
			t.Fatal("it still runs")
		}
		end() // twice does no harm
		if err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c.Start(t.Context()) == nil {
			t.Error("a running child was started a second time")
		}
	}
	if c.Deaths() != 0 {
		t.Errorf("what we ended counts as %d deaths", c.Deaths())
	}
}

func TestChildrenStopLastFirst(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	journal := filepath.Join(dir, "journal")
	for _, name := range []string{"first", "second", "third"} {
		script := `trap 'echo ` + name + ` >>"` + journal + `"; exit' TERM; echo up; while :; do sleep 0.05; done`
		c := start(t, s, Spec{Name: name, Path: "/bin/sh", Args: []string{"-c", script}})
		eventually(t, 5*time.Second, "its trap", func() bool { return Tail(c.LogFile(), 1) == "up" })
	}
	s.Close()
	text, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Fields(string(text)); strings.Join(got, " ") != "third second first" {
		t.Errorf("they stopped in the order %v", got)
	}
}

func TestAStubbornChildIsKilledWithItsGroup(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	c := start(t, s, Spec{
		Name: "deaf", Path: "/bin/sh", Args: []string{"-c", `trap '' TERM INT; sleep 1000 & echo $!; wait; wait`},
		Stop: []Step{{syscall.SIGINT, 20 * time.Millisecond}, {syscall.SIGTERM, 20 * time.Millisecond}},
	})
	eventually(t, 5*time.Second, "its child", func() bool { return Tail(c.LogFile(), 1) != "" })
	pid, grandchild := c.Pid(), number(t, Tail(c.LogFile(), 1))
	c.Stop()
	eventually(t, 5*time.Second, "the end of both", func() bool { return identity(pid) == "" && identity(grandchild) == "" })
}

func TestAStartThatCannotBePreparedIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	spec, calls := sleeper("one"), 0
	spec.Before = func(context.Context) error {
		if calls++; calls == 2 {
			return errors.New("not yet")
		}
		return nil
	}
	c := start(t, s, spec)
	old := c.Pid()
	if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Second, "a new process", func() bool { return c.Pid() != 0 && c.Pid() != old })
	s.Close()
	if calls != 3 {
		t.Errorf("it was prepared %d times, want 3", calls)
	}
}

func TestTwoChildrenOfOneNameAreRefused(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	start(t, s, sleeper("one"))
	if _, err := s.Start(t.Context(), sleeper("one")); err == nil {
		t.Error("a second child of the same name was started")
	}
}

func TestASecondCopyIsToldThatTheFirstRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, line := another(t, dir)
	number(t, line)
	_, err := Open(t.Context(), dir, nil)
	var running *RunningError
	if !errors.As(err, &running) || running.PID != first.Process.Pid {
		t.Fatalf("opening a taken directory gives %v", err)
	}
	for _, words := range []string{"τρέχει ήδη", "already running", dir, strconv.Itoa(running.PID)} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("%q does not say %q", err, words)
		}
	}
}

func TestPortsAreFreeAndNeverHandedOutTwice(t *testing.T) {
	t.Parallel()
	ports, err := FreePorts(50, nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, p := range ports {
		if seen[p] || !bindable(p) {
			t.Errorf("port %d is not free", p)
		}
		seen[p] = true
	}
	if again, err := FreePort(ports[0]); err != nil || again == ports[0] {
		t.Errorf("port %d was handed out twice (%v)", again, err)
	}
	ReturnPorts(ports...)
	if again, err := FreePort(ports[0]); err != nil || again != ports[0] {
		t.Errorf("the preferred port %d was free, but %d was given (%v)", ports[0], again, err)
	}
}
