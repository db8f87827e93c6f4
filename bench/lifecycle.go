package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"go.temporal.io/sdk/client"
	tlog "go.temporal.io/sdk/log"
)

func quiet() tlog.Logger {
	return tlog.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))
}

// turns measures ours and bare in turns: A-B-A-B.
type turns struct{ ours, bare []round }

func (t turns) rates(of []round) (out []float64) {
	for _, r := range of {
		out = append(out, r.rate)
	}
	return out
}

func (t turns) ratios() (out []float64) {
	for i := range t.ours {
		out = append(out, t.ours[i].rate/t.bare[i].rate)
	}
	return out
}

func costs(of []round) (out []float64) {
	for _, r := range of {
		out = append(out, r.cpu.all())
	}
	return out
}

// shape drives one case and reads what it asked of Temporal.
func (d *drive) shape(ctx context.Context) (shape, error) {
	f, err := d.file(ctx)
	if err == nil {
		err = d.finish(ctx, f)
	}
	if err != nil {
		return shape{}, err
	}
	c, err := client.Dial(client.Options{HostPort: d.env["THYRIDA_TEMPORAL_ADDRESS"],
		Namespace: "thyrida", Logger: quiet()})
	if err != nil {
		return shape{}, fmt.Errorf("reach Temporal: %w", err)
	}
	defer c.Close()
	wait(ctx, again) // the workflow ends right after its last step
	return shapeOf(ctx, c, "case-"+f.id)
}

// warm runs both kinds unmeasured: every connection of a fresh program plans
// each statement some times before it keeps a plan.
func (d *drive) warm(ctx context.Context, b *bare, p pace) error {
	if _, err := d.db.Exec(ctx, "ANALYZE"); err != nil { // as autovacuum will within a minute
		return fmt.Errorf("analyze: %w", err)
	}
	p.warm = 0
	o, err := d.ours(ctx, p)
	if err != nil {
		return err
	}
	say("warm-up ours %5.1f/s  %s  life %v", o.rate, o.cpu, o.took.Round(1e6))
	p.window /= 3
	_, err = b.bares(ctx, d.meter, p)
	return err
}

// compare runs A-B-A-B and says what came of it.
func (d *drive) compare(ctx context.Context, p pace) (t turns, err error) {
	s, err := d.shape(ctx)
	if err != nil {
		return t, err
	}
	say("a case: %s", s)
	b, err := openBare(ctx, d.house, s)
	if err != nil {
		return t, err
	}
	defer b.close()
	if err := b.live(ctx); err != nil {
		return t, err
	}
	floor, err := shapeOf(ctx, b.client, b.last)
	if err != nil {
		return t, err
	}
	say("a bare: %s", floor)
	if err := d.warm(ctx, b, p); err != nil {
		return t, err
	}
	for i := range p.rounds {
		o, err := d.ours(ctx, p)
		if err != nil {
			return t, err
		}
		say("round %d ours %5.1f/s  %s  life %v  messages left %v later", i+1, o.rate, o.cpu, o.took.Round(1e6), o.lag.Round(1e6))
		f, err := b.bares(ctx, d.meter, p)
		if err != nil {
			return t, err
		}
		say("round %d bare %5.1f/s  %s  life %v", i+1, f.rate, f.cpu, f.took.Round(1e6))
		t.ours, t.bare = append(t.ours, o), append(t.bare, f)
	}
	return t, nil
}

// String shows where the time of a life went.
func (c cpu) String() string {
	return fmt.Sprintf("%.1f CPU-ms (api %.1f, worker %.1f, temporal %.1f, postgres %.1f: ours %.1f, temporal's %.1f) beside: driver %.1f, mailbox %.1f",
		c.all(), c.API, c.Worker, c.Temporal, c.Postgres, c.Tables, c.Engine, c.Driver, c.Mailbox)
}

// lifecycle is the first measurement of the issue.
func (r *run) lifecycle(ctx context.Context, d *drive, suffix, size string) error {
	say("whole lifecycles with %s cases, %d at once, %d rounds of %v", size, r.pace.crowd, r.pace.rounds, r.pace.window)
	t, err := d.compare(ctx, r.pace)
	if err != nil {
		return err
	}
	ours, bare := t.rates(t.ours), t.rates(t.bare)
	r.add(measurement{Name: "lifecycle" + suffix, what: "whole lifecycles, " + size + " cases", Value: median(ours), Unit: "1/s", spread: spread(ours),
		Reference: median(bare), against: "bare workflows/s (" + spread(bare) + ")", Ratio: median(t.ratios()), aim: "≥ 28/s, ratio ≥ 0.70"})
	cost := costs(t.ours)
	floor := costs(t.bare)
	for i := range floor { // the bare worker and its client live in our own process
		floor[i] += t.bare[i].cpu.Driver
	}
	r.add(measurement{Name: "lifecycle-cpu" + suffix, what: "CPU of api, worker, PostgreSQL and Temporal a lifecycle, " + size + " cases",
		Value: median(cost), Unit: "ms", spread: spread(cost), Reference: median(floor), against: "ms of a bare workflow (" + spread(floor) + ")", aim: "≤ 65 ms"})
	r.rates[size] = median(ours)
	return nil
}
