package demo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/thyrida/thyrida/activities"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/models"
)

// History writes cases of the past: the activities of the workflow are called
// one after the other under a clock that moves, and no workflow runs. What an
// interrupted run has written is found again and continued.
type History struct {
	Office
	Clock       *clock.Fake
	Application *activities.Application
	Until       time.Time // the present
}

// Past writes n closed cases over the given number of days, more of them in
// each week than in the week before, in the order in which they were filed.
func (h *History) Past(ctx context.Context, n, days int, say func(done int)) error {
	for i := range n {
		r := rand.New(rand.NewPCG(uint64(i), 9999))
		// The share of days gone when case i is filed grows like a square root:
		// twice as many a week at the end as in the middle.
		gone := math.Sqrt((float64(i) + r.Float64()*0.5) / float64(n))
		at := h.Until.AddDate(0, 0, -days).Add(time.Duration(gone * float64(days-9) * 24 * float64(time.Hour)))
		h.Clock.Set(h.office(at, r))
		if err := h.write(ctx, i, r); err != nil {
			return fmt.Errorf("write past case %d: %w", i, err)
		}
		if say != nil {
			say(i + 1)
		}
	}
	return nil
}

// write files one case and leads it to its end.
func (h *History) write(ctx context.Context, i int, r *rand.Rand) error {
	q := h.request(i, r)
	id := q.ID
	states, err := h.Store.System().CaseStates(ctx, []models.CaseID{id})
	if err != nil {
		return err
	}
	switch states[id] {
	case models.Closed:
		return h.settle(ctx, id)
	case "":
		if _, err := h.File(ctx, q); err != nil {
			return err
		}
	}
	if err := h.settle(ctx, id); err != nil {
		return err
	}
	if err := h.lead(ctx, id, q); err != nil {
		return err
	}
	return h.settle(ctx, id)
}

// settle leaves a case of the past nothing to say: not to Temporal, not to
// people.
func (h *History) settle(ctx context.Context, id models.CaseID) error {
	return h.Store.System().SettleHistory(ctx, id)
}

func (h *History) request(i int, r *rand.Rand) Request {
	cs := citizens()
	name := fmt.Sprintf("past-%d", i)
	services := h.whole()
	q := Request{ID: models.CaseID(dated(h.Now(), "case/"+name)), Service: services[r.IntN(len(services))],
		By: cs[r.IntN(len(cs))], Name: name, Random: r}
	if r.IntN(100) < 30 {
		q.For = somebody(i)
		q.By = h.Clerk(q.Service.Unit)
	}
	return q
}

// whole are the services whose one case is the whole work. A certificate is made
// by a second case with keys and files, which nobody writes after the event.
func (h *History) whole() []*catalogue.Service {
	return slices.DeleteFunc(slices.Clone(h.Catalogue.Services), func(s *catalogue.Service) bool { return s.Certificate != "" })
}

// lead takes the case through its plan as the workflow would.
func (h *History) lead(ctx context.Context, id models.CaseID, q Request) error {
	plan := q.Service.Plan()
	pos, over := plan.First(), models.Outcome("")
	visit := 0
	for over == "" {
		visit++
		st, ok := plan.At(pos)
		if !ok || visit > 40 {
			return errors.New("the plan leads nowhere")
		}
		out, err := h.visit(ctx, id, q, plan, pos, st, visit)
		if err != nil {
			return fmt.Errorf("visit %d, %s: %w", visit, st.Key, err)
		}
		pos, over = plan.After(pos, out)
	}
	_, err := h.Application.CloseCase(ctx, models.CaseClosing{CaseID: id, Visit: visit, Outcome: over})
	return err
}

