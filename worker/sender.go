package worker

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/thyrida/thyrida/activities"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Sender is the relay's twin for people: it takes messages that wait and hands
// them to the mail server or the telephone company, each channel for itself.
type Sender struct {
	Store  store.System
	Notice *activities.Notice
}

// Run sends until ctx ends.
func (s *Sender) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, ch := range []models.Channel{models.Email, models.SMS} {
		g.Go(func() error {
			return loop(ctx, "sender of "+string(ch), 250*time.Millisecond, func(ctx context.Context) (bool, error) {
				n, err := s.Once(ctx, ch)
				return n > 0, err
			})
		})
	}
	return g.Wait()
}

// handful is how many messages a sender takes at once, and hands how many at a
// time. A provider may take half a minute for each, and the last must have left
// before the lease ends, even if all are of one case: another sender would send
// it again.
const handful, hands = 3, 3

// Once takes a batch of a channel and sends it, a few cases at a time and the
// messages of one case in the order in which they were written. It gives the
// size of the batch.
func (s *Sender) Once(ctx context.Context, ch models.Channel) (int, error) {
	ns, err := s.Store.TakeNotices(ctx, ch, handful)
	if err != nil {
		return 0, err
	}
	var g errgroup.Group
	g.SetLimit(hands)
	for _, of := range byCase(ns) {
		g.Go(func() error {
			for _, n := range of {
				if err := s.Notice.Deliver(ctx, n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return len(ns), g.Wait()
}

// byCase sorts messages by case, each case's by age.
func byCase(ns []models.Notice) map[models.CaseID][]models.Notice {
	out := map[models.CaseID][]models.Notice{}
	slices.SortFunc(ns, func(a, b models.Notice) int { return a.CreatedAt.Compare(b.CreatedAt) })
	for _, n := range ns {
		out[n.CaseID] = append(out[n.CaseID], n)
	}
	return out
}
