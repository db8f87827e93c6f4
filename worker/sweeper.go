package worker

import (
	"context"
	"errors"
	"time"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/store"
)

// Sweeper removes what has lost its use: files that no case took within a day,
// broken uploads, ended sessions, one-time codes, answers kept for repeated requests.
type Sweeper struct {
	Store store.System
	Blobs *blob.Store
	Clock clock.Clock
}

// looseTime is how long an uploaded file may wait for its case.
const looseTime = 24 * time.Hour

// Run sweeps every few minutes until ctx ends.
func (s *Sweeper) Run(ctx context.Context) error {
	return loop(ctx, "sweeper", 5*time.Minute, s.Once)
}

// Once sweeps a batch, and says whether there may be more.
func (s *Sweeper) Once(ctx context.Context) (more bool, err error) {
	before := s.Clock.Now().Add(-looseTime)
	const batch = 200
	blobs, err := s.Store.SweepAttachments(ctx, before, batch)
	if err != nil {
		return false, err
	}
	for _, key := range blobs {
		used, err := s.Store.BlobInUse(ctx, key)
		if err != nil {
			return false, err
		}
		if used {
			continue
		}
		if err := s.Blobs.Delete(ctx, key); err != nil && !errors.Is(err, blob.ErrNotFound) {
			return false, err
		}
	}
	if _, err := s.Blobs.Sweep(ctx, before); err != nil {
		return false, err
	}
	if _, err := s.Store.SweepRequests(ctx, before); err != nil {
		return false, err
	}
	if err := s.Store.SweepCodes(ctx, before); err != nil {
		return false, err
	}
	if err := s.Store.SweepLogins(ctx, before); err != nil {
		return false, err
	}
	_, err = s.Store.SweepSessions(ctx, before)
	return len(blobs) == batch, err
}
