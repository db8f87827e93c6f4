package proc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// trace is what a pid file holds: enough to recognise the process and to end
// it in its own way.
type trace struct {
	Pid     int    `json:"pid"`
	Started string `json:"started"`
	Path    string `json:"path"`
	Home    string `json:"home,omitempty"`
	Stop    []Step `json:"stop"`
}

func pidFile(dir, name string) string { return filepath.Join(dir, name+".pid") }

// remember writes the pid file, whole or not at all.
func remember(dir string, s Spec, pid int) error {
	text, err := json.Marshal(trace{pid, identity(pid), s.Path, s.Home, s.Stop})
	if err != nil {
		return fmt.Errorf("encode pid file: %w", err)
	}
	path := pidFile(dir, s.Name)
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return fmt.Errorf("write pid file: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("write pid file: %w", err)
	}
	return nil
}

func forget(dir, name string) { _ = os.Remove(pidFile(dir, name)) }

// Reap stops what an earlier run of the same state directory left alive. A
// process is ours only if both its pid and its start time are those we wrote
// down; any other is left in peace. It returns the names of what it stopped.
func Reap(ctx context.Context, dir string, log *slog.Logger) ([]string, error) {
	files, err := filepath.Glob(pidFile(dir, "*"))
	if err != nil {
		return nil, fmt.Errorf("list pid files: %w", err)
	}
	var stopped []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return stopped, fmt.Errorf("read pid file: %w", err)
		}
		name := filepath.Base(file[:len(file)-len(".pid")])
		var t trace
		if err := json.Unmarshal(text, &t); err != nil {
			log.Warn("a pid file cannot be read and is ignored", "file", file, "error", err)
		} else {
			if t.alive() {
				log.Info("stopping what an earlier run left alive", "child", name, "pid", t.Pid)
				stopped = append(stopped, name)
			}
			if err := t.end(ctx); err != nil {
				return stopped, fmt.Errorf("stop %s of an earlier run: %w", name, err)
			}
		}
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return stopped, fmt.Errorf("remove pid file: %w", err)
		}
	}
	return stopped, nil
}

func (t trace) alive() bool { return t.Pid > 0 && t.Started != "" && identity(t.Pid) == t.Started }

// end stops the process in its own way, and then whatever of it remains.
func (t trace) end(ctx context.Context) error {
	for _, step := range append(t.Stop, Step{syscall.SIGKILL, 10 * time.Second}) {
		if !t.alive() {
			break
		}
		if err := t.signal(step.Signal); err != nil {
			return err
		}
		if err := until(ctx, step.Grace, func() bool { return !t.alive() }); err != nil && ctx.Err() != nil {
			return err
		}
	}
	if t.alive() {
		return fmt.Errorf("process %d does not end", t.Pid)
	}
	if t.Home == "" {
		return nil
	}
	return Quiesce(ctx, t.Path, t.Home)
}

// signal reaches exactly the process we know: the handle is taken first (a
// pidfd on Linux), its identity checked after, so no recycled pid is hit.
func (t trace) signal(s syscall.Signal) error {
	p, err := os.FindProcess(t.Pid)
	if err != nil {
		return nil // gone
	}
	defer func() { _ = p.Release() }()
	if !t.alive() {
		return nil
	}
	if err := p.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		if p.Kill() != nil { // signals other than kill are unknown on Windows
			return fmt.Errorf("signal process %d: %w", t.Pid, err)
		}
	}
	return nil
}

// Quiesce waits until no process runs the program path in the directory home,
// and kills those that take longer than a moment: the backends of a postmaster
// that was killed notice it by themselves, but not in the middle of a statement.
func Quiesce(ctx context.Context, path, home string) error {
	none := func() bool { return len(remnants(path, home)) == 0 }
	if until(ctx, 2*time.Second, none) == nil {
		return nil
	}
	for _, pid := range remnants(path, home) {
		_ = trace{Pid: pid, Started: identity(pid)}.signal(syscall.SIGKILL)
	}
	if err := until(ctx, 10*time.Second, none); err != nil {
		return fmt.Errorf("wait for the remains of %s in %s: %w", filepath.Base(path), home, err)
	}
	return nil
}

// until polls the condition, which the kernel offers no event for, until it
// holds or the time is over.
func until(ctx context.Context, limit time.Duration, holds func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}
