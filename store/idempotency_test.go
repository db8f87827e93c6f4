package store_test

import (
	"sync"
	"testing"
	"time"
)

func TestARequestIsDoneOnceUnderItsKey(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	me, other := h.as(t, "citizen"), h.as(t, "citizen2")
	begin := func(request, body string) (int, string, error) {
		status, response, err := me.BeginRequest(ctx, "k", request, []byte(body))
		return status, string(response), err
	}
	for _, step := range []struct {
		name, request, body string
		before              func() error
		status              int
		response, code      string
	}{
		{name: "new", request: "POST /cases", body: "a"},
		{name: "at work", request: "POST /cases", body: "a", code: "request-at-work"},
		{name: "at work, other body", request: "POST /cases", body: "b", code: "idempotency-key-reused"},
		{name: "dropped", request: "POST /cases", body: "b", before: func() error { return me.DropRequest(ctx, "k") }},
		{name: "a minute old, other body", request: "POST /cases", body: "c",
			before: func() error { h.clock.Advance(61 * time.Second); return nil }, code: "idempotency-key-reused"},
		{name: "a minute old", request: "POST /cases", body: "b"},
		{name: "taken over just now", request: "POST /cases", body: "b", code: "request-at-work"},
		{name: "another's key does not matter", request: "POST /cases", body: "b", code: "request-at-work",
			before: func() error { return other.FinishRequest(ctx, "k", 500, nil) }},
		{name: "finished", request: "POST /cases", body: "b", before: func() error { return me.FinishRequest(ctx, "k", 201, []byte("{}")) },
			status: 201, response: "{}"},
		{name: "finished once", request: "POST /cases", body: "b", before: func() error { return me.FinishRequest(ctx, "k", 500, nil) },
			status: 201, response: "{}"},
		{name: "finished is not dropped", request: "POST /cases", body: "b", before: func() error { return me.DropRequest(ctx, "k") },
			status: 201, response: "{}"},
		{name: "finished, other body", request: "POST /cases", body: "x", code: "idempotency-key-reused"},
		{name: "finished, other request", request: "POST /attachments", body: "b", code: "idempotency-key-reused"},
	} {
		if step.before != nil {
			want(t, step.before(), "")
		}
		status, response, err := begin(step.request, step.body)
		if status != step.status || response != step.response || string(code(err)) != step.code {
			t.Fatalf("%s: got %d %q %v", step.name, status, response, err)
		}
	}
	if n, err := h.System().SweepRequests(ctx, h.clock.Now().Add(time.Second)); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if status, _, err := begin("POST /cases", "z"); status != 0 || err != nil {
		t.Fatal(status, err)
	}
}

func TestOfManyEqualRequestsOneIsToDo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk := h.as(t, "citizen")
	errs := make([]error, 12)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, _, errs[i] = desk.BeginRequest(t.Context(), "k", "POST /cases", []byte("a")) })
	}
	wg.Wait()
	mine := 0
	for _, err := range errs {
		if err == nil {
			mine++
			continue
		}
		want(t, err, "request-at-work")
	}
	if mine != 1 {
		t.Fatalf("%d may begin", mine)
	}
}
