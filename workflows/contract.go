// Package workflows holds the processes and the contract of what they need
// from the world. It imports models and the workflow half of the SDK, nothing
// else.
package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
)

// A Step names an activity and fixes the types of its input and answer. Names
// are explicit, because they stand in histories for years and must survive a
// renamed Go function.
type Step[In, Out any] string

// Do runs the step as a local activity: one short database transaction,
// idempotent, repeated when the worker dies before the workflow task ends.
func (s Step[In, Out]) Do(ctx workflow.Context, in In) (Out, error) {
	var out Out
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		StartToCloseTimeout: 10 * time.Second, // also ends a hung transaction
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 100 * time.Millisecond, MaximumInterval: time.Minute},
	})
	err := workflow.ExecuteLocalActivity(ctx, string(s), in).Get(ctx, &out)
	return out, err
}

// Call runs the step as a normal activity, for calls that leave the house. Its
// retries only bridge a database that is away for a moment: the waiting between
// attempts to reach a provider lasts for days and must be seen, so the workflow
// owns it.
func (s Step[In, Out]) Call(ctx workflow.Context, in In) (Out, error) {
	var out Out
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumAttempts: 3},
	})
	err := workflow.ExecuteActivity(ctx, string(s), in).Get(ctx, &out)
	return out, err
}

// Insist runs the step as a normal activity until it succeeds, is broken for
// good or its patience ends: a part of the house may be away, a key absent, for
// days. Zero is for ever.
func (s Step[In, Out]) Insist(ctx workflow.Context, in In, patience time.Duration) (Out, error) {
	var out Out
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout:    time.Minute,
		ScheduleToCloseTimeout: patience,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: time.Minute},
	})
	err := workflow.ExecuteActivity(ctx, string(s), in).Get(ctx, &out)
	return out, err
}

// An Update names a message a workflow answers.
type Update[In, Out any] string

// A Query names a question a workflow answers without changing.
type Query[Out any] string

// A Process names a workflow and fixes its input.
type Process[In any] string

// Queue is the task queue of the house.
const Queue = "thyrida"

// The processes.
const (
	ApplicationProcess Process[models.CaseStart]    = "application"
	CertificateProcess Process[models.CaseStart]    = "certificate"
	IdentityProcess    Process[models.CaseStart]    = "identity"
	NoticeProcess      Process[models.NoticeRef]    = "notice"
	TimestampProcess   Process[models.TimestampRef] = "timestamp"
)

// The steps of a case of any kind; applications came first and gave the names.
const (
	LoadPlan   Step[models.PlanRef, models.Plan]             = "application.load-plan"
	OpenStage  Step[models.StageOpening, models.StageOpened] = "application.open-stage"
	CloseTask  Step[models.TaskClosing, models.None]         = "application.close-task"
	TellLate   Step[models.StageLate, models.None]           = "application.tell-late"
	LapseStage Step[models.StageLapse, models.StageLapsed]   = "application.lapse-stage"
	CloseStage Step[models.StageClosing, models.None]        = "application.close-stage"
	CloseCase  Step[models.CaseClosing, models.None]         = "application.close-case"
	HaltCase   Step[models.CaseHalting, models.None]         = "application.halt-case"
)

// The steps of issuing a document, in order.
const (
	Intend Step[models.IssueRef, models.None]             = "document.intend"
	Render Step[models.IssueRef, models.IssueRendered]    = "document.render"
	Sign   Step[models.IssueRendered, models.IssueSigned] = "document.sign"
	Issue  Step[models.IssueSigned, models.None]          = "document.issue"
)

// The steps of a notice that did not go out at once.
const (
	SendNotice   Step[models.NoticeRef, models.NoticeSent] = "notice.send"
	GiveUpNotice Step[models.NoticeRef, models.None]       = "notice.give-up"
)

// AddTimestamp is the step of a timestamp that is added later.
const AddTimestamp Step[models.TimestampRef, models.TimestampAdded] = "timestamp.add"

// What a running case answers.
const (
	Decide      Update[models.Decision, models.Decided] = "application.decide"
	AskProgress Query[models.Progress]                  = "progress"
)
