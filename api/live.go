package api

import (
	"context"
	"sync"
	"time"

	"github.com/thyrida/thyrida/models"
)

// live are the streams of this process. While there are any, one connection of
// its own hears what all processes change.
type live struct {
	mu    sync.Mutex
	of    map[*stream]bool
	ready chan struct{} // closed once it hears
	stop  context.CancelFunc
}

// join adds a stream, unless its reader has too many. The channel is closed
// when news are heard.
func (l *live) join(s *server, st *stream) (<-chan struct{}, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for other := range l.of {
		if other.account == st.account {
			n++
		}
	}
	if n >= streamsMost {
		return nil, false
	}
	if len(l.of) == 0 {
		ctx, stop := context.WithCancel(context.Background())
		l.of, l.ready, l.stop = map[*stream]bool{}, make(chan struct{}), stop
		go s.listen(ctx, sync.OnceFunc(func() { close(l.ready) }))
	}
	l.of[st] = true
	return l.ready, true
}

func (l *live) leave(st *stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.of, st)
	if len(l.of) == 0 {
		l.stop()
	}
}

// listen hears the news until ctx ends, and connects again when it must. What
// was missed meanwhile nobody knows: then everything counts as changed.
func (s *server) listen(ctx context.Context, ready func()) {
	wait, again := time.Second, false
	for ctx.Err() == nil {
		err := s.Store.Listen(ctx, func() {
			if again {
				s.live.missed()
			}
			ready()
			wait, again = time.Second, true
		}, s.live.tell)
		if ctx.Err() != nil {
			return
		}
		again = true
		s.Log.Warn("no news of changes", "err", err, "again_in", wait)
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, 30*time.Second)
	}
}

// tell passes a piece of news on to the streams it is for.
func (l *live) tell(n models.News) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for st := range l.of {
		switch {
		case n.Account != "":
			if st.account == n.Account {
				st.doubt()
			}
		default:
			if st.cases[n.Case] {
				st.tell("case")
			}
			if st.queue && st.wants(n) {
				st.tell("queue")
			}
		}
	}
}

// missed tells every stream that what it shows may have changed.
func (l *live) missed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for st := range l.of {
		if len(st.cases) > 0 {
			st.tell("case")
		}
		if st.queue {
			st.tell("queue")
		}
	}
}
