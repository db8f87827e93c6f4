package worker

import (
	"context"
	"errors"
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
				return n == handful, err // a few more may come meanwhile, and go together
			})
		})
	}
	return g.Wait()
}

// handful is how many messages a sender takes at once.
const handful = 50

// hands is how many messages of a channel are with its provider at a time.
// Mail servers count connections: the strictest we know allow three.
var hands = map[models.Channel]int{models.Email: 3, models.SMS: 8}

// attemptTime is longer than an attempt takes: half a minute for an e-mail,
// three times 15 seconds for an SMS that is looked for first. What would not
// have left before its lease ends is put back, or another sender would send it
// again.
const attemptTime = time.Minute

// together is how long an end may wait for others to be recorded with it. A
// sender that is killed has forgotten the ends of so long.
const together = 50 * time.Millisecond

// Once takes a batch of a channel and sends it, a few cases at a time and the
// messages of one case in the order in which they were written. It gives the
// size of the batch. What is not begun when ctx ends is put back.
func (s *Sender) Once(ctx context.Context, ch models.Channel) (int, error) {
	last := s.Notice.Clock.Now().Add(store.NoticeLease - attemptTime)
	ns, err := s.Store.TakeNotices(ctx, ch, handful)
	if err != nil || len(ns) == 0 {
		return 0, err
	}
	facts, err := s.Store.FactsOfNotices(ctx, ns)
	ends := make(chan models.NoticeEnd, handful)
	recorded := make(chan error, 1)
	go func() {
		recorded <- gather(ends, together, func(es []models.NoticeEnd) error {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			return s.Store.NoticesEnded(ctx, es)
		})
	}()
	var g errgroup.Group
	g.SetLimit(hands[ch])
	for _, of := range byCase(ns) {
		g.Go(func() error {
			var errs []error
			for _, n := range of {
				f, known := facts[n.ID]
				if !known {
					continue
				}
				end := models.NoticeEnd{Notice: n, State: models.Queued, Until: s.Notice.Clock.Now()}
				if ctx.Err() == nil && end.Until.Before(last) {
					var err error
					if end, err = s.Notice.Attempt(ctx, f); err != nil {
						errs = append(errs, err)
						continue
					}
				}
				ends <- end
			}
			return errors.Join(errs...)
		})
	}
	err = errors.Join(err, g.Wait())
	close(ends)
	return len(ns), errors.Join(err, <-recorded)
}

// byCase sorts messages by case, the oldest first; one of no case is alone.
func byCase(ns []models.Notice) (out [][]models.Notice) {
	place := map[models.CaseID]int{}
	slices.SortFunc(ns, func(a, b models.Notice) int { return a.CreatedAt.Compare(b.CreatedAt) })
	for _, n := range ns {
		at, known := place[n.CaseID]
		if !known || n.CaseID == "" {
			at, out = len(out), append(out, nil)
			place[n.CaseID] = at
		}
		out[at] = append(out[at], n)
	}
	return out
}
