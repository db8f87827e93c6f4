package worker

import (
	"context"
	"log/slog"
	"time"
)

// loop runs f until ctx ends: at once again while there is more to do, else
// after a pause. An error is logged when it is new, and the work goes on.
func loop(ctx context.Context, name string, pause time.Duration, f func(context.Context) (more bool, err error)) error {
	t := time.NewTimer(0)
	defer t.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		more, err := f(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !failing:
			slog.ErrorContext(ctx, name+" stopped by an error, will go on", "err", err)
		case err == nil && failing:
			slog.InfoContext(ctx, name+" goes on")
		}
		failing = err != nil
		wait := pause
		if more {
			wait = 0
		} else if failing {
			wait = max(pause, time.Second)
		}
		t.Reset(wait)
	}
}
