package postgres_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/internal/postgres"
	"github.com/thyrida/thyrida/internal/proc"
	"github.com/thyrida/thyrida/internal/testkit/bed"
)

// stateVariable makes the test binary play a Thyrida that starts PostgreSQL in
// the named state directory and waits to be killed.
const stateVariable = "THYRIDA_POSTGRES_TEST_STATE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(stateVariable); dir != "" {
		play(dir)
	}
	os.Exit(m.Run())
}

func play(dir string) {
	ctx := context.Background()
	s, err := proc.Open(ctx, dir, slog.New(slog.DiscardHandler))
	if err == nil {
		_, err = postgres.Start(ctx, postgres.Options{Supervisor: s, Packages: bed.Packages(), Fast: true})
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ready")
	select {}
}

func open(t *testing.T, dir string) *proc.Supervisor {
	t.Helper()
	s, err := proc.Open(t.Context(), dir, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func options(t *testing.T, s *proc.Supervisor) postgres.Options {
	t.Helper()
	return postgres.Options{Supervisor: s, Packages: bed.Packages(), Fast: true, Say: func(text string) { t.Log(text) }}
}

func start(t *testing.T, s *proc.Supervisor) *postgres.Server {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(proc.Tail(filepath.Join(s.Dir(), "postgres.log"), 60))
		}
	})
	server, err := postgres.Start(t.Context(), options(t, s))
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// ask runs one query that gives one text, trying again while the server is away.
func ask(t *testing.T, url, query string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var last error
	for ctx.Err() == nil {
		conn, err := pgx.Connect(ctx, url)
		if err == nil {
			var text string
			err = conn.QueryRow(ctx, query).Scan(&text)
			_ = conn.Close(ctx)
			if err == nil {
				return text
			}
		}
		last = err
		if ctx.Err() == nil {
			runtime.Gosched()
		}
	}
	t.Fatalf("%s: %v", query, last)
	return ""
}

func run(t *testing.T, url, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
