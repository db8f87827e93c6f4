package temporal_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/thyrida/thyrida/internal/postgres"
	"github.com/thyrida/thyrida/internal/proc"
	"github.com/thyrida/thyrida/internal/temporal"
	"github.com/thyrida/thyrida/internal/testkit/bed"
)

// Variables that make the test binary play a Thyrida that starts Temporal in
// the named state directory, on the named PostgreSQL, and waits to be killed.
const (
	stateVariable    = "THYRIDA_TEMPORAL_TEST_STATE"
	databaseVariable = "THYRIDA_TEMPORAL_TEST_DATABASE"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(stateVariable); dir != "" {
		play(dir)
	}
	os.Exit(m.Run())
}

func play(dir string) {
	ctx := context.Background()
	s, err := proc.Open(ctx, dir, slog.New(slog.DiscardHandler))
	var binaries temporal.Binaries
	if err == nil {
		binaries, err = temporal.Ensure(ctx, nil)
	}
	if err == nil {
		_, err = temporal.Start(ctx, temporal.Options{Supervisor: s, Binaries: binaries, Database: os.Getenv(databaseVariable)})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	select {}
}

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
	database, err := postgres.Start(t.Context(), postgres.Options{
		Supervisor: s, Packages: bed.Packages(), Fast: true,
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

// describe tells the state of a workflow.
func describe(t *testing.T, address, namespace, id string) string {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: address, Namespace: namespace})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	answer, err := c.DescribeWorkflowExecution(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	return answer.GetWorkflowExecutionInfo().GetStatus().String()
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
