package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// unknown makes somebody of the house as if nobody had ever identified him.
func (h *house) unknown(t testing.TB, name string) {
	t.Helper()
	h.sql(t, `UPDATE persons SET level = 'A' WHERE id = (SELECT person FROM accounts WHERE id = $1)`, string(account(name)))
}

// officer is a new clerk of a unit, logged in.
func (h *house) officer(t testing.TB, unit string) *caller {
	t.Helper()
	email := uuid.NewString() + "@example.org"
	h.as(t, "admin").post("admin/accounts", map[string]any{"email": email, "name": "Κλέαρχος " + unit, "password": "a long password",
		"roles": []any{map[string]any{"role": "clerk", "unit": unit}}}).want(201)
	c := h.as(t, "")
	c.token, _ = c.logsIn(email, "a long password").want(201).object()["token"].(string)
	return c
}

type requested struct {
	ID, Code, State, Outcome, Note string
}

func (c *caller) requests(path string) (r requested) {
	c.t.Helper()
	c.get("identity-requests/" + path).want(200).into(&r)
	return r
}

func confirms(more ...any) map[string]any {
	out := map[string]any{"outcome": "done", "document": map[string]any{"kind": "identity-card", "number": "ab 123456"}}
	for i := 0; i < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

func TestServicePointsAreToldToAnybody(t *testing.T) {
	t.Parallel()
	h := setup(t)
	var out struct {
		Items []struct {
			Unit, Name, Address, Hours, Phone string
			Place                             *struct{ Lat, Lon float64 }
		}
		Documents []struct{ Kind, Label, Expires string }
	}
	h.as(t, "").get("service-points").want(200).into(&out)
	if len(out.Items) != 4 || len(out.Documents) != 5 || out.Documents[1].Expires != "required" {
		t.Fatalf("%+v", out)
	}
	for _, p := range out.Items {
		if p.Name == "" || p.Address == "" || p.Hours == "" || p.Phone == "" || p.Place == nil {
			t.Errorf("nobody finds %+v", p)
		}
	}
}

func TestAnOfficerConfirmsWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.unknown(t, "citizen")
	citizen, officer, other := h.as(t, "citizen"), h.officer(t, "kep-port"), h.officer(t, "kep-hill")
	citizen.get("identity-requests/newest").problem(404, "no-such-case")
	id := citizen.post("identity-requests", nil).want(201).id()
	r := citizen.requests("newest")
	if r.ID != id || r.State != "open" || citizen.requests(id) != r {
		t.Fatalf("%+v", r)
	}
	if again := citizen.post("identity-requests", nil).want(201).id(); again != id {
		t.Fatal("two requests at a time")
	}
	find := func(c *caller, code string) *reply {
		return c.post("identity-requests/find", map[string]any{"code": code})
	}
	find(h.as(t, "clerk"), r.Code).problem(403, "not-allowed")
	find(officer, "0000-0000").problem(422, "invalid-request", "code code-mistyped")
	find(officer, "2222-2222").problem(404, "no-such-request")
	found := find(officer, strings.ToLower(strings.ReplaceAll(r.Code, "-", ""))).want(200).object()
	if found["id"] != id || found["name"] != "Όνομα citizen" || len(found["points"].([]any)) != 1 {
		t.Fatalf("%v", found)
	}
	audit := string(h.as(t, "admin").get("admin/audit?object=identity-code&id=" + r.Code).want(200).body)
	if !strings.Contains(audit, "find-identity") {
		t.Errorf("the look is not in the audit: %s", audit)
	}

	path := "identity-requests/" + id + "/decision"
	officer.post(path, confirms("document", map[string]any{"kind": "passport", "number": "1234", "expires": "2026-11-22"})).
		problem(422, "invalid-request", "document.number passport-form", "document.expires document-expired")
	officer.post(path, confirms("document", map[string]any{"kind": "library-card", "number": "12345"})).
		problem(422, "invalid-request", "document.kind document-not-accepted")
	officer.post(path, confirms("afm", "123")).problem(422, "invalid-request", "afm afm-form")
	officer.post(path, map[string]any{"outcome": "done"}).problem(422, "document-required", "document document-required")
	officer.post(path, confirms("document", map[string]any{"kind": "identity-card", "number": "ΑΒ123456", "unit": "kep-hill"})).
		problem(422, "no-such-point", "unit no-such-point")
	officer.post(path, map[string]any{"outcome": "rejected"}).problem(422, "reasons-required", "note required")
	officer.post("identity-requests/"+uuid.NewString()+"/decision", confirms()).problem(404, "no-such-request")

	key := uuid.NewString()
	first := officer.post(path, confirms(), "Idempotency-Key", key).want(200)
	if again := officer.post(path, confirms(), "Idempotency-Key", key).want(200); again.id() != first.id() {
		t.Error("the same decision twice is two")
	}
	other.post(path, confirms()).problem(409, "task-already-decided")
	find(other, r.Code).problem(404, "no-such-request")
	if me := citizen.get("me").want(200).object(); me["level"] != "B" {
		t.Fatalf("%v", me)
	}
	if r := citizen.requests(id); r.State != "closed" || r.Outcome != "granted" {
		t.Errorf("%+v", r)
	}
	citizen.post("identity-requests", nil).problem(409, "already-identified")

	// The same document for somebody of another name.
	h.unknown(t, "citizen2")
	second := "identity-requests/" + h.as(t, "citizen2").post("identity-requests", nil).want(201).id() + "/decision"
	other.post(second, confirms()).problem(409, "document-of-another")
	other.post(second, confirms("document", map[string]any{"kind": "identity-card", "number": "ΑΒ123456", "known": true})).want(200)
}

