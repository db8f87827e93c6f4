package main

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/internal/temporal"
	"github.com/thyrida/thyrida/worker"
)

// bareInput is the shape that a bare workflow repeats.
type bareInput struct {
	ID    string
	Parts []part
}

// bareStep does nothing but say, within the process, how far a workflow is.
const bareStep = "bare.step"

// bareFlow asks the same of Temporal as a case does, and nothing of anybody
// else: the floor that the engine sets.
func bareFlow(ctx workflow.Context, in bareInput) error {
	heard, done := 0, 0
	err := workflow.SetUpdateHandlerWithOptions(ctx, "decide", func(ctx workflow.Context, n int) (int, error) {
		heard++
		err := workflow.Await(ctx, func() bool { return done >= n })
		return n, err
	}, workflow.UpdateHandlerOptions{Validator: func(_ workflow.Context, n int) error {
		if n != heard+1 {
			return fmt.Errorf("update %d out of turn", n)
		}
		return nil
	}})
	if err != nil {
		return err
	}
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: 10 * time.Second})
	stop := func() {}
	for i, p := range in.Parts {
		if err := workflow.Await(ctx, func() bool { return heard >= i }); err != nil {
			return err
		}
		for k := range p.Steps {
			at := ""
			if k == p.Steps-1 {
				at = strconv.Itoa(i) // the last says that the next may decide
			}
			if err := workflow.ExecuteLocalActivity(ctx, bareStep, in.ID, at).Get(ctx, nil); err != nil {
				return err
			}
			if k == 0 {
				done = i
				stop() // a decision taken ends the alarm
			}
		}
		var timers workflow.Context
		timers, stop = workflow.WithCancel(ctx)
		for range p.Timers {
			workflow.NewTimer(timers, 14*24*time.Hour)
		}
	}
	stop()
	return workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
}

// bare drives bare workflows. Its worker lives in this process, with the same
// options as the house's.
type bare struct {
	client client.Client
	worker sdk.Worker
	shape  shape
	last   string // the newest that has ended

	mu  sync.Mutex
	far map[string]int // how far each is
}

const bareQueue = "bench"

// openBare makes a namespace beside the house's on its server.
func openBare(ctx context.Context, h *house, s shape) (*bare, error) {
	address := h.env["THYRIDA_TEMPORAL_ADDRESS"]
	if err := temporal.EnsureNamespace(ctx, address, bareQueue, 0); err != nil {
		return nil, err
	}
	c, err := client.Dial(client.Options{HostPort: address, Namespace: bareQueue, Logger: quiet(),
		ConnectionOptions: client.ConnectionOptions{GrpcCompression: &client.GrpcCompressionNone{}}}) // as ours
	if err != nil {
		return nil, fmt.Errorf("reach Temporal: %w", err)
	}
	b := &bare{client: c, shape: s, far: map[string]int{}}
	b.worker = sdk.New(c, bareQueue, worker.Options())
	b.worker.RegisterWorkflowWithOptions(bareFlow, workflow.RegisterOptions{Name: "bare"})
	b.worker.RegisterActivityWithOptions(b.step, activity.RegisterOptions{Name: bareStep})
	if err := b.worker.Start(); err != nil {
		c.Close()
		return nil, fmt.Errorf("start the bare worker: %w", err)
	}
	return b, nil
}

func (b *bare) close() { b.worker.Stop(); b.client.Close() }

func (b *bare) step(_ context.Context, id, at string) error {
	if at == "" {
		return nil
	}
	n, err := strconv.Atoi(at)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.far[id] = n
	return err
}

// await looks, as often as a clerk does, whether a workflow has come so far.
func (b *bare) await(ctx context.Context, id string, at int) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return until(ctx, look, func() (bool, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		n, ok := b.far[id]
		return ok && n >= at, nil
	})
}

// live drives one bare workflow from its start to its end.
func (b *bare) live(ctx context.Context) error {
	id := "bare-" + uuid.Must(uuid.NewV7()).String()
	_, err := b.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: bareQueue,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	}, "bare", bareInput{id, b.shape.Parts})
	if err != nil {
		return fmt.Errorf("start bare workflow: %w", err)
	}
	wait(ctx, look)
	for n := range b.shape.Parts {
		if err := b.await(ctx, id, n); err != nil {
			return fmt.Errorf("bare workflow at %d: %w", n, err)
		}
		if n == len(b.shape.Parts)-1 {
			break
		}
		u, err := b.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{WorkflowID: id, UpdateID: uuid.NewString(),
			UpdateName: "decide", Args: []any{n + 1}, WaitForStage: client.WorkflowUpdateStageCompleted})
		if err == nil {
			err = u.Get(ctx, nil)
		}
		if err != nil {
			return fmt.Errorf("decide bare workflow: %w", err)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.far, id)
	b.last = id
	return nil
}
