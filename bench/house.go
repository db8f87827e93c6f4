package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/thyrida/thyrida/internal/proc"
)

// house is a running "thyrida dev" of the bench's own: interface, worker,
// PostgreSQL, Temporal and mailbox, each a process, on loopback.
type house struct {
	dir, addr string
	env       map[string]string // as the administrator's tools get it
	cmd       *exec.Cmd
	gone      chan struct{}
	db        *pgxpool.Pool
	meter     *meter
}

// openHouse starts the program in a fresh state directory and waits until it
// serves. Quotas of uploads are lifted: a few people of the bench file for all.
func openHouse(ctx context.Context, program, dir string) (*house, error) {
	if es, err := os.ReadDir(dir); err == nil && len(es) > 0 && !exists(filepath.Join(dir, "dev.log")) {
		return nil, fmt.Errorf("%s holds something that is not the bench's: name another directory", dir)
	}
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("clear %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make %s: %w", dir, err)
	}
	port, err := proc.FreePort(0)
	if err != nil {
		return nil, err
	}
	h := &house{dir: dir, addr: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), gone: make(chan struct{})}
	out, err := os.Create(filepath.Join(dir, "dev.log"))
	if err != nil {
		return nil, fmt.Errorf("make log: %w", err)
	}
	defer func() { _ = out.Close() }()
	h.cmd = exec.Command(program, "dev")
	h.cmd.Env = append(environment(), "THYRIDA_STATE_DIR="+dir, "THYRIDA_HTTP_ADDR="+h.addr, "THYRIDA_LOG_LEVEL=warn",
		"THYRIDA_UPLOAD_DAY_FILES=0", "THYRIDA_UPLOAD_DAY_MB=0")
	h.cmd.Stdout, h.cmd.Stderr = out, out
	if err := h.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the house: %w", err)
	}
	go func() { _ = h.cmd.Wait(); close(h.gone) }()
	if err := h.ready(ctx); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// environment is ours without what would lead the house elsewhere.
func environment() (out []string) {
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "THYRIDA_") || strings.HasPrefix(v, "THYRIDA_POSTGRES=") || strings.HasPrefix(v, "THYRIDA_TEMPORAL_BIN=") ||
			strings.HasPrefix(v, "THYRIDA_DEBUG_ADDR=") {
			out = append(out, v)
		}
	}
	return out
}

// ready waits until the house has furnished itself and serves.
func (h *house) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	log := filepath.Join(h.dir, "dev.log")
	err := until(ctx, 200*time.Millisecond, func() (bool, error) {
		select {
		case <-h.gone:
			return false, fmt.Errorf("thyrida dev ended; %s says:\n%s", log, proc.Tail(log, 15))
		default:
		}
		text, err := os.ReadFile(log)
		return bytes.Contains(text, []byte("ready")), err
	})
	if err != nil {
		return fmt.Errorf("wait for the house: %w", err)
	}
	if h.env, err = variables(filepath.Join(h.dir, "env")); err != nil {
		return err
	}
	// What the demonstration does beside is over when it has left its mark.
	err = until(ctx, 200*time.Millisecond, func() (bool, error) {
		_, err := os.Stat(filepath.Join(h.dir, "furnished-open"))
		return err == nil, nil
	})
	if err != nil {
		return fmt.Errorf("wait for the demonstration: %w", err)
	}
	if h.db, err = pgxpool.New(ctx, h.env["THYRIDA_DATABASE_URL"]); err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	h.meter, err = newMeter(h)
	return err
}

// variables reads lines of NAME=value.
func variables(file string) (map[string]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read the environment of the house: %w", err)
	}
	defer func() { _ = f.Close() }()
	out := map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if k, v, ok := strings.Cut(s.Text(), "="); ok {
			out[k] = v
		}
	}
	return out, nil
}

// pid reads which process is a part of the house now.
func (h *house) pid(name string) (int, error) {
	var trace struct{ Pid int }
	text, err := os.ReadFile(filepath.Join(h.dir, name+".pid"))
	if err == nil {
		err = json.Unmarshal(text, &trace)
	}
	if err != nil {
		return 0, fmt.Errorf("find process of %s: %w", name, err)
	}
	return trace.Pid, nil
}

// operation is what the interface's document says of an operation that matters
// here.
type operation struct {
	Parameters []struct{ Name string }
}

// offers gives an operation of the interface, e.g. "post /cases/{id}/messages";
// nil if there is none.
func (h *house) offers(ctx context.Context, name string) (*operation, error) {
	method, path, _ := strings.Cut(name, " ")
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+h.addr+"/openapi.json", nil)
	if err != nil {
		return nil, err
	}
	a, err := web.Do(q)
	if err != nil {
		return nil, fmt.Errorf("read the interface's document: %w", err)
	}
	defer func() { _ = a.Body.Close() }()
	var doc struct {
		Paths map[string]map[string]*operation
	}
	if err := json.NewDecoder(a.Body).Decode(&doc); err != nil {
		return nil, fmt.Errorf("read the interface's document: %w", err)
	}
	return doc.Paths["/api/v1"+path][method], nil
}

// takes says whether an operation has a parameter.
func (h *house) takes(ctx context.Context, name, parameter string) (bool, error) {
	o, err := h.offers(ctx, name)
	if err != nil || o == nil {
		return false, err
	}
	for _, p := range o.Parameters {
		if p.Name == parameter {
			return true, nil
		}
	}
	return false, nil
}

// close ends the house.
func (h *house) close() {
	if h.db != nil {
		h.db.Close()
	}
	_ = h.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-h.gone:
	case <-time.After(time.Minute):
		_ = h.cmd.Process.Kill()
		<-h.gone
	}
}

// until asks again and again.
func until(ctx context.Context, pause time.Duration, ask func() (bool, error)) error {
	t := time.NewTicker(pause)
	defer t.Stop()
	for {
		if ok, err := ask(); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.New("waited in vain")
		case <-t.C:
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
