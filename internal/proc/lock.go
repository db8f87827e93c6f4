package proc

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// RunningError says that another copy already works in the same state directory.
type RunningError struct {
	Dir string
	PID int // 0 when unknown
}

func (e *RunningError) Error() string {
	return fmt.Sprintf("Η Θυρίδα τρέχει ήδη στον φάκελο %s (διεργασία %d)· για δεύτερο αντίγραφο ορίστε THYRIDA_STATE_DIR. "+
		"Thyrida is already running in %s (process %d); set THYRIDA_STATE_DIR for a second copy.",
		e.Dir, e.PID, e.Dir, e.PID)
}

// Lock is the exclusive hold of a directory. The kernel drops it when the
// process dies, however it dies.
type Lock struct{ file *os.File }

// Acquire takes the directory for this process, or returns a *RunningError.
func Acquire(dir string) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return nil, fmt.Errorf("create state directory: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	if err := take(f, dir); err != nil {
		_ = f.Close()
		return nil, err
	}
	if err := f.Truncate(0); err == nil {
		_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return &Lock{file: f}, nil
}

// handover is how long the hold of a dead process may outlive it: a child it was
// just forking shares the hold until it becomes another program or dies too.
const handover = 5 * time.Second

// take locks the file. A holder that lives is an error at once; the hold of a
// dead one is waited out.
func take(f *os.File, dir string) error {
	var taken, alive bool
	var pid int
	var fault error
	waited := until(context.Background(), handover, func() bool {
		if taken, fault = lockFile(f, false); taken || fault != nil {
			return true
		}
		text, _ := os.ReadFile(f.Name())
		pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		alive = pid > 0 && identity(pid) != ""
		return alive
	})
	if fault != nil {
		return fmt.Errorf("lock state directory: %w", fault)
	}
	if alive || waited != nil {
		return &RunningError{Dir: dir, PID: pid}
	}
	return nil
}

// Release gives the directory back.
func (l *Lock) Release() { _ = l.file.Close() }

// Exclusively runs f while this process alone holds the file at path, waiting
// for whoever holds it now: two test processes build or download a thing once.
func Exclusively(path string, f func() error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("create directory of lock file: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("open lock file: %w", err)
	}
	defer func() { _ = file.Close() }()
	if _, err := lockFile(file, true); err != nil {
		return fmt.Errorf("wait for lock file: %w", err)
	}
	return f()
}
