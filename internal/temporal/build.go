// Package temporal builds the official Temporal server from its own module,
// lays its schemas on PostgreSQL and runs it as a supervised child on the
// loopback address, so that development runs what production runs.
package temporal

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/thyrida/thyrida/internal/proc"
)

// Binaries is a folder with the server and its schema tool, under the names
// the official images give them.
type Binaries struct{ Dir string }

// Server is the path of the server program.
func (b Binaries) Server() string { return b.program("temporal-server") }

// Tool is the path of the schema tool.
func (b Binaries) Tool() string { return b.program("temporal-sql-tool") }

func (b Binaries) program(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(b.Dir, name)
}

func (b Binaries) present() bool {
	_, server := os.Stat(b.Server())
	_, tool := os.Stat(b.Tool())
	return server == nil && tool == nil
}

// source is where the server's module lies in the repository, and packages are
// what is built from it.
const source = "deploy/temporal"

var packages = map[string]string{
	"go.temporal.io/server/cmd/server":    "server",
	"go.temporal.io/server/cmd/tools/sql": "sql",
}

// Ensure returns the programs in the folder THYRIDA_TEMPORAL_BIN, or else
// builds them from the repository this process was started in. Say, if not
// nil, hears of what takes long.
func Ensure(ctx context.Context, say func(string)) (Binaries, error) {
	if dir := os.Getenv("THYRIDA_TEMPORAL_BIN"); dir != "" {
		b := Binaries{Dir: dir}
		if !b.present() {
			return b, fmt.Errorf("use THYRIDA_TEMPORAL_BIN: %s holds no temporal-server and temporal-sql-tool", dir)
		}
		return b, nil
	}
	root, err := Repository()
	if err != nil {
		return Binaries{}, err
	}
	return Build(ctx, root, say)
}

// Repository is the root of the source tree: the nearest folder above the
// working directory, or above this program, that holds the server's module.
func Repository() (string, error) {
	var starts []string
	if dir, err := os.Getwd(); err == nil {
		starts = append(starts, dir)
	}
	if exe, err := os.Executable(); err == nil {
		starts = append(starts, filepath.Dir(exe))
	}
	for _, start := range starts {
		for dir := start; ; dir = filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, source, "go.mod")); err == nil {
				return dir, nil
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return "", errors.New("find the Temporal server's module: run from the source tree, or set THYRIDA_TEMPORAL_BIN to a folder with " +
		"temporal-server and temporal-sql-tool, or THYRIDA_TEMPORAL_ADDRESS to a running server")
}

// Build builds both programs into <root>/bin/temporal-<hash>, once for as long
// as the module's go.mod and go.sum stand. Another process that builds the same
// is waited for; one that is killed leaves nothing that counts.
func Build(ctx context.Context, root string, say func(string)) (Binaries, error) {
	if say == nil {
		say = func(string) {}
	}
	module := filepath.Join(root, source)
	sum, err := fingerprint(module)
	if err != nil {
		return Binaries{}, err
	}
	cache := filepath.Join(root, "bin")
	b := Binaries{Dir: filepath.Join(cache, "temporal-"+sum)}
	if b.present() {
		return b, nil
	}
	err = proc.Exclusively(filepath.Join(cache, "temporal.lock"), func() error {
		if b.present() {
			return nil
		}
		return build(ctx, module, b, say)
	})
	if err != nil {
		return Binaries{}, fmt.Errorf("build the Temporal server: %w", err)
	}
	return b, nil
}

// fingerprint names what is built: the module's requirements and the platform.
func fingerprint(module string) (string, error) {
	h := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(module, name))
		if err != nil {
			return "", fmt.Errorf("read the Temporal server's module: %w", err)
		}
		_, _ = h.Write(text)
	}
	_, _ = io.WriteString(h, runtime.GOOS+"/"+runtime.GOARCH)
	return hex.EncodeToString(h.Sum(nil))[:12], nil
}

// build compiles into a folder beside the final one and renames it.
func build(ctx context.Context, module string, b Binaries, say func(string)) error {
	temp := Binaries{Dir: b.Dir + ".new"}
	for _, dir := range []string{temp.Dir, b.Dir} {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("clear what an earlier attempt left: %w", err)
		}
	}
	if err := os.MkdirAll(temp.Dir, 0o755); err != nil {
		return fmt.Errorf("create folder: %w", err)
	}
	var names []string
	for name := range packages {
		names = append(names, name)
	}
	say("building the Temporal server, once: loading its modules")
	total, err := stale(ctx, module, names)
	if err != nil {
		return err
	}
	args := append([]string{"build", "-v", "-ldflags=-s -w", "-o", temp.Dir + string(filepath.Separator)}, names...)
	if err := compile(goCommand(ctx, module, args...), total, say); err != nil {
		return err
	}
	for _, made := range packages {
		to := temp.Server()
		if made == "sql" {
			to = temp.Tool()
		}
		if err := os.Rename(temp.program(made), to); err != nil {
			return fmt.Errorf("name program: %w", err)
		}
	}
	if err := os.Rename(temp.Dir, b.Dir); err != nil {
		return fmt.Errorf("keep programs: %w", err)
	}
	return nil
}

func goCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off")
	return cmd
}

// stale counts the packages that the build cache does not hold yet; the modules
// are downloaded on the way.
func stale(ctx context.Context, module string, names []string) (int, error) {
	var out, fault bytes.Buffer
	cmd := goCommand(ctx, module, append([]string{"list", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}"}, names...)...)
	cmd.Stdout, cmd.Stderr = &out, &fault
	if err := proc.Run(cmd, nil); err != nil {
		return 0, fmt.Errorf("load modules: %w: %s", err, bytes.TrimSpace(fault.Bytes()))
	}
	return len(strings.Fields(out.String())), nil
}

// compile runs the build and says every few seconds how far it is.
func compile(cmd *exec.Cmd, total int, say func(string)) error {
	read, write := io.Pipe()
	cmd.Stdout, cmd.Stderr = write, write
	var count atomic.Int64
	var last []string
	listened := make(chan struct{})
	go func() {
		defer close(listened)
		for lines := bufio.NewScanner(read); lines.Scan(); count.Add(1) {
			last = append(last, lines.Text())
			last = last[max(0, len(last)-20):]
		}
		_, _ = io.Copy(io.Discard, read) // past a line too long to scan
	}()
	began := time.Now()
	finished := make(chan error, 1)
	go func() {
		finished <- proc.Run(cmd, nil)
		_ = write.Close()
	}()
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case err := <-finished:
			<-listened
			if err != nil {
				return fmt.Errorf("compile: %w: %s", err, strings.Join(last, "\n"))
			}
			say(fmt.Sprintf("the Temporal server is built (%s)", time.Since(began).Round(time.Second)))
			return nil
		case <-tick.C:
			n := min(count.Load(), int64(total))
			say(fmt.Sprintf("building the Temporal server: %d of %d packages, %s", n, total, time.Since(began).Round(time.Second)))
		}
	}
}
