package calendar

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func setup(t *testing.T, opts ...Option) *Calendar {
	t.Helper()
	c, err := New(opts...)
	require.NoError(t, err)
	return c
}

// on is noon in Athens of an ISO day.
func on(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := ParseDay(s)
	require.NoError(t, err)
	return d.Start().Add(12 * time.Hour)
}

func TestMovableFeastsAgreeWithThePublishedTable(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for _, row := range []struct {
		year                               int
		clean, friday, easter, monday, wit string
	}{
		{2024, "03-18", "05-03", "05-05", "05-06", "06-24"},
		{2025, "03-03", "04-18", "04-20", "04-21", "06-09"},
		{2026, "02-23", "04-10", "04-12", "04-13", "06-01"},
		{2027, "03-15", "04-30", "05-02", "05-03", "06-21"},
		{2028, "02-28", "04-14", "04-16", "04-17", "06-05"},
		{2029, "02-19", "04-06", "04-08", "04-09", "05-28"},
		{2030, "03-11", "04-26", "04-28", "04-29", "06-17"},
	} {
		require.Equal(t, fmt.Sprintf("%d-%s", row.year, row.easter), Easter(row.year).String())
		for code, md := range map[string]string{"clean-monday": row.clean, "good-friday": row.friday,
			"easter-sunday": row.easter, "easter-monday": row.monday, "whit-monday": row.wit} {
			h, ok := c.Holiday(on(t, fmt.Sprintf("%d-%s", row.year, md)))
			require.True(t, ok, "%d %s", row.year, code)
			require.Equal(t, code, h.Code)
		}
	}
	require.Equal(t, "2021-05-02", Easter(2021).String())
	require.Equal(t, time.Sunday, Easter(2154).Weekday(), "the century correction must keep Easter on a Sunday")
}

func TestFixedHolidaysWeekendsAndHalfDays(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for _, md := range []string{"01-01", "01-06", "03-25", "05-01", "08-15", "10-28", "12-25", "12-26"} {
		_, ok := c.Holiday(on(t, "2026-"+md))
		require.True(t, ok, md)
		require.False(t, c.IsWorkingDay(on(t, "2026-"+md)), md)
	}
	for _, day := range []string{"2026-11-17", "2026-01-30", "2026-10-26", "2026-12-24", "2026-12-31"} {
		require.True(t, c.IsWorkingDay(on(t, day)), "%s is a working day of a municipality", day)
	}
	require.False(t, c.IsWorkingDay(on(t, "2026-11-21")), "Saturday")
	require.False(t, c.IsWorkingDay(on(t, "2026-11-22")), "Sunday")
	h, ok := c.HalfDay(on(t, "2026-12-24"))
	require.True(t, ok)
	require.Equal(t, "13:00", h.Closes)
	_, ok = c.HalfDay(on(t, "2026-12-23"))
	require.False(t, ok)
}

func TestLabourDayFollowsTheDecisionOfItsYearAndWarnsWithoutOne(t *testing.T) {
	t.Parallel()
	c := setup(t)
	h, ok := c.Holiday(on(t, "2021-05-04"))
	require.True(t, ok)
	require.Equal(t, "labour-day", h.Code)
	h, ok = c.Holiday(on(t, "2021-05-01"))
	require.True(t, ok)
	require.Equal(t, "holy-saturday", h.Code)
	require.True(t, c.IsWorkingDay(on(t, "2024-05-01")), "Holy Wednesday 2024, the holiday was on 7 May")
	require.False(t, c.IsWorkingDay(on(t, "2024-05-07")))
	require.Equal(t, []string{"labour-day-unsettled"}, c.Warnings(2027))
	for _, y := range []int{2021, 2024, 2025, 2026, 2028, 2029, 2030} {
		require.Empty(t, c.Warnings(y), y)
	}
}

func TestLocalHolidaysAndWorkingSaturdaysBelongToOneCalendarOnly(t *testing.T) {
	t.Parallel()
	saint := Rule{Code: "saint-demetrius", On: "10-26", From: "2020-01-01", To: "2026-12-31", El: "Άγιος Δημήτριος"}
	local, plain := setup(t, WithLocal(saint)), setup(t)
	require.False(t, local.IsWorkingDay(on(t, "2026-10-26")))
	require.True(t, plain.IsWorkingDay(on(t, "2026-10-26")))
	require.True(t, local.IsWorkingDay(on(t, "2027-10-26")), "after the rule's last day")
	require.True(t, local.IsWorkingDay(on(t, "2018-10-26")), "before the rule's first day")
	require.True(t, setup(t, WithWorkingSaturdays()).IsWorkingDay(on(t, "2026-11-21")))

	offset := 3
	for _, bad := range []Rule{{On: "10-26"}, {Code: "x"}, {Code: "x", On: "13-01"}, {Code: "x", On: "10-26", Easter: &offset},
		{Code: "x", On: "10-26", From: "soon"}, {Code: "x", On: "10-26", Closes: "noon"}} {
		_, err := New(WithLocal(bad))
		require.Error(t, err, "%+v", bad)
	}
}

func TestHolidayFileIsReadStrictly(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"holidayz: []", "holidays: [{code: x}]", "moved: [{code: x, year: 2021, to: 2021-02-30}]"} {
		_, err := readTable([]byte(bad))
		require.Error(t, err, bad)
	}
}

func TestOneCalendarServesManyGoroutines(t *testing.T) {
	t.Parallel()
	c := setup(t)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() { c.IsWorkingDay(time.Date(2000+i%4, 5, 1, 12, 0, 0, 0, time.UTC)) })
	}
	wg.Wait()
}
