package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
	"github.com/thyrida/thyrida/workflows"
)

// Doctor proves that the database and the engine agree, and mends what it may:
// every open case has a workflow, a stage that waits for somebody and an armed
// timer; no workflow is without an open case; nothing waits too long; the
// protocol book has no gap; no stored file is without its row.
type Doctor struct {
	Store     store.System
	Relay     *Relay
	Namespace string
	Blobs     Blobs

	Municipality models.Municipality // under which what was found is kept
}

// Blobs lists what the blob store keeps, with the time each was last written.
type Blobs interface {
	Each(ctx context.Context, f func(key string, at time.Time) error) error
	Delete(ctx context.Context, key string) error
}

// Complaint is one thing that is not as it should be.
type Complaint struct {
	Code   models.Code   `json:"code"`
	Case   models.CaseID `json:"case,omitempty"`
	Detail string        `json:"detail,omitempty"` // identifiers and counts only
}

// Examine looks at everything. A case that is being worked on at this moment
// looks inconsistent, so what seems wrong is looked at again after a pause.
func (d *Doctor) Examine(ctx context.Context) ([]Complaint, error) {
	out, err := d.examineCases(ctx)
	if err != nil {
		return nil, err
	}
	for _, look := range []func(context.Context) ([]Complaint, error){d.examineWorkflows, d.examineNotices, d.examineTimestamps, d.examineQueues, d.examineBooks, d.examineHistograms, d.examineBlobs} {
		more, err := look(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

func (d *Doctor) examineCases(ctx context.Context) (out []Complaint, err error) {
	var after models.CaseID
	for {
		cases, err := d.Store.OpenCases(ctx, after, 500)
		if err != nil || len(cases) == 0 {
			return out, err
		}
		for _, c := range cases {
			complaint, err := d.examineCase(ctx, c)
			if err != nil {
				return nil, err
			}
			if complaint.Code != "" {
				out = append(out, complaint)
			}
			after = c.ID
		}
	}
}

// examineCase compares one open case with its workflow. What looks wrong is
// believed only if it looks the same a moment later with the same visit.
func (d *Doctor) examineCase(ctx context.Context, c store.OpenCase) (Complaint, error) {
	first, err := d.compare(ctx, c)
	if err != nil || first.Code == "" || first.Code == "case-halted" {
		return first, err
	}
	if err := pause(ctx); err != nil {
		return Complaint{}, err
	}
	again, err := d.Store.OpenCase(ctx, c.ID)
	switch {
	case err != nil:
		return Complaint{}, err
	case again == nil || again.Visit != c.Visit:
		return Complaint{}, nil
	}
	return d.compare(ctx, *again)
}

// pause is how long the doctor waits before it looks again.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(300 * time.Millisecond):
		return nil
	}
}

func (d *Doctor) compare(ctx context.Context, c store.OpenCase) (Complaint, error) {
	bad := func(code models.Code, detail string) (Complaint, error) { return Complaint{code, c.ID, detail}, nil }
	if c.Halted != "" {
		return bad("case-halted", string(c.Halted))
	}
	if c.Waiting && !c.Started {
		return Complaint{}, nil // its first message is on its way; the queues are looked at apart
	}
	p, err := d.Relay.Progress(ctx, c.ID)
	var known *models.Error
	switch {
	case errors.As(err, &known) && known.Code == "no-workflow":
		return bad("no-workflow", "")
	case err != nil:
		return Complaint{}, err
	}
	running, err := d.running(ctx, c.ID)
	switch {
	case err != nil:
		return Complaint{}, err
	case !running:
		return bad("no-workflow", "")
	case c.Waiting:
		return Complaint{}, nil
	case p.Visit != c.Visit || p.Position.Stage != c.Stage:
		return bad("stage-differs", fmt.Sprintf("database %d %s, workflow %d %s", c.Visit, c.Stage, p.Visit, p.Position.Stage))
	case c.Open == 0 && c.Machine: // what is wrong with the key is in the keeper's list
		return bad("issue-waits", string(c.Stage))
	case c.Open == 0:
		return bad("nobody-waits", string(c.Stage))
	case p.TimerAt.IsZero() && c.TimerDue:
		return bad("no-timer", string(c.Stage))
	}
	return Complaint{}, nil
}

func (d *Doctor) running(ctx context.Context, id models.CaseID) (bool, error) {
	return d.runs(ctx, models.WorkflowOf(id))
}

func (d *Doctor) runs(ctx context.Context, workflowID string) (bool, error) {
	r, err := d.Relay.Client.DescribeWorkflowExecution(ctx, workflowID, "")
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return false, nil
	}
	return err == nil && r.GetWorkflowExecutionInfo().GetCloseTime() == nil, err
}

// examineWorkflows looks for workflows that no open case wants.
func (d *Doctor) examineWorkflows(ctx context.Context) (out []Complaint, err error) {
	var page []byte
	for {
		r, err := d.Relay.Client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
			Namespace: d.Namespace, PageSize: 500, NextPageToken: page,
			Query: fmt.Sprintf(`WorkflowType IN ('%s', '%s') AND ExecutionStatus = 'Running'`,
				workflows.ApplicationProcess, workflows.CertificateProcess)})
		if err != nil {
			return nil, fmt.Errorf("list workflows: %w", err)
		}
		var ids []models.CaseID
		for _, x := range r.GetExecutions() {
			ids = append(ids, models.CaseOf(x.GetExecution().GetWorkflowId()))
		}
		states, err := d.Store.CaseStates(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if states[id] == models.Open {
				continue
			}
			still, err := d.running(ctx, id)
			if err == nil && still { // it may be about to end
				if err = pause(ctx); err == nil {
					still, err = d.running(ctx, id)
				}
			}
			if err != nil {
				return nil, err
			}
			if !still { // visibility was behind
				continue
			}
			code := models.Code("workflow-without-case")
			if states[id] == models.Closed {
				code = "workflow-of-closed-case"
			}
			out = append(out, Complaint{code, id, ""})
		}
		if page = r.GetNextPageToken(); len(page) == 0 {
			return out, nil
		}
	}
}

