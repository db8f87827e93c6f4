package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/workflows"
)

// counter stands for the house behind the counter: it performs the steps by
// writing down what it was asked.
type counter struct {
	plan   models.Plan
	now    func() time.Time
	opened map[int]models.StageOpened // answers of a visit that was opened before
	trace  []string

	broken  map[string]error // steps of issuing that are broken for good
	keyless int              // attempts to sign before the key is there

	recorded bool // a decision was recorded before its visit could lapse
}

func (c *counter) note(format string, a ...any) { c.trace = append(c.trace, fmt.Sprintf(format, a...)) }

func (c *counter) open(_ context.Context, in models.StageOpening) (models.StageOpened, error) {
	c.note("open %d %s", in.Visit, in.Position.Stage)
	if o, ok := c.opened[in.Visit]; ok {
		return o, nil
	}
	if in.Stage.Kind == models.KindIssue {
		return models.StageOpened{}, nil
	}
	if in.Stage.Kind != models.KindTask && in.Stage.Kind != models.KindMake && in.Stage.Kind != models.KindProve {
		return models.StageOpened{Outcome: models.Done}, nil
	}
	o := models.StageOpened{DueAt: c.now().Add(48 * time.Hour), EscalateAt: c.now().Add(96 * time.Hour)}
	if in.Stage.Lapse.Days > 0 {
		o.EscalateAt, o.LapseAt = time.Time{}, c.now().Add(144*time.Hour)
	}
	for i := range max(len(in.Stage.Units), 1) {
		o.Open = append(o.Open, i)
	}
	return o, nil
}

// environment is the SDK's, without its log of everything.
func environment() *testsuite.TestWorkflowEnvironment {
	var s testsuite.WorkflowTestSuite
	s.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	return s.NewTestWorkflowEnvironment()
}

const caseID models.CaseID = "0190c6e0-0000-7000-8000-000000000001"

// start runs one case of a plan against the counter; do is called before the
// workflow begins, to lay out what happens when.
func start(t *testing.T, c *counter, in models.CaseStart, do func(env *testsuite.TestWorkflowEnvironment)) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	env := environment()
	c.now = env.Now
	env.RegisterWorkflowWithOptions(workflows.Case, workflow.RegisterOptions{Name: string(workflows.ApplicationProcess)})
	act := func(name string, f any) {
		env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	act(string(workflows.LoadPlan), func(context.Context, models.PlanRef) (models.Plan, error) { return c.plan, nil })
	act(string(workflows.OpenStage), c.open)
	act(string(workflows.CloseTask), func(_ context.Context, in models.TaskClosing) (models.None, error) {
		c.note("close-task %d/%d", in.Visit, in.Ordinal)
		return models.None{}, nil
	})
	act(string(workflows.TellLate), func(_ context.Context, in models.StageLate) (models.None, error) {
		c.note("late %d %s", in.Visit, in.Lateness)
		return models.None{}, nil
	})
	act(string(workflows.LapseStage), func(_ context.Context, in models.StageLapse) (models.StageLapsed, error) {
		c.note("lapse %d", in.Visit)
		return models.StageLapsed{Done: !c.recorded}, nil
	})
	act(string(workflows.CloseStage), func(_ context.Context, in models.StageClosing) (models.None, error) {
		c.note("close %d %s decided=%v", in.Visit, in.Outcome, in.Decided)
		return models.None{}, nil
	})
	act(string(workflows.CloseCase), func(_ context.Context, in models.CaseClosing) (models.None, error) {
		c.note("end %s", in.Outcome)
		return models.None{}, nil
	})
	act(string(workflows.Intend), func(context.Context, models.IssueRef) (models.None, error) {
		c.note("intend")
		return models.None{}, c.broken["intend"]
	})
	act(string(workflows.Render), func(_ context.Context, in models.IssueRef) (models.IssueRendered, error) {
		c.note("render")
		return models.IssueRendered{CaseID: in.CaseID, SHA256: "r"}, c.broken["render"]
	})
	act(string(workflows.Sign), func(_ context.Context, in models.IssueRendered) (models.IssueSigned, error) {
		c.keyless--
		if c.keyless >= 0 {
			return models.IssueSigned{}, errors.New("key-absent")
		}
		c.note("sign %s", in.SHA256)
		return models.IssueSigned{CaseID: in.CaseID, SHA256: "s"}, nil
	})
	act(string(workflows.Issue), func(_ context.Context, in models.IssueSigned) (models.None, error) {
		c.note("issue %s", in.SHA256)
		return models.None{}, nil
	})
	act(string(workflows.HaltCase), func(_ context.Context, in models.CaseHalting) (models.None, error) {
		c.note("halt %s", in.Code)
		return models.None{}, nil
	})
	in.CaseID = caseID
	do(env)
	env.ExecuteWorkflow(string(workflows.ApplicationProcess), in)
	return env
}

