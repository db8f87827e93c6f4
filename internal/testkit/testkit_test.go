package testkit_test

import (
	"context"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/sdk/client"

	"github.com/thyrida/thyrida/internal/temporal"
	"github.com/thyrida/thyrida/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// migrations counts how often the template is prepared.
var migrations atomic.Int32

func migrate(ctx context.Context, url string) error {
	migrations.Add(1)
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, "CREATE TABLE words (word text); INSERT INTO words VALUES ('begin')")
	return err
}

func TestEveryTestHasADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	for range 8 {
		t.Run("one", func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			url := testkit.Database(t, migrate)
			t.Logf("database after %v", time.Since(began))
			conn, err := pgx.Connect(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
			if _, err := conn.Exec(t.Context(), "INSERT INTO words VALUES ('mine')"); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM words").Scan(&n); err != nil || n != 2 {
				t.Errorf("the database holds %d words (%v), want 2", n, err)
			}
			if got := migrations.Load(); got != 1 {
				t.Errorf("the template was prepared %d times", got)
			}
		})
	}
}

func TestANewNamespaceStartsWorkflowsAtOnce(t *testing.T) {
	t.Parallel()
	address := testkit.Temporal(t)
	for range 4 {
		t.Run("one", func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			namespace := testkit.Namespace(t)
			t.Logf("namespace after %v", time.Since(began))
			c, err := client.Dial(client.Options{HostPort: address, Namespace: namespace})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "w", TaskQueue: "q"}, "nothing"); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestAStackSurvivesTheDeathOfItsDatabase(t *testing.T) {
	t.Parallel()
	stack := testkit.NewStack(t)
	if err := temporal.EnsureNamespace(t.Context(), stack.Temporal.Address(), "thyrida", 0); err != nil {
		t.Fatal(err)
	}
	c, err := client.Dial(client.Options{HostPort: stack.Temporal.Address(), Namespace: "thyrida"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	start := func(id string) {
		t.Helper()
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: "q"}, "nothing"); err != nil {
			t.Fatalf("start workflow %s: %v", id, err)
		}
		t.Logf("workflow %s after %v", id, time.Since(began))
	}
	engine := stack.Temporal.Pid()
	start("before")
	kill(t, stack.Postgres.Pid()) // its supervisor brings it back
	start("after a death")
	stack.Postgres.Kill()
	if err := stack.Postgres.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	start("after a pause")
	if stack.Temporal.Pid() != engine {
		t.Error("Temporal died with its database")
	}
}

func kill(t *testing.T, pid int) {
	t.Helper()
	p, err := os.FindProcess(pid)
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		t.Fatal(err)
	}
}
