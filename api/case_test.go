package api_test

import (
	"slices"
	"testing"

	"github.com/thyrida/thyrida/models"
)

// caseBody is what the tests read of a case.
type caseBody struct {
	State, StateText, Stage, StageLabel, Outcome, OutcomeText, UnitName, ServiceTitle string
	Handler                                                                           struct{ Name, Phone, Email, UnitName string }
	Timeline                                                                          []struct{ Stage, StageLabel, Audience, Outcome, OutcomeText, Note, Handler string }
	Files                                                                             []struct{ ID, Name, Slot, SlotLabel string }
	Tasks                                                                             []struct {
		ID, Stage, Audience, State string
		Outcomes                   []struct {
			Outcome, Label string
			Reasoned       bool
		}
	}
	Payments []struct{ Kind, Code string }
	Messages []struct{ Event, Channel string }
	Form     map[string]any
}

func (c *caller) sees(id string) (b caseBody) {
	c.t.Helper()
	c.get("cases/" + id).want(200).into(&b)
	return b
}

func TestAnApplicationGoesFromTheClickToTheAnswer(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	id := citizen.files()

	seen := clerk.sees(id)
	if seen.Stage != "review" || seen.StageLabel != "Review of the application" || len(seen.Tasks) != 1 || len(seen.Tasks[0].Outcomes) != 3 {
		t.Fatalf("for the clerk: %+v", seen)
	}
	if own := citizen.sees(id); len(own.Tasks) != 0 || own.Handler.Phone == "" || own.StateText != "Under review" {
		t.Fatalf("for the citizen: %+v", own)
	}
	clerk.decides(id, models.Returned, "").problem(422, "reasons-required", "note required")
	got := clerk.decides(id, models.Returned, "Λείπει η δεύτερη σελίδα").want(200).object()
	if got["state"] != "applied" {
		t.Errorf("decision: %v", got)
	}

	own := citizen.sees(id)
	if own.Stage != "completion" || len(own.Tasks) != 1 || own.Timeline[1].Note != "Λείπει η δεύτερη σελίδα" || own.Timeline[1].Handler == "" {
		t.Fatalf("returned: %+v", own)
	}
	citizen.post("cases/"+id+"/completion", map[string]any{}).problem(422, "invalid-request", "note required")
	citizen.post("cases/"+id+"/completion", map[string]any{"form": map[string]any{"street": "x"}}).want(422)
	page := citizen.upload("σελίδα 2.pdf", pdfOf("2")).want(201).id()
	citizen.post("cases/"+id+"/completion", map[string]any{"note": "Ορίστε", "form": own.Form,
		"attachments": []any{map[string]any{"slot": "proof-of-residence", "id": page}}}).want(200)
	citizen.post("cases/"+id+"/completion", map[string]any{"note": "Και πάλι"}).problem(409, "nothing-to-complete")

	if files := clerk.sees(id).Files; len(files) != 2 || files[0].SlotLabel == "" {
		t.Errorf("files: %+v", files)
	}
	clerk.decides(id, models.Approved, "").want(200)
	end := citizen.sees(id)
	if end.State != "closed" || end.Outcome != "granted" || end.OutcomeText != "Completed" || len(end.Tasks) != 0 {
		t.Errorf("end: %+v", end)
	}
	var events []string
	for _, m := range end.Messages {
		if m.Channel == "email" {
			events = append(events, m.Event)
		}
	}
	for _, e := range []string{"received", "stage", "returned", "granted"} {
		if !slices.Contains(events, e) {
			t.Errorf("events: %s", events)
		}
	}
	citizen.post("cases/"+id+"/withdrawal", map[string]any{}).problem(409, "case-closed")
}

func TestAWithdrawalEndsTheCase(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	id := citizen.files()
	h.as(t, "citizen2").post("cases/"+id+"/withdrawal", map[string]any{}).problem(404, "no-such-case")
	h.as(t, "clerk").post("cases/"+id+"/withdrawal", map[string]any{}).problem(404, "no-such-case")
	citizen.post("cases/"+id+"/withdrawal", map[string]any{"note": "Δεν χρειάζεται πια"}).want(200)
	if got := citizen.sees(id); got.Outcome != "withdrawn" || got.StateText != "Withdrawn" {
		t.Errorf("case: %+v", got)
	}
}

