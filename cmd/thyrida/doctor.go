package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/client"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// doctorCommand proves that database and processes agree. It ends with 1 when
// something is wrong and was not mended.
func doctorCommand(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("doctor", flag.ContinueOnError)
	repair := f.Bool("repair", false, "mend what can be mended")
	only := f.String("case", "", "rebuild the workflow of this case and do nothing else")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *only != "" && uuid.Validate(*only) != nil {
		return errors.New("--case needs the identifier of a case")
	}
	h, c, err := openWithTemporal(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	defer c.Close()
	d := h.doctor(c)
	if *only != "" {
		if err := d.Rebuild(ctx, models.CaseID(*only)); err != nil {
			return err
		}
		fmt.Println("started anew")
		return nil
	}
	found, err := d.Examined(ctx)
	if err != nil {
		return err
	}
	report("found", found)
	if *repair && len(found) > 0 {
		left, err := d.Mended(ctx, found)
		if err != nil {
			return err
		}
		report("left", left)
		found = left
	}
	if len(found) > 0 {
		return exit(1)
	}
	fmt.Println("all is well")
	return nil
}

// doctor is who examines.
func (h *house) doctor(c client.Client) *worker.Doctor {
	return &worker.Doctor{Store: h.store.System(), Relay: h.relay(c), Namespace: h.cfg.TemporalNamespace, Blobs: papers{h.blobs},
		Municipality: models.Municipality(h.cfg.Municipality)}
}

func report(title string, cs []worker.Complaint) {
	if len(cs) == 0 {
		return
	}
	fmt.Printf("%s: %d\n", title, len(cs))
	for _, c := range cs {
		fmt.Printf("  %-24s %s %s\n", c.Code, c.Case, c.Detail)
	}
}

// papers lists the blob store as doctor asks for it.
type papers struct{ *blob.Store }

// Each calls f for the key and time of every object.
func (p papers) Each(ctx context.Context, f func(string, time.Time) error) error {
	return p.List(ctx, "", func(s blob.Stored) error { return f(s.Key, s.At) })
}
