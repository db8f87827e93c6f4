//go:build unix

package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

// lives is how many applications are led to their end under the kills, and
// clients how many at the same time.
const (
	lives   = 80
	clients = 12
)

// turn is one decision of a story.
type turn struct {
	stage   models.StageKey
	outcome models.Outcome
}

// stories are how the applications go; the last turn decides how they end.
var stories = []struct {
	form  obj
	turns []turn
	ends  models.Outcome
}{
	{nil, []turn{{"review", "approved"}}, "granted"},
	{nil, []turn{{"review", "rejected"}}, "rejected"},
	{nil, []turn{{"review", "returned"}, {"completion", "answered"}, {"review", "approved"}}, "granted"},
	{byPost, []turn{{"review", "approved"}, {"delivery", "delivered"}}, "granted"},
}

// ledger is what the clients were told, for ever.
type ledger struct {
	mu    sync.Mutex
	filed map[int]api.Filed // by life
	told  map[int][]string  // stage and outcome of every decision that was taken, in order
	acks  atomic.Int32
	tries atomic.Int32
}

func TestKilledUnderLoadNothingIsLostAndNothingHappensTwice(t *testing.T) {
	h := setup(t)
	citizens := make([]*visitor, 8)
	for i := range citizens {
		citizens[i] = h.as(t, fmt.Sprintf("citizen-%02d", i+1))
	}
	clerks := []*visitor{h.as(t, "protocol"), h.as(t, "head")}
	before, err := h.as(t, "manager").cases(t.Context(), "service=general-application")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Second)
	defer cancel()
	book := &ledger{filed: map[int]api.Filed{}, told: map[int][]string{}}
	g, ctx := errgroup.WithContext(ctx)
	gate := make(chan struct{}, clients)
	for i := range lives {
		g.Go(func() error {
			l := &life{i: i, ctx: ctx, gate: gate, book: book, citizen: citizens[i%len(citizens)], clerk: clerks[i%len(clerks)]}
			gate <- struct{}{}
			defer func() { <-gate }()
			if err := l.lead(); err != nil {
				return fmt.Errorf("life %d: %s", i, told(err))
			}
			return nil
		})
	}
	began, ended := time.Now(), make(chan struct{})
	go func() {
		_ = g.Wait()
		close(ended)
	}()
	// First what may leave an Idempotency-Key behind, for who repeats such a
	// request waits until its time is over.
	for n, name := range []string{"api", "postgres", "api", "postgres", "worker", "temporal", "worker", "temporal", "worker"} {
		await(t, 150*time.Second, "the load to go on", func() bool {
			select {
			case <-ended:
				return true
			default:
				return int(book.acks.Load()) >= 20*(n+1)
			}
		})
		t.Logf("%5.1f s: kill %s, %d answers so far", time.Since(began).Seconds(), name, book.acks.Load())
		h.kill9(t, name)
	}
	if err := g.Wait(); err != nil {
		book.explain(t, h)
		t.Fatal(err)
	}
	t.Logf("%d lives in %.1f s: %d answers, %d repetitions", lives, time.Since(began).Seconds(), book.acks.Load(), book.tries.Load())
	book.compare(t, h, len(before))
	checkWell(t, h)
}

// life is one application on its way, as its people see it.
type life struct {
	i              int
	ctx            context.Context
	gate           chan struct{}
	book           *ledger
	citizen, clerk *visitor
}

func (l *life) lead() error {
	story := stories[l.i%len(stories)]
	var filed api.Filed
	if err := l.insist(l.citizen, "/cases", fmt.Sprintf("crash-submission-%d", l.i), general(l.words(story.form)), &filed); err != nil {
		return err
	}
	l.book.mu.Lock()
	l.book.filed[l.i] = filed
	l.book.mu.Unlock()
	for n, x := range story.turns {
		var c api.Case
		err := l.wait(func() bool {
			_, err := l.clerk.call(l.ctx, http.MethodGet, "/cases/"+string(filed.ID), "", nil, &c)
			return err == nil && task(c, x.stage) != nil && len(c.Timeline) >= n+2
		})
		if err != nil {
			return fmt.Errorf("wait for %s of %s, which stands at %s: %w", x.stage, filed.ID, c.Stage, err)
		}
		k, by := task(c, x.stage), l.clerk
		path, body, key := "/tasks/"+string(k.ID)+"/decision", obj{"outcome": x.outcome, "note": canaries["reason"]}, fmt.Sprintf("crash-%d-%d-decision", l.i, n)
		switch {
		case x.stage == "completion":
			path, body, by = "/cases/"+string(filed.ID)+"/completion", obj{"note": canaries["note"]}, l.citizen
		case l.i%3 > 0: // the caller's own identifier instead of a key
			body["id"], key = uuid.NewString(), ""
		}
		if by == l.clerk && n == 0 {
			if err := l.insist(by, "/tasks/"+string(k.ID)+"/claim", fmt.Sprintf("crash-%d-%d-claim", l.i, n), nil, nil); err != nil {
				return err
			}
		}
		if err := l.insist(by, path, key, body, &api.Decided{}); err != nil {
			return fmt.Errorf("%s at %s of %s: %s", x.outcome, x.stage, filed.ID, told(err))
		}
		l.book.mu.Lock()
		l.book.told[l.i] = append(l.book.told[l.i], fmt.Sprintf("%s %s", x.stage, x.outcome))
		l.book.mu.Unlock()
	}
	return nil
}