func TestAFeeIsProvenOnceBeforeTheHeadApproves(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	cut := func() string {
		var files []any
		for _, slot := range []string{"plan", "guarantee", "no-debt", "network-notice"} {
			files = append(files, map[string]any{"slot": slot, "id": citizen.upload(slot+".pdf", pdfOf(slot)).want(201).id()})
		}
		return citizen.post("cases", map[string]any{"service": "road-cut-permit", "attachments": files, "form": map[string]any{
			"street": "Αθηνάς 1", "surface": "asphalt", "length": "2,5", "network": "telecom", "purpose": "σύνδεση",
			"starts-on": "2027-01-11", "ends-on": "2027-01-12"}}).want(201).id()
	}
	tech, pay := h.as(t, "clerk-tech"), map[string]any{"kind": "e-paravolo", "code": "1234 5678 9012 3456 7890"}
	first, second := cut(), cut()
	citizen.post("cases/"+first+"/payment", pay).problem(409, "nothing-to-pay")
	for _, id := range []string{first, second} {
		tech.decides(id, models.Done, "").want(200)
		h.as(t, "clerk-traffic").decides(id, models.Positive, "").want(200)
		h.as(t, "clerk-environment").decides(id, models.Negative, "Δέντρα στη θέση").want(200)
	}
	citizen.post("cases/"+first+"/payment", map[string]any{"kind": "e-paravolo", "code": "12"}).
		problem(422, "invalid-request", "code paravolo-form")
	citizen.post("cases/"+first+"/payment", map[string]any{"kind": "rf", "code": "RF00123"}).want(422)
	citizen.post("cases/"+first+"/payment", pay).want(200)
	citizen.post("cases/"+second+"/payment", pay).problem(409, "payment-used")
	if got := citizen.sees(first); len(got.Payments) != 1 || got.Payments[0].Code != "12345678901234567890" {
		t.Errorf("payments: %+v", got.Payments)
	}
	if got := tech.sees(first); got.Stage != "approval" || len(got.Tasks[0].Outcomes) != 0 {
		t.Errorf("approval, for the clerk: %+v", got.Tasks)
	}
	tech.decides(first, models.Approved, "").problem(403, "not-allowed")
	h.as(t, "head-tech").decides(first, models.Approved, "").want(200)
	if got := citizen.sees(first); got.Outcome != "granted" {
		t.Errorf("end: %+v", got)
	}
}

func TestTheReceiptStatesWhatTheLawAsks(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	id := citizen.files()
	citizen.lang = "el"
	r := citizen.get("cases/" + id + "/receipt").want(200).object()
	for _, k := range []string{"protocol", "subject", "applicant", "municipality", "unitName", "due", "dueBasis", "remedy"} {
		if r[k] == nil || r[k] == "" {
			t.Errorf("the receipt says nothing of %s: %v", k, r)
		}
	}
	if r["paperCount"] != 1.0 || r["municipality"] != "Δήμος Ελαιώνα" || r["subject"] != "Βεβαίωση μόνιμης κατοικίας" {
		t.Errorf("receipt: %v", r)
	}
}

func TestCasesAreListedByPages(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	for range 3 {
		citizen.files()
		h.clock.Advance(1e9)
	}
	var page struct {
		Items []struct {
			ID       string
			Protocol struct{ Number int }
		}
		Next string
	}
	citizen.get("cases?limit=2").want(200).into(&page)
	if len(page.Items) != 2 || page.Items[0].Protocol.Number != 3 || page.Next == "" {
		t.Fatalf("first page: %+v", page)
	}
	next := page.Next
	page.Next = ""
	citizen.get("cases?limit=2&cursor=" + next).want(200).into(&page)
	if len(page.Items) != 1 || page.Next != "" {
		t.Errorf("second page: %+v", page)
	}
	h.as(t, "protocol").get("cases?number=2&year=2026").want(200).into(&page)
	if len(page.Items) != 1 || page.Items[0].Protocol.Number != 2 {
		t.Errorf("by number: %+v", page)
	}
	citizen.get("cases?cursor=nonsense").problem(422, "bad-cursor", "cursor bad-cursor")
	citizen.get("cases?limit=201").problem(422, "invalid-request", "limit too-great")
	citizen.get("cases?limit=many").problem(422, "invalid-request", "limit number-form")
	citizen.get("cases?colour=red").problem(422, "invalid-request", "colour unknown-field")
	citizen.get("cases?number=2").problem(422, "invalid-request", "year required")
	citizen.get("cases?number=3000000000&year=2026").problem(422, "invalid-request", "number too-great")
	citizen.get("cases/7").problem(422, "invalid-request", "id id-form")
}
