//go:build unix

package proc

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// orphan starts a process no supervisor watches; gone is closed at its end.
func orphan(t *testing.T) (pid int, gone <-chan struct{}) {
	t.Helper()
	cmd := exec.Command("/bin/sleep", "1000")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(done)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-done
	})
	return cmd.Process.Pid, done
}

func write(t *testing.T, dir string, v trace) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	file := pidFile(dir, "sleeper")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWhatAnEarlierRunLeftAliveIsStopped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pid, gone := orphan(t)
	file := write(t, dir, trace{Pid: pid, Started: identity(pid), Path: "/bin/sleep", Stop: []Step{{syscall.SIGTERM, time.Second}}})
	open(t, dir)
	if !within(gone, 5*time.Second) {
		t.Fatal("it still runs")
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the pid file is still there (%v)", err)
	}
}

func TestAnotherProcessWithARecycledPidIsLeftInPeace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pid, gone := orphan(t)
	file := write(t, dir, trace{Pid: pid, Started: identity(os.Getpid()), Path: "/bin/sleep"})
	open(t, dir)
	if closed(gone) || identity(pid) == "" {
		t.Fatal("a stranger was killed")
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the stale pid file is still there (%v)", err)
	}
}

func TestAPidFileThatCannotBeReadIsForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(pidFile(dir, "half"), []byte(`{"pid":`), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if left, _ := filepath.Glob(pidFile(dir, "*")); len(left) != 0 {
		t.Errorf("pid files are left: %v", left)
	}
}

func TestChildrenDieWithAParentThatIsKilled(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has a parent-death signal; elsewhere the next start reaps")
	}
	dir := t.TempDir()
	parent, line := another(t, dir)
	child := number(t, line)
	if identity(child) == "" {
		t.Fatal("the child does not run")
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Second, "the end of the child", func() bool { return identity(child) == "" })
	_ = parent.Wait()
	open(t, dir) // and the directory is free again
}

func TestWhatRunsInAFolderIsKilledWhenItLingers(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells where a process works")
	}
	home := t.TempDir()
	cmd := exec.Command("/bin/sleep", "1000")
	cmd.Dir = home
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(gone)
	}()
	if err := Quiesce(t.Context(), "/bin/sh", home); err != nil || closed(gone) {
		t.Fatalf("another program in the folder was taken for ours (%v)", err)
	}
	if err := Quiesce(t.Context(), "/bin/sleep", home); err != nil {
		t.Fatal(err)
	}
	if !within(gone, 5*time.Second) {
		t.Error("it still runs")
	}
}

func closed(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}
