package temporal

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/internal/proc"
)

// Shards is the number of history shards of a new database.
const Shards = 128

// Options says where the server's data lies and how it runs.
type Options struct {
	// Supervisor owns the child; its log lies in the supervisor's directory.
	Supervisor *proc.Supervisor
	// Binaries are the programs, from Ensure.
	Binaries Binaries
	// Database is the URL of any database of the PostgreSQL to use, with a role
	// that may create databases.
	Database string
	// Name is the main database; empty means «temporal».
	Name string
	// Dir holds the configuration; empty means <supervisor's directory>/temporal.
	Dir string
	// Shards is for a new database only; 0 means Shards.
	Shards int
	// Level of the server's log; empty means warn.
	Level string
}

// Server is a running Temporal server on loopback ports that stay the same
// however often it is killed and started again.
type Server struct {
	options Options
	admin   *pgx.ConnConfig
	ports   ports
	shards  int
	child   *proc.Child
}

// startLimit bounds a start.
const startLimit = 2 * time.Minute

// Start lays the schemas where they are missing, and runs the server.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Name == "" {
		o.Name = "temporal"
	}
	if o.Dir == "" {
		o.Dir = filepath.Join(o.Supervisor.Dir(), "temporal")
	}
	if o.Shards == 0 {
		o.Shards = Shards
	}
	if o.Level == "" {
		o.Level = "warn"
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("create folder of Temporal: %w", err)
	}
	admin, err := pgx.ParseConfig(o.Database)
	if err != nil {
		return nil, fmt.Errorf("read address of PostgreSQL: %w", err)
	}
	s := &Server{options: o, admin: admin}
	plan := schema{admin: admin, tool: o.Binaries.Tool(), name: o.Name, want: mark{Shards: o.Shards}}
	if s.shards, err = plan.ensure(ctx); err != nil {
		return nil, fmt.Errorf("set up Temporal's databases: %w", err)
	}
	for try := 1; ; try++ {
		if err := s.choosePorts(try == 1); err != nil {
			return nil, err
		}
		if err = s.run(ctx); err == nil {
			return s, nil
		}
		for _, p := range s.ports.list() {
			proc.ReturnPorts(*p)
		}
		// Somebody may have taken a port between our look and the server's.
		if try == 3 || !strings.Contains(err.Error(), "address already in use") {
			return nil, err
		}
	}
}

// choosePorts takes those of the last run where they are free, else others.
func (s *Server) choosePorts(again bool) error {
	file := filepath.Join(s.options.Dir, "ports.json")
	var last []int
	if text, err := os.ReadFile(file); err == nil && again {
		_ = json.Unmarshal(text, &last) // unreadable: choose anew
	}
	places := s.ports.list()
	chosen, err := proc.FreePorts(len(places), last)
	if err != nil {
		return err
	}
	for i, p := range places {
		*p = chosen[i]
	}
	text, err := json.Marshal(chosen)
	if err != nil {
		return fmt.Errorf("encode ports: %w", err)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return fmt.Errorf("remember ports: %w", err)
	}
	return nil
}

// run starts the child and waits until it serves.
func (s *Server) run(ctx context.Context) error {
	o := s.options
	file, err := newSettings(s.ports, s.shards, o.Level, s.admin, o.Name, o.Dir).write(o.Dir)
	if err != nil {
		return err
	}
	env := os.Environ()
	if os.Getenv("GOGC") == "" { // fewer collections for more memory (docs/performance.md)
		env = append(env, "GOGC=200")
	}
	s.child, err = o.Supervisor.Start(ctx, proc.Spec{
		Name: "temporal", Env: env, Path: o.Binaries.Server(), Args: []string{"--config-file", file, "--allow-no-auth", "start"},
		Dir: o.Dir, Stop: []proc.Step{{Signal: syscall.SIGTERM, Grace: 15 * time.Second}},
		Before: s.forget,
	})
	if err != nil {
		return err
	}
	if err := s.ready(ctx); err != nil {
		s.child.Stop()
		return err
	}
	return nil
}

// forget clears the list of members. A server that was killed stands in it for
// some time, and the next would wait for it at the door. It is the only member.
func (s *Server) forget(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	config := s.admin.Copy()
	config.Database = s.options.Name
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("connect to Temporal's database: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "DELETE FROM cluster_membership"); err != nil {
		return fmt.Errorf("clear list of members: %w", err)
	}
	return nil
}

// ready waits until the server serves. One that keeps dying is given up with
// the end of its log.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startLimit, fmt.Errorf("no answer in %s", startLimit))
	defer cancel()
	before := s.child.Deaths()
	dying := func() bool { return s.child.Deaths() > before+3 }
	if err := waitReady(ctx, s.Address(), dying); err != nil {
		return fmt.Errorf("start Temporal: %w; its log says:\n%s", err, proc.Tail(s.child.LogFile(), 12))
	}
	return nil
}

// Address is where clients dial the server.
func (s *Server) Address() string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.ports.Frontend))
}

// Metrics is where the server shows its Prometheus metrics.
func (s *Server) Metrics() string {
	return "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(s.ports.Metrics)) + "/metrics"
}

// ConfigFile is the configuration the server was started with.
func (s *Server) ConfigFile() string { return filepath.Join(s.options.Dir, configFile) }

// Pid is the process that runs now, 0 if none. A test that kills it sees the
// supervisor bring it back.
func (s *Server) Pid() int { return s.child.Pid() }

// LogFile is where the server logs.
func (s *Server) LogFile() string { return s.child.LogFile() }

// Stop ends the server in order; it stays down until Start.
func (s *Server) Stop() { s.child.Stop() }

// Kill ends the server with SIGKILL; it stays down until Start.
func (s *Server) Kill() { s.child.Kill() }

// Start runs a stopped or killed server again on the same ports and data.
func (s *Server) Start(ctx context.Context) error {
	if err := s.child.Start(ctx); err != nil {
		return err
	}
	return s.ready(ctx)
}
