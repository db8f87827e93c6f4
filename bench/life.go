package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/thyrida/thyrida/demo"
)

// The service that is driven: a paper, a clerk's review, the head's approval,
// delivery in the portal.
const (
	service = "traffic-fine-objection"
	slot    = "fine"
)

// look is how often people look whether it is their turn: more often than
// anybody presses «reload».
const look = time.Second

// again is how often the bench itself looks.
const again = 200 * time.Millisecond

// patience is when somebody gives a case up for lost.
const patience = 2 * time.Minute

var paper = demo.Paper("fine")

// drive is how lives are driven: whom they need and what the house offers.
type drive struct {
	*house
	people
	talks bool         // the house has conversations
	turn  atomic.Int64 // of people
}

// newDrive makes the people and asks what the house can.
func newDrive(ctx context.Context, h *house) (*drive, error) {
	p, err := h.invite(ctx, 400, 16)
	if err != nil {
		return nil, err
	}
	d := &drive{house: h, people: p}
	talk, err := h.offers(ctx, "post /cases/{id}/messages")
	d.talks = talk != nil
	return d, err
}

type caseView struct {
	State string
	Stage string
	Tasks []struct{ ID, Stage, State string }
}

// filed is an application that was accepted.
type filed struct {
	id      string
	citizen visitor
	n       int64
	took    time.Duration // from the click to the number
}

// file uploads a paper and submits an application.
func (d *drive) file(ctx context.Context) (f filed, err error) {
	f.n = d.turn.Add(1)
	f.citizen = d.citizens[f.n%int64(len(d.citizens))]
	id, err := d.upload(ctx, f.citizen, service, slot, paper)
	if err != nil {
		return f, err
	}
	began := time.Now()
	var out struct {
		ID       string
		Protocol struct{ Number int }
	}
	err = d.post(ctx, f.citizen, "/cases", map[string]any{"service": service,
		"form": map[string]any{"fine-number": fmt.Sprintf("ΚΟΚ-%d", f.n), "fined-on": time.Now().AddDate(0, 0, -2).Format("2006-01-02"),
			"reason": "Το όχημα ήταν νόμιμα σταθμευμένο, όπως δείχνει η φωτογραφία."},
		"attachments": []map[string]string{{"slot": slot, "id": id}}}, &out)
	f.id, f.took = out.ID, time.Since(began)
	if err == nil && out.Protocol.Number == 0 {
		err = errors.New("accepted without a number")
	}
	return f, err
}

// finish brings a filed application to its end: the clerk takes it, writes to
// the citizen and reviews it, the head approves, the citizen sees the answer.
func (d *drive) finish(ctx context.Context, f filed) error {
	wait(ctx, look) // nobody sees it at once
	clerk, head := d.clerks[f.n%int64(len(d.clerks))], d.heads[f.n%int64(len(d.heads))]
	task, err := d.await(ctx, clerk, f.id, "review")
	if err != nil {
		return err
	}
	if err := d.post(ctx, clerk, "/tasks/"+task+"/claim", struct{}{}, nil); err != nil {
		return err
	}
	if d.talks {
		if err := d.post(ctx, clerk, "/cases/"+f.id+"/messages", map[string]any{"text": "Εξετάζουμε την αίτησή σας."}, nil); err != nil {
			return err
		}
	}
	if err := d.post(ctx, clerk, "/tasks/"+task+"/decision", map[string]any{"outcome": "done"}, nil); err != nil {
		return err
	}
	if task, err = d.await(ctx, head, f.id, "approval"); err != nil {
		return err
	}
	if err := d.post(ctx, head, "/tasks/"+task+"/decision", map[string]any{"outcome": "approved"}, nil); err != nil {
		return err
	}
	_, err = d.await(ctx, f.citizen, f.id, "")
	return err
}

// await looks at a case until it has an open task of a stage, or is closed if
// the stage is empty.
func (d *drive) await(ctx context.Context, v visitor, id, stage string) (task string, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("case %s never came to %q", id, stage))
	defer cancel()
	err = until(ctx, look, func() (bool, error) {
		var c caseView
		if err := d.get(ctx, v, "/cases/"+id, &c); err != nil {
			return false, err
		}
		for _, t := range c.Tasks {
			if stage != "" && t.Stage == stage && t.State == "open" {
				task = t.ID
				return true, nil
			}
		}
		return stage == "" && c.State == "closed", nil
	})
	if err != nil && context.Cause(ctx) != nil {
		err = context.Cause(ctx)
	}
	return task, err
}

// crowd keeps n lives under way until ctx ends, and then lets those that have
// begun come to their end.
func crowd(ctx context.Context, n int, live func(context.Context) error) (failed int, first error) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	for i := range n {
		wg.Go(func() {
			wait(ctx, time.Duration(i)*look/time.Duration(n)) // not all at once
			for ctx.Err() == nil {
				if err := live(context.WithoutCancel(ctx)); err != nil {
					mu.Lock()
					if failed++; first == nil {
						first = err
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return failed, first
}

// wait waits for a time or the end of ctx.
func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
