package api_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
)

// signs asks for the signature of one child by the key on the server.
func (c *caller) signs(child, seen string) *reply {
	c.t.Helper()
	return c.post("tasks/"+taskOf(child, 2)+"/decision", map[string]any{"outcome": "signed", "seen": seen, "way": "server"})
}

// facts are what the document of a child is rendered with.
func (h *house) facts(t testing.TB, child string) models.IssueFacts {
	t.Helper()
	f, err := h.store.System().IssueFacts(t.Context(), models.CaseID(child))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestADocumentIsSignedByWhoSawIt(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	parent, child := h.approved(t)
	seen := h.ready(t, child)
	mayor, other := h.as(t, "mayor"), strings.Repeat("0", 64)
	mayor.signs(child, other).problem(409, "edited-meanwhile")
	task := "tasks/" + taskOf(child, 2) + "/decision"
	mayor.post(task, map[string]any{"outcome": "signed", "seen": seen}).problem(422, "invalid-request", "way required")
	mayor.post(task, map[string]any{"outcome": "signed", "way": "server"}).problem(422, "invalid-request", "seen required")
	mayor.post(task, map[string]any{"outcome": "signed", "way": "paper", "seen": seen}).problem(422, "invalid-request", "way not-a-choice")
	mayor.post(task, map[string]any{"outcome": "sent-back", "note": "όχι", "way": "server"}).problem(422, "invalid-request", "way not-expected")
	h.as(t, "clerk2").signs(child, seen).problem(403, "not-allowed")
	h.as(t, "citizen").signs(child, seen).problem(403, "not-allowed")
	mayor.signs(child, seen).want(200)
	f := h.facts(t, child)
	if f.Signatory.Name != "Όνομα mayor" || f.Signatory.Title != "Η Δήμαρχος" || f.Signatory.ByOrder || f.Number.Number == 0 {
		t.Errorf("it is issued as %+v", f)
	}
	var r struct{ Versions []struct{ CaseID string } }
	h.as(t, "clerk").get("cases/" + child + "/record").want(200).into(&r)
	if len(r.Versions) != 1 || r.Versions[0].CaseID != child {
		t.Errorf("its versions are %+v", r.Versions)
	}
	if got := h.as(t, "citizen").get("cases/" + parent).want(200).object()["state"]; got != "closed" {
		t.Errorf("the application is %v", got)
	}
}

func TestWhoDidTheStatementsDoesNotSign(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	deputy := h.as(t, "deputy")
	h.as(t, "clerk").post("tasks/"+taskOf(child, 1)+"/release", nil).want(200)
	deputy.writes(child, 0, read()).want(200)
	seen := deputy.hash(child)
	deputy.post("tasks/"+taskOf(child, 1)+"/decision", map[string]any{"outcome": "done"}).problem(422, "invalid-request", "seen required")
	deputy.post("tasks/"+taskOf(child, 1)+"/decision", map[string]any{"outcome": "done", "seen": seen}).want(200)
	deputy.signs(child, seen).problem(403, "four-eyes")
	deputy.post("tasks/"+taskOf(child, 2)+"/offer", map[string]any{"way": "paper", "seen": seen}).problem(403, "four-eyes")
	h.as(t, "mayor").signs(child, seen).want(200)
}

func TestWhoSignsByOrderIsPrintedSo(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	h.as(t, "deputy").signs(child, h.ready(t, child)).want(200)
	if f := h.facts(t, child); !f.Signatory.ByOrder || f.Signatory.Title != "Ο Προϊστάμενος" || f.Signatory.Account != account("deputy") {
		t.Errorf("signed by %+v", f.Signatory)
	}
}

func TestAKeyThatHasEndedLeavesTheTaskOpen(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	seen, mayor := h.ready(t, child), h.as(t, "mayor")
	h.keys(t, monday.AddDate(0, 0, -1))
	mayor.signs(child, seen).problem(409, "key-expired")
	var r struct {
		Ways []struct {
			Way, Code string
			Open      bool
		}
	}
	mayor.get("cases/" + child + "/record").want(200).into(&r)
	if len(r.Ways) != 3 || r.Ways[0].Code != "key-expired" || r.Ways[1].Code != "certificate-absent" || !r.Ways[2].Open {
		t.Errorf("ways %+v", r.Ways)
	}
	if got := mayor.get("tasks/" + taskOf(child, 2)).want(200).object()["state"]; got != "open" {
		t.Errorf("the task is %v", got)
	}
	if f := h.facts(t, child); f.Number.Number != 0 {
		t.Errorf("a refusal burned number %v", f.Number)
	}
	h.keys(t, monday.AddDate(1, 0, 0))
	mayor.signs(child, seen).want(200)
}

func TestABatchIsSignedEachForItself(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	mayor := h.as(t, "mayor")
	var items []any
	var children []string
	for range 3 {
		_, child := h.approved(t)
		children = append(children, child)
		items = append(items, map[string]any{"taskId": taskOf(child, 2), "decisionId": uuid.NewString(), "seen": h.ready(t, child)})
	}
	var queue struct {
		Items  []struct{ ID, Audience string }
		Counts struct{ Sign int }
	}
	mayor.get("tasks?queue=sign").want(200).into(&queue)
	if len(queue.Items) != 3 || queue.Counts.Sign != 3 || queue.Items[0].Audience != "signatory" {
		t.Errorf("the queue of signatures: %+v", queue)
	}
	items[1].(map[string]any)["seen"] = strings.Repeat("0", 64)
	items = append(items, map[string]any{"taskId": uuid.NewString(), "decisionId": uuid.NewString(), "seen": strings.Repeat("0", 64)})
	for range 2 { // the second time changes nothing
		var out struct {
			Results []struct{ TaskID, CaseID, State, Code, Message string }
		}
		mayor.post("signatures", map[string]any{"items": items}).want(200).into(&out)
		var got []string
		for i, r := range out.Results {
			if r.TaskID != items[i].(map[string]any)["taskId"] || (r.Code == "") != (r.Message == "") {
				t.Errorf("result %d is %+v", i, r)
			}
			got = append(got, r.State+r.Code)
		}
		if want := "applied, edited-meanwhile, applied, no-such-task"; strings.Join(got, ", ") != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if f := h.facts(t, children[0]); f.Number.Number == 0 {
		t.Error("the first is not issued")
	}
	mayor.get("tasks?queue=sign").want(200).into(&queue)
	if queue.Counts.Sign != 1 {
		t.Errorf("%d wait still", queue.Counts.Sign)
	}
	mayor.post("signatures", map[string]any{"items": []any{}}).problem(422, "invalid-request")
}
