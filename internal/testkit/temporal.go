package testkit

import (
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/internal/postgres"
	"github.com/thyrida/thyrida/internal/proc"
	"github.com/thyrida/thyrida/internal/temporal"
	"github.com/thyrida/thyrida/internal/testkit/bed"
)

// Temporal is the address of the Temporal server that tests share.
func Temporal(t testing.TB) string {
	t.Helper()
	if address := os.Getenv(TemporalVariable); address != "" {
		return address
	}
	b, err := lie(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.Temporal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s.Address()
}

// Namespace is a new namespace on the shared Temporal server, ready for use.
func Namespace(t testing.TB) string {
	t.Helper()
	namespace := strings.ReplaceAll(name(t), "_", "-") + "-" + suffix()
	if err := temporal.EnsureNamespace(t.Context(), Temporal(t), namespace, 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	return namespace
}

// Stack is a PostgreSQL and a Temporal server of one test's own, which it may
// stop, kill and start again. What is killed by Pid is brought back by the
// supervisor; what is ended with Kill stays down until Start.
type Stack struct {
	Postgres   *postgres.Server
	Temporal   *temporal.Server
	Supervisor *proc.Supervisor
}

// NewStack starts a stack that ends with the test.
func NewStack(t testing.TB) *Stack {
	t.Helper()
	s := &Stack{}
	s.Postgres, s.Supervisor = NewPostgres(t)
	binaries, err := temporal.Ensure(t.Context(), func(text string) { t.Log(text) })
	if err != nil {
		t.Fatal(err)
	}
	s.Temporal, err = temporal.Start(t.Context(), temporal.Options{
		Supervisor: s.Supervisor, Binaries: binaries, Database: s.Postgres.URL("postgres"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// NewPostgres starts a PostgreSQL of the test's own, and its supervisor.
func NewPostgres(t testing.TB) (*postgres.Server, *proc.Supervisor) {
	t.Helper()
	supervisor, err := proc.Open(t.Context(), t.TempDir(), slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(supervisor.Close)
	server, err := postgres.Start(t.Context(), postgres.Options{
		Supervisor: supervisor, Packages: bed.Packages(), Fast: true, Say: func(text string) { t.Log(text) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, supervisor
}
