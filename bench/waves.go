package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// tide is a load that lasts.
type tide struct {
	rate float64 // submissions a second
	last time.Duration
}

// answered is one submission.
type answered struct {
	at   time.Time
	took time.Duration
}

// waves measures how the house bears a load that varies. Everybody arrives when
// he does, whether others have been answered or not; what he files is brought
// to its end like any other case.
func (r *run) waves(ctx context.Context, d *drive) error {
	each := 20 * time.Second
	if r.short {
		each = 4 * time.Second
	}
	var mu sync.Mutex
	var all []answered
	var faults []error
	var wg sync.WaitGroup
	began := time.Now()
	live := func() {
		f, err := d.file(context.WithoutCancel(ctx))
		mu.Lock()
		all = append(all, answered{time.Now(), f.took})
		mu.Unlock()
		if err == nil {
			err = d.finish(context.WithoutCancel(ctx), f)
		}
		if err != nil {
			mu.Lock()
			faults = append(faults, err)
			mu.Unlock()
		}
	}
	var spikes []time.Time // when a load of a spike ended
	var tides []string
	for _, t := range []tide{{1, each}, {15, each}, {1, each}, {25, each}, {2, each}, {35, each}, {10, each}} {
		say("%v of %.0f submissions a second", t.last, t.rate)
		tides = append(tides, fmt.Sprintf("%.0f", t.rate))
		tick := time.NewTicker(time.Duration(float64(time.Second) / t.rate))
		for end := time.Now().Add(t.last); time.Now().Before(end) && ctx.Err() == nil; {
			<-tick.C
			wg.Go(live)
		}
		tick.Stop()
		if t.rate >= 15 {
			spikes = append(spikes, time.Now())
		}
	}
	wg.Wait()
	if err := d.settled(ctx, began); err != nil {
		return err
	}
	if len(faults) > 0 {
		say("the first of %d errors: %v", len(faults), faults[0])
	}
	if err := d.losses(ctx, began); err != nil && len(faults) == 0 {
		return err
	}
	calm := quiet95(all, began, began.Add(each))
	worst := time.Duration(0)
	for i, s := range spikes {
		back := recovery(all, s, 2*calm+20*time.Millisecond)
		say("after spike %d: answers back at the baseline (p95 %v) after %v", i+1, calm.Round(time.Millisecond), back.Round(100*time.Millisecond))
		worst = max(worst, back)
	}
	var took []time.Duration
	for _, a := range all {
		took = append(took, a.took)
	}
	r.add(measurement{Name: "waves-errors", what: fmt.Sprintf("errors and losses of %d submissions at %v a second", len(all), tides), Value: float64(len(faults)),
		Unit: "errors", Reference: float64(len(all)), against: "submissions", aim: "0"})
	r.add(measurement{Name: "waves-latency", what: "p95 of a submission's answer over all tides", Value: ms(quantile(took, 0.95)), Unit: "ms",
		spread: "p50 " + figure(ms(median(took))), Reference: ms(calm), against: "ms p95 at 1 a second", aim: "–"})
	r.add(measurement{Name: "waves-recovery", what: "longest time until answers are back at twice the baseline after a spike", Value: worst.Seconds(),
		Unit: "s", Reference: each.Seconds(), against: "s of the spike", aim: "–"})
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// quiet95 is the 95th percentile of what was answered between two times.
func quiet95(all []answered, from, to time.Time) time.Duration {
	var took []time.Duration
	for _, a := range all {
		if !a.at.Before(from) && a.at.Before(to) {
			took = append(took, a.took)
		}
	}
	return quantile(took, 0.95)
}

// recovery is how long after a time the last slow answer came before three
// seconds without one.
func recovery(all []answered, since time.Time, slow time.Duration) time.Duration {
	last := since
	for _, a := range all {
		if a.at.After(last) && a.at.Before(last.Add(3*time.Second)) && a.took > slow {
			last = a.at
		}
	}
	return last.Sub(since)
}
