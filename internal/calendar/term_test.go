package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTermsEndWithTheDayTheLawSays(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for _, row := range []struct {
		name, start string
		term        Term
		want        string
	}{
		{"fifty days", "2026-09-01T10:00:00+03:00", Term{50, CalendarDays}, "2026-10-21"},
		{"the first day is not counted", "2026-11-16T08:00:00+02:00", Term{1, CalendarDays}, "2026-11-17"},
		{"a Saturday moves to Monday", "2026-11-11T08:00:00+02:00", Term{10, CalendarDays}, "2026-11-23"},
		{"a Sunday moves to Monday", "2026-11-12T08:00:00+02:00", Term{10, CalendarDays}, "2026-11-23"},
		{"a holiday moves on", "2026-10-18T08:00:00+03:00", Term{10, CalendarDays}, "2026-10-29"},
		{"Good Friday moves behind Easter Monday", "2026-04-09T08:00:00+03:00", Term{1, CalendarDays}, "2026-04-14"},
		{"Christmas on a Friday moves to Monday", "2026-12-24T08:00:00+02:00", Term{1, CalendarDays}, "2026-12-28"},
		{"three working days over a weekend", "2026-11-19T08:00:00+02:00", Term{3, Working}, "2026-11-24"},
		{"working days over Holy Week", "2026-04-08T08:00:00+03:00", Term{2, Working}, "2026-04-14"},
		{"working days from a Sunday", "2026-11-22T08:00:00+02:00", Term{1, Working}, "2026-11-23"},
		{"nothing from a working day", "2026-11-20T08:00:00+02:00", Term{0, Working}, "2026-11-20"},
		{"nothing from a Saturday", "2026-11-21T08:00:00+02:00", Term{0, CalendarDays}, "2026-11-23"},
		{"a negative length is nothing", "2026-11-20T08:00:00+02:00", Term{-4, CalendarDays}, "2026-11-20"},
		{"the day is that of Athens, not of UTC", "2026-11-16T23:30:00Z", Term{1, Working}, "2026-11-18"},
		{"23:50 is still that day", "2026-11-16T23:50:00+02:00", Term{1, Working}, "2026-11-17"},
		{"over the new year", "2026-12-30T08:00:00+02:00", Term{3, Working}, "2027-01-05"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			start, err := time.Parse(time.RFC3339, row.start)
			require.NoError(t, err)
			due := c.Due(start, row.term)
			require.Equal(t, row.want, DayOf(due).String())
			require.Equal(t, "23:59:59.999999", due.In(Athens).Format("15:04:05.999999999"))
		})
	}
}

func TestDaysOfTheClockChangeEndAtTheirOwnMidnight(t *testing.T) {
	t.Parallel()
	c := setup(t)
	spring, autumn := Day{2026, 3, 29}, Day{2026, 10, 25}
	require.Equal(t, 23*time.Hour-time.Microsecond, spring.End().Sub(spring.Start()))
	require.Equal(t, 25*time.Hour-time.Microsecond, autumn.End().Sub(autumn.Start()))
	// From Friday to Monday over the change: the end is one local midnight, whatever the offset.
	require.Equal(t, "2026-03-30T20:59:59.999999Z",
		c.AddWorkingDays(Day{2026, 3, 27}.Start(), 1).UTC().Format(time.RFC3339Nano))
	require.Equal(t, "2026-10-26T21:59:59.999999Z",
		c.AddWorkingDays(Day{2026, 10, 23}.Start(), 1).UTC().Format(time.RFC3339Nano))
}

func TestNextWorkingKeepsAMomentOfAWorkingDay(t *testing.T) {
	t.Parallel()
	c := setup(t)
	friday := on(t, "2026-11-20")
	require.Equal(t, friday, c.NextWorking(friday))
	require.Equal(t, Day{2026, 11, 23}.Start(), c.NextWorking(on(t, "2026-11-21")))
}

func TestPropertiesOfEveryTerm(t *testing.T) {
	t.Parallel()
	c := setup(t, WithLocal(Rule{Code: "saint", On: "10-26"}))
	moments := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(946684800, 2524608000).Draw(t, "unix"), 0) // 2000 to 2050
	})
	rapid.Check(t, func(t *rapid.T) {
		start := moments.Draw(t, "start")
		unit := rapid.SampledFrom([]Unit{Working, CalendarDays}).Draw(t, "unit")
		n := rapid.IntRange(0, 120).Draw(t, "n")
		due := c.Due(start, Term{n, unit})
		if !c.IsWorkingDay(due) {
			t.Fatalf("due %v is not a working day", due)
		}
		if due.Before(start) {
			t.Fatalf("due %v before start %v", due, start)
		}
		if next := c.Due(start, Term{n + 1, unit}); next.Before(due) {
			t.Fatalf("a longer term ends earlier: %v < %v", next, due)
		}
		later := start.Add(time.Duration(rapid.Int64Range(0, int64(60*24*time.Hour)).Draw(t, "delay")))
		if got := c.Due(later, Term{n, unit}); got.Before(due) {
			t.Fatalf("a later start ends earlier: %v < %v", got, due)
		}
		if DayOf(start).Add(n).End().After(due) {
			t.Fatalf("shorter than %d days", n)
		}
		if unit == Working && n > 0 && c.WorkingDaysBetween(start, due) != n {
			t.Fatalf("%d working days, want %d", c.WorkingDaysBetween(start, due), n)
		}
	})
}

func TestEasterIsAlwaysASundayAfterTheThirdOfApril(t *testing.T) {
	t.Parallel()
	for y := 1900; y < 2100; y++ {
		e := Easter(y)
		require.Equal(t, time.Sunday, e.Weekday(), y)
		require.False(t, e.Before(Day{y, time.April, 4}) || Day{y, time.May, 8}.Before(e), "%v", e)
	}
}

func TestDatesAreWrittenInBothLanguages(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)
	require.Equal(t, "Κυριακή 22 Νοεμβρίου 2026, 11:05", LongDateTime(at, "el"))
	require.Equal(t, "Sunday 22 November 2026, 11:05", LongDateTime(at, "en"))
	require.Equal(t, "Κυριακή 22 Νοεμβρίου 2026", LongDate(at, "fr"))
	require.Equal(t, "Σάββατο 1 Μαΐου 2021", LongDate(time.Date(2021, 4, 30, 22, 0, 0, 0, time.UTC), "el"))
	require.Equal(t, "22/11/2026", ShortDate(at))
	require.Equal(t, "22/11/2026 11:05", ShortDateTime(at))
}
