package proc

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// A child that dies is started again after firstDelay; one that dies again
// within steady waits twice as long, up to lastDelay.
const (
	firstDelay = 100 * time.Millisecond
	lastDelay  = 2 * time.Second
	steady     = 3 * time.Second
	logLimit   = 20 << 20
)

// Child is a process that is started again when it dies, until it is told to
// stop.
type Child struct {
	spec Spec
	dir  string
	log  *slog.Logger

	mu     sync.Mutex
	cmd    *exec.Cmd       // the process that runs now, nil between two
	life   context.Context // ends when the child shall stay down
	halt   context.CancelFunc
	done   chan struct{} // closed when it is down for good
	deaths int
}

// Start starts the process, and again whenever it dies. A child that is
// stopped or killed may be started anew.
func (c *Child) Start(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done != nil {
		return fmt.Errorf("start %s: it is already running", c.spec.Name)
	}
	if c.spec.Before != nil {
		if err := c.spec.Before(ctx); err != nil {
			return fmt.Errorf("prepare %s: %w", c.spec.Name, err)
		}
	}
	cmd, err := c.launch()
	if err != nil {
		return fmt.Errorf("start %s: %w", c.spec.Name, err)
	}
	c.cmd, c.done = cmd, make(chan struct{})
	c.life, c.halt = context.WithCancel(context.Background())
	go c.watch(c.life, cmd, c.done)
	return nil
}

// Pid is the process that runs now, or 0.
func (c *Child) Pid() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cmd == nil {
		return 0
	}
	return c.cmd.Process.Pid
}

// Deaths counts how often the child died without being told to.
func (c *Child) Deaths() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.deaths
}

// LogFile is where the output goes.
func (c *Child) LogFile() string { return c.spec.LogFile }

// Stop ends the child with the signals of its spec and returns when it is gone.
func (c *Child) Stop() { c.end(c.spec.Stop) }

// Kill ends the child with SIGKILL; it stays down until the next Start.
func (c *Child) Kill() { c.end(nil) }

func (c *Child) end(steps []Step) {
	c.mu.Lock()
	done, cmd := c.done, c.cmd
	if done == nil {
		c.mu.Unlock()
		return
	}
	c.halt()
	c.mu.Unlock()
	if cmd != nil {
		for _, s := range steps {
			if cmd.Process.Signal(s.Signal) != nil {
				break // gone, or signals are unknown here
			}
			if within(done, s.Grace) {
				break
			}
		}
		if cmd.Process.Signal(syscall.Signal(0)) == nil {
			killGroup(cmd.Process.Pid)
		}
		_ = cmd.Process.Kill()
	}
	<-done
	c.mu.Lock()
	if c.done == done {
		c.done = nil
	}
	c.mu.Unlock()
}

// within tells whether the channel closes within the time.
func within(done <-chan struct{}, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// watch waits for the process and starts the next one until life ends.
func (c *Child) watch(life context.Context, cmd *exec.Cmd, done chan<- struct{}) {
	defer close(done)
	delay := firstDelay
	for {
		began := time.Now()
		err := cmd.Wait()
		c.fallen()
		if time.Since(began) > steady {
			delay = firstDelay
		}
		for cmd = nil; cmd == nil; delay = min(2*delay, lastDelay) {
			if life.Err() != nil {
				return
			}
			c.log.Warn("a child process died and is started again",
				"child", c.spec.Name, "in", delay, "error", err, "log", c.spec.LogFile)
			if within(life.Done(), delay) {
				return
			}
			cmd, err = c.again(life)
		}
	}
}

// fallen records that the process is gone.
func (c *Child) fallen() {
	c.mu.Lock()
	defer c.mu.Unlock()
	forget(c.dir, c.spec.Name)
	c.cmd = nil
	if c.life.Err() == nil {
		c.deaths++
	}
}

// again starts the next process unless life ended meanwhile.
func (c *Child) again(life context.Context) (*exec.Cmd, error) {
	if c.spec.Before != nil {
		if err := c.spec.Before(life); err != nil {
			return nil, fmt.Errorf("prepare %s: %w", c.spec.Name, err)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := life.Err(); err != nil {
		return nil, err
	}
	cmd, err := c.launch()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", c.spec.Name, err)
	}
	c.cmd = cmd
	return cmd, nil
}

// launch forks the process and notes its pid; the caller holds the mutex.
func (c *Child) launch() (*exec.Cmd, error) {
	out, err := openLog(c.spec.LogFile)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }()
	cmd := exec.Command(c.spec.Path, c.spec.Args...)
	cmd.Env, cmd.Dir = c.spec.Env, c.spec.Dir
	cmd.Stdout, cmd.Stderr = out, out
	apply(cmd, c.spec.Account)
	if err := fork(cmd); err != nil {
		return nil, err
	}
	if err := remember(c.dir, c.spec, cmd.Process.Pid); err != nil {
		_ = cmd.Process.Signal(syscall.SIGKILL)
		_ = cmd.Wait()
		return nil, err
	}
	return cmd, nil
}

// openLog appends to the file; one that has grown large becomes «.old».
func openLog(path string) (*os.File, error) {
	if info, err := os.Stat(path); err == nil && info.Size() > logLimit {
		_ = os.Rename(path, path+".old")
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open log file: %w", err)
	}
	return f, nil
}