func (h *History) visit(ctx context.Context, id models.CaseID, q Request, plan models.Plan, pos models.Position, st models.Stage, visit int) (models.Outcome, error) {
	opened, err := h.Application.OpenStage(ctx, models.StageOpening{CaseID: id, Visit: visit, Position: pos, Stage: st, Decisive: plan.Decisive(st.Key)})
	if err != nil || len(opened.Open) == 0 {
		if err == nil {
			_, err = h.Application.CloseStage(ctx, models.StageClosing{CaseID: id, Visit: visit, Outcome: opened.Outcome})
		}
		return opened.Outcome, err
	}
	r := rand.New(rand.NewPCG(seed(q.Name), uint64(visit))) // the same again when an interrupted run is continued
	out, last := h.outcome(st, r, visit), models.DecisionID("")
	for _, n := range opened.Open {
		if err := h.wait(ctx, id, visit, opened, r); err != nil {
			return "", err
		}
		by := h.Decider(st, unitOf(st, n, q.Service.Unit), q.By)
		choice := out
		if q.By.Person == nil && st.Audience == models.ForCitizen {
			choice = models.Lapsed // nobody but the applicant answers; the clerk waits until the time is over
			if h.Now().Before(opened.DueAt) {
				h.Clock.Set(opened.DueAt.Add(time.Hour))
			}
		}
		name := fmt.Sprintf("%s/%d/%d", q.Name, visit, n)
		if _, err := h.Decide(ctx, by, models.TaskAt(id, visit, n), choice, name); err != nil {
			return "", err
		}
		out, last = choice, models.DecisionID(named("decision/"+name))
		if n != opened.Open[len(opened.Open)-1] {
			if _, err := h.Application.CloseTask(ctx, models.TaskClosing{CaseID: id, Visit: visit, Ordinal: n, DecisionID: last}); err != nil {
				return "", err
			}
		}
	}
	if len(st.Units) > 1 {
		out = models.Done
	}
	_, over := plan.After(pos, out)
	_, err = h.Application.CloseStage(ctx, models.StageClosing{CaseID: id, Visit: visit, DecisionID: last, Outcome: out,
		Decided: over != "" || plan.Decisive(st.Key) && out != models.Returned && out != models.SentBack})
	return out, err
}

// outcome is what the deciders of the past chose: mostly forward.
func (h *History) outcome(st models.Stage, r *rand.Rand, visit int) models.Outcome {
	has := func(o models.Outcome) bool { return slices.Contains(st.Outcomes, o) }
	n := r.IntN(100)
	switch {
	case has(models.Answered):
		return models.Answered
	case n < 12 && has(models.Returned) && visit < 6:
		return models.Returned
	case n >= 12 && n < 15 && has(models.SentBack) && visit < 6:
		return models.SentBack
	case n >= 90 && n < 97 && has(models.Rejected):
		return models.Rejected
	case n >= 90 && has(models.Negative):
		return models.Negative
	}
	return forward(st)
}

// wait lets the time of a task pass, and tells of it when it is late, as the
// workflow's timers would. The present ends every wait.
func (h *History) wait(ctx context.Context, id models.CaseID, visit int, o models.StageOpened, r *rand.Rand) error {
	d := time.Duration(math.Exp(r.NormFloat64()*1.1) * 14 * float64(time.Hour))
	if left := h.Until.Sub(h.Now()); d > left/5 {
		d = left / 5
	}
	end := h.office(h.Now().Add(d), r)
	for _, late := range []struct {
		at   time.Time
		says models.Lateness
	}{{o.DueAt, models.Reminder}, {o.EscalateAt, models.Escalation}} {
		if late.at.IsZero() || !end.After(late.at) || slices.Contains(o.Late, late.says) || h.Now().After(late.at) {
			continue
		}
		h.Clock.Set(late.at)
		if _, err := h.Application.TellLate(ctx, models.StageLate{CaseID: id, Visit: visit, Lateness: late.says}); err != nil {
			return err
		}
	}
	if end.After(h.Now()) {
		h.Clock.Set(end)
	}
	return nil
}

// office moves a moment into office hours, 8:00 to 15:00, but never past the
// present.
func (h *History) office(t time.Time, r *rand.Rand) time.Time {
	day := calendar.DayOf(h.Calendar.NextWorking(t)).Start()
	local := t.In(calendar.Athens)
	moved := t
	if local.Hour() < 8 || local.Hour() >= 15 || !h.Calendar.IsWorkingDay(t) {
		if local.Hour() >= 15 && h.Calendar.IsWorkingDay(t) {
			day = calendar.DayOf(h.Calendar.NextWorking(calendar.DayOf(t).End().Add(time.Second))).Start()
		}
		moved = day.Add(8*time.Hour + time.Duration(r.IntN(7*3600))*time.Second)
	}
	if limit := h.Until.Add(-time.Minute); moved.After(limit) {
		return t
	}
	return moved.UTC().Truncate(time.Second)
}
