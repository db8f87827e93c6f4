package workflows_test

import (
	"path/filepath"
	"strings"
	"testing"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/workflows"
)

// histories are recorded from a real server (see CONTRIBUTING.md) and never
// changed: whatever the code becomes, cases that began like these must go on.
func histories(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/histories/*.json")
	if err != nil || len(files) < 4 {
		t.Fatalf("%d recorded histories: %v", len(files), err)
	}
	return files
}

func replay(file string, application func(workflow.Context, models.CaseStart) error) error {
	r := worker.NewWorkflowReplayer()
	r.RegisterWorkflowWithOptions(application, workflow.RegisterOptions{Name: string(workflows.ApplicationProcess)})
	r.RegisterWorkflowWithOptions(application, workflow.RegisterOptions{Name: string(workflows.CertificateProcess)})
	r.RegisterWorkflowWithOptions(application, workflow.RegisterOptions{Name: string(workflows.IdentityProcess)})
	r.RegisterWorkflowWithOptions(workflows.Notice, workflow.RegisterOptions{Name: string(workflows.NoticeProcess)})
	r.RegisterWorkflowWithOptions(workflows.Timestamp, workflow.RegisterOptions{Name: string(workflows.TimestampProcess)})
	return r.ReplayWorkflowHistoryFromJSONFile(nil, file)
}

func TestRecordedHistoriesReplay(t *testing.T) {
	t.Parallel()
	for _, f := range histories(t) {
		t.Run(filepath.Base(f), func(t *testing.T) {
			t.Parallel()
			if err := replay(f, workflows.Case); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A step that was not there when a case began must be caught, or the test
// above proves nothing.
func TestAChangeOfTheStoryIsCaught(t *testing.T) {
	t.Parallel()
	changed := func(ctx workflow.Context, in models.CaseStart) error {
		if _, err := workflows.HaltCase.Do(ctx, models.CaseHalting{CaseID: in.CaseID}); err != nil {
			return err
		}
		return workflows.Case(ctx, in)
	}
	for _, f := range histories(t) {
		if strings.HasPrefix(filepath.Base(f), "timestamp") {
			continue // a process of its own
		}
		if err := replay(f, changed); err == nil || !strings.Contains(err.Error(), "TMPRL1100") {
			t.Errorf("%s did not notice the change: %v", filepath.Base(f), err)
		}
	}
}
