//go:build unix

package postgres_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

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