// said is one decision and how it was answered.
type said struct {
	after   time.Duration
	visit   int
	ordinal int
	outcome models.Outcome
	code    string // expected refusal; empty: applied
}

// say lays out decisions; a withdrawal has visit 0.
func say(t *testing.T, env *testsuite.TestWorkflowEnvironment, all ...said) {
	t.Helper()
	for n, s := range all {
		d := models.Decision{ID: models.DecisionID(fmt.Sprintf("d%d-%d-%d", n, s.visit, s.ordinal)), Outcome: s.outcome}
		if s.visit > 0 {
			d.Visit, d.Ordinal, d.TaskID = s.visit, s.ordinal, models.TaskAt(caseID, s.visit, s.ordinal)
		}
		env.RegisterDelayedCallback(func() {
			env.UpdateWorkflow(string(workflows.Decide), string(d.ID), &testsuite.TestUpdateCallback{
				OnAccept: func() {},
				OnReject: func(err error) {
					require.ErrorContains(t, err, s.code)
					require.NotEmpty(t, s.code, "rejected: %v", err)
				},
				OnComplete: func(_ any, err error) {
					if s.code == "" {
						require.NoError(t, err)
						return
					}
					require.ErrorContains(t, err, s.code)
				},
			}, d)
		}, s.after)
	}
}

func task(key models.StageKey, units int, outcomes ...models.Outcome) models.Stage {
	st := models.Stage{Key: key, Kind: models.KindTask, Audience: models.ForClerk, Outcomes: outcomes}
	for i := range units {
		st.Units = append(st.Units, models.UnitCode(fmt.Sprint("unit-", i)))
	}
	return st
}

func plan() models.Plan {
	approval := task("approval", 1, models.Approved, models.SentBack, models.Rejected)
	approval.ReturnTo = "review"
	return models.Plan{Service: "s", Version: 1, Stages: []models.Stage{
		{Key: "check", Kind: models.KindStep},
		task("review", 1, models.Done, models.Returned, models.Rejected),
		task("opinions", 2, models.Positive, models.Negative),
		approval,
		{Key: "delivery", Kind: models.KindDeliver},
	}, Completion: task(models.Completion, 0, models.Answered, models.Lapsed)}
}

func TestStoriesOfAnApplication(t *testing.T) {
	t.Parallel()
	const h = time.Hour
	for _, tc := range []struct {
		name string
		said []said
		want string
	}{
		{"straight", []said{{h, 2, 0, models.Done, ""}, {2 * h, 3, 1, models.Positive, ""}, {3 * h, 3, 0, models.Negative, ""}, {4 * h, 4, 0, models.Approved, ""}},
			"open 1 check; close 1 done decided=false; open 2 review; close 2 done decided=false; open 3 opinions; close-task 3/1; " +
				"close 3 done decided=false; open 4 approval; close 4 approved decided=true; open 5 delivery; close 5 done decided=true; end granted"},
		{"returned and answered", []said{{h, 2, 0, models.Returned, ""}, {2 * h, 3, 0, models.Answered, ""}, {3 * h, 4, 0, models.Rejected, ""}},
			"open 1 check; close 1 done decided=false; open 2 review; close 2 returned decided=false; open 3 completion; " +
				"close 3 answered decided=false; open 4 review; close 4 rejected decided=true; end rejected"},
		{"sent back", []said{{h, 2, 0, models.Done, ""}, {2 * h, 3, 0, models.Positive, ""}, {2 * h, 3, 1, models.Positive, ""}, {3 * h, 4, 0, models.SentBack, ""}, {4 * h, 5, 0, models.Rejected, ""}},
			"open 1 check; close 1 done decided=false; open 2 review; close 2 done decided=false; open 3 opinions; close-task 3/0; close 3 done decided=false; " +
				"open 4 approval; close 4 sent-back decided=false; open 5 review; close 5 rejected decided=true; end rejected"},
		{"withdrawn while opinions are open", []said{{h, 2, 0, models.Done, ""}, {2 * h, 0, 0, models.Withdrawn, ""}},
			"open 1 check; close 1 done decided=false; open 2 review; close 2 done decided=false; open 3 opinions; close 3 withdrawn decided=true; end withdrawn"},
		{"late, then reminded and escalated once each", []said{{200 * h, 2, 0, models.Rejected, ""}},
			"open 1 check; close 1 done decided=false; open 2 review; late 2 reminder; late 2 escalation; close 2 rejected decided=true; end rejected"},
		{"refused: outcome, task and visit that are not", []said{{h, 2, 0, models.Positive, "outcome-not-allowed"},
			{2 * h, 1, 0, models.Done, "task-already-closed"}, {3 * h, 2, 5, models.Done, "task-already-decided"}, {4 * h, 2, 0, models.Rejected, ""}},
			"open 1 check; close 1 done decided=false; open 2 review; close 2 rejected decided=true; end rejected"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := &counter{plan: plan()}
			env := start(t, c, models.CaseStart{}, func(env *testsuite.TestWorkflowEnvironment) { say(t, env, tc.said...) })
			require.NoError(t, env.GetWorkflowError())
			require.Equal(t, tc.want, strings.Join(c.trace, "; "))
		})
	}
}

