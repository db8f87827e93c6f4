package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/workflows"
)

func TestATimestampIsAskedForOverAMonth(t *testing.T) {
	t.Parallel()
	refused := temporal.NewNonRetryableApplicationError("", "broken", errors.New("x"))
	for name, tc := range map[string]struct {
		done  int // the attempt that has it; 0: none
		err   error
		tries int
		took  time.Duration
	}{
		"the authority is back at once":         {1, nil, 1, 30 * time.Second},
		"the authority is back after ten":       {3, nil, 3, 12*time.Minute + 30*time.Second},
		"the authority never answers":           {0, nil, 36, 17*time.Hour + 12*time.Minute + 30*time.Second + 30*24*time.Hour},
		"the step fails, and then there is one": {2, refused, 2, 2*time.Minute + 30*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := environment()
			tries, ref := 0, models.TimestampRef{Document: "0190c6e0-0000-7000-8000-000000000009", Version: 1}
			env.RegisterWorkflowWithOptions(workflows.Timestamp, workflow.RegisterOptions{Name: string(workflows.TimestampProcess)})
			env.RegisterActivityWithOptions(func(_ context.Context, in models.TimestampRef) (models.TimestampAdded, error) {
				require.Equal(t, ref, in)
				if tries++; tries == 1 && tc.err != nil {
					return models.TimestampAdded{}, tc.err
				}
				return models.TimestampAdded{Done: tries == tc.done}, nil
			}, activity.RegisterOptions{Name: string(workflows.AddTimestamp)})
			began := env.Now()
			env.ExecuteWorkflow(string(workflows.TimestampProcess), ref)
			require.NoError(t, env.GetWorkflowError())
			require.Equal(t, tc.tries, tries)
			require.Equal(t, tc.took, env.Now().Sub(began).Round(time.Second))
		})
	}
}
