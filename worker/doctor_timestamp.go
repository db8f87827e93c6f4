package worker

import (
	"context"
	"fmt"

	"go.temporal.io/sdk/client"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/workflows"
)

// examineTimestamps looks for documents whose timestamp a lost workflow should
// add. Those for which it tried in vain for a month are none of them.
func (d *Doctor) examineTimestamps(ctx context.Context) (out []Complaint, err error) {
	refs, err := d.Store.TimestampsAwaited(ctx, 1000)
	for _, ref := range refs {
		running, err := d.runs(ctx, models.TimestampWorkflowOf(ref.Document, ref.Version))
		if err != nil {
			return nil, err
		}
		if !running {
			out = append(out, Complaint{"timestamp-without-workflow", "", fmt.Sprintf("%s %d", ref.Document, ref.Version)})
		}
	}
	return out, err
}

// stampAgain starts the workflow of a timestamp anew.
func (d *Doctor) stampAgain(ctx context.Context, detail string) error {
	var ref models.TimestampRef
	if _, err := fmt.Sscan(detail, &ref.Document, &ref.Version); err != nil {
		return fmt.Errorf("read complaint: %w", err)
	}
	_, err := d.Relay.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ // a workflow of this version has ended before: the default lets another begin
		ID: models.TimestampWorkflowOf(ref.Document, ref.Version), TaskQueue: workflows.Queue,
	}, string(workflows.TimestampProcess), ref)
	if err != nil {
		return fmt.Errorf("start workflow of a timestamp again: %w", err)
	}
	return nil
}
