package api_test

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
)

func TestADecisionIsRecordedWhileTemporalIsAway(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	clerk := h.as(t, "clerk")
	task := clerk.task(id)
	h.courier.set(true, "")
	decision := map[string]any{"id": uuid.NewString(), "outcome": "approved"}
	if got := clerk.post("tasks/"+task+"/decision", decision).want(202).object(); got["state"] != "recorded" || got["id"] != decision["id"] {
		t.Errorf("decision: %v", got)
	}
	r := h.as(t, "clerk2").post("tasks/"+task+"/decision", map[string]any{"outcome": "approved"}).problem(409, "task-already-decided")
	if data := r.object()["data"].(map[string]any); data["by"] != "Όνομα clerk" || data["at"] == nil {
		t.Errorf("who was first: %s", r.body)
	}
	h.courier.set(false, "")
	clerk.post("tasks/"+task+"/decision", decision).want(200) // the same again is delivered now
	if got := clerk.sees(id); got.State != "closed" {
		t.Errorf("case: %+v", got)
	}
}

func TestARefusedDecisionSaysWhy(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	clerk := h.as(t, "clerk")
	h.courier.set(false, "case-halted")
	path, body := "tasks/"+clerk.task(id)+"/decision", map[string]any{"outcome": "approved"}
	key := uuid.NewString()
	clerk.post(path, body, "Idempotency-Key", key).problem(409, "case-halted")
	h.courier.set(false, "")
	clerk.post(path, body, "Idempotency-Key", key).problem(409, "case-halted") // that decision is over
	clerk.decides(id, models.Approved, "").want(200)                           // the task is open again
}

func TestOfManyWhoDecideOneTakesEffect(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	task := h.as(t, "clerk").task(id)
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[int]int{}
	for i := range 8 {
		wg.Go(func() {
			who := []string{"clerk", "clerk2"}[i%2]
			r := h.as(t, who).post("tasks/"+task+"/decision", map[string]any{"outcome": "approved"})
			mu.Lock()
			got[r.status]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if got[200] != 1 || got[409] != 7 {
		t.Errorf("statuses: %v", got)
	}
}

func TestADecisionThatDoesNotFitNamesItsField(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	clerk := h.as(t, "clerk")
	path := "tasks/" + clerk.task(id) + "/decision"
	clerk.post(path, map[string]any{"outcome": "positive"}).problem(422, "outcome-not-allowed", "outcome outcome-not-allowed")
	clerk.post(path, map[string]any{"outcome": "nonsense"}).problem(422, "invalid-request", "outcome not-a-choice")
	clerk.post(path, map[string]any{}).problem(422, "invalid-request", "outcome required")
	clerk.post(path, map[string]any{"outcome": "approved", "payment": map[string]any{"kind": "rf", "code": "RF1"}}).
		problem(422, "invalid-request", "payment not-expected")
	clerk.post("tasks/"+uuid.NewString()+"/decision", map[string]any{"outcome": "approved"}).problem(404, "no-such-task")
	clerk.post(path, "{}", "Content-Type", "text/plain").problem(415, "media-type")
}
