package demo_test

import (
	"context"
	"os"
	"testing"
	"time"

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
)

func TestMain(m *testing.M) { testkit.Main(m) }

func migrate(ctx context.Context, url string) error { _, err := store.Migrate(ctx, url); return err }

func setup(t *testing.T) *demo.History {
	t.Helper()
	until := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	at := clock.At(until.AddDate(0, 0, -200))
	keys, err := seal.LoadOrCreate(t.TempDir() + "/keys.json")
	require.NoError(t, err)
	s, err := store.Open(t.Context(), testkit.Database(t, migrate), store.Options{Clock: at, Seal: keys})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	blobs, err := blob.Open(t.Context(), t.TempDir())
	require.NoError(t, err)
	days, err := calendar.New()
	require.NoError(t, err)
	town, err := demo.New()
	require.NoError(t, err)
	require.NoError(t, town.Furnish(t.Context(), s, "!"))
	book := catalogue.NewBook(func(ctx context.Context, r models.PlanRef) (models.Published, error) {
		return s.Service(ctx, r.Municipality, r.Service, r.Version)
	})
	return &demo.History{Clock: at, Until: until,
		Office:      demo.Office{Town: town, Store: s, Blobs: blobs, Calendar: days, Now: at.Now},
		Application: &activities.Application{Store: s.System(), Services: book, Calendar: days, Clock: at, Papers: blobs}}
}

func TestThePastIsWrittenOnceHoweverOftenItIsInterrupted(t *testing.T) {
	t.Parallel()
	h := setup(t)
	const n = 60
	for done := 0; done < n; done += 17 { // cut off again and again, each time from the beginning
		ctx, cut := context.WithCancel(t.Context())
		err := h.Past(ctx, n, 180, func(i int) {
			if i == done+17 {
				cut()
			}
		})
		cut()
		if err != nil {
			require.ErrorIs(t, err, context.Canceled)
		}
	}
	require.NoError(t, h.Past(t.Context(), n, 180, nil))
	require.NoError(t, h.Open(t.Context(), 5))
	require.NoError(t, h.Open(t.Context(), 5))

	y := h.Store.System()
	faults, err := y.CheckBooks(t.Context())
	require.NoError(t, err)
	require.Empty(t, faults)
	open, err := y.OpenCases(t.Context(), "", 100)
	require.NoError(t, err)
	require.Len(t, open, 5)
	cases, _, err := h.Store.For(h.Actor("protocol@example.org")).Cases(t.Context(), models.CaseFilter{Page: models.Page{Limit: 200}})
	require.NoError(t, err)
	require.Len(t, cases, n+5)
	outcomes := map[models.Outcome]int{}
	for _, c := range cases {
		outcomes[c.Outcome]++
		require.False(t, c.ClosedAt.After(h.Until), "case %s closed in the future", c.ID)
	}
	require.Positive(t, outcomes[models.Rejected])
	require.Greater(t, outcomes[models.Granted], n/2)
	waiting, err := y.TakeNotices(t.Context(), models.Email, 1000)
	require.NoError(t, err)
	for _, w := range waiting {
		require.Equal(t, models.EventReceived, w.Event, "the past has nothing to say")
	}
	h.Clock.Set(h.Until)
	report, err := h.Store.For(h.Actor("manager@example.org")).StageTimes(t.Context(),
		models.ReportFilter{From: h.Until.AddDate(0, -7, 0), To: h.Until}, models.ByService)
	require.NoError(t, err)
	require.NotEmpty(t, report.Rows)
	require.NotNil(t, report.Total.Took)
	if os.Getenv("SHOW") != "" {
		for _, r := range report.Rows {
			if r.Took != nil && r.OnTime != nil {
				t.Logf("%-30s n=%d p50=%.1fh p90=%.1fh on time %.0f%% wait %d", r.Key, r.N, r.Took.P50/3600, r.Took.P90/3600, *r.OnTime*100, r.WaitN)
			}
		}
	}
}
