package worker_test

import (
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	tlog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	sdk "go.temporal.io/sdk/worker"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/testkit"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
	"github.com/thyrida/thyrida/workflows"
)

// town is a house with a real Temporal server behind it.
type town struct {
	*house
	client    client.Client
	relay     *worker.Relay
	doctor    *worker.Doctor
	namespace string
}

// settle is how long a test waits for the world to come round.
const settle = 40 * time.Second

func (h *house) withTemporal(t testing.TB) *town {
	t.Helper()
	ns := testkit.Namespace(t)
	c, err := client.Dial(client.Options{HostPort: testkit.Temporal(t), Namespace: ns,
		Logger: tlog.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	r := &worker.Relay{Store: h.Store.System(), Client: c, Clock: h.clock}
	return &town{house: h, client: c, relay: r, namespace: ns, doctor: &worker.Doctor{Store: h.Store.System(), Relay: r, Namespace: ns}}
}

// work runs a worker until the test ends, or until the function it gives is
// called.
func (h *town) work(t *testing.T, wrap func(name string, f any) any) (stop func()) {
	t.Helper()
	w := sdk.New(h.client, workflows.Queue, sdk.Options{WorkerStopTimeout: time.Millisecond})
	worker.Register(trap{w, wrap}, h.acts)
	require.NoError(t, w.Start())
	var once atomic.Bool
	stop = func() {
		if once.CompareAndSwap(false, true) {
			w.Stop()
		}
	}
	t.Cleanup(stop)
	return stop
}

// trap lets a test come between a step and its activity.
type trap struct {
	sdk.Registry
	wrap func(name string, f any) any
}

func (r trap) RegisterActivityWithOptions(f any, o activity.RegisterOptions) {
	if r.wrap != nil {
		f = r.wrap(o.Name, f)
	}
	r.Registry.RegisterActivityWithOptions(f, o)
}

// file submits a general application, which has one human stage, and starts
// its workflow.
func (h *town) file(t *testing.T) models.CaseID {
	t.Helper()
	s, ok := h.Catalogue.Service("general-application")
	require.True(t, ok)
	id := models.CaseID(uuid.Must(uuid.NewV7()).String())
	filed, err := h.File(t.Context(), demo.Request{ID: id, Service: s, By: h.Account("citizen@example.org"), Name: string(id),
		Way: models.ByPortal, Random: rand.New(rand.NewPCG(1, 1))})
	require.NoError(t, err)
	require.NoError(t, h.relay.Deliver(t.Context(), filed.Outbox))
	return id
}

func (h *town) detail(t *testing.T, id models.CaseID) models.CaseDetail {
	t.Helper()
	c, err := h.Store.For(h.Clerk("protocol").Actor()).Case(t.Context(), id)
	require.NoError(t, err)
	return c
}

// task waits for the open task of a case.
func (h *town) task(t *testing.T, id models.CaseID) (out models.Task) {
	t.Helper()
	require.Eventually(t, func() bool {
		for _, task := range h.detail(t, id).OpenTasks {
			if task.State == models.TaskOpen && task.Purpose == models.ForStage {
				out = task
				return true
			}
		}
		return false
	}, settle, 20*time.Millisecond)
	return out
}

func (h *town) closed(t *testing.T, id models.CaseID, as models.Outcome) {
	t.Helper()
	require.Eventually(t, func() bool { return h.detail(t, id).State == models.Closed }, settle, 20*time.Millisecond)
	require.Equal(t, as, h.detail(t, id).Outcome)
}

func (h *town) decide(t *testing.T, task models.Task, o models.Outcome) models.Recorded {
	t.Helper()
	rec, err := h.Decide(t.Context(), h.Clerk("protocol"), task.ID, o, string(task.ID)+string(o))
	require.NoError(t, err)
	return rec
}

func (h *town) state(t *testing.T, rec models.Recorded) models.Recorded {
	t.Helper()
	now, err := h.Store.For(h.Clerk("protocol").Actor()).Decision(t.Context(), rec.DecisionID)
	require.NoError(t, err)
	return now
}

// again makes a message look undelivered: its answer was lost.
func (h *town) again(t *testing.T, outbox int64) {
	t.Helper()
	c := testkitConn(t, h.url)
	_, err := c.Exec(t.Context(), `UPDATE outbox SET delivered_at = NULL, refused_code = NULL WHERE id = $1`, outbox)
	require.NoError(t, err)
}

func TestADecisionDeliveredTwiceAndAfterTheEndIsAppliedOnce(t *testing.T) {
	t.Parallel()
	h := setup(t, clock.System{}).withTemporal(t)
	h.work(t, nil)
	id := h.file(t)
	rec := h.decide(t, h.task(t, id), models.Approved)
	done := make(chan error, 2)
	for range 2 { // at once
		go func() { done <- h.relay.Deliver(context.WithoutCancel(t.Context()), rec.Outbox) }()
	}
	require.NoError(t, <-done)
	require.NoError(t, <-done)
	h.closed(t, id, models.Granted)
	h.again(t, rec.Outbox)
	require.NoError(t, h.relay.Deliver(t.Context(), rec.Outbox), "the workflow has ended")
	require.Equal(t, models.DecisionApplied, h.state(t, rec).State)
	visits := 0
	for _, v := range h.detail(t, id).Timeline {
		if v.Audience == models.ForClerk && v.Outcome == models.Approved {
			visits++
		}
	}
	require.Equal(t, 1, visits)
}

func TestAWorkerThatDiesBetweenItsEffectAndItsAnswerLosesNothing(t *testing.T) {
	t.Parallel()
	h := setup(t, clock.System{}).withTemporal(t)
	died := make(chan struct{})
	var once atomic.Bool
	stop := h.work(t, func(name string, f any) any {
		if name != string(workflows.CloseStage) {
			return f
		}
		return func(ctx context.Context, in models.StageClosing) (models.None, error) {
			out, err := f.(func(context.Context, models.StageClosing) (models.None, error))(ctx, in)
			if in.Visit > 1 && once.CompareAndSwap(false, true) {
				close(died)
				<-ctx.Done() // committed, and nobody will ever hear of it
				return out, ctx.Err()
			}
			return out, err
		}
	})
	id := h.file(t)
	rec := h.decide(t, h.task(t, id), models.Approved)
	go func() { _ = h.relay.Deliver(context.WithoutCancel(t.Context()), rec.Outbox) }()
	<-died
	stop()
	require.Equal(t, models.DecisionApplied, h.state(t, rec).State)
	h.work(t, nil)
	h.closed(t, id, models.Granted)
	require.Eventually(t, func() bool { return h.relay.Deliver(t.Context(), rec.Outbox) == nil }, settle, 100*time.Millisecond)
	require.Equal(t, models.DecisionApplied, h.state(t, rec).State, "a late refusal is not believed")
	told := map[models.Event]int{}
	for _, n := range h.detail(t, id).Notices {
		told[n.Event]++
	}
	require.Equal(t, 2, told[models.EventGranted])
}

func TestAWorkflowEndedByHandIsRebuiltAndHearsWhatItMissed(t *testing.T) {
	t.Parallel()
	h := setup(t, clock.System{}).withTemporal(t)
	stop := h.work(t, nil)
	idle, heard, ended := h.file(t), h.file(t), h.file(t)
	h.task(t, idle)
	first, last := h.task(t, heard), h.task(t, ended)
	well, err := h.doctor.Examine(t.Context())
	require.NoError(t, err)
	require.Empty(t, well)

	require.NoError(t, h.relay.Deliver(t.Context(), h.decide(t, last, models.Approved).Outbox))
	h.closed(t, ended, models.Granted)
	stop()
	rec := h.decide(t, first, models.Approved) // nobody is there to hear it
	short, cancel := context.WithTimeout(t.Context(), time.Second)
	require.Error(t, h.relay.Deliver(short, rec.Outbox))
	cancel()
	for _, id := range []models.CaseID{idle, heard} {
		require.NoError(t, h.client.TerminateWorkflow(t.Context(), models.WorkflowOf(id), "", "by hand"))
	}
	require.Error(t, h.relay.Deliver(t.Context(), rec.Outbox), "lost, not refused")
	require.Equal(t, models.DecisionRecorded, h.state(t, rec).State)

	h.work(t, nil)
	found, err := h.doctor.Examine(t.Context())
	require.NoError(t, err)
	require.ElementsMatch(t, []models.CaseID{idle, heard}, []models.CaseID{found[0].Case, found[1].Case})
	require.Equal(t, models.Code("no-workflow"), found[0].Code)
	left, err := h.doctor.Repair(t.Context(), found)
	require.NoError(t, err)
	require.Empty(t, left)

	require.Eventually(t, func() bool { return h.relay.Deliver(t.Context(), rec.Outbox) == nil }, settle, 100*time.Millisecond)
	h.closed(t, heard, models.Granted)
	require.NoError(t, h.relay.Deliver(t.Context(), h.decide(t, h.task(t, idle), models.Rejected).Outbox))
	h.closed(t, idle, models.Rejected)
	well, err = h.doctor.Examine(t.Context())
	require.NoError(t, err)
	require.Empty(t, well)
}

func TestDoctorFindsWhatDoesNotAgree(t *testing.T) {
	t.Parallel()
	h := setup(t, clock.System{}).withTemporal(t)
	h.work(t, nil)
	moved, orphan := h.file(t), h.file(t)
	h.task(t, moved)
	h.task(t, orphan)
	c := testkitConn(t, h.url)
	for _, sql := range []string{
		`UPDATE cases SET stage = 'elsewhere' WHERE id = $1`,
		`UPDATE protocol_counters SET last = last + CAST(length(CAST($1 AS text)) AS int) / 36`,
	} {
		_, err := c.Exec(t.Context(), sql, string(moved))
		require.NoError(t, err)
	}
	_, err := c.Exec(t.Context(), `UPDATE cases SET state = 'closed', outcome = 'granted', closed_at = now() WHERE id = $1`, string(orphan))
	require.NoError(t, err)
	codes := map[models.Code]bool{}
	require.Eventually(t, func() bool { // visibility comes late
		found, err := h.doctor.Examine(t.Context())
		require.NoError(t, err)
		for _, f := range found {
			codes[f.Code] = true
		}
		return codes["workflow-of-closed-case"]
	}, settle, 200*time.Millisecond)
	require.True(t, codes["stage-differs"], "%v", codes)
	require.True(t, codes["book-differs"], "%v", codes)
}

func TestWithTemporalAwayTheHotPathSparesItself(t *testing.T) {
	t.Parallel()
	at := clock.At(monday)
	h := setup(t, at)
	c, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1", Logger: tlog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	relay := &worker.Relay{Store: h.Store.System(), Client: c, Clock: at}
	s, _ := h.Catalogue.Service("general-application")
	filed, err := h.File(t.Context(), demo.Request{ID: models.CaseID(uuid.Must(uuid.NewV7()).String()), Service: s,
		By: h.Account("citizen@example.org"), Name: "away", Random: rand.New(rand.NewPCG(1, 1))})
	require.NoError(t, err, "a citizen gets his number")
	require.Equal(t, 1, filed.Protocol.Number)
	short, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	require.Error(t, relay.Deliver(short, filed.Outbox))
	require.Equal(t, reflect.TypeFor[*models.Error](), reflect.TypeOf(relay.Deliver(t.Context(), filed.Outbox)), "the breaker is open")
	at.Advance(time.Hour)
	long, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	require.NotEqual(t, reflect.TypeFor[*models.Error](), reflect.TypeOf(relay.Deliver(long, filed.Outbox)), "and closes again")
}

// deaf is a Temporal whose workflow ended with a decision in its hands.
type deaf struct{ client.Client }

type noAnswer struct{ client.WorkflowUpdateHandle }

func (deaf) UpdateWorkflow(context.Context, client.UpdateWorkflowOptions) (client.WorkflowUpdateHandle, error) {
	return noAnswer{}, nil
}

// Get gives what the server makes of it (service/history/workflow/update).
func (noAnswer) Get(context.Context, any) error {
	return temporal.NewNonRetryableApplicationError("Workflow Update failed because the Workflow completed before the Update completed.",
		"AcceptedUpdateCompletedWorkflow", nil)
}

func TestADecisionThatDiesWithItsWorkflowIsNotRefused(t *testing.T) {
	t.Parallel()
	h := setup(t, clock.System{}).withTemporal(t)
	h.work(t, nil)
	id := h.file(t)
	rec := h.decide(t, h.task(t, id), models.Approved)
	lost := worker.Relay{Store: h.relay.Store, Clock: h.clock, Client: deaf{h.client}}
	require.Error(t, lost.Deliver(t.Context(), rec.Outbox), "its end is not known")
	require.Equal(t, models.DecisionRecorded, h.state(t, rec).State)
	require.NoError(t, h.relay.Deliver(t.Context(), rec.Outbox))
	require.Equal(t, models.DecisionApplied, h.state(t, rec).State)
	require.NoError(t, lost.Deliver(t.Context(), rec.Outbox), "delivered is delivered")
}
