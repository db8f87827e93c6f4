package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// courier is the Relay of the tests. When it is there it does at once, in the
// same database, what the workflow would do; it may be away, and it may refuse.
type courier struct {
	t      testing.TB
	h      *house
	mu     sync.Mutex
	away   bool
	refuse models.Code
	cases  map[models.CaseID]*journey
	// parents are the cases that wait for others; nil: none waits for long.
	parents map[models.CaseID]models.CaseID
}

// journey is a case as its workflow would know it.
type journey struct {
	plan  models.Plan
	pos   models.Position
	visit int
	open  []int
	over  models.Outcome
}

func newCourier(t testing.TB, h *house) *courier {
	return &courier{t: t, h: h, cases: map[models.CaseID]*journey{}}
}

func (c *courier) set(away bool, refuse models.Code) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.away, c.refuse = away, refuse
}

var errAway = models.Fault(models.Unavailable, "process-unavailable")

func (c *courier) Ready(context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.away {
		return errAway
	}
	return nil
}

func (c *courier) Progress(_ context.Context, id models.CaseID) (models.Progress, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	j := c.cases[id]
	if c.away || j == nil {
		return models.Progress{}, errAway
	}
	return models.Progress{Visit: j.visit, Position: j.pos, Open: j.open, Outcome: j.over}, nil
}

func (c *courier) Deliver(ctx context.Context, outbox int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.away {
		return errAway
	}
	y := c.h.store.System()
	m, ok, err := y.TakeOne(ctx, outbox)
	if err != nil || !ok {
		return err
	}
	if c.refuse != "" && m.Verb == "update" {
		_, err := y.Refused(ctx, m, c.refuse)
		return err
	}
	if m.Verb == "start" {
		err = c.start(ctx, y, m)
	} else {
		err = c.update(ctx, y, m)
	}
	if err != nil {
		return err
	}
	return y.Delivered(ctx, m.ID)
}

