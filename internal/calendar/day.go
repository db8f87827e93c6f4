package calendar

import (
	"fmt"
	"time"
	_ "time/tzdata" // a slim container image has no zone files, and Athens must always load
)

// Athens is the zone in which every legal day of a Greek authority begins and ends.
var Athens = mustLoad("Europe/Athens")

func mustLoad(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(fmt.Sprintf("load zone %s: %v", name, err)) // impossible with the embedded tzdata
	}
	return l
}

// Day is a date of the Gregorian calendar in Athens, without a time.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf is the day in Athens on which the moment t falls.
func DayOf(t time.Time) Day {
	y, m, d := t.In(Athens).Date()
	return Day{y, m, d}
}

// ParseDay reads "2026-11-22". It refuses dates that do not exist.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Day{}, fmt.Errorf("read day %q: want YYYY-MM-DD", s)
	}
	return Day{t.Year(), t.Month(), t.Day()}, nil
}

// String is the ISO form, "2026-11-22".
func (d Day) String() string { return d.utc().Format(time.DateOnly) }

// Add is the day n calendar days later (earlier for a negative n).
func (d Day) Add(n int) Day {
	y, m, day := d.utc().AddDate(0, 0, n).Date()
	return Day{y, m, day}
}

// Before tells whether d comes before o.
func (d Day) Before(o Day) bool { return d.utc().Before(o.utc()) }

// DaysTo is the number of calendar days from d to o, negative when o is earlier.
func (d Day) DaysTo(o Day) int { return int(o.utc().Sub(d.utc()) / (24 * time.Hour)) }

// Weekday of the day.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// Start is midnight in Athens at which the day begins.
func (d Day) Start() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, Athens) }

// End is the last microsecond of the day in Athens, 23:59:59.999999. On the
// days of the clock change it is 23 or 25 hours after Start.
func (d Day) End() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 23, 59, 59, 999_999_000, Athens)
}

// utc carries the date through arithmetic in which every day has 24 hours.
func (d Day) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Easter is the Sunday of Orthodox Easter: Meeus' Julian algorithm, moved to
// the Gregorian calendar by the difference of its century (13 days between
// 1900 and 2099).
func Easter(year int) Day {
	a, b, c := year%4, year%7, year%19
	d := (19*c + 15) % 30
	e := (2*a + 4*b - d + 34) % 7
	month, day := (d+e+114)/31, (d+e+114)%31+1
	century := year / 100
	return Day{year, time.Month(month), day}.Add(century - century/4 - 2)
}
