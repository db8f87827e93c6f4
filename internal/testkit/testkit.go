// Package testkit gives tests a real PostgreSQL and a real Temporal server. A
// test process starts its own when first asked, or uses those that the command
// testbed shares among all packages.
package testkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/thyrida/thyrida/internal/testkit/bed"
)

// Variables that name servers to use instead of starting some.
const (
	PostgresVariable = "THYRIDA_TEST_POSTGRES" // URL of a superuser
	TemporalVariable = "THYRIDA_TEST_TEMPORAL" // host:port
)

// own is this process's bed, once a test has needed it.
var own struct {
	sync.Mutex
	bed *bed.Bed
}

// Main runs the tests of a package and takes down what they started. Without it
// the servers die with the process all the same; their folder is swept later.
func Main(m *testing.M) {
	code := m.Run()
	if err := closeAll(); err != nil {
		fmt.Fprintln(os.Stderr, "testkit:", err)
	}
	os.Exit(code)
}

func closeAll() error {
	err := dropTemplates(context.Background())
	own.Lock()
	defer own.Unlock()
	if own.bed != nil {
		err = errors.Join(err, own.bed.Close())
		own.bed = nil
	}
	return err
}

// lie returns this process's bed.
func lie(ctx context.Context) (*bed.Bed, error) {
	own.Lock()
	defer own.Unlock()
	if own.bed == nil {
		b, err := bed.Open(ctx, func(text string) { fmt.Fprintln(os.Stderr, "testkit:", text) })
		if err != nil {
			return nil, err
		}
		own.bed = b
	}
	return own.bed, nil
}

// Postgres is the URL of the superuser of the PostgreSQL that tests share.
func Postgres(t testing.TB) string {
	t.Helper()
	url, err := server(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func server(ctx context.Context) (string, error) {
	if url := os.Getenv(PostgresVariable); url != "" {
		return url, nil
	}
	b, err := lie(ctx)
	if err != nil {
		return "", err
	}
	s, err := b.Postgres(ctx)
	if err != nil {
		return "", err
	}
	return s.URL("postgres"), nil
}

// name makes the test's name fit for databases and namespaces.
func name(t testing.TB) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, t.Name()[:min(len(t.Name()), 30)])
}
