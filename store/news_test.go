package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

// hears collects the news of a database until the test ends.
func (h *house) hears(t testing.TB) <-chan models.News {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	heard, ready, ended := make(chan models.News, 1000), make(chan struct{}), make(chan error, 1)
	go func() { ended <- h.Listen(ctx, func() { close(ready) }, func(n models.News) { heard <- n }) }()
	t.Cleanup(func() { stop(); <-ended })
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	return heard
}

// until waits for news that fit.
func until(t testing.TB, heard <-chan models.News, fits func(models.News) bool) models.News {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		select {
		case n := <-heard:
			if fits(n) {
				return n
			}
		case <-limit:
			t.Fatal("no such news")
		}
	}
}

func TestWhoeverLooksHearsOfACaseAndOfItsUnits(t *testing.T) {
	t.Parallel()
	h := setup(t)
	heard := h.hears(t)
	c := h.file(t, "citizen")
	of := func(n models.News) bool { return n.Case == c }
	if n := until(t, heard, of); !slices.Contains(n.Units, registry) {
		t.Errorf("the unit is not told: %v", n)
	}
	task := h.open(t, c, 1, "review")[0]
	until(t, heard, of) // by the machine
	want(t, h.as(t, "clerk").ClaimTask(t.Context(), task), "")
	until(t, heard, of) // by a clerk
	h.says(t, "clerk", c, "x")
	until(t, heard, of)
}

func TestNewsOfAnAccountTellThatASessionHasEnded(t *testing.T) {
	t.Parallel()
	h := setup(t)
	heard := h.hears(t)
	want(t, h.as(t, "clerk").EndSession(t.Context(), token("clerk")), "")
	until(t, heard, func(n models.News) bool { return n.Account == account("clerk") })
}

// What was rolled back is not told, and many changes of a case are told as one.
func TestNewsAreOfWhatWasCommittedAndFew(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c, other := h.file(t, "citizen"), h.file(t, "citizen2")
	heard := h.hears(t)
	if err := h.as(t, "citizen").WatchCase(t.Context(), c); err == nil {
		t.Fatal("a citizen watches")
	}
	const times = 50
	for range times {
		h.says(t, "clerk", other, "x")
	}
	last := h.file(t, "citizen")
	told, refused := 0, 0
	until(t, heard, func(n models.News) bool {
		switch n.Case {
		case other:
			told++
		case c:
			refused++
		}
		return n.Case == last
	})
	if told == 0 || told >= times || refused > 1 { // the filing may still have been on its way
		t.Errorf("told of %d changes %d times, of a refusal %d times", times, told, refused)
	}
}
