package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/thyrida/thyrida/models"
)

// eventsPath streams what has changed to the pages that show it.
const eventsPath = "/events"

// What bounds a stream of events.
const (
	beatEvery   = 25 * time.Second // shorter than proxies wait
	streamLasts = 10 * time.Minute // then the browser asks again, perhaps another process
	eventPace   = time.Second      // between two events of a stream
	streamsMost = 20               // of one account
	casesMost   = 20               // of one stream
)

// stream is one page that is told when what it shows has changed: cases of the
// query, or with queue=1 the queues of its reader. What changed it reads by
// itself; a stream holds names of topics at most once, so it cannot grow.
type stream struct {
	account models.AccountID
	cases   map[models.CaseID]bool
	queue   bool

	mu    sync.Mutex
	actor models.Actor
	due   map[string]bool // "case" or "queue"
	check bool            // whether he may still read it
	wake  chan struct{}   // of 1
}

// events is a stream of server-sent events. Who may not read gets 204, which
// makes browsers stop asking.
func (s *server) events(c *gin.Context) {
	v := s.visit(c)
	st := &stream{cases: map[models.CaseID]bool{}, queue: v.Query("queue") != "", due: map[string]bool{}, wake: make(chan struct{}, 1)}
	for _, id := range v.QueryArray("case") {
		st.cases[models.CaseID(id)] = true
	}
	err := v.admitStream(st)
	if err == nil && len(st.cases) > casesMost {
		err = forbidden
	}
	if err != nil {
		if p := problem(v.ctx, err); p.Status < http.StatusInternalServerError {
			v.Status(http.StatusNoContent)
			return
		}
		s.refuse(c, err)
		return
	}
	ready, ok := s.live.join(s, st)
	if !ok {
		v.Status(http.StatusNoContent)
		return
	}
	defer s.live.leave(st)
	select {
	case <-ready:
	case <-time.After(eventPace): // the database is away; when it is back, everything counts as changed
	}
	v.stream(st)
}

// admitStream asks whether the reader may see what the stream is about.
func (v *visit) admitStream(st *stream) error {
	if err := v.admit(loggedIn); err != nil {
		return err
	}
	st.mu.Lock()
	st.account, st.actor = v.r.Actor.Account, v.r.Actor
	st.mu.Unlock()
	if st.queue && !v.r.Actor.Staff() {
		return forbidden
	}
	for id := range st.cases {
		if err := v.s.desk(v.ctx).MayRead(v.ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// stream writes events until the reader is gone, may no longer read, or it has
// lasted long enough.
func (v *visit) stream(st *stream) {
	c := http.NewResponseController(v.Writer)
	if err := errors.Join(c.SetWriteDeadline(time.Time{}), c.SetReadDeadline(time.Time{})); err != nil {
		v.failure(err)
		return
	}
	h := v.Writer.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // nginx would keep it
	say := func(text string) bool {
		_, err := v.Writer.WriteString(text)
		return err == nil && c.Flush() == nil
	}
	beat, over := time.NewTicker(beatEvery), time.NewTimer(streamLasts)
	defer beat.Stop()
	defer over.Stop()
	for ok := say("retry: 3000\n: open\n\n"); ok; {
		check := true
		select {
		case <-v.ctx.Done():
			return
		case <-closing(v.ctx):
			return
		case <-over.C:
			return
		case <-beat.C:
			ok = say(":\n\n")
		case <-st.wake:
			var due []string
			if due, check = st.take(); len(due) > 0 && !check {
				for _, topic := range due {
					ok = ok && say(fmt.Sprintf("event: %s\ndata:\n\n", topic))
				}
				ok = ok && v.pause()
			} else if len(due) > 0 {
				st.tell(due...)
			}
		}
		if ok && check {
			ok = v.admitStream(st) == nil
		}
	}
}

// pause waits between two events. It says whether to go on.
func (v *visit) pause() bool {
	select {
	case <-v.ctx.Done():
		return false
	case <-closing(v.ctx):
		return false
	case <-time.After(eventPace):
		return true
	}
}

// take gives what has changed since it was asked last, and whether the right
// to know it is in doubt.
func (st *stream) take() (due []string, check bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for topic := range st.due {
		due = append(due, topic)
	}
	check, st.check = st.check, false
	clear(st.due)
	return due, check
}

func (st *stream) tell(topics ...string) {
	st.mu.Lock()
	for _, t := range topics {
		st.due[t] = true
	}
	st.mu.Unlock()
	st.rouse()
}

func (st *stream) doubt() {
	st.mu.Lock()
	st.check = true
	st.mu.Unlock()
	st.rouse()
}

func (st *stream) rouse() {
	select {
	case st.wake <- struct{}{}:
	default: // it is about to look
	}
}

// wants says whether the reader's queues may have changed with a case.
func (st *stream) wants(n models.News) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, g := range st.actor.Grants {
		if g.Role == models.RoleSignatory && g.Unit == "" {
			return true
		}
		for _, u := range n.Units {
			if g.Unit == u {
				return true
			}
		}
	}
	return false
}

// closingKey is where HTTP keeps a channel that is closed when it shuts down.
type closingKey struct{}

func closing(ctx context.Context) <-chan struct{} {
	c, _ := ctx.Value(closingKey{}).(chan struct{})
	return c
}
