package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	_ "github.com/jackc/pgx/v5/stdlib" // goose speaks database/sql
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/thyrida/thyrida/models"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema up to date. Several programs may call it at once:
// one migrates, the others wait. It gives the number of migrations applied.
func Migrate(ctx context.Context, url string) (int, error) {
	db, p, err := provider(url)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	done, err := p.Up(ctx)
	if err != nil {
		return len(done), fmt.Errorf("migrate database: %w", err)
	}
	return len(done), nil
}

// Current is nil when the schema is as new as the program; else the error
// names the remedy.
func Current(ctx context.Context, url string) error {
	db, p, err := provider(url)
	if err != nil {
		return err
	}
	defer db.Close()
	pending, err := p.HasPending(ctx)
	switch {
	case err != nil:
		return meaning("read schema version", err)
	case pending:
		return models.Fault(models.Unavailable, "schema-too-old")
	}
	return nil
}

func provider(url string) (*sql.DB, *goose.Provider, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, nil, fmt.Errorf("read database address: %w", err)
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, nil, err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, nil, err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, sub, goose.WithSessionLocker(locker))
	if err != nil {
		db.Close()
		return nil, nil, fmt.Errorf("read migrations: %w", err)
	}
	return db, p, nil
}
