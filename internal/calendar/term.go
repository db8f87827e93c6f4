package calendar

import "time"

// Unit is what the days of a term are.
type Unit string

// The units of a Term.
const (
	Working      Unit = "working"  // only days on which the offices work count
	CalendarDays Unit = "calendar" // every day counts («ημερολογιακές ημέρες»)
)

// Valid tells whether u is one of the known units.
func (u Unit) Valid() bool { return u == Working || u == CalendarDays }

// Term is a length of time in whole days, such as 50 calendar days (ΚΔΔ 4) or
// 3 working days.
type Term struct {
	Days int
	Unit Unit
}

// Due is the last moment of a term that begins with an event at start. An
// unknown unit counts as calendar days, the stricter reading.
func (c *Calendar) Due(start time.Time, t Term) time.Time {
	if t.Unit == Working {
		return c.AddWorkingDays(start, t.Days)
	}
	return c.AddCalendarDays(start, t.Days)
}

// AddCalendarDays is the end of the n-th calendar day after the day of start,
// moved to the end of the next working day when that day is free. An n of zero
// or less means the day of start itself, moved likewise.
func (c *Calendar) AddCalendarDays(start time.Time, n int) time.Time {
	return c.onOrAfter(DayOf(start).Add(max(n, 0))).End()
}

// AddWorkingDays is the end of the n-th working day after the day of start.
// The day of start is never counted, whether or not it is a working day. An n
// of zero or less means the day of start, or the next working day if it is free.
func (c *Calendar) AddWorkingDays(start time.Time, n int) time.Time {
	d := DayOf(start)
	if n <= 0 {
		return c.onOrAfter(d).End()
	}
	for ; n > 0; n-- {
		d = c.onOrAfter(d.Add(1))
	}
	return d.End()
}

// NextWorking is t itself when it falls on a working day, else the midnight in
// Athens at which the next working day begins.
func (c *Calendar) NextWorking(t time.Time) time.Time {
	d := DayOf(t)
	if c.works(d) {
		return t
	}
	return c.onOrAfter(d).Start()
}

// WorkingDaysBetween counts the working days after the day of from, up to and
// with the day of to: the inverse of AddWorkingDays. It is zero when to is not
// on a later day.
func (c *Calendar) WorkingDaysBetween(from, to time.Time) int {
	n, last := 0, DayOf(to)
	for d := DayOf(from).Add(1); !last.Before(d); d = d.Add(1) {
		if c.works(d) {
			n++
		}
	}
	return n
}

// onOrAfter ends: no law makes every day of a year a holiday.
func (c *Calendar) onOrAfter(d Day) Day {
	for !c.works(d) {
		d = d.Add(1)
	}
	return d
}