// A decision may arrive before the workflow has come to its task: after a
// worker's death the server hands it to a workflow that is still on its way.
func TestADecisionThatComesEarlyIsKept(t *testing.T) {
	t.Parallel()
	c := &counter{plan: plan()}
	env := start(t, c, models.CaseStart{}, func(env *testsuite.TestWorkflowEnvironment) {
		say(t, env, said{0, 4, 0, models.Rejected, ""}, said{0, 3, 0, models.Positive, ""}, said{0, 3, 1, models.Positive, ""}, said{0, 2, 0, models.Done, ""})
	})
	require.NoError(t, env.GetWorkflowError())
	require.Equal(t, "end rejected", c.trace[len(c.trace)-1])
}

// A rebuilt workflow begins where the database says, and waits only for what
// is still open.
func TestARebuiltWorkflowGoesOn(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		resume models.Resume
		opened map[int]models.StageOpened
		said   []said
		want   string
	}{
		{"in an open visit with one opinion left", models.Resume{Visit: 3, Position: models.Position{Stage: "opinions"}},
			map[int]models.StageOpened{3: {Open: []int{1}}}, []said{{time.Hour, 3, 1, models.Positive, ""}, {2 * time.Hour, 4, 0, models.Rejected, ""}},
			"open 3 opinions; close 3 done decided=false; open 4 approval; close 4 rejected decided=true; end rejected"},
		{"after a visit that has ended", models.Resume{Visit: 2, Position: models.Position{Stage: "review"}, Outcome: models.Returned},
			nil, []said{{time.Hour, 3, 0, models.Answered, ""}, {2 * time.Hour, 4, 0, models.Rejected, ""}},
			"open 3 completion; close 3 answered decided=false; open 4 review; close 4 rejected decided=true; end rejected"},
		{"after the last visit", models.Resume{Visit: 5, Position: models.Position{Stage: "delivery"}, Outcome: models.Delivered}, nil, nil, "end granted"},
		{"with its reminder said", models.Resume{Visit: 2, Position: models.Position{Stage: "review"}},
			map[int]models.StageOpened{2: {Open: []int{0}, DueAt: time.Unix(1, 0), EscalateAt: time.Unix(2, 0), Late: []models.Lateness{models.Reminder}}},
			[]said{{time.Hour, 2, 0, models.Rejected, ""}}, "open 2 review; late 2 escalation; close 2 rejected decided=true; end rejected"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := &counter{plan: plan(), opened: tc.opened}
			env := start(t, c, models.CaseStart{Resume: &tc.resume}, func(env *testsuite.TestWorkflowEnvironment) { say(t, env, tc.said...) })
			require.NoError(t, env.GetWorkflowError())
			require.Equal(t, tc.want, strings.Join(c.trace, "; "))
		})
	}
}

