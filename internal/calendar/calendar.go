// Package calendar counts the days of Greek administrative terms.
//
// Rules and their sources (DOMAIN.md §1.2, §1.3): the day of the event is not
// counted (ΑΚ 241); a term whose last day is a public holiday, a Saturday or a
// Sunday ends with the next working day (ΑΚ 242, ΚΠολΔ 144). Every term, the
// legal one and that of a stage, ends with the END of its last day in Athens,
// 23:59:59.999999: an authority's own office hours never shorten a term.
package calendar

import (
	"fmt"
	"sync"
	"time"
)

// Holiday is one free (or half) day of one year.
type Holiday struct {
	Code   string
	El, En string
	Closes string // "HH:MM" in Athens for a half day, "" for a whole one
}

// Calendar knows the working days of one municipality. It is safe for
// concurrent use.
type Calendar struct {
	table        table
	saturdayFree bool
	mu           sync.RWMutex
	years        map[int]year
}

type year struct {
	free map[Day]Holiday
	half map[Day]Holiday
}

// Option changes a Calendar under construction.
type Option func(*Calendar) error

// WithLocal adds holidays of the municipality, such as its patron saint's day
// («Άγιος Δημήτριος», on 10-26).
func WithLocal(rules ...Rule) Option {
	return func(c *Calendar) error {
		for _, r := range rules {
			if err := r.check(); err != nil {
				return err
			}
		}
		c.table.Holidays = append(c.table.Holidays, rules...)
		return nil
	}
}

// WithWorkingSaturdays makes a Saturday an ordinary day; by default it is
// treated like a holiday.
func WithWorkingSaturdays() Option {
	return func(c *Calendar) error { c.saturdayFree = false; return nil }
}

// New is the calendar of the Greek public sector with the options applied.
// It fails only on a faulty local rule.
func New(opts ...Option) (*Calendar, error) {
	t, err := readTable(national)
	if err != nil {
		return nil, err
	}
	c := &Calendar{table: t, saturdayFree: true, years: map[int]year{}}
	for _, o := range opts {
		if err := o(c); err != nil {
			return nil, fmt.Errorf("make calendar: %w", err)
		}
	}
	return c, nil
}

// Holiday is the public or local holiday on the day in Athens of t, if any.
// A plain Saturday or Sunday is none.
func (c *Calendar) Holiday(t time.Time) (Holiday, bool) {
	d := DayOf(t)
	h, ok := c.year(d.Year).free[d]
	return h, ok
}

// HalfDay is the early closing on the day of t, if any: such a day is a
// working day.
func (c *Calendar) HalfDay(t time.Time) (Holiday, bool) {
	d := DayOf(t)
	h, ok := c.year(d.Year).half[d]
	return h, ok
}

// IsWorkingDay tells whether the offices work on the day in Athens of t.
func (c *Calendar) IsWorkingDay(t time.Time) bool { return c.works(DayOf(t)) }

func (c *Calendar) works(d Day) bool {
	if w := d.Weekday(); w == time.Sunday || (w == time.Saturday && c.saturdayFree) {
		return false
	}
	_, free := c.year(d.Year).free[d]
	return !free
}

// Warnings names what a year leaves open: "labour-day-unsettled" when 1 May
// meets a Sunday or the days around Easter and no decision has moved it yet.
// Until the decision is entered the holiday stays where the law puts it.
func (c *Calendar) Warnings(y int) []string {
	u := c.table.Unsettled
	for _, m := range c.table.Moved {
		if m.Code == u.Code && m.Year == y {
			return nil
		}
	}
	for _, r := range c.table.Holidays {
		d, ok := r.in(y)
		if r.Code != u.Code || !ok {
			continue
		}
		offset := Easter(y).DaysTo(d)
		if (offset >= u.EasterFrom && offset <= u.EasterTo) || (u.Sunday && d.Weekday() == time.Sunday) {
			return []string{u.Code + "-unsettled"}
		}
	}
	return nil
}

func (c *Calendar) year(y int) year {
	c.mu.RLock()
	got, ok := c.years[y]
	c.mu.RUnlock()
	if ok {
		return got
	}
	got = c.lay(y)
	c.mu.Lock()
	c.years[y] = got // two goroutines may lay the same year: the result is the same
	c.mu.Unlock()
	return got
}

// lay places every rule in a year and then moves what a decision moved.
func (c *Calendar) lay(y int) year {
	out := year{free: map[Day]Holiday{}, half: map[Day]Holiday{}}
	for _, r := range c.table.Holidays {
		d, ok := r.in(y)
		if !ok {
			continue
		}
		for _, m := range c.table.Moved {
			if m.Code == r.Code && m.Year == y {
				d, _ = ParseDay(m.To) // checked when the table was read
			}
		}
		if _, taken := out.free[d]; !taken {
			out.free[d] = Holiday{Code: r.Code, El: r.El, En: r.En}
		}
	}
	for _, r := range c.table.HalfDays {
		if d, ok := r.in(y); ok {
			out.half[d] = Holiday{Code: r.Code, El: r.El, En: r.En, Closes: r.Closes}
		}
	}
	return out
}
