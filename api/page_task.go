package api

import (
	"html/template"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) taskPages(p pageRouter) {
	p.get("/tasks/:id", staff, s.taskShown)
	p.post("/tasks/:id/claim", staff, s.taskClaimed)
	p.post("/tasks/:id/release", staff, s.taskReleased)
	p.post("/tasks/:id/assign", staff, s.taskAssigned)
	p.post("/tasks/:id/decision", staff, s.taskDecided)
	s.staffCasePages(p)
}

// taskShown shows a task with the case it is of.
func (s *server) taskShown(v *visit) error {
	view, err := v.taskView()
	if err != nil {
		return err
	}
	return v.show(view)
}

// taskView is the task of the address.
func (v *visit) taskView() (*pages.Task, error) {
	id, err := v.id("id")
	if err != nil {
		return nil, err
	}
	out, err := v.s.showTaskByID(v.ctx, &taskInput{ID: models.TaskID(id)})
	if err != nil {
		return nil, err
	}
	p := placeOf(v.Request.URL.Query())
	self := p.with("paper", "")
	view, err := v.caseView(out.Body.Case, "/tasks/"+id+"?"+self.query.Encode())
	if err != nil {
		return nil, err
	}
	t := out.Body
	view.ID, view.Query, view.Back = id, template.URL(p.query.Encode()), p.href()+"#t-"+id //nolint:gosec // encoded
	view.State, view.Stage, view.Due, view.Open = v.taskState(t), t.StageLabel, t.DueAt, t.State == models.TaskOpen
	view.Handler, view.HandlerOf, view.Mine = t.AssigneeName, t.ActingFor, t.Assignee == v.r.Actor.Account
	if err := v.hands(view, t); err != nil {
		return nil, err
	}
	if r := t.Refused; r != nil {
		view.Notices = append(view.Notices, pages.Notice{Kind: "warning", Title: v.text("task.refused-decision"), Text: r.Message})
	}
	if err := v.outcomes(view, t); err != nil {
		return nil, err
	}
	if err := v.signing(view, t); err != nil {
		return nil, err
	}
	if r := view.Record; t.Audience == models.ForSigner && r != nil && r.Preview != "" && v.Query("paper") == "" {
		view.Paper = &pages.TaskPaper{Name: r.Title, Src: r.Preview, Kind: "pdf", Made: true, Fetchable: true}
	}
	return view, v.neighbours(view, p)
}

// hands says who may take the task and give it.
func (v *visit) hands(view *pages.Task, t Task) (err error) {
	if !view.Open || !t.Audience.Staff() {
		return nil
	}
	heads := v.r.Actor.In(t.Unit, models.RoleHead)
	view.MayClaim = t.Assignee == "" && len(t.Outcomes)+len(t.Away) > 0
	view.MayPut = t.Assignee != "" && (view.Mine || heads)
	if heads {
		cs, e := v.s.desk(v.ctx).Colleagues(v.ctx)
		err = e
		for _, c := range cs {
			if c.Unit == t.Unit && c.Account != t.Assignee {
				view.People = append(view.People, pages.Choice{Value: string(c.Account), Label: c.Name})
			}
		}
	}
	return err
}

// neighbours finds the task in the list that the reader came from.
func (v *visit) neighbours(view *pages.Task, p place) error {
	if len(p.query) == 0 {
		return nil
	}
	tasks, _, err := v.tasks(p)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(tasks, func(t Task) bool { return string(t.ID) == view.ID })
	if at >= 0 {
		view.At, view.Of = at+1, len(tasks)
	}
	if at+1 < len(tasks) {
		view.Next = "/tasks/" + string(tasks[at+1].ID) + "?" + p.query.Encode()
	}
	return nil
}

func (v *visit) taskID() models.TaskID { return models.TaskID(v.Param("id")) }

// toTask goes back to the task, with its place in the queue.
func (v *visit) toTask(flash string) error {
	return v.goTo("/tasks/"+v.Param("id")+"?"+placeOf(v.Request.URL.Query()).query.Encode(), flash)
}

// taskAgain shows the task with what was typed and what is wrong with it.
func (v *visit) taskAgain(err error) error {
	view, e := v.taskView()
	if e != nil {
		return err // he may not see it any more: what went wrong says why
	}
	return v.again(view, &view.Form, err)
}

