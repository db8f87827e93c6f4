package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// tick is the unit of /proc/<pid>/stat in seconds: USER_HZ is 100 on every
// Linux. The kernel scales the counts to the nanoseconds it has measured.
const tick = 0.01

// meter reads the CPU time of all processes of a house.
type meter struct {
	pids map[string]int // part → process
}

// cpu is time used until now, in seconds. The database is counted whole, with
// every backend that lives and every one that has ended; Tables and Engine are
// the living backends of our database and of Temporal's, as a hint.
type cpu struct {
	API, Worker, Temporal, Postgres float64
	Tables, Engine                  float64
	Mailbox, Driver                 float64 // beside the house: the stand-in for the providers, and ourselves
}

// all is what a case costs the house.
func (c cpu) all() float64 { return c.API + c.Worker + c.Temporal + c.Postgres }

func (c cpu) minus(d cpu) cpu {
	return cpu{c.API - d.API, c.Worker - d.Worker, c.Temporal - d.Temporal, c.Postgres - d.Postgres,
		c.Tables - d.Tables, c.Engine - d.Engine, c.Mailbox - d.Mailbox, c.Driver - d.Driver}
}

// each is the time of one of n, in milliseconds.
func (c cpu) each(n float64) cpu {
	f := 1000 / n
	return cpu{c.API * f, c.Worker * f, c.Temporal * f, c.Postgres * f, c.Tables * f, c.Engine * f, c.Mailbox * f, c.Driver * f}
}

func newMeter(h *house) (*meter, error) {
	m := &meter{pids: map[string]int{"mailbox": h.cmd.Process.Pid, "driver": os.Getpid()}}
	for _, name := range []string{"api", "worker", "temporal", "postgres"} {
		pid, err := h.pid(name)
		if err != nil {
			return nil, err
		}
		m.pids[name] = pid
	}
	return m, nil
}

// read gives the time used until now.
func (m *meter) read() (c cpu, err error) {
	for name, to := range map[string]*float64{"api": &c.API, "worker": &c.Worker, "temporal": &c.Temporal,
		"postgres": &c.Postgres, "driver": &c.Driver, "mailbox": &c.Mailbox} {
		s, err := stat(m.pids[name])
		if err != nil {
			return c, fmt.Errorf("read CPU time of %s: %w", name, err)
		}
		*to = s.self
		if name == "postgres" {
			*to += s.reaped // backends that have ended
		}
	}
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return c, err
	}
	for _, dir := range dirs {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		s, err := stat(pid)
		if err != nil || s.parent != m.pids["postgres"] {
			continue // somebody else's, or it has just ended
		}
		c.Postgres += s.self
		switch title := backend(pid); {
		case strings.HasPrefix(title, "temporal"):
			c.Engine += s.self
		case title == "thyrida":
			c.Tables += s.self
		}
	}
	return c, nil
}

type procStat struct {
	parent       int
	self, reaped float64 // seconds
}

// stat reads /proc/<pid>/stat, see proc_pid_stat(5).
func stat(pid int) (s procStat, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return s, err
	}
	f := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:])) // the name may hold spaces
	if len(f) < 15 {
		return s, fmt.Errorf("unexpected text in /proc/%d/stat", pid)
	}
	n := func(i int) float64 { v, _ := strconv.ParseFloat(f[i], 64); return v }
	return procStat{parent: int(n(1)), self: (n(11) + n(12)) * tick, reaped: (n(13) + n(14)) * tick}, nil
}

// backend is the database that a PostgreSQL process serves; empty for the
// others. Its title reads "postgres: <cluster>: <user> <database> <address> …".
func backend(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return ""
	}
	f := strings.Fields(string(bytes.TrimRight(text, "\x00")))
	if len(f) < 5 || f[0] != "postgres:" || !strings.Contains(f[4], "(") {
		return ""
	}
	return f[3]
}
