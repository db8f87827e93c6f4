package api

import (
	"testing"

	"github.com/thyrida/thyrida/internal/calendar"
)

func TestPeriodsAreComparedWithAsManyDaysBeforeThem(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, today, from, to, before, until string }{
		{"month", "2026-11-22", "2026-11-01", "2026-11-22", "2026-10-01", "2026-10-22"},
		{"month", "2026-03-31", "2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28"}, // February is shorter
		{"last-month", "2026-01-10", "2025-12-01", "2025-12-31", "2025-11-01", "2025-11-30"},
		{"quarter", "2026-11-22", "2026-10-01", "2026-11-22", "2026-07-01", "2026-08-22"},
		{"last-quarter", "2026-02-01", "2025-10-01", "2025-12-31", "2025-07-01", "2025-09-30"},
		{"year", "2026-11-22", "2026-01-01", "2026-11-22", "2025-01-01", "2025-11-22"},
		{"year", "2028-12-31", "2028-01-01", "2028-12-31", "2027-01-01", "2027-12-31"}, // a leap year
	} {
		today, err := calendar.ParseDay(row.today)
		if err != nil {
			t.Fatal(err)
		}
		now, before := periodOf(row.name, today)
		got := [4]string{now.from.String(), now.to.String(), before.from.String(), before.to.String()}
		if want := [4]string{row.from, row.to, row.before, row.until}; got != want {
			t.Errorf("%s on %s: got %v, want %v", row.name, row.today, got, want)
		}
	}
}
