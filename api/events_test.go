package api_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/api"
)

// listens opens a stream of events and gives its lines until it ends.
func (b *reader) listens(path string) <-chan string {
	b.t.Helper()
	ctx, stop := context.WithCancel(b.t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.h.url+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { stop(); _ = res.Body.Close() })
	b.status, b.header = res.StatusCode, res.Header
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			lines <- s.Text()
		}
	}()
	return lines
}

// hears waits for a line; an empty one waits for the end.
func hears(t testing.TB, lines <-chan string, want string) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		select {
		case line, ok := <-lines:
			if ok && line == want && want != "" || !ok && want == "" {
				return
			}
			if !ok {
				t.Fatalf("the stream ended without %q", want)
			}
		case <-limit:
			t.Fatalf("waited for %q", want)
		}
	}
}

func TestAPageHearsWhatChangesInItsCaseAndItsQueue(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	citizen := h.reader(t).logsIn("citizen")
	his := citizen.listens("/events?case=" + id)
	if got := citizen.header.Get("Content-Type"); citizen.status != 200 || !strings.HasPrefix(got, "text/event-stream") {
		t.Fatalf("%d %s", citizen.status, got)
	}
	hears(t, his, ": open")
	queue := h.reader(t).logsIn("clerk").listens("/events?queue=1")
	hears(t, queue, ": open")
	elsewhere := h.reader(t).logsIn("clerk-tech").listens("/events?queue=1")
	hears(t, elsewhere, ": open")

	h.as(t, "clerk").post("cases/"+id+"/messages", map[string]any{"text": "Λείπει η υπογραφή."}).want(201)
	hears(t, his, "event: case")
	hears(t, queue, "event: queue")
	h.as(t, "citizen2").files()
	hears(t, queue, "event: queue")
	select {
	case line := <-elsewhere:
		if strings.HasPrefix(line, "event") {
			t.Errorf("another unit heard %s", line)
		}
	default:
	}
}

func TestAStreamOfEventsIsForWhoMayReadAndEndsWithHisSession(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	for _, who := range []string{"citizen2", "clerk-tech", ""} {
		b := h.reader(t)
		if who != "" {
			b.logsIn(who)
		}
		hears(t, b.listens("/events?case="+id), "")
		if b.status != http.StatusNoContent { // a browser asks no more
			t.Errorf("%s: %d", who, b.status)
		}
	}
	hears(t, h.reader(t).logsIn("citizen").listens("/events?queue=1"), "")
	b := h.reader(t).logsIn("citizen")
	if lines := b.listens("/events?case=no-id"); b.status != http.StatusNoContent {
		t.Errorf("no identifier: %d %v", b.status, <-lines)
	}
	lines := b.listens("/events?case=" + id)
	hears(t, lines, ": open")
	b.sends("/logout").sees(200)
	hears(t, lines, "")
}

func TestAStreamTellsThatItMayHaveMissedSomething(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	lines := h.reader(t).logsIn("citizen").listens("/events?case=" + id)
	hears(t, lines, ": open")
	c, err := pgx.Connect(t.Context(), h.database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(context.WithoutCancel(t.Context())) }()
	var ended int
	err = c.QueryRow(t.Context(), `SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND query LIKE 'LISTEN%') x`).Scan(&ended)
	if err != nil || ended != 1 {
		t.Fatalf("%d listened, want one connection for the process: %v", ended, err)
	}
	hears(t, lines, "event: case")
	h.as(t, "clerk").post("cases/"+id+"/messages", map[string]any{"text": "x"}).want(201)
	hears(t, lines, "event: case")
}

func TestStreamsDoNotHoldUpTheEndOfTheProgram(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	handler, _, err := api.Build(func() api.Deps { d := h.deps; d.Metrics = nil; return d }())
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := api.HTTP("", handler)
	go func() { _ = server.Serve(l) }()
	other := *h
	other.url = "http://" + l.Addr().String()
	lines := other.reader(t).logsIn("citizen").listens("/events?case=" + id)
	hears(t, lines, ": open")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	hears(t, lines, "")
}
