package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
)

// Case carries one case from its start to its end: an application from
// submission to the answer, a certificate from the register to the citizen, a
// request for identification from the click to the service point.
// The plan of its service says how.
func Case(ctx workflow.Context, in models.CaseStart) error {
	a := &application{in: in}
	if err := a.listen(ctx); err != nil {
		return err
	}
	return a.run(ctx)
}

// maxVisits is when a case goes to the administrator instead of growing for
// ever; a rebuild begins to count anew.
const maxVisits = 100

// application is the state of one case. run is its only writer; the update
// handler parks a decision and waits.
type application struct {
	in   models.CaseStart
	plan models.Plan
	pos  models.Position
	desk desk // decisions on their way
	now  visit
	over models.Outcome // how the case ended
}

// run is the story: visit after visit, as the plan leads from each outcome.
func (a *application) run(ctx workflow.Context) (err error) {
	a.plan, err = LoadPlan.Do(ctx, models.PlanRef{
		Municipality: a.in.Municipality, Service: a.in.Service, Version: a.in.Version})
	if err != nil {
		return err
	}
	for a.begin(); a.over == ""; {
		if a.now.number >= a.first()+maxVisits {
			return a.halt(ctx, "too-many-visits")
		}
		stage, ok := a.plan.At(a.pos)
		if !ok {
			return a.halt(ctx, "no-such-stage")
		}
		outcome, err := a.visit(ctx, stage)
		if err != nil {
			return err
		}
		a.pos, a.over = a.plan.After(a.pos, outcome)
	}
	_, err = CloseCase.Do(ctx, models.CaseClosing{CaseID: a.in.CaseID, Visit: a.now.number, Outcome: a.over})
	if err != nil {
		return err
	}
	a.desk.close()
	return workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
}

// begin finds the first position: of the plan, or of the database when the
// workflow is rebuilt. A rebuilt visit that is still open is opened again,
// which changes nothing in the database.
func (a *application) begin() {
	r := a.in.Resume
	switch {
	case r == nil && a.in.Identify && a.plan.Identify != nil:
		a.pos = models.Position{Stage: models.Identification}
	case r == nil:
		a.pos = a.plan.First()
	case r.Visit == 0:
		a.pos = r.Position
	case r.Outcome == "":
		a.pos, a.now.number = r.Position, r.Visit-1
	default:
		a.now.number = r.Visit
		a.pos, a.over = a.plan.After(r.Position, r.Outcome)
	}
}

// first is the number of visits before this run of the workflow.
func (a *application) first() int {
	if a.in.Resume == nil {
		return 0
	}
	return a.in.Resume.Visit
}

// halt gives the case to the administrator: a person must look, and a rebuild
// goes on from here.
func (a *application) halt(ctx workflow.Context, code models.Code) error {
	_, err := HaltCase.Do(ctx, models.CaseHalting{CaseID: a.in.CaseID, Visit: a.now.number, Code: code})
	if err != nil {
		return err
	}
	a.desk.refuseAll("case-halted")
	if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
		return err
	}
	return refuse(code)
}

// progress is the only thing the workflow says of itself.
func (a *application) progress() (models.Progress, error) {
	return models.Progress{Visit: a.now.number, Position: a.pos, Open: a.now.open,
		Parked: len(a.desk.parked), TimerAt: a.now.timerAt, Outcome: a.over}, nil
}
