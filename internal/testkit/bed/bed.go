// Package bed is what tests lie on: one fast PostgreSQL and one Temporal server
// in a temporary folder, each started when first asked for.
package bed

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/thyrida/thyrida/internal/postgres"
	"github.com/thyrida/thyrida/internal/proc"
	"github.com/thyrida/thyrida/internal/temporal"
)

// prefix begins the name of every bed's folder.
const prefix = "thyrida-test-"

// Bed is a folder with servers in it.
type Bed struct {
	supervisor *proc.Supervisor
	say        func(string)

	mu       sync.Mutex
	postgres *postgres.Server
	temporal *temporal.Server
}

// Open makes a bed, and sweeps away those whose process is dead. Say, if not
// nil, hears of what takes long.
func Open(ctx context.Context, say func(string)) (*Bed, error) {
	sweep(ctx)
	// A short way: folders of sockets and of other users must stay reachable.
	for {
		dir, err := os.MkdirTemp("", prefix)
		if err != nil {
			return nil, fmt.Errorf("create folder for test servers: %w", err)
		}
		if err := os.Chmod(dir, 0o711); err != nil {
			return nil, fmt.Errorf("open folder for test servers: %w", err)
		}
		s, err := proc.Open(ctx, dir, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
		var swept *proc.RunningError
		switch {
		case errors.As(err, &swept): // another process took the new folder for a dead one
			continue
		case err != nil:
			return nil, fmt.Errorf("open folder for test servers: %w", err)
		}
		return &Bed{supervisor: s, say: say}, nil
	}
}

// sweep removes the beds of dead processes, and what still runs in them.
func sweep(ctx context.Context) {
	dirs, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		if info, err := os.Stat(filepath.Join(dir, "lock")); err != nil || time.Since(info.ModTime()) < time.Second {
			continue // it is just being made
		}
		s, err := proc.Open(ctx, dir, slog.New(slog.DiscardHandler))
		if err != nil {
			continue // it lives
		}
		_ = os.RemoveAll(dir)
		s.Close()
	}
}

// Packages is where what is fetched for tests is kept.
func Packages() string {
	if root, err := temporal.Repository(); err == nil {
		return filepath.Join(root, "bin", "npm")
	}
	if cache, err := os.UserCacheDir(); err == nil {
		return filepath.Join(cache, "thyrida", "npm")
	}
	return filepath.Join(os.TempDir(), "thyrida-npm")
}

// Postgres is the bed's PostgreSQL.
func (b *Bed) Postgres(ctx context.Context) (*postgres.Server, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.startPostgres(ctx)
}

func (b *Bed) startPostgres(ctx context.Context) (*postgres.Server, error) {
	if b.postgres != nil {
		return b.postgres, nil
	}
	s, err := postgres.Start(ctx, postgres.Options{Supervisor: b.supervisor, Packages: Packages(), Fast: true, Say: b.say})
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL for tests: %w", err)
	}
	b.postgres = s
	return s, nil
}

// Temporal is the bed's Temporal server, on its PostgreSQL.
func (b *Bed) Temporal(ctx context.Context) (*temporal.Server, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.temporal != nil {
		return b.temporal, nil
	}
	database, err := b.startPostgres(ctx)
	if err != nil {
		return nil, err
	}
	s, err := b.startTemporal(ctx, database.URL("postgres"))
	if err != nil {
		return nil, err
	}
	b.temporal = s
	return s, nil
}

func (b *Bed) startTemporal(ctx context.Context, database string) (*temporal.Server, error) {
	binaries, err := temporal.Ensure(ctx, b.say)
	if err != nil {
		return nil, err
	}
	s, err := temporal.Start(ctx, temporal.Options{Supervisor: b.supervisor, Binaries: binaries, Database: database})
	if err != nil {
		return nil, fmt.Errorf("start Temporal for tests: %w", err)
	}
	return s, nil
}

// Close stops the servers and removes the folder.
func (b *Bed) Close() error {
	b.supervisor.Close()
	if err := os.RemoveAll(b.supervisor.Dir()); err != nil {
		return fmt.Errorf("remove folder of test servers: %w", err)
	}
	return nil
}
