package worker

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Projector keeps what lists and reports are read from instead of from the
// facts: keys of names that were written without any, histograms of stage times.
type Projector struct {
	Store        store.System
	Clock        clock.Clock
	Municipality models.Municipality

	wholeAt time.Time // when all days were last compared
}

// Run projects every few minutes until ctx ends.
func (p *Projector) Run(ctx context.Context) error {
	return loop(ctx, "projector", 5*time.Minute, p.Once)
}

// Once does a batch, and says whether there may be more. Visits are recorded
// late while Temporal is away, so the last weeks are compared every time and
// everything once a day.
func (p *Projector) Once(ctx context.Context) (more bool, err error) {
	const batch = 500
	n, err := p.Store.KeyNames(ctx, batch)
	if err != nil || n == batch {
		return true, err
	}
	now := p.Clock.Now()
	since, whole := now.AddDate(0, 0, -40), now.Sub(p.wholeAt) > 24*time.Hour
	if whole {
		since = time.Time{}
	}
	_, more, err = p.Store.RollUpVisits(ctx, p.Municipality, since)
	if err == nil && whole && !more {
		p.wholeAt = now
	}
	return more, err
}
