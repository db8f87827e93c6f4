package api_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
)

func TestASubstituteDecidesAndEverybodyReadsForWhom(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk, tech, admin := h.as(t, "citizen"), h.as(t, "clerk"), h.as(t, "clerk-tech"), h.as(t, "admin")
	id := citizen.files()
	task := clerk.task(id)
	clerk.post("tasks/"+task+"/claim", nil).want(200)
	body := map[string]any{"account": account("clerk"), "substitute": account("clerk-tech"), "to": monday.Add(48 * time.Hour)}
	clerk.post("absences", body).problem(422, "other-unit", "substitute other-unit")
	tech.get("tasks/"+task).problem(404, "no-such-task")
	key := uuid.NewString()
	made := h.as(t, "head").post("absences", body, "Idempotency-Key", key).want(201).id()
	if again := h.as(t, "head").post("absences", body, "Idempotency-Key", key).want(201).id(); again != made {
		t.Errorf("the same request made %s and %s", made, again)
	}
	h.as(t, "head").post("absences", body).problem(409, "absence-overlaps")

	me := tech.get("me").want(200).object()
	if acts := me["actsFor"].([]any); len(acts) != 1 || acts[0].(map[string]any)["account"] != string(account("clerk")) {
		t.Errorf("me: %v", me)
	}
	var queue struct {
		Items []struct{ ID, ActingFor, AssigneeName string }
	}
	tech.get("tasks?queue=mine").want(200).into(&queue)
	name := queue.Items[0].AssigneeName
	if len(queue.Items) != 1 || queue.Items[0].ID != task || name == "" || queue.Items[0].ActingFor != name {
		t.Fatalf("mine: %+v", queue)
	}
	tech.decides(id, models.Approved, "").want(200)
	for _, reader := range []*caller{citizen, clerk, tech} {
		var seen struct {
			Timeline []struct{ Handler, ActingFor string }
		}
		reader.get("cases/" + id).want(200).into(&seen)
		found := false
		for _, v := range seen.Timeline {
			found = found || v.ActingFor == name && v.Handler != name && v.Handler != ""
		}
		if !found {
			t.Errorf("timeline: %+v", seen.Timeline)
		}
	}
	var audit struct {
		Items []struct{ Action, ActingFor string }
	}
	admin.get("admin/audit?object=task&id=" + task).want(200).into(&audit)
	if first := audit.Items[0]; first.Action != "decide-task" || first.ActingFor != string(account("clerk")) {
		t.Errorf("audit: %+v", audit.Items)
	}

	clerk.do("DELETE", "absences/"+made, nil).want(204)
	tech.get("tasks/"+task).problem(404, "no-such-task")
	var past struct {
		Items []struct{ ID, EndedAt string }
	}
	clerk.get("absences?past=true").want(200).into(&past)
	if len(past.Items) != 1 || past.Items[0].EndedAt == "" {
		t.Errorf("past: %+v", past.Items)
	}
}

func TestAnAbsenceWhoseSubstituteIsAwayCountsAndSaysSo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.as(t, "admin")
	to := monday.Add(48 * time.Hour)
	admin.post("absences", map[string]any{"account": account("clerk"), "substitute": account("head"), "to": to}).want(201)
	got := admin.post("absences", map[string]any{"account": account("clerk2"), "substitute": account("clerk"), "to": to}).want(201).object()
	if w := got["warnings"].([]any); len(w) != 1 || w[0].(map[string]any)["code"] != "substitute-away" || w[0].(map[string]any)["message"] == "substitute-away" {
		t.Errorf("warnings: %v", got)
	}
	admin.post("absences", map[string]any{"account": account("manager"), "substitute": account("citizen"), "to": to}).problem(422, "bad-substitute", "substitute bad-substitute")
	admin.do("DELETE", "absences/"+uuid.NewString(), nil).problem(404, "no-such-absence")
	h.as(t, "clerk").get("absences/substitutes?account="+string(account("clerk2"))).problem(403, "not-allowed")
	var may struct {
		Items []struct{ Account, Name string }
	}
	h.as(t, "clerk").get("absences/substitutes").want(200).into(&may)
	if len(may.Items) == 0 {
		t.Error("nobody may stand in for the clerk")
	}
}