func (s *server) taskClaimed(v *visit) error {
	if _, err := v.id("id"); err != nil {
		return err
	}
	if _, err := s.claimTask(v.ctx, &taskInput{ID: v.taskID()}); err != nil {
		return v.taskAgain(err)
	}
	return v.toTask("task-claimed")
}

func (s *server) taskReleased(v *visit) error {
	if _, err := v.id("id"); err != nil {
		return err
	}
	if _, err := s.releaseTask(v.ctx, &taskInput{ID: v.taskID()}); err != nil {
		return v.taskAgain(err)
	}
	return v.toTask("task-released")
}

func (s *server) taskAssigned(v *visit) error {
	if _, err := v.id("id"); err != nil {
		return err
	}
	in := &assignInput{ID: v.taskID()}
	if in.Body.Account = models.AccountID(v.PostForm("account")); uuid.Validate(string(in.Body.Account)) != nil {
		return v.taskAgain(fieldError("account", "required"))
	}
	err := rename(s.desk(v.ctx).AssignTask(v.ctx, in.ID, in.Body.Account), "to", "account")
	if err != nil {
		return v.taskAgain(err)
	}
	return v.toTask("task-assigned") // a head sees it still
}

// taskDecided takes a decision, and goes on with the list.
func (s *server) taskDecided(v *visit) error {
	if _, err := v.id("id"); err != nil {
		return err
	}
	in := &decideInput{ID: v.taskID()}
	form, own := v.Request.PostForm, "-"+v.PostForm("outcome") // each panel has inputs of its own
	form["note"], form["reasons"] = form["note"+own], form["reasons"+own]
	err := v.read(&in.Body)
	if err == nil {
		in.Body.Note, err = v.reasoned(in)
	}
	if err == nil {
		err = v.once(func() (to, flash string, err error) {
			to = v.afterwards()
			out, err := s.decideTask(v.ctx, in)
			if err != nil {
				return "", "", err
			}
			return to, decidedFlash(out), nil
		})
	}
	if err == nil {
		return nil
	}
	return v.taskAgain(rename(rename(err, "note", "note"+own), "reasons", "reasons"+own))
}

// decidedFlash says how far a decision came.
func decidedFlash(out *decidedOutput) string {
	if out.Body.State == models.DecisionRecorded {
		return "decided-later"
	}
	return "decided"
}

// afterwards is where in the list somebody goes on when this task has left it:
// at the row that takes its place.
func (v *visit) afterwards() string {
	p := placeOf(v.Request.URL.Query())
	tasks, _, err := v.tasks(p)
	at := slices.IndexFunc(tasks, func(t Task) bool { return t.ID == v.taskID() })
	if err != nil || at < 0 || len(tasks) < 2 {
		return p.href()
	}
	if at++; at == len(tasks) {
		at -= 2
	}
	return p.href() + "#t-" + string(tasks[at].ID)
}

// reasoned is the note with the reasons that were ticked before it, in the
// language of who will read them.
func (v *visit) reasoned(in *decideInput) (string, error) {
	kind := map[models.Outcome]string{models.Returned: "return", models.Rejected: "refusal"}[in.Body.Outcome]
	ticked := v.PostFormArray("reasons")
	if kind == "" || len(ticked) == 0 {
		return in.Body.Note, nil
	}
	t, err := v.s.desk(v.ctx).Task(v.ctx, in.ID)
	if err != nil {
		return "", err
	}
	c, err := v.s.desk(v.ctx).Case(v.ctx, t.CaseID)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, r := range ticked {
		key := "task." + kind + "." + r
		if !slices.Contains(reasonKeys[kind], r) {
			return "", fieldError("reasons", "not-a-choice")
		}
		lines = append(lines, pages.Text(c.Language, key))
	}
	if in.Body.Note != "" {
		lines = append(lines, in.Body.Note)
	}
	return joinLines(lines), nil
}

// reasonKeys are the reasons that pages offer ready-made.
var reasonKeys = map[string][]string{"return": {"form", "mismatch", "signature", "recent"}, "refusal": {"conditions", "unproven", "unanswered"}}

func (v *visit) reasonChoices(kind string) (out []pages.Choice) {
	for _, r := range reasonKeys[kind] {
		out = append(out, pages.Choice{Value: r, Label: v.text("task." + kind + "." + r)})
	}
	return out
}

func (v *visit) local(to string) string {
	if u, err := url.Parse(to); err == nil && u.Host == "" && u.Scheme == "" {
		return localPath(to)
	}
	return "/queue"
}
