package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
)

// waits are the pauses before each attempt of a notice that the sender could
// not deliver at once: about five days in all, as mail servers do (RFC 5321
// §4.5.4.1). Quiet hours, in which nothing is tried, do not count.
var waits = []time.Duration{
	5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour, 24 * time.Hour, 36 * time.Hour, 48 * time.Hour,
}

// Notice delivers one message over hours and days. When it cannot, the other
// channel or a clerk takes over; that is one transaction of the store.
func Notice(ctx workflow.Context, in models.NoticeRef) error {
	for _, wait := range waits {
		if err := workflow.Sleep(ctx, wait); err != nil {
			return err
		}
		sent, err := SendNotice.Call(ctx, in)
		for err == nil && !sent.Until.IsZero() { // in quiet hours: that was no attempt
			if err := workflow.Sleep(ctx, max(sent.Until.Sub(workflow.Now(ctx)), time.Minute)); err != nil {
				return err
			}
			sent, err = SendNotice.Call(ctx, in)
		}
		if err != nil {
			continue // the activity itself failed; its cause is in the log
		}
		switch sent.State {
		case models.Sent, models.Arrived, models.Failed, models.GivenUp, models.Cancelled:
			return nil
		}
	}
	_, err := GiveUpNotice.Do(ctx, in)
	return err
}
