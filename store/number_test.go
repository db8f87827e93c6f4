package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// connect opens a connection beside the store's, for what the store does not do.
func (h *house) connect(t testing.TB) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), h.url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close(t.Context()) })
	return c
}

func submission(s models.ServiceCode) models.Submission {
	return models.Submission{CaseID: models.CaseID(newID()), Service: s, Version: 1, Unit: registry, Form: map[string]any{},
		Delivery: models.ByPortal, Channel: models.FiledPortal, Due: models.Due{Legal: monday.AddDate(0, 2, 0), Target: monday.AddDate(0, 0, 10)}}
}

func TestNumbersHaveNoGapsHoweverManyFile(t *testing.T) {
	t.Parallel()
	h := setup(t)
	const writers, each = 16, 8
	var mu sync.Mutex
	var got []int
	var wg sync.WaitGroup
	for w := range writers {
		desk := h.as(t, []string{"citizen", "citizen2"}[w%2])
		wg.Go(func() {
			for i := range each {
				in := submission(service)
				if i%4 == 3 {
					in.Attachments = []models.SlotFile{{Slot: "x", ID: models.AttachmentID(newID())}} // nobody has it: rolled back
				}
				filed, err := desk.SubmitCase(t.Context(), in)
				if (err == nil) == (i%4 == 3) {
					t.Errorf("writer %d, %d: %v", w, i, err)
				}
				if err == nil {
					mu.Lock()
					got = append(got, filed.Protocol.Number)
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(got)
	for i, n := range got {
		require.Equal(t, i+1, n)
	}
	require.Len(t, got, writers*each*3/4)
	faults, err := h.System().CheckBooks(t.Context())
	require.NoError(t, err)
	require.Empty(t, faults)
}

// Who waits for the book over midnight of 31 December gets a number of the new
// year, and the old year's book stays closed.
func TestANumberThatWaitsOverMidnightBelongsToTheNewYear(t *testing.T) {
	t.Parallel()
	h := setup(t)
	athens, err := time.LoadLocation("Europe/Athens")
	require.NoError(t, err)
	h.clock.Set(time.Date(2026, 12, 31, 23, 59, 59, 0, athens))
	desk := h.as(t, "citizen")
	first, err := desk.SubmitCase(t.Context(), submission(service))
	require.NoError(t, err)
	require.Equal(t, 2026, first.Protocol.Year)

	holder := h.connect(t)
	tx, err := holder.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `SELECT FROM protocol_counters WHERE year = 2026 FOR UPDATE`)
	require.NoError(t, err)
	waiter := make(chan models.Filed, 1)
	go func() {
		filed, err := desk.SubmitCase(t.Context(), submission(service))
		if err != nil {
			t.Error(err)
		}
		waiter <- filed
	}()
	h.blocked(t)
	h.clock.Set(time.Date(2027, 1, 1, 0, 0, 0, 0, athens))
	require.NoError(t, tx.Rollback(t.Context()))
	late := <-waiter
	require.Equal(t, models.Entry{Number: 1, Year: 2027, At: h.clock.Now()}, late.Protocol)
	faults, err := h.System().CheckBooks(t.Context())
	require.NoError(t, err)
	require.Empty(t, faults)
}

// blocked waits until somebody in this database waits for a lock.
func (h *house) blocked(t testing.TB) {
	t.Helper()
	c := h.connect(t)
	require.Eventually(t, func() bool {
		var n int
		err := c.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n)
		return err == nil && n > 0
	}, 10*time.Second, 5*time.Millisecond)
}

func TestAClockSetBackNeverPutsANumberBeforeItsPredecessor(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk := h.as(t, "citizen")
	first, err := desk.SubmitCase(t.Context(), submission(service))
	require.NoError(t, err)
	h.clock.Set(h.clock.Now().Add(-time.Hour))
	second, err := desk.SubmitCase(t.Context(), submission(service))
	require.NoError(t, err)
	require.False(t, second.Protocol.At.Before(first.Protocol.At))
	require.Equal(t, first.Protocol.Number+1, second.Protocol.Number)
}

func TestTheBookIsFinal(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.file(t, "citizen")
	c := h.connect(t)
	for _, table := range []string{"protocol_entries", "audit", "services"} {
		for _, sql := range []string{"UPDATE %s SET municipality = 1", "DELETE FROM %s"} {
			_, err := c.Exec(t.Context(), fmt.Sprintf(sql, table))
			require.ErrorContains(t, err, "rows are final", table)
		}
	}
	_, err := c.Exec(t.Context(), "TRUNCATE protocol_entries CASCADE")
	require.ErrorContains(t, err, "rows are final")
}
