package worker_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
	"github.com/thyrida/thyrida/workflows"
)

// Every service of the catalogue is driven through every outcome of every
// stage: the workflow in the SDK's test environment, whose time flies, the
// steps against a real database, the decisions by the people who may take them.

// move is one decision of a script: what the people of a stage choose.
type move struct {
	stage   models.StageKey
	outcome models.Outcome
}

// scripts are the ways through a plan: straight, and for every other outcome of
// every stage one that takes it there and goes straight afterwards.
func scripts(p models.Plan) map[string][]move {
	out := map[string][]move{"straight": nil}
	stages := append(slices.Clone(p.Stages), p.Completion)
	for _, st := range stages {
		if st.Kind == models.KindStep {
			continue // the machine has no choice
		}
		for _, o := range st.Outcomes {
			way := []move{{st.Key, o}}
			if st.Key == models.Completion {
				i := slices.IndexFunc(p.Stages, func(s models.Stage) bool { return slices.Contains(s.Outcomes, models.Returned) })
				if i < 0 {
					continue // no stage of the service returns
				}
				way = []move{{p.Stages[i].Key, models.Returned}, {st.Key, o}}
			}
			out[string(st.Key)+" "+string(o)] = way
		}
	}
	return out
}

func TestEveryServiceRunsThroughAllItsOutcomes(t *testing.T) {
	t.Parallel()
	c, err := catalogue.Shipped()
	require.NoError(t, err)
	var seen sync.Map // of models.Outcome
	t.Run("services", func(t *testing.T) {
		for _, s := range c.Services {
			t.Run(string(s.Code), func(t *testing.T) {
				t.Parallel()
				driveAll(t, s, &seen)
			})
		}
	})
	if t.Failed() {
		return // what failed has not seen its outcome
	}
	for _, o := range []models.Outcome{models.Done, models.Approved, models.Positive, models.Negative, models.Paid, models.Delivered,
		models.Returned, models.Answered, models.Lapsed, models.SentBack, models.Rejected} {
		_, ok := seen.Load(o)
		require.True(t, ok, "no service of the catalogue has the outcome %s", o)
	}
}

// driveAll leads a case of a service through each script, in a house whose time
// is theirs alone.
func driveAll(t *testing.T, s *catalogue.Service, seen *sync.Map) {
	c := clock.At(monday)
	h := setup(t, c)
	for name, way := range scripts(s.Plan()) {
		if len(way) > 0 && way[0].outcome == models.Delivered && !slices.Contains(s.Delivery, models.ByPost) {
			continue // by portal only: delivered by the machine
		}
		for _, late := range []bool{false, true} {
			if late && name != "straight" {
				continue
			}
			t.Run(fmt.Sprintf("%s/late=%v", name, late), func(t *testing.T) {
				c.Set(monday)
				d := &drive{house: h, clock: c, service: s, way: slices.Clone(way), late: late, seen: seen, t: t}
				d.run(fmt.Sprintf("%s %s %v", s.Code, name, late))
			})
		}
	}
}

// drive is one case on its way.
type drive struct {
	*house
	clock   *clock.Fake
	service *catalogue.Service
	way     []move    // still to be taken
	late    bool      // everybody waits until long after the term
	seen    *sync.Map // of models.Outcome
	t       *testing.T

	id     models.CaseID
	env    *testsuite.TestWorkflowEnvironment
	by     demo.Account
	faults []string
}

func (d *drive) run(name string) {
	ctx := d.t.Context()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	d.env = suite.NewTestWorkflowEnvironment()
	d.env.SetStartTime(d.clock.Now())
	d.env.SetTestTimeout(30 * time.Second)
	worker.Register(d.env, d.acts)
	d.by = d.Account("citizen@example.org")
	d.id = models.CaseID(demoID(name))
	_, err := d.File(ctx, demo.Request{ID: d.id, Service: d.service, By: d.by, Name: name, Way: d.delivery(),
		Random: rand.New(rand.NewPCG(1, 2))})
	require.NoError(d.t, err)

	d.env.RegisterDelayedCallback(func() { d.step(ctx, name, 1) }, time.Hour)
	d.env.ExecuteWorkflow(string(workflows.ApplicationProcess), models.CaseStart{CaseID: d.id,
		Municipality: demo.Municipality, Service: d.service.Code, Version: d.service.Version})
	require.Empty(d.t, d.faults)
	require.True(d.t, d.env.IsWorkflowCompleted())
	require.NoError(d.t, d.env.GetWorkflowError())
	require.Empty(d.t, d.way, "not every decision of the script was taken")
	d.check(ctx)
}

// delivery is by post when the script wants a clerk to deliver.
func (d *drive) delivery() models.Delivery {
	if len(d.way) > 0 && d.way[0].outcome == models.Delivered {
		return models.ByPost
	}
	return models.ByPortal
}

// step lets everybody whose turn it is decide, as time goes on.
func (d *drive) step(ctx context.Context, name string, n int) {
	d.clock.Set(d.env.Now())
	c, err := d.Store.For(d.Clerk(d.service.Unit).Actor()).Case(ctx, d.id)
	if err != nil || n > 500 {
		d.faults = append(d.faults, fmt.Sprintf("step %d: %v", n, err))
		d.env.CancelWorkflow()
		return
	}
	if c.State == models.Closed {
		return
	}
	again := 6 * time.Hour
	for _, task := range c.OpenTasks {
		if task.Purpose == models.ForStage && task.State == models.TaskOpen {
			again = max(again, d.decide(ctx, task, fmt.Sprintf("%s/%d/%d", name, task.Visit, task.Ordinal)))
		}
	}
	d.env.RegisterDelayedCallback(func() { d.step(ctx, name, n+1) }, again)
}

