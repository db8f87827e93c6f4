package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
)

// patience are the pauses before each attempt to add a timestamp that the
// authority could not give when the document was signed: often at first, and
// then every day for a month.
var patience = append([]time.Duration{
	30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour,
}, daily(30)...)

// daily is a pause of a day, so many times.
func daily(n int) (out []time.Duration) {
	for range n {
		out = append(out, 24*time.Hour)
	}
	return out
}

// Timestamp adds its timestamp to a version that was signed while the authority
// was away. When it never answers the signature stays as it is: valid, at the
// lower level.
func Timestamp(ctx workflow.Context, in models.TimestampRef) error {
	for _, wait := range patience {
		if err := workflow.Sleep(ctx, wait); err != nil {
			return err
		}
		added, err := AddTimestamp.Call(ctx, in)
		if err != nil {
			continue // the activity itself failed; its cause is in the log
		}
		if added.Done {
			return nil
		}
	}
	return nil
}