// examineNotices looks for messages that a lost workflow should look after.
func (d *Doctor) examineNotices(ctx context.Context) (out []Complaint, err error) {
	ids, err := d.Store.DurableNotices(ctx, 1000)
	for _, id := range ids {
		running, err := d.runs(ctx, models.NoticeWorkflowOf(id))
		if err != nil {
			return nil, err
		}
		if !running {
			out = append(out, Complaint{"notice-without-workflow", "", string(id)})
		}
	}
	return out, err
}

func (d *Doctor) examineQueues(ctx context.Context) (out []Complaint, err error) {
	o, err := d.Store.CountOverdue(ctx)
	for _, q := range []struct {
		code models.Code
		n    int
	}{{"messages-wait", o.Messages}, {"notices-wait", o.Notices}, {"case-without-number", o.Unnumbered}} {
		if q.n > 0 {
			out = append(out, Complaint{q.code, "", fmt.Sprint(q.n)})
		}
	}
	return out, err
}

func (d *Doctor) examineBooks(ctx context.Context) (out []Complaint, err error) {
	faults, err := d.Store.CheckBooks(ctx)
	for _, f := range faults {
		out = append(out, Complaint{"book-differs", "", fmt.Sprintf("municipality %d year %d: counter %d, lines %d, highest %d, backwards %d",
			f.Municipality, f.Year, f.Last, f.Lines, f.Highest, f.Backwards)})
	}
	return out, err
}

func (d *Doctor) examineHistograms(ctx context.Context) (out []Complaint, err error) {
	faults, err := d.Store.CheckHistograms(ctx)
	for _, f := range faults {
		out = append(out, Complaint{"histogram-differs", "", fmt.Sprintf("municipality %d %s %s", f.Municipality, f.Span, f.Day)})
	}
	return out, err
}

func (d *Doctor) examineBlobs(ctx context.Context) (out []Complaint, err error) {
	if d.Blobs == nil {
		return nil, nil
	}
	old := d.Relay.Clock.Now().Add(-looseTime) // a younger one may be an upload whose row is on its way
	err = d.Blobs.Each(ctx, func(key string, at time.Time) error {
		if at.After(old) {
			return nil
		}
		used, err := d.Store.BlobInUse(ctx, key)
		if err == nil && !used {
			out = append(out, Complaint{"blob-without-row", "", key})
		}
		return err
	})
	return out, err
}

// Repair gives every complaint that has a remedy its remedy, and says what is
// left. A lost workflow is started anew at the state of the database; one that
// stands elsewhere than the database is ended first.
func (d *Doctor) Repair(ctx context.Context, cs []Complaint) (left []Complaint, err error) {
	for _, c := range cs {
		var err error
		switch c.Code {
		case "no-workflow":
			err = d.Rebuild(ctx, c.Case)
		case "stage-differs", "nobody-waits", "no-timer":
			if err = d.end(ctx, c.Case, "stands elsewhere than the database"); err == nil {
				err = d.Rebuild(ctx, c.Case)
			}
		case "blob-without-row":
			var used bool // by now: the same bytes may have been made once more
			if used, err = d.Store.BlobInUse(ctx, c.Detail); err == nil && !used {
				err = d.Blobs.Delete(ctx, c.Detail)
			}
		case "notice-without-workflow":
			err = d.Store.RequeueNotice(ctx, models.NoticeID(c.Detail))
		case "timestamp-without-workflow":
			err = d.stampAgain(ctx, c.Detail)
		case "workflow-without-case", "workflow-of-closed-case":
			err = d.end(ctx, c.Case, "has no open case")
		default:
			left = append(left, c)
		}
		var known *models.Error
		switch {
		case errors.As(err, &known) && (known.Code == "workflow-runs" || known.Kind == models.NotFound):
			// it came right meanwhile: the case has its workflow, or has ended
		case err != nil:
			return left, fmt.Errorf("repair case %s (%s): %w", c.Case, c.Code, err)
		}
	}
	return left, nil
}

func (d *Doctor) end(ctx context.Context, id models.CaseID, why string) error {
	err := d.Relay.Client.TerminateWorkflow(ctx, models.WorkflowOf(id), "", why)
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return nil
	}
	return err
}

// Rebuild starts the workflow of an open case at the state the database gives.
// Errors: workflow-runs.
func (d *Doctor) Rebuild(ctx context.Context, id models.CaseID) error {
	if runs, err := d.running(ctx, id); err != nil || runs {
		if err == nil {
			err = models.Fault(models.Conflict, "workflow-runs")
		}
		return err
	}
	process, start, err := d.Store.Resume(ctx, id)
	if err != nil {
		return err
	}
	_, err = d.Relay.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: models.WorkflowOf(id), TaskQueue: workflows.Queue, // a workflow of this case has ended before: the default lets another begin
	}, process, start)
	if err != nil {
		return fmt.Errorf("start workflow again: %w", err)
	}
	return d.Store.Rebuilt(ctx, id)
}
