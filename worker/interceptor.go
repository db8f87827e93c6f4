package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"

	"github.com/thyrida/thyrida/models"
)

// stopTime is how long a stopping worker waits for steps at work.
const stopTime = 10 * time.Second

// permanent says of each kind of error whether trying again is of no use. A
// permanent fault in a local activity would otherwise repeat for ever in
// silence.
var permanent = map[models.Kind]bool{
	models.Invalid: true, models.NotFound: true, models.Conflict: true, models.Forbidden: true, models.Broken: true,
	models.Unavailable: false,
}

// guard stands between steps and histories: an error enters history as its
// code and nothing else, and its cause goes to the log.
type guard struct {
	interceptor.WorkerInterceptorBase
}

// InterceptActivity wraps every activity, local ones too.
func (guard) InterceptActivity(_ context.Context, next interceptor.ActivityInboundInterceptor) interceptor.ActivityInboundInterceptor {
	i := &activityGuard{}
	i.Next = next
	return i
}

type activityGuard struct {
	interceptor.ActivityInboundInterceptorBase
}

// ExecuteActivity runs the step and translates its error. A failure that will
// be tried again is logged from the third attempt, so that a restarting
// database does not fill the log.
func (g *activityGuard) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (any, error) {
	out, err := g.Next.ExecuteActivity(ctx, in)
	if err == nil {
		return out, nil
	}
	code, final := models.Code("internal"), false
	var known *models.Error
	if errors.As(err, &known) {
		code, final = known.Code, permanent[known.Kind]
	}
	info := activity.GetInfo(ctx)
	if final || info.Attempt >= 3 {
		slog.ErrorContext(ctx, "step failed", "step", info.ActivityType.Name, "workflow", info.WorkflowExecution.ID,
			"attempt", info.Attempt, "code", code, "final", final, "err", err)
	}
	return nil, temporal.NewApplicationErrorWithOptions(string(code), string(code),
		temporal.ApplicationErrorOptions{NonRetryable: final})
}
