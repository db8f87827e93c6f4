// Package clock is the only place of Thyrida that reads the wall clock.
//
// Every time leaves it in UTC and truncated to microseconds, because that is
// what a PostgreSQL timestamptz keeps: a time written and read back must be
// equal to the time held in memory, or comparisons in tests and in the outbox
// drift by nanoseconds.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time. Implementations are safe for concurrent use.
type Clock interface {
	// Now is the present moment in UTC with microsecond precision.
	Now() time.Time
}

// Precision is the resolution of every time a Clock returns.
const Precision = time.Microsecond

// System is the wall clock of the machine.
type System struct{}

// Now implements Clock. The monotonic reading is dropped with the truncation:
// intervals inside one process are measured with time.Since of the caller's
// own library, never with a Clock.
func (System) Now() time.Time { return normal(time.Now()) }

// Fake is a clock that stands still until it is moved: for tests, and for the
// demonstration data that is written 180 days in the past. The zero value is
// not useful; make one with At.
type Fake struct {
	mu  sync.RWMutex
	now time.Time
}

// At returns a Fake that shows t.
func At(t time.Time) *Fake { return &Fake{now: normal(t)} }

// Now implements Clock.
func (f *Fake) Now() time.Time {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.now
}

// Set moves the clock to t, forward or backward.
func (f *Fake) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = normal(t)
}

// Advance moves the clock by d (which may be negative) and returns the new
// time, so that a test need not ask for it in a second, racy step.
func (f *Fake) Advance(d time.Duration) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = normal(f.now.Add(d))
	return f.now
}

func normal(t time.Time) time.Time { return t.UTC().Truncate(Precision) }
