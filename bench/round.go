package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// pace is how lives are measured: how many at once, and for how long after a
// warm-up.
type pace struct {
	crowd        int
	warm, window time.Duration
	rounds       int // of each kind, in turns
}

// round is one measurement of either kind.
type round struct {
	rate   float64       // lives that ended in the window, a second
	cpu    cpu           // milliseconds a life
	took   time.Duration // of a life, median
	lag    time.Duration // until the last message had left after the last life
	events map[string]float64
}

// during keeps lives under way and gives when each ended and how long it took,
// with the CPU time of the window.
func during(ctx context.Context, m *meter, p pace, live func(context.Context) error) (t0, t1 time.Time, used cpu, ended []time.Time, took []time.Duration, err error) {
	var mu sync.Mutex
	timed := func(ctx context.Context) error {
		began := time.Now()
		if err := live(ctx); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		ended, took = append(ended, time.Now()), append(took, time.Since(began))
		return nil
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	over := make(chan error, 1)
	go func() {
		failed, first := crowd(inner, p.crowd, timed)
		if failed > 0 {
			first = fmt.Errorf("%d lives failed, the first: %w", failed, first)
		}
		over <- first
	}()
	wait(ctx, p.warm)
	before, err := m.read()
	if err != nil {
		return t0, t1, used, nil, nil, err
	}
	t0 = time.Now()
	wait(ctx, p.window)
	t1 = time.Now()
	after, err := m.read()
	cancel()
	if fault := <-over; err == nil {
		err = fault
	}
	if err == nil {
		err = ctx.Err()
	}
	return t0, t1, after.minus(before), ended, took, err
}

// ours measures whole lives of cases. One counts when its case is closed and
// its last message has been handed over. What tells of the conversation waits
// two minutes for more of it on purpose, and is not waited for.
func (d *drive) ours(ctx context.Context, p pace) (r round, err error) {
	began := time.Now()
	t0, t1, used, _, took, err := during(ctx, d.meter, p, func(ctx context.Context) error {
		f, err := d.file(ctx)
		if err != nil {
			return err
		}
		return d.finish(ctx, f)
	})
	if err != nil {
		return r, err
	}
	last := time.Now()
	if err := d.settled(ctx, began); err != nil {
		return r, err
	}
	r.lag, r.took = time.Since(last), median(took)
	var n float64
	err = d.db.QueryRow(ctx, `SELECT count(*) FROM (
			SELECT greatest(c.closed_at, max(n.sent_at)) AS at FROM cases c JOIN notices n ON n.case_id = c.id AND n.event <> 'message'
			WHERE c.submitted_at >= $1 AND c.filed_by = ANY($2) GROUP BY c.id) x WHERE at >= $3 AND at < $4`, began, d.accounts(), t0, t1).Scan(&n)
	if err != nil {
		return r, fmt.Errorf("count lives: %w", err)
	}
	r.rate, r.cpu = n/t1.Sub(t0).Seconds(), used.each(n)
	return r, d.losses(ctx, began)
}

// settled waits until every message has left.
func (d *drive) settled(ctx context.Context, since time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	err := until(ctx, again, func() (ok bool, err error) {
		err = d.db.QueryRow(ctx, `SELECT NOT EXISTS (SELECT FROM cases c WHERE submitted_at >= $1 AND filed_by = ANY($2)
				AND EXISTS (SELECT FROM notices n WHERE n.case_id = c.id AND state NOT IN ('sent', 'delivered') AND n.event <> 'message'))
			AND NOT EXISTS (SELECT FROM outbox WHERE delivered_at IS NULL)`, since, d.accounts()).Scan(&ok)
		return ok, err
	})
	if err != nil {
		return fmt.Errorf("wait for messages to leave: %w", err)
	}
	return nil
}

// losses says what was accepted since a time and did not come to its end with
// a number, a workflow and its messages.
func (d *drive) losses(ctx context.Context, since time.Time) error {
	var all, open, unnumbered, unstarted, untold int
	err := d.db.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE c.state <> 'closed'),
			count(*) FILTER (WHERE NOT EXISTS (SELECT FROM protocol_entries e WHERE e.subject = 'case/' || c.id::text)),
			count(*) FILTER (WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.workflow_id = 'case-' || c.id::text AND o.verb = 'start' AND o.delivered_at IS NOT NULL)),
			count(*) FILTER (WHERE NOT EXISTS (SELECT FROM notices n WHERE n.case_id = c.id AND n.state IN ('sent', 'delivered')))
		FROM cases c WHERE c.submitted_at >= $1 AND c.filed_by = ANY($2)`, since, d.accounts()).Scan(&all, &open, &unnumbered, &unstarted, &untold)
	if err != nil {
		return fmt.Errorf("look for losses: %w", err)
	}
	if open+unnumbered+unstarted+untold > 0 {
		return fmt.Errorf("of %d cases %d are open, %d without number, %d without workflow, %d without message", all, open, unnumbered, unstarted, untold)
	}
	return nil
}

// bares measures bare workflows.
func (b *bare) bares(ctx context.Context, m *meter, p pace) (r round, err error) {
	t0, t1, used, ended, took, err := during(ctx, m, p, b.live)
	if err != nil {
		return r, err
	}
	n := 0.0
	for _, at := range ended {
		if !at.Before(t0) && at.Before(t1) {
			n++
		}
	}
	r.rate, r.cpu, r.took = n/t1.Sub(t0).Seconds(), used.each(n), median(took)
	return r, nil
}
