package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/internal/proc"
)

// Options says where a cluster lives and how it runs.
type Options struct {
	// Supervisor owns the child; its log lies in the supervisor's directory.
	Supervisor *proc.Supervisor
	// Dir holds the data; empty means <supervisor's directory>/postgres.
	Dir string
	// Packages keeps the npm package; empty means <supervisor's directory>/npm.
	Packages string
	// Fast gives up durability against a power cut, for tests.
	Fast bool
	// Say tells the person at the terminal what takes time; may be nil.
	Say func(string)
}

// Server is a running cluster on a loopback port that stays the same however
// often it is killed and started again.
type Server struct {
	cluster cluster
	child   *proc.Child
	port    int
}

// startLimit bounds a start, recovery after a crash included.
const startLimit = 2 * time.Minute

// Start finds the binaries, makes the cluster if there is none, and runs it.
func Start(ctx context.Context, o Options) (*Server, error) {
	home := o.Supervisor.Dir()
	if o.Dir == "" {
		o.Dir = filepath.Join(home, "postgres")
	}
	if o.Packages == "" {
		o.Packages = filepath.Join(home, "npm")
	}
	if err := os.MkdirAll(o.Dir, 0o711); err != nil {
		return nil, fmt.Errorf("create folder of the cluster: %w", err)
	}
	c := cluster{dir: o.Dir, fast: o.Fast}
	if err := c.settle(ctx, o); err != nil {
		return nil, err
	}
	if err := c.ensure(ctx); err != nil {
		return nil, err
	}
	portFile := filepath.Join(o.Dir, "port")
	text, _ := os.ReadFile(portFile)
	last, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	for try := 1; ; try++ {
		port, err := proc.FreePort(last)
		if err != nil {
			return nil, err
		}
		s := &Server{cluster: c, port: port}
		err = s.run(ctx, o.Supervisor)
		if err == nil {
			if err := os.WriteFile(portFile, []byte(strconv.Itoa(port)+"\n"), 0o600); err != nil {
				return nil, fmt.Errorf("remember port: %w", err)
			}
			return s, nil
		}
		proc.ReturnPorts(port)
		// Somebody may have taken the port between our look and PostgreSQL's.
		if try == 3 || !strings.Contains(err.Error(), "could not bind") {
			return nil, err
		}
		last = 0
	}
}

// settle finds out which binaries run the cluster, and as whom.
func (c *cluster) settle(ctx context.Context, o Options) error {
	major, err := c.major()
	if err != nil {
		return err
	}
	if c.bin, err = Find(ctx, Search{Packages: o.Packages, Major: major, Say: o.Say}); err != nil {
		return fmt.Errorf("find PostgreSQL: %w", err)
	}
	if c.account, err = account(c.data()); err != nil {
		return err
	}
	return enable(c.account, c.dir, c.bin.Dir)
}

// run starts the child and waits until it answers.
func (s *Server) run(ctx context.Context, supervisor *proc.Supervisor) error {
	data := s.cluster.data()
	child, err := supervisor.Start(ctx, proc.Spec{
		Name: "postgres", Path: s.cluster.bin.Program("postgres"), Args: s.arguments(),
		Env: environment(), Dir: data, Home: data, Account: s.cluster.account,
		Stop:   []proc.Step{{Signal: syscall.SIGINT, Grace: 20 * time.Second}, {Signal: syscall.SIGQUIT, Grace: 5 * time.Second}},
		Before: s.clear,
	})
	if err != nil {
		return err
	}
	s.child = child
	if err := s.ready(ctx); err != nil {
		child.Stop()
		return err
	}
	return nil
}

// arguments are the settings of the server, none of them in files.
func (s *Server) arguments() []string {
	settings := []string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(s.port), "unix_socket_directories=",
		"max_connections=200", "shared_buffers=256MB", "timezone=UTC", "log_timezone=UTC",
		"log_line_prefix=%m [%p] %d ", "cluster_name=thyrida", "jit=off",
	}
	if s.cluster.fast {
		// synchronous_commit stays on: what is committed must outlive a killed
		// server, only not a power cut.
		settings = append(settings, "fsync=off", "full_page_writes=off", "max_connections=500",
			"shared_buffers=128MB", "max_wal_size=4GB", "checkpoint_timeout=1h", "autovacuum=off")
	}
	args := []string{"-D", s.cluster.data()}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	return args
}

// clear makes the data directory fit to start in. After a kill the backends
// must be gone first. The lock file then names a process that is dead, or one
// that got the same pid since: PostgreSQL cannot tell, we can.
func (s *Server) clear(ctx context.Context) error {
	program := s.cluster.bin.Program("postgres")
	if err := proc.Quiesce(ctx, program, s.cluster.data()); err != nil {
		return err
	}
	file := filepath.Join(s.cluster.data(), "postmaster.pid")
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read lock file of PostgreSQL: %w", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(strings.SplitN(string(text), "\n", 2)[0]))
	if err == nil && proc.Runs(pid, program) {
		return nil // perhaps its postmaster: let PostgreSQL judge
	}
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove stale lock file of PostgreSQL: %w", err)
	}
	return nil
}

// ready waits until the server accepts connections. One that keeps dying is
// given up with the end of its log.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	before := s.child.Deaths()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		if s.child.Deaths() > before+3 {
			return fmt.Errorf("start PostgreSQL: it ends again and again; its log says:\n%s", proc.Tail(s.child.LogFile(), 12))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for PostgreSQL: %w (%w)", ctx.Err(), err)
		case <-tick.C:
		}
	}
}

// Port is the loopback port.
func (s *Server) Port() int { return s.port }

// Password is the superuser's.
func (s *Server) Password() string { return s.cluster.password }

// Pid is the postmaster that runs now, 0 if none. A test that kills it sees
// the supervisor bring it back.
func (s *Server) Pid() int { return s.child.Pid() }

// Binaries tells which PostgreSQL runs.
func (s *Server) Binaries() Binaries { return s.cluster.bin }

// LogFile is where the server logs.
func (s *Server) LogFile() string { return s.child.LogFile() }

// Stop ends the server in order; it stays down until Start.
func (s *Server) Stop() { s.child.Stop() }

// Kill ends the postmaster with SIGKILL; the server stays down until Start.
func (s *Server) Kill() { s.child.Kill() }

// Start runs a stopped or killed server again on the same port and data.
func (s *Server) Start(ctx context.Context) error {
	if err := s.child.Start(ctx); err != nil {
		return err
	}
	return s.ready(ctx)
}

// URL is the address of one database, as the superuser.
func (s *Server) URL(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(Superuser, s.cluster.password),
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}
