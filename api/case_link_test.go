package api_test

import (
	"testing"
)

func TestLinkedCasesShowEachOther(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	one, two := citizen.files(), h.as(t, "citizen2").files()
	clerk.post("cases/"+one+"/links", map[string]any{"to": one, "kind": "duplicate"}).problem(422, "same-case", "to same-case")
	clerk.post("cases/"+one+"/links", map[string]any{"to": two, "kind": "other"}).want(422)
	clerk.post("cases/"+one+"/links", map[string]any{"to": two, "kind": "follow-up"}).want(204)
	clerk.post("cases/"+two+"/links", map[string]any{"to": one, "kind": "answers"}).problem(409, "already-linked")
	link := clerk.get("cases/" + two).want(200).object()["links"].([]any)[0].(map[string]any)
	if link["kind"] != "follow-up" || link["back"] != true || link["text"] != "Is followed by" ||
		link["case"].(map[string]any)["id"] != one || link["case"].(map[string]any)["protocol"] == nil {
		t.Errorf("link: %v", link)
	}
	if ls := citizen.get("cases/" + one).want(200).object()["links"].([]any); len(ls) != 0 {
		t.Errorf("the citizen sees another's case: %v", ls)
	}
	clerk.do("DELETE", "cases/"+two+"/links/"+one, nil).want(204)
	clerk.do("DELETE", "cases/"+two+"/links/"+one, nil).problem(404, "not-linked")
}

func TestAWatchedCaseIsListedAndSaysSo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk := h.as(t, "clerk")
	id := h.as(t, "citizen").files()
	h.as(t, "citizen").files()
	clerk.do("PUT", "cases/"+id+"/watch", nil).want(204)
	if c := clerk.get("cases/" + id).want(200).object(); c["watched"] != true {
		t.Errorf("watched: %v", c["watched"])
	}
	if ls := clerk.get("cases?watched=true").want(200).object()["items"].([]any); len(ls) != 1 || ls[0].(map[string]any)["id"] != id {
		t.Errorf("watched: %v", ls)
	}
	clerk.do("DELETE", "cases/"+id+"/watch", nil).want(204)
	if ls := clerk.get("cases?watched=true").want(200).object()["items"].([]any); len(ls) != 0 {
		t.Errorf("watched: %v", ls)
	}
}

func TestAHeadGivesEverythingOfOnePersonToAnother(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk, head := h.as(t, "clerk"), h.as(t, "head")
	task := clerk.task(h.as(t, "citizen").files())
	clerk.post("tasks/"+task+"/claim", nil).want(200)
	unit := clerk.get("tasks/" + task).want(200).object()["unit"]
	all := map[string]any{"from": account("clerk"), "to": account("clerk2"), "unit": unit}
	clerk.post("tasks/reassign", all).problem(403, "not-allowed")
	head.post("tasks/reassign", map[string]any{"from": account("clerk"), "to": account("clerk"), "unit": unit}).
		problem(422, "invalid-request", "to not-expected")
	got := head.post("tasks/reassign", all).want(200).object()
	if line := got["results"].([]any)[0].(map[string]any); line["task"] != task || line["done"] != true || got["more"] != false {
		t.Errorf("reassigned: %v", got)
	}
	if a := head.get("tasks/" + task).want(200).object()["assignee"]; a != string(account("clerk2")) {
		t.Errorf("assignee: %v", a)
	}
	all = map[string]any{"from": account("clerk2"), "unit": unit}
	head.post("tasks/reassign", all).want(200)
	if a := head.get("tasks/" + task).want(200).object()["assignee"]; a != nil {
		t.Errorf("assignee: %v", a)
	}
}
