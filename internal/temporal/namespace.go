package temporal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"google.golang.org/protobuf/types/known/durationpb"
)

// Retention is how long histories of closed workflows are kept when the caller
// states nothing else.
const Retention = 72 * time.Hour

// system is a namespace every server has.
const system = "temporal-system"

// silent keeps the client's own log lines out of ours.
func silent() log.Logger { return log.NewStructuredLogger(slog.New(slog.DiscardHandler)) }

// waitReady waits until all services behind the address answer, or the server
// is dying.
func waitReady(ctx context.Context, address string, dying func() bool) error {
	return answers(ctx, address, system, dying)
}

// EnsureNamespace registers the namespace unless it exists (what exists is left
// as it is) and waits until it can be used. Retention 0 means Retention.
func EnsureNamespace(ctx context.Context, address, name string, retention time.Duration) error {
	if retention == 0 {
		retention = Retention
	}
	c, err := client.NewNamespaceClient(client.Options{HostPort: address, Logger: silent()})
	if err != nil {
		return fmt.Errorf("connect to Temporal: %w", err)
	}
	defer c.Close()
	err = c.Register(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: name, WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	var exists *serviceerror.NamespaceAlreadyExists
	if err != nil && !errors.As(err, &exists) {
		return fmt.Errorf("register namespace %s: %w", name, err)
	}
	if err := answers(ctx, address, name, func() bool { return false }); err != nil {
		return fmt.Errorf("wait for namespace %s: %w", name, err)
	}
	return nil
}

// answers waits until each service of the server answers for the namespace.
func answers(ctx context.Context, address, namespace string, dying func() bool) error {
	c, err := client.NewLazyClient(client.Options{HostPort: address, Namespace: namespace, Logger: silent()})
	if err != nil {
		return fmt.Errorf("make Temporal client: %w", err)
	}
	defer c.Close()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for {
		err := probe(ctx, c, namespace)
		if err == nil {
			return nil
		}
		if dying() {
			return errors.New("it ends again and again")
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for Temporal at %s: %w (%w)", address, context.Cause(ctx), err)
		case <-tick.C:
		}
	}
}

// probe asks frontend and visibility, history and matching, each for something
// that touches no workflow.
func probe(ctx context.Context, c client.Client, namespace string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	service := c.WorkflowService()
	if _, err := service.ListWorkflowExecutions(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: namespace, PageSize: 1,
	}); err != nil {
		return fmt.Errorf("list workflows: %w", err)
	}
	_, err := c.DescribeWorkflowExecution(ctx, "no-such-workflow", "")
	var missing *serviceerror.NotFound
	if err != nil && !errors.As(err, &missing) {
		return fmt.Errorf("describe workflow: %w", err)
	}
	if _, err := c.DescribeTaskQueue(ctx, "no-such-queue", enums.TASK_QUEUE_TYPE_WORKFLOW); err != nil {
		return fmt.Errorf("describe task queue: %w", err)
	}
	return nil
}
