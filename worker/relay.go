package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
	"github.com/thyrida/thyrida/workflows"
)

// Relay delivers the outbox to Temporal. Whoever commits a message calls
// Deliver once; Run delivers again until it succeeds. Twice delivered is once
// done, because a workflow is known by its case and an update by its decision.
type Relay struct {
	Store  store.System
	Client client.Client
	Clock  clock.Clock
	away   atomic.Int64 // until when, in Unix milliseconds, Temporal is taken to be away
}

// breakTime is how long the hot path spares itself a Temporal that is away.
const breakTime = 2 * time.Second

// errAway is given without an attempt while Temporal is away.
var errAway = models.Fault(models.Unavailable, "process-unavailable")

// Deliver performs one message now if it may be performed now. An error means
// that its end is not known; the relay's own loop comes back to it.
func (r *Relay) Deliver(ctx context.Context, id int64) error {
	if r.Clock.Now().UnixMilli() < r.away.Load() {
		return errAway
	}
	m, ok, err := r.Store.TakeOne(ctx, id)
	if err != nil || !ok {
		return err
	}
	if done, err := r.deliver(ctx, m); !done {
		return err
	}
	return r.Store.Delivered(ctx, m.ID)
}

// deliver performs one message. It says whether that is still to be recorded; a
// refusal is.
func (r *Relay) deliver(ctx context.Context, m store.Message) (done bool, err error) {
	if m.Verb == "start" {
		err = r.start(ctx, m)
	} else {
		err = r.update(ctx, m)
	}
	var no refusal
	switch {
	case errors.As(err, &no):
		_, err = r.Store.Refused(ctx, m, models.Code(no))
		return false, err
	case err != nil:
		r.mind(m, err)
		return false, fmt.Errorf("deliver message %d: %w", m.ID, err)
	}
	return true, nil
}

// mind opens the breaker when Temporal cannot be reached, or does not even
// answer a start. That an update takes long says nothing: it waits for a worker.
func (r *Relay) mind(m store.Message, err error) {
	var away *serviceerror.Unavailable
	var slow *serviceerror.DeadlineExceeded
	late := errors.As(err, &slow) || errors.Is(err, context.DeadlineExceeded)
	if errors.As(err, &away) || late && m.Verb == "start" {
		r.away.Store(r.Clock.Now().Add(breakTime).UnixMilli())
	}
}

// refusal is a workflow's answer that no repetition changes.
type refusal models.Code

func (r refusal) Error() string { return string(r) }

func (r *Relay) start(ctx context.Context, m store.Message) error {
	_, err := r.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: m.WorkflowID, TaskQueue: workflows.Queue,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	}, m.Workflow, json.RawMessage(m.Body))
	var ran *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &ran) {
		return nil // it has even ended
	}
	return err
}

// unanswered is what the server says of a decision that a workflow had taken up
// when it ended or was ended: nobody refused it, and a rebuilt workflow may
// still apply it.
const unanswered = "AcceptedUpdateCompletedWorkflow"

// update hands a decision over and waits until it is settled. Temporal says
// the same of a workflow that is not started yet, one that has ended and one
// that was lost, so the facts are asked which of them it is.
func (r *Relay) update(ctx context.Context, m store.Message) error {
	h, err := r.Client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: m.WorkflowID, UpdateID: m.UpdateID, UpdateName: string(workflows.Decide),
		Args: []any{json.RawMessage(m.Body)}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err == nil {
		err = h.Get(ctx, nil)
	}
	var no *temporal.ApplicationError
	var gone *serviceerror.NotFound
	switch {
	case errors.As(err, &no) && no.Type() != unanswered:
		return refusal(no.Type())
	case errors.As(err, &no), errors.As(err, &gone):
		if ended, dberr := r.Store.Ended(ctx, m.WorkflowID); dberr == nil && ended {
			return refusal("case-closed")
		}
	}
	return err
}

// lanes is how many workflows are served at once.
const lanes = 16

// once leases a batch and delivers it: many workflows at once, the messages of
// one in order, since the store hands out one of each at a time. What was
// delivered is recorded in lots; a relay that dies before delivers again what
// is then done already.
func (r *Relay) once(ctx context.Context) (n int, failed bool, err error) {
	ms, err := r.Store.TakeDue(ctx, 100)
	if err != nil || len(ms) == 0 {
		return 0, false, err
	}
	var wg sync.WaitGroup
	var faults atomic.Int32
	gate := make(chan struct{}, lanes)
	delivered, recorded := make(chan int64, len(ms)), make(chan error, 1)
	go func() {
		recorded <- gather(delivered, together, func(ids []int64) error {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			return r.Store.Delivered(ctx, ids...)
		})
	}()
	for _, m := range ms {
		gate <- struct{}{}
		wg.Go(func() {
			defer func() { <-gate }()
			ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
			defer cancel()
			done, err := r.deliver(ctx, m)
			if done {
				delivered <- m.ID
			}
			if err != nil { // the lease brings it back
				faults.Add(1)
				if m.Attempts >= 3 {
					slog.WarnContext(ctx, "message not delivered", "workflow", m.WorkflowID, "attempts", m.Attempts, "err", err)
				}
			}
		})
	}
	wg.Wait()
	close(delivered)
	return len(ms), faults.Load() > 0, <-recorded
}

// Run delivers until ctx ends.
func (r *Relay) Run(ctx context.Context) error {
	return loop(ctx, "relay", 250*time.Millisecond, func(ctx context.Context) (bool, error) {
		n, failed, err := r.once(ctx)
		return n > 0 && !failed, err
	})
}

// Ready says whether Temporal answers.
func (r *Relay) Ready(ctx context.Context) error {
	_, err := r.Client.CheckHealth(ctx, &client.CheckHealthRequest{})
	return err
}

// Progress asks the workflow of a case how far it is. Errors: no-workflow,
// process-unavailable.
func (r *Relay) Progress(ctx context.Context, id models.CaseID) (p models.Progress, err error) {
	v, err := r.Client.QueryWorkflow(ctx, models.WorkflowOf(id), "", string(workflows.AskProgress))
	if err == nil {
		err = v.Get(&p)
	}
	var gone *serviceerror.NotFound
	switch {
	case errors.As(err, &gone):
		return p, &models.Error{Kind: models.NotFound, Code: "no-workflow", Err: err}
	case err != nil:
		return p, &models.Error{Kind: models.Unavailable, Code: "process-unavailable", Err: err}
	}
	return p, nil
}
