package main

import (
	"context"

	sdk "go.temporal.io/sdk/worker"
	"golang.org/x/sync/errgroup"

	"github.com/thyrida/thyrida/internal/config"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// workerCommand runs processes, relay, sender, sweeper and the keeper of the
// keys until it is told to stop.
func workerCommand(ctx context.Context, _ []string) error {
	h, c, err := openWithTemporal(ctx, config.Mail)
	if err != nil {
		return err
	}
	defer h.close()
	defer c.Close()
	notice, err := h.notice()
	if err != nil {
		return err
	}
	scanner, err := h.scanner()
	if err != nil {
		return err
	}
	bouncer, err := h.bouncer()
	if err != nil {
		return err
	}
	build := func() sdk.Worker {
		return worker.New(c, worker.Activities{Application: h.application(), Certificate: h.certificate(),
			Notice: notice, Timestamp: h.timestamp()})
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return worker.Serve(ctx, build) })
	g.Go(func() error { return h.relay(c).Run(ctx) })
	g.Go(func() error { return (&worker.Sender{Store: h.store.System(), Notice: notice}).Run(ctx) })
	g.Go(func() error {
		return (&worker.Sweeper{Store: h.store.System(), Blobs: h.blobs, Clock: h.clock}).Run(ctx)
	})
	if bouncer != nil {
		g.Go(func() error { return bouncer.Run(ctx) })
	}
	if scanner != nil {
		g.Go(func() error {
			return (&worker.Inspector{Store: h.store.System(), Blobs: h.blobs, Scanner: scanner}).Run(ctx)
		})
	}
	g.Go(func() error { return h.doctor(c).Run(ctx) })
	g.Go(func() error { return h.keeper().Run(ctx) })
	g.Go(func() error {
		return (&worker.Projector{Store: h.store.System(), Clock: h.clock, Municipality: models.Municipality(h.cfg.Municipality)}).Run(ctx)
	})
	return g.Wait()
}
