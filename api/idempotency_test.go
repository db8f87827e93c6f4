package api_test

import (
	"sync"
	"testing"

	"github.com/google/uuid"
)

func TestTheSameRequestAgainGetsTheSameAnswer(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	body, key := citizen.residence(), uuid.NewString()
	first := citizen.post("cases", body, "Idempotency-Key", key).want(201)
	again := citizen.post("cases", body, "Idempotency-Key", key).want(201)
	if string(first.body) != string(again.body) || again.header.Get("Location") != first.header.Get("Location") {
		t.Errorf("first %s\nagain %s", first.body, again.body)
	}
	if first.header.Get("Idempotent-Replay") != "" || again.header.Get("Idempotent-Replay") != "true" {
		t.Error("a replay must be told as one, and nothing else")
	}
	body["delivery"] = "portal"
	citizen.post("cases", body, "Idempotency-Key", key).problem(422, "idempotency-key-reused")
	citizen.post("cases/"+first.id()+"/withdrawal", body, "Idempotency-Key", key).problem(422, "idempotency-key-reused")
	citizen.post("cases", body, "Idempotency-Key", "short").problem(422, "invalid-request", "Idempotency-Key key-length")
	if n := len(citizen.get("cases").object()["items"].([]any)); n != 1 {
		t.Errorf("%d cases", n)
	}
	// Another account may use the same key.
	other := h.as(t, "citizen2")
	other.post("cases", other.residence(), "Idempotency-Key", key).want(201)
}

func TestARequestThatWasRefusedMayBeTriedAgainWithItsKey(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	body, key := citizen.residence(), uuid.NewString()
	body["service"] = "nonsense"
	citizen.post("cases", body, "Idempotency-Key", key).want(422)
	body["service"] = "residence-certificate"
	citizen.post("cases", body, "Idempotency-Key", key).want(201)
}

func TestARequestWhoseAnswerWasLostFindsWhatItMade(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	body, key := citizen.residence(), uuid.NewString()
	first := citizen.post("cases", body, "Idempotency-Key", key).want(201)
	h.forget(t, key)
	again := citizen.post("cases", body, "Idempotency-Key", key).want(201)
	if string(first.body) != string(again.body) {
		t.Errorf("first %s\nagain %s", first.body, again.body)
	}
	for _, what := range []struct {
		who, path string
		body      map[string]any
	}{
		{"clerk", "tasks/" + h.as(t, "clerk").task(first.id()) + "/decision", map[string]any{"outcome": "returned", "note": "λείπει"}},
		{"citizen", "cases/" + first.id() + "/completion", map[string]any{"note": "ορίστε"}},
		{"citizen", "cases/" + first.id() + "/withdrawal", map[string]any{}},
	} {
		c, key := h.as(t, what.who), uuid.NewString()
		first := c.post(what.path, what.body, "Idempotency-Key", key).want(200)
		h.forget(t, key)
		if again := c.post(what.path, what.body, "Idempotency-Key", key).want(200); string(first.body) != string(again.body) {
			t.Errorf("%s: first %s\nagain %s", what.path, first.body, again.body)
		}
	}
}

func TestTheSameFileAgainIsOneFile(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	key := uuid.NewString()
	first := citizen.upload("a.pdf", pdf, "Idempotency-Key", key).want(201)
	again := citizen.upload("a.pdf", pdf, "Idempotency-Key", key).want(201)
	if string(first.body) != string(again.body) || again.header.Get("Idempotent-Replay") != "true" {
		t.Errorf("first %s\nagain %s", first.body, again.body)
	}
	citizen.upload("a.pdf", pdfOf("other"), "Idempotency-Key", key).problem(422, "idempotency-key-reused")
}

func TestOfTheSameRequestsAtTheSameTimeOneIsDone(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	body, key := citizen.residence(), uuid.NewString()
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if r := h.as(t, "citizen").post("cases", body, "Idempotency-Key", key); r.status != 201 && r.status != 409 {
				t.Errorf("%d %s", r.status, r.body)
			}
		})
	}
	wg.Wait()
	if n := len(citizen.get("cases").object()["items"].([]any)); n != 1 {
		t.Errorf("%d cases", n)
	}
}
