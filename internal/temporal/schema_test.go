//go:build unix

package temporal_test

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/internal/temporal"
)

// execute runs statements on a database of the house.
func (h house) execute(t *testing.T, database string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), h.postgres.URL(database))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	for _, statement := range statements {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// databases lists those of Temporal.
func (h house) databases(t *testing.T) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), h.postgres.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	var names string
	if err := conn.QueryRow(t.Context(), "SELECT coalesce(string_agg(datname, ' ' ORDER BY datname), 'none') FROM pg_database WHERE datname LIKE 'temporal%'").Scan(&names); err != nil {
		t.Fatal(err)
	}
	return names
}

func TestASetUpKilledAtAnyMomentIsMadeGoodByTheNext(t *testing.T) {
	t.Parallel()
	h := setup(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	state := t.TempDir()
	for _, moment := range []time.Duration{60, 90, 120, 160, 200, 300, 450} {
		cmd := exec.Command(exe)
		cmd.Env = append(os.Environ(), stateVariable+"="+state, databaseVariable+"="+h.postgres.URL("postgres"))
		cmd.Stderr = t.Output()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		timer := time.NewTimer(moment * time.Millisecond)
		select {
		case err := <-done:
			t.Fatalf("it ended by itself: %v", err)
		case <-timer.C:
		}
		_ = cmd.Process.Kill()
		<-done
		t.Logf("killed after %v: %s", moment*time.Millisecond, h.databases(t))
	}
	server := h.start(t)
	if got := h.databases(t); got != "temporal temporal_visibility" {
		t.Errorf("the databases are %s", got)
	}
	if err := temporal.EnsureNamespace(t.Context(), server.Address(), "thyrida", 0); err != nil {
		t.Fatal(err)
	}
	begin(t, server.Address(), "thyrida", "first")
}

func TestAnotherVersionOfTheSchemaIsLaidOnACopy(t *testing.T) {
	t.Parallel()
	h := setup(t)
	server := h.start(t)
	if err := temporal.EnsureNamespace(t.Context(), server.Address(), "thyrida", 0); err != nil {
		t.Fatal(err)
	}
	begin(t, server.Address(), "thyrida", "kept")
	server.Stop()
	h.execute(t, "postgres",
		"COMMENT ON DATABASE temporal IS 'thyrida: temporal schema 1.0.0, 128 shards'",
		"COMMENT ON DATABASE temporal_visibility IS 'thyrida: temporal schema 1.0.0, 128 shards'",
		"CREATE DATABASE temporal_next") // an upgrade that was cut short
	o := h.options()
	o.Shards = 4 // the number of an existing database stands
	again, err := temporal.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.databases(t); got != "temporal temporal_visibility" {
		t.Errorf("the databases are %s", got)
	}
	// What visibility does without stays known, also over another version: the
	// first statement fails if an index too many is there, the second if none is known.
	h.execute(t, "temporal_visibility",
		"SELECT 1 / CAST(count(*) = 5 AS int) FROM pg_indexes WHERE tablename = 'executions_visibility'",
		"SELECT 1 / CAST(count(*) > 60 AND count(*) = count(DISTINCT definition) AS int) FROM thyrida_spared")
	if state := describe(t, again.Address(), "thyrida", "kept"); state != "Running" {
		t.Errorf("the workflow is %s", state)
	}
	text, err := os.ReadFile(again.ConfigFile())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "numHistoryShards: "+strconv.Itoa(temporal.Shards)) {
		t.Error("the number of shards changed under an existing database")
	}
}

func TestADatabaseThatIsNotOursIsLeftAlone(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.execute(t, "postgres", "CREATE DATABASE temporal")
	h.execute(t, "temporal", "CREATE TABLE precious ()")
	if _, err := temporal.Start(t.Context(), h.options()); err == nil || !strings.Contains(err.Error(), "not made by Thyrida") {
		t.Errorf("the error is: %v", err)
	}
	h.execute(t, "temporal", "SELECT FROM precious")
}

func TestTwoServersRunSideBySide(t *testing.T) {
	t.Parallel()
	first, second := setup(t), setup(t)
	a, b := first.start(t), second.start(t)
	if a.Address() == b.Address() {
		t.Fatal("both have one address")
	}
	for _, address := range []string{a.Address(), b.Address()} {
		if err := temporal.EnsureNamespace(t.Context(), address, "thyrida", 0); err != nil {
			t.Fatal(err)
		}
		begin(t, address, "thyrida", "the-same-id")
	}
}
