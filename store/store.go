// Package store keeps the facts in PostgreSQL. One exported method is one
// transaction is one use case, named as a clerk would say it; nothing here
// speaks to Temporal, to a mail server or to the blob store.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// Clock tells the time. Everything the store writes carries this time, never
// the database server's.
type Clock interface{ Now() time.Time }

// Sealer keeps identity numbers. Seal and Open encrypt and decrypt, bound to
// the place named; Digest is what equal values are found by, and Digests are
// those of every key while a rotation runs, the current first.
type Sealer interface {
	Seal(plain, place string) string
	Open(sealed, place string) (string, error)
	Digest(kind, value string) string
	Digests(kind, value string) []string
}

// Options are what a store needs beside its address.
type Options struct {
	Clock Clock
	Seal  Sealer
	Conns int           // of the pool; twice the cores and at least 5 if zero
	Lease time.Duration // how long who commits a message may deliver it alone; 5 s if zero

	Uploads models.Quota // what one account and one case may bring; no limit if zero
}

// Store is the database. For gives what a person may do with it, System what
// the machine may do.
type Store struct {
	db   *gorm.DB
	pool *pgxpool.Pool
	opts Options

	counters sync.Map // models.Municipality → *counter
	news     news
}

// Desk is the store as one person may use it.
type Desk struct {
	s     *Store
	actor models.Actor
}

// For gives the store as the actor may use it: every method filters by the
// actor's units and roles.
func (s *Store) For(a models.Actor) Desk { return Desk{s, a} }

// System is the store as the machine uses it: activities, relay, imports.
type System struct{ s *Store }

// System gives the store without a person. The architecture test refuses it
// in package api.
func (s *Store) System() System { return System{s} }

// Open connects, and refuses a database whose schema is older than the
// program. The pool is pgx's own, so its size is the one knob and its
// statement cache the only one: gorm's PrepareStmt would add a second.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	if o.Conns == 0 { // each plans every statement for itself, so more are not faster
		o.Conns = max(5, 2*runtime.NumCPU())
	}
	if o.Lease == 0 {
		o.Lease = 5 * time.Second
	}
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read database address: %w", err)
	}
	cfg.MaxConns, cfg.MinConns = int32(o.Conns), 2
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	// Most statements find rows by key. PostgreSQL would plan the largest anew
	// each time, which takes longer than running them; lists say otherwise.
	// The plan is kept, so it must not be one for the few rows of the first day.
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	cfg.ConnConfig.RuntimeParams["enable_seqscan"] = "off"
	cfg.ConnConfig.RuntimeParams["jit"] = "off"
	cfg.AfterConnect = func(_ context.Context, c *pgx.Conn) error { // times come back in UTC wherever the program stands
		c.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID,
			Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
		return nil
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to database: %w", err)
	}
	sqlDB := stdlib.OpenDBFromPool(pool)
	sqlDB.SetMaxIdleConns(0) // the pool keeps them; database/sql must not
	db, err := gorm.Open(silent{&postgres.Dialector{Config: &postgres.Config{Conn: sqlDB}}}, &gorm.Config{
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true, // its failure would log the configuration; Current asks the database anyway
		Logger:                 newSQLLog(slog.Default()),
	})
	if err == nil {
		err = Current(ctx, url)
	}
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	return &Store{db: db, pool: pool, opts: o}, nil
}

// Close ends the pool.
func (s *Store) Close() {
	s.news.end()
	s.pool.Close()
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

func (s *Store) now() time.Time { return s.opts.Clock.Now().UTC().Truncate(time.Microsecond) }

// tx runs f in one transaction. What it was doing goes in front of the error,
// and the meaning of a database error is found here and nowhere else.
func (s *Store) tx(ctx context.Context, doing string, f func(*gorm.DB) error) error {
	return meaning(doing, s.db.WithContext(ctx).Transaction(f))
}

// weighed makes the statements of a transaction be planned for their values: a
// list is found one way for few and another way for many.
const weighed = `SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'on', true)`

// list runs f, the one statement of a list, planned for its values.
func (s *Store) list(ctx context.Context, f func(*gorm.DB) error) error {
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec(weighed).Error; err != nil {
			return err
		}
		return f(tx)
	}, &sql.TxOptions{ReadOnly: true})
}

// args are the named arguments of one statement.
type args = map[string]any
