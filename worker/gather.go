package worker

import (
	"errors"
	"time"
)

// gather writes what comes in, in lots: all that came while the lot before was
// written, and within a while of the first. It ends when in is closed and
// everything is written; its error joins those of the lots.
func gather[T any](in <-chan T, while time.Duration, write func([]T) error) error {
	var errs []error
	for first := range in {
		errs = append(errs, write(rest(in, []T{first}, while)))
	}
	return errors.Join(errs...)
}

// rest adds to a lot what comes within a while.
func rest[T any](in <-chan T, lot []T, while time.Duration) []T {
	t := time.NewTimer(while)
	defer t.Stop()
	for {
		select {
		case next, open := <-in:
			if !open {
				return lot
			}
			lot = append(lot, next)
		case <-t.C:
			return lot
		}
	}
}