// rest delivers what nobody delivers by hand, as the relay does in a moment.
func (c *courier) rest(t testing.TB) {
	t.Helper()
	ms, err := c.h.store.System().TakeDue(t.Context(), 100)
	for _, m := range ms {
		err = errors.Join(err, c.Deliver(t.Context(), m.ID))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (c *courier) start(ctx context.Context, y store.System, m store.Message) error {
	var in models.CaseStart
	if err := json.Unmarshal(m.Body, &in); err != nil {
		return err
	}
	p, err := c.h.store.Service(ctx, in.Municipality, in.Service, in.Version)
	if err != nil {
		return err
	}
	return c.begin(ctx, y, in.CaseID, p, in.Identify)
}

// begin starts a case by what was published.
func (c *courier) begin(ctx context.Context, y store.System, id models.CaseID, p models.Published, identify bool) error {
	v, err := catalogue.Read(p)
	if err != nil {
		return err
	}
	j := &journey{plan: v.Plan(), pos: v.Plan().First()}
	if identify {
		j.pos.Stage = models.Identification
	}
	c.cases[id] = j
	return c.goOn(ctx, y, id, j)
}

// goOn opens stages until one waits for somebody, or the case is over.
func (c *courier) goOn(ctx context.Context, y store.System, id models.CaseID, j *journey) error {
	for j.over == "" {
		st, ok := j.plan.At(j.pos)
		if !ok {
			c.t.Errorf("no stage at %v", j.pos)
		}
		j.visit++
		in := models.StageOpening{CaseID: id, Visit: j.visit, Position: j.pos, Stage: st, Decisive: j.plan.Decisive(st.Key)}
		now := c.h.clock.Now()
		if st.Kind == models.KindStep {
			if err := y.CheckCase(ctx, in, now, nil); err != nil {
				return err
			}
			j.pos, j.over = j.plan.After(j.pos, models.Done)
			continue
		}
		opened, err := y.OpenStage(ctx, in, store.VisitTimes{OpenedAt: now, DueAt: now.AddDate(0, 0, 3), EscalateAt: now.AddDate(0, 0, 5)})
		if err != nil {
			return err
		}
		out := opened.Outcome
		switch j.open = opened.Open; {
		case st.Kind == models.KindMake && c.parents == nil: // as if the other case had gone to its end
			out = models.Done
		case st.Kind == models.KindIssue:
			if err := c.issue(ctx, y, id); err != nil {
				return err
			}
			out = models.Done
		case len(j.open) > 0:
			return c.makes(ctx, y, id, j, st)
		}
		if err := c.close(ctx, y, id, j, models.Decision{Outcome: out}); err != nil {
			return err
		}
	}
	if err := y.CloseCase(ctx, models.CaseClosing{CaseID: id, Visit: j.visit, Outcome: j.over}); err != nil {
		return err
	}
	return c.ended(ctx, y, id, j.over)
}

// makes starts the case that a stage waits for.
func (c *courier) makes(ctx context.Context, y store.System, id models.CaseID, j *journey, st models.Stage) error {
	if st.Kind != models.KindMake {
		return nil
	}
	p, err := c.h.store.Service(ctx, elaionas, models.ServiceCode(st.Makes), 0)
	if err != nil {
		return err
	}
	child := models.MadeBy(id, j.visit)
	c.parents[child] = id
	c.h.sql(c.t, `UPDATE outbox SET delivered_at = $2 WHERE workflow_id = $1`, models.WorkflowOf(child), c.h.clock.Now())
	return c.begin(ctx, y, child, p, false)
}

// issue issues a document without its bytes; what somebody brought back is the
// document.
func (c *courier) issue(ctx context.Context, y store.System, id models.CaseID) error {
	if err := y.Intend(ctx, id); err != nil {
		return err
	}
	f, err := y.IssueFacts(ctx, id)
	if err != nil {
		return err
	}
	out := models.IssueSigned{CaseID: id, SHA256: models.SHA256(strings.Repeat("5", 64)), Size: 1000, What: models.FileSigned,
		MediaType: "application/pdf", Level: models.LevelB, SignedAt: c.h.clock.Now()}
	if b := f.Brought; b != nil {
		out.SHA256, out.Size, out.MediaType, out.Certificate, out.SignedAt = b.SHA256, b.Size, b.MediaType, b.Certificate, b.SignedAt
		if f.Way == models.WayPaper {
			out.What, out.Level = models.FileScan, ""
		}
	}
	return y.Issue(ctx, out)
}

// ended tells the case that waits for a certificate.
func (c *courier) ended(ctx context.Context, y store.System, child models.CaseID, how models.Outcome) error {
	id, ok := c.parents[child]
	j := c.cases[id]
	if !ok || j.over != "" || models.MadeBy(id, j.visit) != child {
		return nil
	}
	end := models.SentBack
	if how == models.Granted {
		end = models.Done
	}
	task := models.TaskAt(id, j.visit, 0)
	c.h.sql(c.t, `UPDATE outbox SET delivered_at = $2 WHERE workflow_id = $1`, models.WorkflowOf(id), c.h.clock.Now())
	if err := c.close(ctx, y, id, j, models.Decision{ID: models.DecisionAt(task), TaskID: task, Outcome: end}); err != nil {
		return err
	}
	return c.goOn(ctx, y, id, j)
}

func (c *courier) close(ctx context.Context, y store.System, id models.CaseID, j *journey, d models.Decision) error {
	o := d.Outcome
	st, _ := j.plan.At(j.pos)
	if len(st.Units) > 1 && d.TaskID != "" {
		o = models.Done
	}
	next, over := j.plan.After(j.pos, o)
	err := y.CloseStage(ctx, models.StageClosing{CaseID: id, Visit: j.visit, DecisionID: d.ID, Outcome: o,
		Decided: over != "" || j.plan.Decisive(st.Key) && o != models.Returned && o != models.SentBack})
	j.pos, j.over, j.open = next, over, nil
	return err
}

func (c *courier) update(ctx context.Context, y store.System, m store.Message) error {
	var d models.Decision
	if err := json.Unmarshal(m.Body, &d); err != nil {
		return err
	}
	id := models.CaseID(strings.TrimPrefix(m.WorkflowID, "case-"))
	j := c.cases[id]
	if j == nil {
		return errAway
	}
	j.open = slices.DeleteFunc(j.open, func(n int) bool { return d.TaskID != "" && n == d.Ordinal })
	if d.TaskID != "" && len(j.open) > 0 {
		return y.CloseTask(ctx, models.TaskClosing{CaseID: id, Visit: j.visit, Ordinal: d.Ordinal, DecisionID: d.ID})
	}
	if err := c.close(ctx, y, id, j, d); err != nil {
		return err
	}
	return c.goOn(ctx, y, id, j)
}
