package testkit

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Migrate brings an empty database to the state that tests begin with.
type Migrate func(ctx context.Context, url string) error

// template is a migrated database of which every test gets a copy.
type template struct {
	once sync.Once
	name string
	err  error
}

// templates of this process, by the function that made them.
var templates sync.Map

// Database is the URL of a new database of the test's own, a copy of one that
// migrate has prepared once for this process (nil means an empty one). It is
// dropped when the test ends. Two functions made by one closure count as one:
// pass named functions.
func Database(t testing.TB, migrate Migrate) string {
	t.Helper()
	server := Postgres(t)
	from := "template0"
	if migrate != nil {
		key := runtime.FuncForPC(reflect.ValueOf(migrate).Pointer()).Name()
		value, _ := templates.LoadOrStore(key, &template{})
		made := value.(*template)
		made.once.Do(func() { made.err = made.make(context.WithoutCancel(t.Context()), server, migrate) })
		if made.err != nil {
			t.Fatalf("prepare the template of test databases: %v", made.err)
		}
		from = made.name
	}
	database := "t_" + name(t) + "_" + suffix()
	if err := execute(t.Context(), server, create(database, from)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := execute(context.WithoutCancel(t.Context()), server, "DROP DATABASE IF EXISTS "+quote(database)+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return at(server, database)
}

// make creates and migrates the template, and closes its door: a copy needs a
// database nobody is connected to.
func (m *template) make(ctx context.Context, server string, migrate Migrate) error {
	database := "template_" + suffix()
	if err := execute(ctx, server, create(database, "template0")); err != nil {
		return err
	}
	m.name = database
	if err := migrate(ctx, at(server, database)); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return execute(ctx, server,
		"ALTER DATABASE "+quote(database)+" ALLOW_CONNECTIONS false",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+database+"'")
}

// dropTemplates removes the templates of this process from a shared server.
func dropTemplates(ctx context.Context) error {
	var err error
	templates.Range(func(_, value any) bool {
		made := value.(*template)
		url, fault := server(ctx)
		if fault == nil && made.name != "" {
			fault = execute(ctx, url, "DROP DATABASE IF EXISTS "+quote(made.name)+" WITH (FORCE)")
		}
		err = errors.Join(err, fault)
		return true
	})
	templates.Clear()
	return err
}

func create(database, from string) string {
	return "CREATE DATABASE " + quote(database) + " TEMPLATE " + quote(from)
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func suffix() string { return strings.ToLower(rand.Text()[:10]) }

// at is the server's URL with another database.
func at(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server // the connection will say what is wrong with it
	}
	u.Path = "/" + database
	return u.String()
}

// execute runs statements one by one on a connection of their own.
func execute(ctx context.Context, url string, statements ...string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to test PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("execute %q: %w", statement, err)
		}
	}
	return nil
}