// decide takes the decision of a task, or says how long it is put off.
func (d *drive) decide(ctx context.Context, task models.Task, name string) time.Duration {
	st, _ := d.service.Plan().At(models.Position{Stage: task.Stage, Back: d.service.Stages[0].Key})
	out := straight(st)
	if len(d.way) > 0 && d.way[0].stage == task.Stage {
		out = d.way[0].outcome
	}
	wait := task.DueAt
	if d.late {
		wait = wait.AddDate(0, 0, 12)
	}
	if left := wait.Sub(d.clock.Now()); (d.late || out == models.Lapsed) && left > 0 {
		return left
	}
	if task.Audience == models.ForMachine {
		d.made(ctx, task, out)
		return 0
	}
	by := d.Decider(st, task.Unit, d.by)
	if out == models.Lapsed {
		by = d.Clerk(task.Unit)
	}
	rec, err := d.Decide(ctx, by, task.ID, out, name)
	if err != nil {
		d.faults = append(d.faults, fmt.Sprintf("%s decides %s at %s: %v", by.Email, out, task.Stage, err))
		d.env.CancelWorkflow()
		return 0
	}
	if len(d.way) > 0 && d.way[0].stage == task.Stage && task.Ordinal == 0 {
		d.way = d.way[1:]
	}
	d.update(task, rec.DecisionID, out)
	return 0
}

// made ends the case that the machine's task waits for, as that case's own
// workflow would: its end decides the task.
func (d *drive) made(ctx context.Context, task models.Task, out models.Outcome) {
	end := models.Granted
	if out == models.SentBack {
		end = models.Rejected
	}
	_, err := d.acts.Application.CloseCase(ctx, models.CaseClosing{CaseID: models.MadeBy(d.id, task.Visit), Outcome: end})
	if err != nil {
		d.faults = append(d.faults, "end of the certificate: "+err.Error())
		d.env.CancelWorkflow()
		return
	}
	if len(d.way) > 0 && d.way[0].stage == task.Stage {
		d.way = d.way[1:]
	}
	d.update(task, models.DecisionAt(task.ID), out)
}

// update hands a recorded decision to the workflow.
func (d *drive) update(task models.Task, id models.DecisionID, out models.Outcome) {
	d.seen.Store(out, true)
	d.env.UpdateWorkflow(string(workflows.Decide), string(id), &testsuite.TestUpdateCallback{
		OnAccept: func() {},
		OnReject: func(err error) { d.faults = append(d.faults, "rejected: "+err.Error()) },
		OnComplete: func(_ any, err error) {
			if err != nil {
				d.faults = append(d.faults, "refused: "+err.Error())
			}
		},
	}, models.Decision{ID: id, TaskID: task.ID, Visit: task.Visit, Ordinal: task.Ordinal, Outcome: out})
}

// straight is the outcome that leads on.
func straight(st models.Stage) models.Outcome {
	for _, o := range []models.Outcome{models.Done, models.Approved, models.Positive, models.Paid, models.Delivered, models.Answered} {
		if slices.Contains(st.Outcomes, o) {
			return o
		}
	}
	return st.Outcomes[0]
}

// check looks at what is left of the case when it has ended.
func (d *drive) check(ctx context.Context) {
	c, err := d.Store.For(d.Clerk(d.service.Unit).Actor()).Case(ctx, d.id)
	require.NoError(d.t, err)
	require.Equal(d.t, models.Closed, c.State)
	require.NotZero(d.t, c.DecidedAt)
	require.Empty(d.t, slices.DeleteFunc(c.OpenTasks, func(t models.Task) bool { return t.Purpose == models.ForContact }))
	told := map[models.Event]int{}
	for _, n := range c.Notices {
		told[n.Event]++
	}
	require.Equal(d.t, 2, told[models.EventReceived], "by e-mail and by SMS")
	last := models.TimelineItem{}
	for _, v := range c.Timeline {
		require.False(d.t, v.ClosedAt.IsZero(), "visit %d is open", v.Visit)
		require.False(d.t, v.ClosedAt.Before(v.OpenedAt))
		require.NotEmpty(d.t, v.Outcome)
		last = v
	}
	switch c.Outcome {
	case models.Granted:
		require.Equal(d.t, 2, told[models.EventGranted])
		require.Contains(d.t, []models.Outcome{models.Delivered, models.Done}, last.Outcome)
	case models.Rejected:
		require.Equal(d.t, 2, told[models.EventRejected])
		require.Equal(d.t, models.Rejected, last.Outcome)
	default:
		d.t.Fatalf("ended %s", c.Outcome)
	}
	if d.late {
		require.Positive(d.t, told[models.EventLate]+told[models.EventReminder], "nobody was reminded")
		require.Positive(d.t, told[models.EventEscalated], "no head was told")
	}
	d.decisions(c)
}

// decisions: whoever may not decide twice did not, and every decision is applied.
func (d *drive) decisions(c models.CaseDetail) {
	for _, st := range d.service.Plan().Stages {
		if st.FourEyes == "" {
			continue
		}
		first := map[string]bool{}
		for _, v := range c.Timeline {
			if v.Stage == st.FourEyes {
				first[v.Handler] = true
			}
		}
		for _, v := range c.Timeline {
			require.False(d.t, v.Stage == st.Key && first[v.Handler], "%s decided %s and %s", v.Handler, st.FourEyes, st.Key)
		}
	}
}

func demoID(name string) string {
	return string(models.TaskAt(models.CaseID(strings.ReplaceAll(name, " ", "-")), 0, 0)) // any UUID derived from the name will do
}