// words are the answers of a form, with canaries among them.
func (l *life) words(form obj) obj {
	out := obj{"subject": canaries["answer"], "request": canaries["message"]}
	for k, v := range form {
		out[k] = v
	}
	return out
}

// insist repeats a request until it has its answer: what is lost on the way,
// and every 5xx, may have happened or not. Whoever must wait lets others go on.
func (l *life) insist(v *visitor, path, key string, body, out any) error {
	var last error
	err := l.wait(func() bool {
		status, err := v.call(l.ctx, http.MethodPost, path, key, body, out)
		p := &api.Problem{}
		refused := errors.As(err, &p) && status < 500 && p.Code != "request-at-work"
		if last = err; err == nil || refused {
			return true
		}
		l.book.tries.Add(1)
		return false
	})
	if err != nil {
		return fmt.Errorf("%w; last: %s", err, told(last))
	}
	if last == nil {
		l.book.acks.Add(1)
	}
	return last
}

// wait polls as politely as a person would, outside the gate.
func (l *life) wait(holds func() bool) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		<-l.gate
		select {
		case <-l.ctx.Done():
		case <-tick.C:
		}
		l.gate <- struct{}{}
		if l.ctx.Err() != nil {
			return l.ctx.Err()
		}
	}
	return nil
}

// explain shows how some cases stand that did not come to their end.
func (b *ledger) explain(t *testing.T, h *house) {
	t.Helper()
	shown := 0
	for i := range lives {
		id, story := b.filed[i].ID, stories[i%len(stories)]
		if id == "" || len(b.told[i]) == len(story.turns) || shown == 4 {
			continue
		}
		var process []byte
		_, err := h.as(t, "admin").call(t.Context(), http.MethodGet, "/admin/cases/"+string(id)+"/process", "", nil, &process)
		t.Logf("life %d, told %v: %s %v", i, b.told[i], process, err)
		shown++
	}
}

// compare reads the database through the interface and finds in it what the
// clients were told, all of it and nothing else.
func (b *ledger) compare(t *testing.T, h *house, before int) {
	t.Helper()
	manager := h.as(t, "manager")
	for i := range lives {
		story, filed := stories[i%len(stories)], b.filed[i]
		c := manager.over(t, filed.ID)
		want := []string{"check done"}
		if want = append(want, b.told[i]...); story.ends == "granted" && story.form == nil {
			want = append(want, "delivery delivered")
		}
		checkTimeline(t, c, want...)
		if c.Outcome != story.ends || numbered(c.CaseLine) != filed.Protocol || len(b.told[i]) != len(story.turns) {
			t.Errorf("life %d ends %s with %+v; told %v, %+v", i, c.Outcome, numbered(c.CaseLine), b.told[i], filed.Protocol)
		}
	}
	all, err := manager.cases(t.Context(), "service=general-application")
	if err != nil || len(all) != before+lives {
		t.Errorf("%d general applications, %d before and %d acknowledged: %v", len(all), before, lives, err)
	}
	checkBook(t, manager)
	await(t, 60*time.Second, "the messages to leave", func() bool {
		return !slices.ContainsFunc(get[api.Case](t, h.as(t, "protocol"), "/cases/"+string(b.filed[lives-1].ID)).Messages,
			func(m api.Message) bool { return m.State == models.Queued })
	})
	for i := range lives {
		checkToldOnce(t, h.as(t, "protocol"), b.filed[i])
	}
}
