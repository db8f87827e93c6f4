// Package proc starts child processes and keeps them alive: it restarts one
// that dies, stops all in reverse order, ties their life to ours, and on the
// next start recognises and stops what an earlier run left behind.
package proc

import (
	"context"
	"errors"
	"path/filepath"
	"syscall"
	"time"
)

// Spec says what to run and how to end it.
type Spec struct {
	// Name is the stem of the pid file and of the default log file.
	Name string
	// Path is the program, Args what follows it.
	Path string
	Args []string
	// Env is the whole environment; nil means ours.
	Env []string
	// Dir is the working directory; empty means ours.
	Dir string
	// LogFile receives standard output and error; empty means <dir>/<name>.log.
	LogFile string
	// Account is whom the child runs as; nil means as we do.
	Account *Account
	// Stop lists the signals of an orderly end, gentlest first. SIGKILL always
	// follows the last one. Empty means SIGTERM with ten seconds of grace.
	Stop []Step
	// Home, when set, is the working directory by which processes that outlive
	// a killed child (the backends of PostgreSQL) are recognised.
	Home string
	// Before runs before every start, restarts included.
	Before func(context.Context) error
}

// Step is one signal and the time a process has to obey it.
type Step struct {
	Signal syscall.Signal `json:"signal"`
	Grace  time.Duration  `json:"grace"`
}

// Account is an unprivileged user and the capabilities it keeps (Linux).
type Account struct {
	UID, GID uint32
	// Caps are ambient capabilities, such as CAP_DAC_READ_SEARCH, which lets
	// the user reach its files under a directory that only root may enter.
	Caps []uintptr
}

// filled returns the spec with its defaults, or says what is missing.
func (s Spec) filled(dir string) (Spec, error) {
	if s.Name == "" || s.Path == "" {
		return s, errors.New("a child needs a name and a path")
	}
	if s.LogFile == "" {
		s.LogFile = filepath.Join(dir, s.Name+".log")
	}
	if len(s.Stop) == 0 {
		s.Stop = []Step{{syscall.SIGTERM, 10 * time.Second}}
	}
	return s, nil
}
