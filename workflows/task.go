package workflows

import (
	"slices"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
)

// desk is where decisions wait between the update handler, which lays them
// down, and run, which takes them up and settles them.
type desk struct {
	parked  []models.Decision
	settled []settled
	closed  bool
}

type settled struct {
	id    models.DecisionID
	stage models.StageKey
	code  models.Code // why it was refused; empty when applied
}

// peek finds a decision on a visit, or on the case as a whole.
func (k *desk) peek(visit int) (models.Decision, bool) {
	i := slices.IndexFunc(k.parked, func(d models.Decision) bool { return d.TaskID == "" || d.Visit == visit })
	if i < 0 {
		return models.Decision{}, false
	}
	return k.parked[i], true
}

func (k *desk) take(d models.Decision) {
	k.parked = slices.DeleteFunc(k.parked, func(p models.Decision) bool { return p.ID == d.ID })
}

// passed refuses what was laid down for a visit that is over: the second of
// two decisions on one task, arriving while the first was being committed.
func (k *desk) passed(visit int) {
	k.parked = slices.DeleteFunc(k.parked, func(d models.Decision) bool {
		late := d.TaskID != "" && d.Visit < visit
		if late {
			k.settle(d.ID, "", "task-already-closed")
		}
		return late
	})
}

func (k *desk) settle(id models.DecisionID, stage models.StageKey, code models.Code) {
	k.settled = append(k.settled, settled{id, stage, code})
}

// close settles whatever still waits, now and later: the case has ended.
func (k *desk) close() { k.refuseAll("case-closed"); k.closed = true }

func (k *desk) refuseAll(code models.Code) {
	for _, d := range k.parked {
		k.settle(d.ID, "", code)
	}
	k.parked = nil
}

// listen sets the handlers. It comes before everything else in the workflow:
// a decision may be waiting when the first task of the workflow is taken up.
func (a *application) listen(ctx workflow.Context) error {
	err := workflow.SetUpdateHandlerWithOptions(ctx, string(Decide), a.decide,
		workflow.UpdateHandlerOptions{Validator: a.validate})
	if err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, string(AskProgress), a.progress)
}

// validate refuses only what will be false for ever. It must not ask whether
// the task is open now: after a worker's death the server hands a decision to
// a workflow that is still replaying towards the task, and a refusal would
// throw away what the clerk rightly decided.
func (a *application) validate(_ workflow.Context, d models.Decision) error {
	same := func(p models.Decision) bool { return p.TaskID == d.TaskID }
	switch {
	case a.desk.closed:
		return refuse("case-closed")
	case d.TaskID == "" && d.Outcome != models.Withdrawn:
		return refuse("no-such-task")
	case d.TaskID != "" && d.TaskID != models.TaskAt(a.in.CaseID, d.Visit, d.Ordinal):
		return refuse("no-such-task")
	case d.TaskID != "" && d.Visit < a.now.number:
		return refuse("task-already-closed")
	case slices.ContainsFunc(a.desk.parked, same):
		return refuse("task-already-decided")
	}
	return nil
}

// decide lays one decision down and waits until run has settled it. It starts
// no step itself, so nothing interleaves with the story.
func (a *application) decide(ctx workflow.Context, d models.Decision) (models.Decided, error) {
	a.desk.parked = append(a.desk.parked, d)
	is := func(s settled) bool { return s.id == d.ID }
	err := workflow.Await(ctx, func() bool { return slices.ContainsFunc(a.desk.settled, is) })
	if err != nil {
		return models.Decided{}, err
	}
	s := a.desk.settled[slices.IndexFunc(a.desk.settled, is)]
	if s.code != "" {
		return models.Decided{}, refuse(s.code)
	}
	return models.Decided{Stage: s.stage}, nil
}

// refuse carries a code and no words: failures are written to history too.
func refuse(code models.Code) error {
	return temporal.NewNonRetryableApplicationError(string(code), string(code), nil)
}
