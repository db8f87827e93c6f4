//go:build unix

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/thyrida/thyrida/internal/proc"
)

// house is a running "thyrida dev".
type house struct {
	dir, addr string
	more      []string // environment beside the state directory and the address
	cmd       *exec.Cmd
	out       *lines
	gone      chan struct{} // closed when the process has ended
	mu        sync.Mutex
	clients   map[string]*visitor
}

// open starts a house in a state directory and returns at once; ready waits.
func open(dir, addr string, more ...string) (*house, error) {
	program, err := program()
	if err != nil {
		return nil, err
	}
	h := &house{dir: dir, addr: addr, more: more, out: &lines{}, gone: make(chan struct{}), clients: map[string]*visitor{}}
	h.cmd = exec.Command(program, "dev")
	h.cmd.Dir = ".." // the house finds the Temporal server by the source tree
	h.cmd.Env = append(environment(), append([]string{"THYRIDA_STATE_DIR=" + dir, "THYRIDA_HTTP_ADDR=" + addr}, more...)...)
	h.cmd.Stdout, h.cmd.Stderr = h.out, h.out
	h.cmd.SysProcAttr = dieWithUs()
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // the child dies with the thread that made it
		err := h.cmd.Start()
		started <- err
		if err == nil {
			_ = h.cmd.Wait()
			close(h.gone)
		}
	}()
	return h, <-started
}

// environment is ours without what would lead the house elsewhere.
func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "THYRIDA_") && !strings.HasPrefix(v, "THYRIDA_POSTGRES=") && !strings.HasPrefix(v, "THYRIDA_TEMPORAL_BIN=")
	})
}

// freeAddr is a loopback address nobody listens on.
func freeAddr() (string, error) {
	port, err := proc.FreePort(0)
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), err
}

// ready waits until the house serves.
func (h *house) ready() error {
	return within(4*time.Minute, "the house to serve", func() (bool, error) {
		select {
		case <-h.gone:
			return false, fmt.Errorf("thyrida dev ended:\n%s", h.out)
		default:
		}
		r, err := http.Get("http://" + h.addr + "/readyz")
		if err != nil {
			return false, nil
		}
		defer r.Body.Close()
		return r.StatusCode == http.StatusOK && strings.Contains(h.out.String(), "ready"), nil
	})
}

// end sends a signal to thyrida dev, and kills it if it does not obey.
func (h *house) end(s syscall.Signal) error {
	_ = h.cmd.Process.Signal(s)
	select {
	case <-h.gone:
		return nil
	case <-time.After(60 * time.Second):
		_ = h.cmd.Process.Kill()
		<-h.gone
		return errors.New("thyrida dev did not end within a minute")
	}
}

// shared is the house of all tests that do not need one of their own.
var shared struct {
	sync.Once
	house *house
	err   error
}

// setup gives the shared house.
func setup(t *testing.T) *house {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: the whole house takes half a minute to start")
	}
	shared.Do(func() {
		began := time.Now()
		shared.house, shared.err = furnished("shared")
		fmt.Printf("e2e: shared house ready after %.1f s\n", time.Since(began).Seconds())
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	tellOnFailure(t, shared.house)
	return shared.house
}

// furnished starts a house and waits for it.
func furnished(name string, more ...string) (*house, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	h, err := open(filepath.Join(scratch, name), addr, more...)
	if err != nil {
		return nil, err
	}
	if err := h.ready(); err != nil {
		return h, fmt.Errorf("%w\n%s", err, h.out)
	}
	return h, nil
}

// tellOnFailure shows what the house said when the test fails.
func tellOnFailure(t *testing.T, h *house) {
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("thyrida dev said:\n%s", h.out)
			for _, name := range []string{"api", "worker", "temporal"} {
				t.Logf("%s.log complains:\n%s", name, complaints(filepath.Join(h.dir, name+".log")))
			}
		}
	})
}

// complaints are the last lines of a log that are not just information.
func complaints(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if !strings.Contains(line, `"level":"INFO"`) && !strings.Contains(line, `"level":"info"`) {
			out = append(out, line[:min(len(line), 400)])
		}
	}
	return strings.Join(out[max(0, len(out)-15):], "")
}

// pid reads which process is now what part of the house.
func (h *house) pid(name string) int {
	var trace struct{ Pid int }
	text, err := os.ReadFile(filepath.Join(h.dir, name+".pid"))
	if err != nil || json.Unmarshal(text, &trace) != nil {
		return 0
	}
	return trace.Pid
}

// signal sends a signal to a part of the house, waiting for it to be there.
func (h *house) signal(t *testing.T, name string, s syscall.Signal) int {
	t.Helper()
	var pid int
	await(t, 30*time.Second, name+" to run", func() bool { pid = h.pid(name); return pid > 0 })
	if err := syscall.Kill(pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
		t.Fatalf("signal %s: %v", name, err)
	}
	return pid
}

// kill9 kills a part of the house and waits until another is in its place.
func (h *house) kill9(t *testing.T, name string) {
	t.Helper()
	old := h.signal(t, name, syscall.SIGKILL)
	await(t, 60*time.Second, name+" to come back", func() bool { pid := h.pid(name); return pid > 0 && pid != old })
}