func TestARefusedRequestSaysWhy(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.unknown(t, "citizen")
	citizen, officer := h.as(t, "citizen"), h.officer(t, "kep-port")
	id := citizen.post("identity-requests", nil).want(201).id()
	officer.post("identity-requests/"+id+"/decision", map[string]any{"outcome": "rejected", "note": "Η φωτογραφία δεν είστε εσείς."}).want(200)
	if r := citizen.requests(id); r.State != "closed" || r.Outcome != "rejected" || r.Note != "Η φωτογραφία δεν είστε εσείς." {
		t.Fatalf("%+v", r)
	}
	if citizen.get("me").want(200).object()["level"] != "A" {
		t.Fatal("refused and yet known")
	}
	h.as(t, "citizen2").get("identity-requests/"+id).problem(404, "no-such-case")
}

// Temporal may be away for hours: what an officer has seen with his own eyes is
// kept, and counts at once.
func TestAnOfficersDecisionIsKeptWhileTheProcessIsAway(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.unknown(t, "citizen")
	h.unknown(t, "citizen2")
	citizen, officer := h.as(t, "citizen"), h.officer(t, "kep-port")
	id := citizen.post("identity-requests", nil).want(201).id()
	h.courier.set(true, "")
	officer.post("identity-requests/"+id+"/decision", confirms()).want(202)
	if citizen.get("me").want(200).object()["level"] != "B" {
		t.Fatal("recorded is known")
	}
	late := h.as(t, "citizen2").post("identity-requests", nil).want(201).id() // its process has never begun
	officer.post("identity-requests/"+late+"/decision", confirms()).problem(503, "not-begun")
	h.courier.set(false, "")
	h.clock.Advance(time.Minute)
	h.courier.rest(t)
	if r := citizen.requests(id); r.State != "closed" || r.Outcome != "granted" {
		t.Fatalf("%+v", r)
	}
}

func TestTheLooksOfAnOfficerAreCounted(t *testing.T) {
	t.Parallel()
	h := setup(t)
	officer, other := h.officer(t, "kep-port"), h.officer(t, "kep-hill")
	for n := range 61 {
		r := officer.post("identity-requests/find", map[string]any{"code": "2222-2222"})
		if n < 60 {
			r.problem(404, "no-such-request")
			continue
		}
		r.problem(429, "too-many-attempts")
	}
	other.post("identity-requests/find", map[string]any{"code": "2222-2222"}).problem(404, "no-such-request")
}

func TestAnApplicationWaitsForTheIdentityOfWhoBroughtIt(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.unknown(t, "citizen")
	citizen, officer := h.as(t, "citizen"), h.officer(t, "kep-port")
	filed := citizen.post("cases", citizen.residence()).want(201)
	var out struct {
		Stage    string
		Warnings []struct{ Code, Message string }
	}
	filed.into(&out)
	if out.Stage != "identification" || len(out.Warnings) != 1 || out.Warnings[0].Code != "waits-for-identity" || out.Warnings[0].Message == "" {
		t.Fatalf("%s", filed.body)
	}
	h.clock.Advance(time.Minute)
	h.courier.rest(t)
	var receipt struct{ Identity string }
	citizen.get("cases/" + filed.id() + "/receipt").want(200).into(&receipt)
	if receipt.Identity == "" {
		t.Error("the receipt does not say that it waits")
	}
	r := citizen.requests("newest")
	officer.post("identity-requests/"+r.ID+"/decision", confirms()).want(200)
	h.clock.Advance(time.Minute)
	h.courier.rest(t)
	if c := citizen.sees(filed.id()); c.Stage == "identification" || c.State != "open" {
		t.Fatalf("%+v", c)
	}
}

func TestADocumentAtTheCounterIsForWhoComes(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk, citizen := h.as(t, "clerk"), h.as(t, "citizen")
	files := func(c *caller, more map[string]any) *reply {
		body := c.residence()
		for k, v := range more {
			body[k] = v
		}
		return c.post("cases", body)
	}
	document := map[string]any{"kind": "identity-card", "number": "ΑΒ123456"}
	applicant := map[string]any{"name": "Άλκηστη Ροδάνθη", "afm": "090000045"}
	files(citizen, map[string]any{"identification": document}).problem(422, "invalid-request", "identification not-expected")
	files(clerk, map[string]any{"applicant": applicant, "channel": "phone", "identification": document}).
		problem(422, "invalid-request", "identification not-expected")
	files(clerk, map[string]any{"applicant": applicant, "identification": map[string]any{"kind": "identity-card", "number": "what"}}).
		problem(422, "invalid-request", "identification.number identity-card-form")
	stage := func(r *reply) any { return r.want(201).object()["stage"] }
	if got := stage(files(clerk, map[string]any{"applicant": applicant})); got != "identification" {
		t.Errorf("nobody looked at a document: %v", got)
	}
	if got := stage(files(clerk, map[string]any{"applicant": applicant, "identification": document})); got == "identification" {
		t.Errorf("he was identified: %v", got)
	}
}
