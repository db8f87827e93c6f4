package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

func TestTwoClerksClaimAtOnceAndOneHasTheTask(t *testing.T) {
	t.Parallel()
	h := setup(t)
	names := []string{"clerk", "clerk2", "head"}
	for range 10 {
		c := h.file(t, "citizen")
		task := h.open(t, c, 1, "review")[0]
		errs := make([]error, len(names))
		var wg sync.WaitGroup
		for i, name := range names {
			desk := h.as(t, name)
			wg.Go(func() { errs[i] = desk.ClaimTask(t.Context(), task) })
		}
		wg.Wait()
		got, err := h.as(t, "clerk").Task(t.Context(), task)
		if err != nil {
			t.Fatal(err)
		}
		won := 0
		for i, name := range names {
			if errs[i] == nil {
				won++
				if got.Assignee != account(name) || !got.ClaimedAt.Equal(h.clock.Now()) {
					t.Fatalf("%s won, the task says %+v", name, got)
				}
				continue
			}
			want(t, errs[i], "task-claimed")
			f := fault(errs[i])
			if f.Data["by"] != got.Handler || !f.Data["at"].(time.Time).Equal(got.ClaimedAt) {
				t.Fatalf("the conflict says %v, the task %+v", f.Data, got)
			}
		}
		if won != 1 {
			t.Fatalf("%d of %d have the task: %v", won, len(names), errs)
		}
	}
}

func TestATaskPassesFromHandToHand(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	c := h.file(t, "citizen")
	task := h.open(t, c, 1, "review")[0]
	clerk, clerk2, head, tech := h.as(t, "clerk"), h.as(t, "clerk2"), h.as(t, "head"), h.as(t, "clerk-tech")
	want(t, clerk.ClaimTask(ctx, task), "")
	want(t, clerk.ClaimTask(ctx, task), "")
	want(t, clerk2.AssignTask(ctx, task, account("clerk2")), "task-claimed")
	want(t, clerk2.AssignTask(ctx, task, account("clerk")), "not-allowed")
	want(t, clerk2.ReleaseTask(ctx, task), "not-allowed")
	want(t, tech.ClaimTask(ctx, task), "no-such-task")
	want(t, h.as(t, "citizen").ClaimTask(ctx, task), "not-allowed")
	want(t, h.as(t, "citizen2").ClaimTask(ctx, task), "no-such-task")
	want(t, head.AssignTask(ctx, task, account("clerk-tech")), "not-of-unit")
	want(t, head.AssignTask(ctx, task, account("citizen")), "not-of-unit")
	want(t, head.AssignTask(ctx, task, account("clerk2")), "")
	want(t, clerk.ReleaseTask(ctx, task), "not-allowed")
	want(t, clerk2.ReleaseTask(ctx, task), "")
	want(t, clerk2.ReleaseTask(ctx, task), "")
	want(t, clerk2.ClaimTask(ctx, task), "")
	want(t, head.ReleaseTask(ctx, task), "")
	want(t, head.ClaimTask(ctx, task), "")

	detail, err := head.Case(ctx, c)
	if err != nil || detail.Timeline[0].Handler != "Όνομα head" {
		t.Fatalf("%+v %v", detail.Timeline, err)
	}
	h.decide(t, "head", c, 1, models.Done, "")
	err = clerk.ClaimTask(ctx, task)
	want(t, err, "task-already-decided")
	if f := fault(err); f.Data["by"] != "Όνομα head" {
		t.Fatalf("%v", f.Data)
	}
	want(t, head.ReleaseTask(ctx, task), "task-already-decided")
}

func TestATaskOfTheHeadAndFourEyesBindClaimsToo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	c := h.file(t, "citizen")
	h.open(t, c, 1, "review")
	h.decide(t, "head", c, 1, models.Done, "")
	task := h.open(t, c, 2, "approval")[0]
	want(t, h.as(t, "clerk").ClaimTask(ctx, task), "not-allowed")
	want(t, h.as(t, "head").ClaimTask(ctx, task), "four-eyes")
	want(t, h.as(t, "head").AssignTask(ctx, task, account("clerk")), "not-of-unit")
	for name, outcomes := range map[string]int{"clerk": 0, "head": 0} {
		got, err := h.as(t, name).Task(ctx, task)
		if err != nil || len(got.Outcomes) != outcomes {
			t.Errorf("%s may choose %v (%v)", name, got.Outcomes, err)
		}
	}
}

func TestABulkAssignmentGivesEachTaskItsResult(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	var ids []models.TaskID
	for range 3 {
		ids = append(ids, h.open(t, h.file(t, "citizen"), 1, "review")[0])
	}
	other := h.open(t, h.file(t, "citizen"), 1, "opinion")[0]
	want(t, h.as(t, "clerk2").ClaimTask(ctx, ids[1]), "")
	got, err := h.as(t, "clerk").AssignTasks(ctx, append(ids, other), account("clerk"))
	if err != nil {
		t.Fatal(err)
	}
	if s := fmt.Sprint(got); s != fmt.Sprint([]models.Assigned{{TaskID: ids[0]}, {TaskID: ids[1], Code: "task-claimed"},
		{TaskID: ids[2]}, {TaskID: other, Code: "no-such-task"}}) {
		t.Fatal(s)
	}
	got, err = h.as(t, "head").AssignTasks(ctx, ids, account("clerk2"))
	if err != nil || got[0].Code != "" || got[1].Code != "" || got[2].Code != "" {
		t.Fatal(got, err)
	}
	mine, _, err := h.as(t, "clerk2").Tasks(ctx, models.TaskFilter{Queue: models.QueueMine})
	if err != nil || len(mine) != 3 {
		t.Fatal(mine, err)
	}
	_, err = h.as(t, "head").AssignTasks(ctx, make([]models.TaskID, 201), account("clerk"))
	want(t, err, "too-many")
}

