// Package worker ties the steps of the workflows to the activities that
// perform them, delivers the outbox to Temporal and the notices to people, and
// looks after what must never be lost.
package worker

import (
	"context"
	"log/slog"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/activities"
	"github.com/thyrida/thyrida/workflows"
)

// Activities are all that this binary can do.
type Activities struct {
	Application *activities.Application
	Certificate *activities.Certificate
	Notice      *activities.Notice
	Timestamp   *activities.Timestamp
}

// Register is the whole list of processes and steps. A step whose types do not
// fit its activity does not compile.
func Register(r sdk.Registry, a Activities) {
	process(r, workflows.ApplicationProcess, workflows.Case)
	process(r, workflows.CertificateProcess, workflows.Case)
	process(r, workflows.IdentityProcess, workflows.Case)
	process(r, workflows.NoticeProcess, workflows.Notice)
	process(r, workflows.TimestampProcess, workflows.Timestamp)

	step(r, workflows.LoadPlan, a.Application.LoadPlan)
	step(r, workflows.OpenStage, a.Application.OpenStage)
	step(r, workflows.CloseTask, a.Application.CloseTask)
	step(r, workflows.TellLate, a.Application.TellLate)
	step(r, workflows.LapseStage, a.Application.LapseStage)
	step(r, workflows.CloseStage, a.Application.CloseStage)
	step(r, workflows.CloseCase, a.Application.CloseCase)
	step(r, workflows.HaltCase, a.Application.HaltCase)

	step(r, workflows.Intend, a.Certificate.Intend)
	step(r, workflows.Render, a.Certificate.Render)
	step(r, workflows.Sign, a.Certificate.Sign)
	step(r, workflows.Issue, a.Certificate.Issue)

	step(r, workflows.SendNotice, a.Notice.Send)
	step(r, workflows.GiveUpNotice, a.Notice.GiveUp)

	step(r, workflows.AddTimestamp, a.Timestamp.Add)
}

func process[In any](r sdk.Registry, p workflows.Process[In], f func(workflow.Context, In) error) {
	r.RegisterWorkflowWithOptions(f, workflow.RegisterOptions{Name: string(p)})
}

func step[In, Out any](r sdk.Registry, s workflows.Step[In, Out], f func(context.Context, In) (Out, error)) {
	r.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: string(s)})
}

// Options are those of every worker of the house. Pollers are set because the
// default of two starves under load.
func Options() sdk.Options {
	return sdk.Options{
		MaxConcurrentWorkflowTaskPollers:        4,
		MaxConcurrentActivityTaskPollers:        2,
		MaxConcurrentLocalActivityExecutionSize: 64,
		MaxConcurrentActivityExecutionSize:      32,
		Interceptors:                            []interceptor.WorkerInterceptor{&guard{}},
		WorkerStopTimeout:                       stopTime,
	}
}

// New makes a worker on the task queue of the house.
func New(c client.Client, a Activities) sdk.Worker {
	w := sdk.New(c, workflows.Queue, Options())
	Register(w, a)
	return w
}

// Serve runs a worker until ctx ends. One that cannot reach Temporal yet is no
// fault: another is made and tried, since Temporal may start after us and a
// worker remembers for ever how its first start ended.
func Serve(ctx context.Context, build func() sdk.Worker) error {
	pause := time.NewTicker(time.Second)
	defer pause.Stop()
	w := build()
	for told := false; ; told = true {
		err := w.Start()
		if err == nil {
			break
		}
		if !told {
			slog.WarnContext(ctx, "worker waits for Temporal", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
			w = build()
		}
	}
	<-ctx.Done()
	w.Stop()
	return nil
}
