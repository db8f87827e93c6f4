package workflows

import (
	"slices"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
)

// visit is the stay of a case in one stage.
type visit struct {
	number  int   // counted from 1; 0 before the first
	open    []int // ordinals of the tasks that still wait
	timerAt time.Time
}

// visit opens a stage, waits for what it waits for, and closes it. The number
// is set before the step that commits the tasks, so a decision that arrives
// early finds its visit.
func (a *application) visit(ctx workflow.Context, st models.Stage) (models.Outcome, error) {
	a.now = visit{number: a.now.number + 1}
	a.desk.passed(a.now.number)
	opened, err := OpenStage.Do(ctx, models.StageOpening{CaseID: a.in.CaseID, Visit: a.now.number,
		Position: a.pos, Stage: st, Decisive: a.plan.Decisive(st.Key)})
	if err != nil {
		return "", err
	}
	a.now.open = opened.Open
	d := models.Decision{Outcome: opened.Outcome}
	if st.Kind == models.KindIssue && opened.Outcome == "" {
		if d.Outcome, err = a.issue(ctx, st); err != nil {
			return "", err
		}
	}
	alarm := newAlarm(ctx, opened)
	defer alarm.stop()
	for len(a.now.open) > 0 {
		if d, err = a.next(ctx, st, alarm); err != nil {
			return "", err
		}
		if d.TaskID == "" {
			break // a withdrawal, and a lapse, ends whatever is open
		}
		a.now.open = slices.DeleteFunc(a.now.open, func(n int) bool { return n == d.Ordinal })
		if len(a.now.open) > 0 {
			if err := a.closeTask(ctx, st, d); err != nil {
				return "", err
			}
		}
	}
	return a.closeVisit(ctx, st, d)
}

// next waits for a decision that this visit can use; meanwhile it says, once
// each, that the visit is late.
func (a *application) next(ctx workflow.Context, st models.Stage, alarm *alarm) (models.Decision, error) {
	for {
		var d models.Decision
		var found bool
		a.now.timerAt = alarm.at
		err := workflow.Await(ctx, func() bool {
			d, found = a.desk.peek(a.now.number)
			return found || alarm.rung()
		})
		switch {
		case err != nil:
			return d, err
		case !found:
			if alarm.lapses {
				lapsed, err := LapseStage.Do(ctx, models.StageLapse{CaseID: a.in.CaseID, Visit: a.now.number})
				if err != nil || lapsed.Done {
					return models.Decision{Outcome: models.Lapsed}, err
				}
				alarm.next(ctx) // nothing is left to say: a decision is on its way
				continue
			}
			late := models.StageLate{CaseID: a.in.CaseID, Visit: a.now.number, Lateness: alarm.says}
			if _, err := TellLate.Do(ctx, late); err != nil {
				return d, err
			}
			alarm.next(ctx)
			continue
		}
		a.desk.take(d)
		if code := a.unfit(st, d); code != "" {
			a.desk.settle(d.ID, st.Key, code)
			continue
		}
		return d, nil
	}
}

// unfit says why a decision cannot be applied to the open visit; empty if it
// can. It is asked by run, who knows the plan, never by the validator.
func (a *application) unfit(st models.Stage, d models.Decision) models.Code {
	switch {
	case d.TaskID == "":
		return ""
	case !slices.Contains(a.now.open, d.Ordinal):
		return "task-already-decided"
	case !slices.Contains(st.Outcomes, d.Outcome) && !(d.Outcome.Away() && st.Audience.Staff()):
		return "outcome-not-allowed"
	}
	return ""
}

func (a *application) closeTask(ctx workflow.Context, st models.Stage, d models.Decision) error {
	_, err := CloseTask.Do(ctx, models.TaskClosing{
		CaseID: a.in.CaseID, Visit: a.now.number, Ordinal: d.Ordinal, DecisionID: d.ID})
	if err == nil {
		a.desk.settle(d.ID, st.Key, "")
	}
	return err
}

// closeVisit commits the end of the visit. Of several opinions none decides
// the way: their visit is simply done.
func (a *application) closeVisit(ctx workflow.Context, st models.Stage, d models.Decision) (models.Outcome, error) {
	o := d.Outcome
	if len(st.Units) > 1 && d.TaskID != "" {
		o = models.Done
	}
	_, over := a.plan.After(a.pos, o)
	_, err := CloseStage.Do(ctx, models.StageClosing{CaseID: a.in.CaseID, Visit: a.now.number, DecisionID: d.ID, Outcome: o,
		Decided: over != "" || a.plan.Decisive(st.Key) && o != models.Returned && o != models.SentBack && o != models.Forwarded})
	if err != nil {
		return "", err
	}
	a.now.timerAt = time.Time{}
	if d.ID != "" {
		a.desk.settle(d.ID, st.Key, "")
	}
	return o, nil
}

// alarm rings when a visit's time has passed, again for the head, and at last
// when the visit lapses.
type alarm struct {
	left   []ring
	at     time.Time // of the armed timer; zero when none is
	says   models.Lateness
	lapses bool
	timer  workflow.Future
	cancel workflow.CancelFunc
}

type ring struct {
	at   time.Time
	says models.Lateness // empty: the visit lapses
}

func newAlarm(ctx workflow.Context, o models.StageOpened) *alarm {
	a := &alarm{cancel: func() {}}
	for _, r := range []ring{{o.DueAt, models.Reminder}, {o.EscalateAt, models.Escalation}, {o.LapseAt, ""}} {
		if !r.at.IsZero() && len(o.Open) > 0 && !slices.Contains(o.Late, r.says) {
			a.left = append(a.left, r)
		}
	}
	a.next(ctx)
	return a
}

// next arms the following timer, if there is one.
func (a *alarm) next(ctx workflow.Context) {
	a.timer, a.at, a.says, a.lapses = nil, time.Time{}, "", false
	if len(a.left) == 0 {
		return
	}
	r := a.left[0]
	a.left = a.left[1:]
	a.at, a.says, a.lapses = r.at, r.says, r.says == ""
	ctx, a.cancel = workflow.WithCancel(ctx)
	a.timer = workflow.NewTimer(ctx, max(r.at.Sub(workflow.Now(ctx)), 0))
}

func (a *alarm) rung() bool { return a.timer != nil && a.timer.IsReady() }
func (a *alarm) stop()      { a.cancel() }