// TestQueuesShowWhatIsTheirs files one case at each stage and asks everybody
// for every queue: how many tasks, and how many he may decide.
func TestQueuesShowWhatIsTheirs(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	for _, stage := range []models.StageKey{"review", "opinion", "approval", models.Completion} {
		h.open(t, h.file(t, "citizen"), 1, stage)
	}
	want(t, h.as(t, "clerk").ClaimTask(ctx, h.open(t, h.file(t, "citizen2"), 1, "review")[0]), "")
	type queue struct{ listed, decidable int }
	for _, row := range []struct {
		name                            string
		mine, unit, unassigned, waiting queue
	}{
		{"citizen", queue{1, 1}, queue{}, queue{}, queue{}},
		{"citizen2", queue{}, queue{}, queue{}, queue{}},
		{"clerk", queue{1, 1}, queue{3, 2}, queue{2, 1}, queue{1, 0}},
		{"clerk2", queue{}, queue{3, 1}, queue{2, 1}, queue{1, 0}},
		{"head", queue{}, queue{3, 3}, queue{2, 2}, queue{1, 0}},
		{"clerk-tech", queue{}, queue{1, 1}, queue{1, 1}, queue{}},
		{"head-tech", queue{}, queue{1, 1}, queue{1, 1}, queue{}},
		{"protocol", queue{}, queue{}, queue{}, queue{}},
		{"manager", queue{}, queue{}, queue{}, queue{}},
		{"admin", queue{}, queue{}, queue{}, queue{}},
	} {
		desk := h.as(t, row.name)
		counts, err := desk.TaskCounts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for q, w := range map[models.Queue]queue{models.QueueMine: row.mine, models.QueueUnit: row.unit,
			models.QueueUnassigned: row.unassigned, models.QueueCitizen: row.waiting} {
			tasks, _, err := desk.Tasks(ctx, models.TaskFilter{Queue: q})
			if err != nil {
				t.Fatal(err)
			}
			got := queue{listed: len(tasks)}
			for _, task := range tasks {
				if len(task.Outcomes) > 0 {
					got.decidable++
				}
				if task.Protocol.Number == 0 || task.Applicant == "" || task.Version != 1 {
					t.Errorf("%s %s: %+v", row.name, q, task)
				}
			}
			if got != w || counts[q] != w.listed {
				t.Errorf("%s %s: got %+v, counted %d, want %+v", row.name, q, got, counts[q], w)
			}
		}
	}
	h.clock.Advance(48 * time.Hour)
	late, _, err := h.as(t, "clerk").Tasks(ctx, models.TaskFilter{Queue: models.QueueCitizen, Overdue: true})
	if err != nil || len(late) != 1 || len(late[0].Outcomes) != 1 || late[0].Outcomes[0] != models.Lapsed {
		t.Fatalf("%+v %v", late, err)
	}
	_, _, err = h.as(t, "clerk").Tasks(ctx, models.TaskFilter{Queue: "theirs"})
	want(t, err, "bad-queue")
}

func TestAQueueIsReadInPagesWhileTasksArrive(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	first := map[models.TaskID]bool{}
	for i := range 23 {
		if i%5 != 0 { // some are due at the same time
			h.clock.Advance(time.Minute)
		}
		first[h.open(t, h.file(t, "citizen"), 1, "review")[0]] = true
	}
	seen := map[models.TaskID]bool{}
	f := models.TaskFilter{Queue: models.QueueUnit, Page: models.Page{Limit: 4}}
	for {
		tasks, next, err := h.as(t, "clerk").Tasks(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range tasks {
			if seen[task.ID] {
				t.Fatal("listed twice")
			}
			seen[task.ID] = true
		}
		if next == "" {
			break
		}
		f.After = next
		h.clock.Advance(-time.Minute)
		h.open(t, h.file(t, "citizen"), 1, "review")
		h.clock.Advance(time.Minute)
	}
	for id := range first {
		if !seen[id] {
			t.Fatal("a task was left out")
		}
	}
	f.After = "nonsense"
	_, _, err := h.as(t, "clerk").Tasks(ctx, f)
	want(t, err, "bad-cursor")
}

func TestNobodyHasATaskOfHisOwnCase(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	want(t, h.as(t, "admin").GrantRole(ctx, account("citizen"), models.Grant{Role: models.RoleClerk, Unit: registry}), "")
	task := h.open(t, h.file(t, "citizen"), 1, "review")[0]
	want(t, h.as(t, "citizen").ClaimTask(ctx, task), "not-allowed")
	want(t, h.as(t, "head").AssignTask(ctx, task, account("citizen")), "not-allowed")
	if got, err := h.as(t, "citizen").Task(ctx, task); err != nil || len(got.Outcomes) != 0 {
		t.Fatal(got.Outcomes, err)
	}
	want(t, h.as(t, "citizen").ClaimTask(ctx, h.open(t, h.file(t, "citizen2"), 1, "review")[0]), "")
}
