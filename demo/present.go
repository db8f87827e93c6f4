package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/thyrida/thyrida/models"
)

// Open files n cases over the last days. Their start messages wait in the
// outbox, so their workflows begin as soon as relay and worker run.
func (h *History) Open(ctx context.Context, n int) error {
	for i := range n {
		r := rand.New(rand.NewPCG(uint64(i), 30))
		q := h.openRequest(i, r)
		states, err := h.Store.System().CaseStates(ctx, []models.CaseID{q.ID})
		if err != nil {
			return err
		}
		if states[q.ID] != "" {
			continue
		}
		h.Clock.Set(h.office(h.Until.Add(-time.Duration(n-i)*6*time.Hour), r))
		if _, err := h.File(ctx, q); err != nil {
			return fmt.Errorf("file open case %d: %w", i, err)
		}
	}
	return nil
}

func (t *Town) openRequest(i int, r *rand.Rand) Request {
	cs := citizens()
	name := fmt.Sprintf("open-%d", i)
	q := Request{ID: models.CaseID(named("case/" + name)), Service: t.Catalogue.Services[i%len(t.Catalogue.Services)],
		By: cs[i%len(cs)], Name: name, Random: r}
	if i%5 == 4 {
		q.For, q.By = somebody(i+1), t.Clerk(q.Service.Unit)
	}
	return q
}

// Advance decides some tasks of the open cases, so that the work queues hold
// every stage: case i is taken i%4 decisions further. deliver hands a message
// to Temporal; what it cannot hand over the relay delivers.
func (o *Office) Advance(ctx context.Context, n int, deliver func(context.Context, int64) error) error {
	for i := range n {
		q := o.openRequest(i, rand.New(rand.NewPCG(uint64(i), 30)))
		for step := range i % 4 {
			t, err := o.openTask(ctx, q)
			if err != nil || t == nil {
				return err
			}
			if t.Visit > 1+i%4 {
				break // an earlier run has been here
			}
			if t.Audience == models.ForMachine {
				break // the case of the certificate goes on
			}
			st, _ := q.Service.Plan().At(models.Position{Stage: t.Stage, Back: q.Service.Stages[0].Key})
			out := forward(st)
			if i%7 == 3 && step == 0 && slices.Contains(st.Outcomes, models.Returned) {
				out = models.Returned
			}
			by := o.Decider(st, t.Unit, q.By)
			if by.Person != nil && t.Audience == models.ForCitizen {
				break // his turn: let him have something to do
			}
			name := fmt.Sprintf("%s/%d/%d", q.Name, t.Visit, t.Ordinal)
			rec, err := o.Decide(ctx, by, t.ID, out, name)
			if err != nil {
				return fmt.Errorf("advance %s: %w", q.Name, err)
			}
			_ = deliver(ctx, rec.Outbox) // the relay comes back to it
		}
	}
	return nil
}

// openTask waits for a task of a stage to be open; nil if the case is closed.
func (o *Office) openTask(ctx context.Context, q Request) (*models.Task, error) {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		c, err := o.Store.For(o.Clerk(q.Service.Unit).Actor()).Case(ctx, q.ID)
		if err != nil || c.State == models.Closed {
			return nil, err
		}
		for _, t := range c.OpenTasks {
			if t.Purpose == models.ForStage && t.State == models.TaskOpen {
				return &t, nil
			}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-again.C:
		}
	}
}
