package temporal_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/thyrida/thyrida/internal/postgres"
	"github.com/thyrida/thyrida/internal/proc"
	"github.com/thyrida/thyrida/internal/temporal"
)

// house is a PostgreSQL and what a Temporal server on it needs.
type house struct {
	supervisor *proc.Supervisor
	postgres   *postgres.Server
	binaries   temporal.Binaries
}

func setup(t *testing.T) house {
	t.Helper()
	binaries, err := temporal.Ensure(t.Context(), func(text string) { t.Log(text) })
	if err != nil {
		t.Fatal(err)
	}
	s, err := proc.Open(t.Context(), t.TempDir(), slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	database, err := postgres.Start(t.Context(), postgres.Options{
		Supervisor: s, Packages: filepath.Join(cache, "thyrida-test"), Fast: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return house{s, database, binaries}
}

func (h house) options() temporal.Options {
	return temporal.Options{Supervisor: h.supervisor, Binaries: h.binaries, Database: h.postgres.URL("postgres")}
}

func (h house) start(t *testing.T) *temporal.Server {
	t.Helper()
	began := time.Now()
	server, err := temporal.Start(t.Context(), h.options())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("started in %v", time.Since(began))
	return server
}

// begin starts a workflow nobody works on, trying again while the server is away.
func begin(t *testing.T, address, namespace, id string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var last error
	for ctx.Err() == nil {
		if last = attempt(ctx, address, namespace, id); last == nil {
			return
		}
	}
	t.Fatalf("start workflow %s: %v", id, last)
}

func attempt(ctx context.Context, address, namespace, id string) error {
	c, err := client.DialContext(ctx, client.Options{
		HostPort: address, Namespace: namespace, Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: "nobody"}, "nothing")
	return err
}

func TestAKilledServerComesBackWithItsWorkflows(t *testing.T) {
	t.Parallel()
	h := setup(t)
	server := h.start(t)
	began := time.Now()
	if err := temporal.EnsureNamespace(t.Context(), server.Address(), "thyrida", 0); err != nil {
		t.Fatal(err)
	}
	begin(t, server.Address(), "thyrida", "first")
	t.Logf("namespace and first workflow after %v", time.Since(began))
	if err := temporal.EnsureNamespace(t.Context(), server.Address(), "thyrida", 0); err != nil {
		t.Fatalf("ensure an existing namespace: %v", err)
	}
	for _, id := range []string{"second", "third"} {
		began = time.Now()
		if err := syscall.Kill(server.Pid(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		begin(t, server.Address(), "thyrida", id)
		t.Logf("workflow %s started %v after the kill", id, time.Since(began))
	}
	server.Kill()
	began = time.Now()
	if err := server.Start(t.Context()); err != nil {
		t.Fatalf("start after Kill: %v", err)
	}
	t.Logf("started after Kill in %v", time.Since(began))
	began = time.Now()
	server.Stop()
	t.Logf("stopped in %v", time.Since(began))
	again := h.start(t)
	if again.Address() != server.Address() {
		t.Logf("the address moved from %s to %s", server.Address(), again.Address())
	}
	begin(t, again.Address(), "thyrida", "fourth")
}
