package clock_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
)

func TestSystemTimeIsUTCInWholeMicrosecondsAndNearTheMachinesTime(t *testing.T) {
	t.Parallel()
	var c clock.Clock = clock.System{}
	before := time.Now().Add(-time.Microsecond)
	now := c.Now()
	after := time.Now()
	require.Equal(t, time.UTC, now.Location())
	require.Zero(t, now.Nanosecond()%1000)
	require.False(t, now.Before(before))
	require.False(t, now.After(after))
}

func TestFakeStandsStillUntilItIsMoved(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 22, 11, 5, 0, 123456789, time.FixedZone("x", 7200))
	c := clock.At(start)
	want := time.Date(2026, 11, 22, 9, 5, 0, 123456000, time.UTC)
	require.Equal(t, want, c.Now())
	require.Equal(t, want, c.Now())
	require.Equal(t, want.Add(time.Hour), c.Advance(time.Hour))
	require.Equal(t, want.Add(time.Hour), c.Now())
	c.Set(start)
	require.Equal(t, want, c.Now())
}

func TestFakeLosesNoStepWhenManyAdvanceIt(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := clock.At(start)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			for range 20 {
				c.Advance(time.Second)
				_ = c.Now()
			}
		})
	}
	wg.Wait()
	require.Equal(t, start.Add(1000*time.Second), c.Now())
}
