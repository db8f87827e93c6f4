package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// writers is how many file at once.
const writers = 32

// numbers measures protocol numbers, each given in the commit of its whole
// submission (case, form, messages, audit), beside commits of one row by as
// many writers. It has a database of its own, so that no relay starts workflows
// of what nobody will decide.
func (r *run) numbers(ctx context.Context, h *house) error {
	const name = "bench_numbers"
	if _, err := h.db.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return fmt.Errorf("make a database: %w", err)
	}
	u, err := url.Parse(h.env["THYRIDA_DATABASE_URL"])
	if err != nil {
		return errors.New("THYRIDA_DATABASE_URL is not a URL") // err would print it
	}
	u.Path = "/" + name
	if _, err := store.Migrate(ctx, u.String()); err != nil {
		return err
	}
	s, err := store.Open(ctx, u.String(), store.Options{Clock: clock.System{}, Conns: writers})
	if err != nil {
		return err
	}
	defer s.Close()
	town, err := demo.New()
	if err == nil {
		err = town.Furnish(ctx, s, "no password")
	}
	if err != nil {
		return err
	}
	for _, x := range town.Catalogue.Services {
		if x.Code == service {
			return r.race(ctx, s, town, x.Version, x.Unit)
		}
	}
	return fmt.Errorf("no service %s", service)
}

// race runs both in turns.
func (r *run) race(ctx context.Context, s *store.Store, town *demo.Town, version int, unit models.UnitCode) error {
	desk := s.For(town.Actor("citizen@example.org"))
	form := map[string]any{"fine-number": "ΚΟΚ-1", "reason": "Δεν συμφωνώ."}
	submit := func(ctx context.Context) error {
		now := time.Now()
		_, err := desk.SubmitCase(ctx, models.Submission{CaseID: models.CaseID(uuid.Must(uuid.NewV7()).String()), Service: service, Version: version,
			Unit: unit, Form: form, Delivery: models.ByPortal, Channel: models.FiledPortal,
			Due: models.Due{Legal: now.AddDate(0, 0, 50), Target: now.AddDate(0, 0, 30)}})
		return err
	}
	row := func(ctx context.Context) error {
		return desk.SaveDraft(ctx, models.Draft{ID: models.DraftID(uuid.NewString()), Service: service, Body: []byte("{}")})
	}
	each := 3 * time.Second
	if r.short {
		each = time.Second
	}
	var ours, floor, ratio []float64
	for range max(2, r.pace.rounds) {
		a, err := flood(ctx, each, submit)
		if err != nil {
			return err
		}
		b, err := flood(ctx, each, row)
		if err != nil {
			return err
		}
		say("numbers %.0f/s, one-row commits %.0f/s", a, b)
		ours, floor, ratio = append(ours, a), append(floor, b), append(ratio, a/b)
	}
	faults, err := s.System().CheckBooks(ctx)
	if err != nil || len(faults) > 0 {
		return fmt.Errorf("the protocol book has gaps: %v %w", faults, err)
	}
	r.add(measurement{Name: "protocol-numbers", what: "gap-free numbers with their whole submission, 32 writers", Value: median(ours), Unit: "1/s",
		spread: spread(ours), Reference: median(floor), against: "commits of one row/s (" + spread(floor) + ")", Ratio: median(ratio), aim: "≥ 5000/s"})
	return nil
}

// flood runs f from all writers for a time and gives how often a second.
func flood(ctx context.Context, d time.Duration, f func(context.Context) error) (float64, error) {
	inner, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var n atomic.Int64
	var wg sync.WaitGroup
	var fault atomic.Value
	began := time.Now()
	for range writers {
		wg.Go(func() {
			for inner.Err() == nil {
				if err := f(ctx); err != nil {
					fault.Store(err)
					return
				}
				n.Add(1)
			}
		})
	}
	wg.Wait()
	if err, ok := fault.Load().(error); ok {
		return 0, err
	}
	return float64(n.Load()) / time.Since(began).Seconds(), nil
}
