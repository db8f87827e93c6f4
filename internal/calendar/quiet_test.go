package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestQuietHoursEndByTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, now, from, until, want string }{
		{"evening", "2026-11-22T22:30:00+02:00", "22:00", "08:00", "2026-11-23T08:00:00+02:00"},
		{"after midnight", "2026-11-23T03:00:00+02:00", "22:00", "08:00", "2026-11-23T08:00:00+02:00"},
		{"the first minute", "2026-11-22T22:00:00+02:00", "22:00", "08:00", "2026-11-23T08:00:00+02:00"},
		{"the last minute is over", "2026-11-23T08:00:00+02:00", "22:00", "08:00", ""},
		{"day", "2026-11-22T12:00:00+02:00", "22:00", "08:00", ""},
		{"siesta", "2026-07-22T15:30:00+03:00", "15:00", "17:30", "2026-07-22T17:30:00+03:00"},
		{"not the siesta", "2026-07-22T18:00:00+03:00", "15:00", "17:30", ""},
		{"none", "2026-11-22T23:00:00+02:00", "22:00", "22:00", ""},
		{"not chosen", "2026-11-22T23:00:00+02:00", "", "", ""},
		{"summer time begins in the night", "2026-03-28T23:00:00+02:00", "22:00", "08:00", "2026-03-29T08:00:00+03:00"},
		{"summer time ends in the night", "2026-10-24T23:00:00+03:00", "22:00", "08:00", "2026-10-25T08:00:00+02:00"},
		{"the end does not exist", "2026-03-29T02:10:00+02:00", "22:00", "03:30", "2026-03-29T04:30:00+03:00"},
		{"the end comes twice: the second counts", "2026-10-25T03:10:00+03:00", "22:00", "03:30", "2026-10-25T03:30:00+02:00"},
		{"the end comes twice, after the first", "2026-10-25T03:10:00+02:00", "22:00", "03:30", "2026-10-25T03:30:00+02:00"},
	} {
		now, err := time.Parse(time.RFC3339, row.now)
		require.NoError(t, err)
		got := QuietUntil(now, row.from, row.until)
		if row.want == "" {
			require.True(t, got.IsZero(), row.name)
			continue
		}
		want, err := time.Parse(time.RFC3339, row.want)
		require.NoError(t, err)
		require.True(t, want.Equal(got), "%s: %s", row.name, got)
	}
}

func TestQuietHoursAlwaysEndWithinADayAndOutsideOfThemselves(t *testing.T) {
	t.Parallel()
	hour := rapid.Custom(func(t *rapid.T) string {
		return time.Date(2026, 1, 1, rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"), 0, 0, time.UTC).Format("15:04")
	})
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 1, 0, rapid.IntRange(0, 2*365*24*60).Draw(t, "minute of two years"), 0, 0, time.UTC)
		from, until := hour.Draw(t, "from"), hour.Draw(t, "until")
		end := QuietUntil(now, from, until)
		if end.IsZero() {
			return
		}
		if !end.After(now) || end.Sub(now) > 26*time.Hour {
			t.Fatalf("%s %s–%s: %s", now, from, until, end)
		}
		if again := QuietUntil(end, from, until); !again.IsZero() && again.Sub(end) > time.Hour { // the hour that comes twice
			t.Fatalf("%s %s–%s: %s is quiet until %s", now, from, until, end, again)
		}
	})
}
