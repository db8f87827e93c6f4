package api_test

import (
	"testing"

	"github.com/google/uuid"
)

type taskPage struct {
	Items []struct {
		ID, Case, Assignee, AssigneeName, StageLabel, ServiceTitle string
		Overdue                                                    bool
	}
	Next   string
	Counts struct{ Mine, Unit, Unassigned, Citizen int }
}

func (c *caller) queue(query string) (p taskPage) {
	c.t.Helper()
	c.get("tasks?" + query).want(200).into(&p)
	return p
}

func TestTasksAreClaimedReleasedAndAssigned(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	citizen.files()
	citizen.files()
	clerk, clerk2, head := h.as(t, "clerk"), h.as(t, "clerk2"), h.as(t, "head")
	p := clerk.queue("queue=unassigned")
	if len(p.Items) != 2 || p.Counts.Unit != 2 || p.Counts.Mine != 0 || p.Items[0].ServiceTitle == "" {
		t.Fatalf("unassigned: %+v", p)
	}
	one, two := p.Items[0].ID, p.Items[1].ID
	if got := clerk.post("tasks/"+one+"/claim", nil).want(200).object(); got["assignee"] != string(account("clerk")) {
		t.Errorf("claimed: %v", got)
	}
	clerk.post("tasks/"+one+"/claim", nil).want(200)
	r := clerk2.post("tasks/"+one+"/claim", nil).problem(409, "task-claimed")
	if data := r.object()["data"].(map[string]any); data["by"] != "Όνομα clerk" {
		t.Errorf("who has it: %s", r.body)
	}
	clerk2.post("tasks/"+one+"/release", nil).problem(403, "not-allowed")
	clerk2.post("tasks/"+one+"/assignment", map[string]any{"account": account("clerk2")}).problem(409, "task-claimed")
	if p := clerk.queue("queue=mine"); len(p.Items) != 1 || p.Counts.Unassigned != 1 {
		t.Errorf("mine: %+v", p)
	}
	head.post("tasks/"+one+"/assignment", map[string]any{"account": account("clerk2")}).want(200)
	head.post("tasks/"+one+"/assignment", map[string]any{"account": "7"}).problem(422, "invalid-request", "account id-form")
	clerk2.post("tasks/"+one+"/release", nil).want(200)

	var bulk struct {
		Results []struct {
			Task, Code, Message string
			Done                bool
		}
	}
	unknown := uuid.NewString()
	head.post("tasks/assignments", map[string]any{"tasks": []string{one, two, unknown}, "account": account("clerk")}).want(200).into(&bulk)
	if b := bulk.Results; len(b) != 3 || !b[0].Done || !b[1].Done || b[2].Done || b[2].Code != "no-such-task" || b[2].Message == "" {
		t.Errorf("bulk: %+v", bulk)
	}
	head.post("tasks/assignments", map[string]any{"tasks": []string{"x"}, "account": account("clerk")}).
		problem(422, "invalid-request", "tasks[0] id-form")
	head.post("tasks/assignments", map[string]any{"tasks": []string{}, "account": account("clerk")}).
		problem(422, "invalid-request", "tasks too-few")
}

func TestQueuesAreFilteredAndPaged(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	for range 3 {
		citizen.files()
		h.clock.Advance(1e9)
	}
	p := clerk.queue("queue=unit&limit=2")
	if len(p.Items) != 2 || p.Next == "" {
		t.Fatalf("first page: %+v", p)
	}
	if p = clerk.queue("queue=unit&limit=2&cursor=" + p.Next); len(p.Items) != 1 || p.Next != "" {
		t.Errorf("second page: %+v", p)
	}
	if p = clerk.queue("queue=unit&overdue=true"); len(p.Items) != 0 {
		t.Errorf("overdue: %+v", p)
	}
	h.clock.Set(monday.AddDate(0, 0, 9))
	if p = clerk.queue("queue=unit&overdue=true&service=residence-certificate"); len(p.Items) != 3 || !p.Items[0].Overdue {
		t.Errorf("overdue: %+v", p)
	}
	if p = h.as(t, "clerk-tech").queue("queue=unit"); len(p.Items) != 0 {
		t.Errorf("another unit's: %+v", p)
	}
	clerk.get("tasks?queue=nonsense").problem(422, "invalid-request", "queue not-a-choice")
	clerk.get("tasks?overdue=maybe").problem(422, "invalid-request", "overdue boolean-form")
}