func TestACaseThatNeverEndsGoesToTheAdministrator(t *testing.T) {
	t.Parallel()
	c := &counter{plan: models.Plan{Stages: []models.Stage{task("review", 1, models.Returned, models.Rejected)},
		Completion: task(models.Completion, 0, models.Answered)}}
	env := start(t, c, models.CaseStart{}, func(env *testsuite.TestWorkflowEnvironment) {
		for v := range 120 {
			say1 := said{time.Duration(v+1) * time.Minute, v + 1, 0, models.Returned, ""}
			if v%2 == 1 {
				say1.outcome = models.Answered
			}
			if v >= 100 {
				say1.code = "case-halted"
				continue
			}
			say(t, env, say1)
		}
	})
	require.ErrorContains(t, env.GetWorkflowError(), "too-many-visits", "%v", c.trace)
	require.Equal(t, "halt too-many-visits", c.trace[len(c.trace)-1])
	require.Len(t, slices.DeleteFunc(slices.Clone(c.trace), func(s string) bool { return !strings.HasPrefix(s, "close ") }), 100)
}

// A night that must stay quiet takes nothing from the days in which a notice is
// tried.
func TestQuietHoursDoNotCountAgainstTheLifeOfANotice(t *testing.T) {
	t.Parallel()
	env := environment()
	tries, nights, gaveUp := 0, 0, false
	env.RegisterWorkflowWithOptions(workflows.Notice, workflow.RegisterOptions{Name: string(workflows.NoticeProcess)})
	env.RegisterActivityWithOptions(func(context.Context, models.NoticeRef) (models.NoticeSent, error) {
		if nights <= tries { // every attempt falls into a night first
			nights++
			return models.NoticeSent{State: models.Durable, Until: env.Now().Add(9 * time.Hour)}, nil
		}
		tries++
		return models.NoticeSent{State: models.Durable}, nil
	}, activity.RegisterOptions{Name: string(workflows.SendNotice)})
	env.RegisterActivityWithOptions(func(context.Context, models.NoticeRef) (models.None, error) {
		gaveUp = true
		return models.None{}, nil
	}, activity.RegisterOptions{Name: string(workflows.GiveUpNotice)})
	began := env.Now()
	env.ExecuteWorkflow(string(workflows.NoticeProcess), models.NoticeRef{ID: "n"})
	require.NoError(t, env.GetWorkflowError())
	require.Equal(t, 8, tries)
	require.Equal(t, 8, nights)
	require.True(t, gaveUp)
	require.Greater(t, env.Now().Sub(began), 4*24*time.Hour+8*9*time.Hour)
}

// The notice workflow tries for days and then hands over to a person.
func TestANoticeIsTriedForDaysAndThenGivenUp(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers []models.NoticeState // one an attempt; the last one repeats
		err     error
		tries   int
		gaveUp  bool
	}{
		"arrives at the third attempt":     {[]models.NoticeState{models.Durable, models.Durable, models.Sent}, nil, 3, false},
		"refused for ever":                 {[]models.NoticeState{models.GivenUp}, nil, 1, false},
		"never arrives":                    {[]models.NoticeState{models.Durable}, nil, 8, true},
		"the step itself fails every time": {nil, errors.New("database away"), 8 * 3, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := environment()
			tries, gaveUp := 0, false
			env.RegisterWorkflowWithOptions(workflows.Notice, workflow.RegisterOptions{Name: string(workflows.NoticeProcess)})
			env.RegisterActivityWithOptions(func(context.Context, models.NoticeRef) (models.NoticeSent, error) {
				tries++
				if tc.err != nil {
					return models.NoticeSent{}, tc.err
				}
				return models.NoticeSent{State: tc.answers[min(tries, len(tc.answers))-1]}, nil
			}, activity.RegisterOptions{Name: string(workflows.SendNotice)})
			env.RegisterActivityWithOptions(func(context.Context, models.NoticeRef) (models.None, error) {
				gaveUp = true
				return models.None{}, nil
			}, activity.RegisterOptions{Name: string(workflows.GiveUpNotice)})
			began := env.Now()
			env.ExecuteWorkflow(string(workflows.NoticeProcess), models.NoticeRef{ID: "n"})
			require.NoError(t, env.GetWorkflowError())
			require.Equal(t, tc.tries, tries)
			require.Equal(t, tc.gaveUp, gaveUp)
			if gaveUp {
				require.Greater(t, env.Now().Sub(began), 4*24*time.Hour)
			}
		})
	}
}
