package proc

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
)

// Supervisor owns a state directory and the children that work in it.
type Supervisor struct {
	dir  string
	log  *slog.Logger
	lock *Lock

	mu       sync.Mutex
	children []*Child
}

// Open takes the directory for this process (or returns a *RunningError) and
// stops what an earlier run of the same directory left alive.
func Open(ctx context.Context, dir string, log *slog.Logger) (*Supervisor, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find state directory: %w", err)
	}
	lock, err := Acquire(dir)
	if err != nil {
		return nil, err
	}
	if _, err := Reap(ctx, dir, log); err != nil {
		lock.Release()
		return nil, err
	}
	return &Supervisor{dir: dir, log: log, lock: lock}, nil
}

// Dir is the state directory: pid files and logs lie in it.
func (s *Supervisor) Dir() string { return s.dir }

// Log is where the supervisor reports.
func (s *Supervisor) Log() *slog.Logger { return s.log }

// Start starts a child and keeps it alive until it or the supervisor is stopped.
func (s *Supervisor) Start(ctx context.Context, spec Spec) (*Child, error) {
	spec, err := spec.filled(s.dir)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.children, func(c *Child) bool { return c.spec.Name == spec.Name && c.running() }) {
		return nil, fmt.Errorf("start %s: a child of that name is already running", spec.Name)
	}
	child := &Child{spec: spec, dir: s.dir, log: s.log}
	if err := child.Start(ctx); err != nil {
		return nil, err
	}
	s.children = append(s.children, child)
	return child, nil
}

func (c *Child) running() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.done != nil
}

// Close stops the children, the last started first, and gives the directory back.
func (s *Supervisor) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range slices.Backward(s.children) {
		c.Stop()
	}
	s.children = nil
	s.lock.Release()
}
