package worker_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/activities"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/seal"
	"github.com/thyrida/thyrida/internal/testkit"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
	"github.com/thyrida/thyrida/worker"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// monday is a quiet working day.
var monday = time.Date(2026, 11, 9, 8, 0, 0, 0, time.UTC)

// house is the demonstration town over a real database.
type house struct {
	demo.Office
	clock clock.Clock
	acts  worker.Activities
	url   string
}

// furnish prepares the database that every test gets a copy of: the town, as
// it is a year before any test begins.
func furnish(ctx context.Context, url string) error {
	if _, err := store.Migrate(ctx, url); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "thyrida-worker")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	keys, err := seal.LoadOrCreate(filepath.Join(dir, "keys.json"))
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, url, store.Options{Clock: clock.At(monday.AddDate(-1, 0, 0)), Seal: keys})
	if err != nil {
		return err
	}
	defer s.Close()
	town, err := demo.New()
	if err != nil {
		return err
	}
	return town.Furnish(ctx, s, "!")
}

// setup opens a house whose parts all read the clock given.
func setup(t testing.TB, c clock.Clock) *house {
	t.Helper()
	ctx := t.Context()
	keys, err := seal.LoadOrCreate(t.TempDir() + "/keys.json")
	require.NoError(t, err)
	url := testkit.Database(t, furnish)
	s, err := store.Open(ctx, url, store.Options{Clock: c, Seal: keys, Lease: 500 * time.Millisecond})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	blobs, err := blob.Open(ctx, t.TempDir())
	require.NoError(t, err)
	days, err := calendar.New()
	require.NoError(t, err)
	town, err := demo.New()
	require.NoError(t, err)
	book := catalogue.NewBook(func(ctx context.Context, r models.PlanRef) (models.Published, error) {
		return s.Service(ctx, r.Municipality, r.Service, r.Version)
	})
	h := &house{clock: c, url: url, Office: demo.Office{Town: town, Store: s, Blobs: blobs, Calendar: days, Now: c.Now}}
	h.acts.Application = &activities.Application{Store: s.System(), Services: book, Calendar: days, Clock: c, Papers: blobs}
	h.acts.Notice = &activities.Notice{Store: s.System(), Services: book, Composer: catalogue.Composer{Texts: town.Catalogue.Texts}, Clock: c}
	return h
}

// testkitConn is a connection beside the store's, for what the store does not do.
func testkitConn(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close(context.WithoutCancel(t.Context())) })
	return c
}
