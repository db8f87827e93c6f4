package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
)

func TestACaseIsForwardedToTheCompetentUnitAndGoesOnThere(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk, there := h.as(t, "citizen"), h.as(t, "clerk"), h.as(t, "clerk-traffic")
	id := citizen.files()
	task := clerk.task(id)
	seen := clerk.get("cases/" + id).want(200).object()
	if by := seen["forwardBy"]; by != "2026-11-26T21:59:59.999999Z" {
		t.Errorf("forwardBy: %v", by)
	}
	path := "tasks/" + task + "/decision"
	clerk.post(path, map[string]any{"outcome": "forwarded", "note": "x"}).problem(422, "invalid-request", "toUnit required")
	clerk.post(path, map[string]any{"outcome": "forwarded", "note": "x", "toUnit": "nowhere"}).problem(422, "no-such-unit", "toUnit no-such-unit")
	clerk.post(path, map[string]any{"outcome": "forwarded", "toUnit": "traffic"}).problem(422, "reasons-required", "note required")
	clerk.post(path, map[string]any{"outcome": "approved", "toUnit": "traffic"}).problem(422, "invalid-request", "toUnit not-expected")
	there.post(path, map[string]any{"outcome": "forwarded", "note": "x", "toUnit": "traffic"}).problem(404, "no-such-task")
	h.clock.Advance(4 * 24 * time.Hour)
	clerk.post(path, map[string]any{"outcome": "forwarded", "note": "Αρμόδιο το Τμήμα Κυκλοφορίας", "toUnit": "traffic"}).want(200)

	now := citizen.get("cases/" + id).want(200).object()
	if now["unit"] != "traffic" || now["handler"].(map[string]any)["unit"] != "traffic" || now["submittedAt"] != "2026-11-23T08:00:00Z" {
		t.Errorf("forwarded: %v", now)
	}
	line := now["timeline"].([]any)
	var away map[string]any
	for _, v := range line {
		if v := v.(map[string]any); v["outcome"] == "forwarded" {
			away = v
		}
	}
	if away["toUnit"] != "traffic" || away["outcomeText"] == "" || away["late"] != true || away["note"] != nil {
		t.Errorf("visit: %v", away)
	}
	there.decides(id, models.Approved, "").want(200)
	if end := citizen.sees(id); end.State != "closed" || end.Outcome != "granted" {
		t.Errorf("end: %+v", end)
	}
}

func TestACaseIsHandedOnToAnotherBodyAndEnds(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk, admin := h.as(t, "citizen"), h.as(t, "clerk"), h.as(t, "admin")
	admin.do("PUT", "bodies/region", map[string]any{"name": "Περιφέρεια"}).problem(422, "body-required", "name body-required")
	admin.do("PUT", "bodies/region", map[string]any{"name": "Περιφέρεια", "email": "in@region.example", "phone": "2310000000"}).want(204)
	clerk.do("PUT", "bodies/other", map[string]any{"name": "Άλλος", "email": "in@other.example"}).problem(403, "not-allowed")
	citizen.get("bodies").problem(403, "not-allowed")
	if got := clerk.get("bodies").want(200).object()["items"].([]any); len(got) != 1 {
		t.Errorf("bodies: %v", got)
	}
	id := citizen.files()
	path := "tasks/" + clerk.task(id) + "/decision"
	clerk.post(path, map[string]any{"outcome": "handed-on", "note": "x"}).problem(422, "invalid-request", "toBody required")
	clerk.post(path, map[string]any{"outcome": "handed-on", "note": "x", "toBody": map[string]any{"name": "Κάποιος"}}).
		problem(422, "body-required", "toBody body-required")
	clerk.post(path, map[string]any{"outcome": "handed-on", "note": "Αρμόδια η Περιφέρεια", "toBody": map[string]any{"code": "region"}}).want(200)
	end := citizen.get("cases/" + id).want(200).object()
	if end["outcome"] != "handed-on" || end["outcomeText"] != "Handed on to another body" {
		t.Errorf("end: %v", end)
	}
	last := end["timeline"].([]any)
	body := last[len(last)-1].(map[string]any)["toBody"].(map[string]any)
	if body["name"] != "Περιφέρεια" || body["email"] != "in@region.example" {
		t.Errorf("body: %v", body)
	}
}

func TestACaseThatAnotherBodyHadFirstKeepsBothTimes(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk := h.as(t, "clerk")
	body := clerk.residence()
	body["filedAt"], body["fromBody"] = "2026-11-19T09:00:00Z", "Περιφέρεια"
	clerk.post("cases", body).want(422)
	body["applicant"] = map[string]any{"kind": "natural", "name": "Νίκη Δοκιμαστική"}
	body["filedAt"] = "2026-11-24T09:00:00Z"
	clerk.post("cases", body).problem(422, "invalid-request", "filedAt date-not-past")
	body["filedAt"] = "2026-11-19T09:00:00Z"
	here := h.as(t, "citizen").files()
	id := clerk.post("cases", body, "Idempotency-Key", uuid.NewString()).want(201).id()
	got, other := clerk.get("cases/"+id).want(200).object(), clerk.get("cases/"+here).want(200).object()
	if got["submittedAt"] != "2026-11-19T09:00:00Z" || got["competentAt"] != "2026-11-23T08:00:00Z" || got["fromBody"] != "Περιφέρεια" {
		t.Errorf("case: %v", got)
	}
	due := func(c map[string]any) any { return c["due"].(map[string]any)["legal"] }
	if due(got) != due(other) { // the term runs from when it came here
		t.Errorf("due: %v, of one filed here %v", due(got), due(other))
	}
	r := clerk.get("cases/" + id + "/receipt").want(200).object()
	if r["filedAt"] != "2026-11-19T09:00:00Z" || r["fromBody"] != "Περιφέρεια" || !strings.HasPrefix(r["protocol"].(map[string]any)["at"].(string), "2026-11-23T08:00:00") {
		t.Errorf("receipt: %v", r)
	}
}
