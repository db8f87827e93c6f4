package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
)

// file is a paper as a case shows it.
type file struct {
	ID, Slot, Name, ReplacedBy, State string
	Replaces                          []string
	Staff, Internal                   bool
	Verdict                           *struct{ Verdict, Reason, Note, Text, By string }
}

// papers are the files of a case as the caller sees them.
func (c *caller) papers(id string) []file {
	c.t.Helper()
	var body struct{ Files []file }
	c.get("cases/" + id).want(200).into(&body)
	return body.Files
}

// needed are the slots that the open task wants again.
func (c *caller) needed(id string) (slots []string) {
	c.t.Helper()
	var body struct {
		Tasks []struct {
			Needed []struct{ Slot, Label string }
		}
	}
	c.get("cases/" + id).want(200).into(&body)
	for _, t := range body.Tasks {
		for _, n := range t.Needed {
			if n.Label == "" {
				c.t.Errorf("needed without a name: %+v", n)
			}
			slots = append(slots, n.Slot)
		}
	}
	return slots
}

// judges says what a clerk thinks of a paper.
func (c *caller) judges(id, paper, verdict, reason, note string) *reply {
	c.t.Helper()
	return c.do("PUT", "cases/"+id+"/attachments/"+paper+"/verdict", map[string]any{"verdict": verdict, "reason": reason, "note": note})
}

func TestARefusedPaperIsTheTextOfTheReturnAndMustComeAgain(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	citizen.lang = "el"
	id := citizen.files()
	old := citizen.papers(id)[0]
	clerk.decides(id, models.Returned, "").problem(422, "reasons-required", "note required")
	clerk.judges(id, old.ID, "refused", "", " ").problem(422, "invalid-request", "reason reason-missing")
	clerk.judges(id, old.ID, "refused", "ugly", "").problem(422, "invalid-request", "reason unknown-reason")
	clerk.judges(id, old.ID, "refused", "infected", "").problem(422, "invalid-request", "reason unknown-reason")
	clerk.judges(id, old.ID, "accepted", "illegible", "").problem(422, "invalid-request", "reason not-expected")
	clerk.judges(id, old.ID, "accepted", "", "").want(200)
	clerk.judges(id, old.ID, "refused", "illegible", "Κόπηκε η διεύθυνση.").want(200)
	if v := citizen.papers(id)[0].Verdict; v == nil || v.Verdict != "refused" || v.By != "Όνομα clerk" ||
		!strings.HasPrefix(v.Text, "Δεν διαβάζεται.") || !strings.HasSuffix(v.Text, "Κόπηκε η διεύθυνση.") {
		t.Errorf("the citizen reads %+v", v)
	}

	clerk.decides(id, models.Returned, "").want(200)
	var seen struct{ Timeline []struct{ Note string } }
	citizen.get("cases/" + id).want(200).into(&seen)
	i := slices.IndexFunc(seen.Timeline, func(v struct{ Note string }) bool { return v.Note != "" })
	if i < 0 || !strings.HasPrefix(seen.Timeline[i].Note, "Δικαιολογητικά που πρέπει να φέρετε ξανά:\n– ") ||
		!strings.Contains(seen.Timeline[i].Note, "(Λογαριασμός.pdf): Δεν διαβάζεται.") {
		t.Errorf("the return says %+v", seen.Timeline)
	}
	if n := citizen.needed(id); !slices.Equal(n, []string{"proof-of-residence"}) {
		t.Errorf("needed: %v", n)
	}
	task := citizen.task(id)
	citizen.post("cases/"+id+"/completion", map[string]any{"note": "Καλό είναι"}).
		problem(422, "papers-missing", "attachments.proof-of-residence paper-refused")
	citizen.post("tasks/"+task+"/decision", map[string]any{"outcome": "answered", "note": "Καλό είναι"}).problem(422, "papers-missing")
	paper := citizen.upload("νέο.pdf", pdfOf("again")).want(201).id()
	citizen.post("cases/"+id+"/completion", map[string]any{"attachments": []any{map[string]any{"slot": "proof-of-residence", "id": paper}}}).want(200)

	files := clerk.papers(id)
	if len(files) != 2 || files[0].ReplacedBy != paper || !slices.Equal(files[1].Replaces, []string{old.ID}) || files[1].Verdict != nil {
		t.Errorf("versions: %+v", files)
	}
	citizen.get("attachments/" + old.ID).want(200) // the old version is kept
	clerk.judges(id, old.ID, "accepted", "", "").problem(409, "paper-replaced")
	if n := citizen.needed(id); n != nil {
		t.Errorf("still needed: %v", n)
	}
	var receipt struct{ Papers []file }
	citizen.get("cases/" + id + "/receipt").want(200).into(&receipt)
	if len(receipt.Papers) != 1 || receipt.Papers[0].ID != old.ID {
		t.Errorf("the receipt is of what was filed: %+v", receipt.Papers)
	}
	citizen.get("cases/" + id + "/application.pdf").want(200)
}

func TestTheClerksNoteStandsBeforeTheRefusedPapersInTheApplicantsLanguage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk := h.as(t, "clerk")
	application := clerk.residence()
	application["applicant"] = map[string]any{"name": "Jane Doe", "language": "en", "email": "jane@example.org"}
	application["identification"] = map[string]any{"kind": "passport", "number": "AB1234567", "expires": "2030-01-01"}
	id := clerk.post("cases", application).want(201).id()
	paper := clerk.papers(id)[0]
	if !paper.Staff {
		t.Errorf("scanned at the counter: %+v", paper)
	}
	clerk.lang = "el"
	clerk.judges(id, paper.ID, "refused", "expired", "").want(200)
	clerk.decides(id, models.Returned, "Please call me.").want(200)
	var seen struct{ Timeline []struct{ Note string } }
	clerk.get("cases/" + id).want(200).into(&seen)
	want := "Please call me.\n\nPapers you must bring again:\n– "
	if !slices.ContainsFunc(seen.Timeline, func(v struct{ Note string }) bool {
		return strings.HasPrefix(v.Note, want) && strings.Contains(v.Note, "too old")
	}) {
		t.Errorf("timeline: %+v", seen.Timeline)
	}
	// He has no login: the clerk scans what he brings to the counter.
	again := clerk.upload("scan.pdf", pdfOf("scan")).want(201).id()
	added := clerk.post("cases/"+id+"/attachments", map[string]any{"id": again, "slot": "proof-of-residence"}).want(201)
	if got := added.object(); got["staff"] != true || got["replaces"].([]any)[0] != paper.ID {
		t.Errorf("added: %s", added.body)
	}
	clerk.post("cases/"+id+"/completion", map[string]any{}).want(200)
}

func TestBothSidesAddPapersWhileACaseIsOpen(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	id := citizen.files()
	bring := func(c *caller, body map[string]any) *reply {
		body["id"] = c.upload("π.pdf", pdfOf("more")).want(201).id()
		return c.post("cases/"+id+"/attachments", body)
	}
	first := bring(citizen, map[string]any{}).want(201).id()
	again := citizen.post("cases/"+id+"/attachments", map[string]any{"id": first}).want(201)
	if again.id() != first {
		t.Errorf("said again: %s", again.body)
	}
	h.as(t, "citizen2").post("cases/"+id+"/attachments", map[string]any{"id": first}).problem(404, "no-such-case")
	bring(citizen, map[string]any{"internal": true}).problem(403, "not-allowed")
	bring(citizen, map[string]any{"slot": "nonsense"}).problem(422, "invalid-request", "slot unknown-slot")
	bring(citizen, map[string]any{"replaces": []string{string(account("citizen2"))}}).problem(422, "invalid-request", "replaces no-such-attachment")
	newer := bring(citizen, map[string]any{"replaces": []string{first}}).want(201).id()
	bring(citizen, map[string]any{"replaces": []string{first}}).problem(422, "invalid-request", "replaces no-such-attachment")
	bring(citizen, map[string]any{"slot": "proof-of-residence"}).want(201) // takes one: the newest counts

	secret := bring(clerk, map[string]any{"internal": true}).want(201).id()
	shown := bring(clerk, map[string]any{}).want(201).id()
	citizen.get("attachments/"+secret).problem(404, "no-such-attachment")
	citizen.get("attachments/" + shown).want(200)
	clerk.get("attachments/" + secret).want(200)
	clerk.judges(id, secret, "accepted", "", "").problem(409, "paper-internal")
	sees := func(c *caller, paper string) bool {
		return slices.ContainsFunc(c.papers(id), func(f file) bool { return f.ID == paper })
	}
	if sees(citizen, secret) || !sees(clerk, secret) || !sees(citizen, shown) || !sees(citizen, newer) || !sees(clerk, first) {
		t.Errorf("citizen sees %+v\nclerk sees %+v", citizen.papers(id), clerk.papers(id))
	}
	citizen.judges(id, first, "accepted", "", "").problem(403, "not-allowed")
	h.as(t, "clerk-tech").judges(id, newer, "accepted", "", "").problem(404, "no-such-attachment")
	h.as(t, "protocol").judges(id, newer, "accepted", "", "").problem(404, "no-such-attachment")

	var receipt struct{ Papers []file }
	citizen.get("cases/" + id + "/receipt").want(200).into(&receipt)
	if len(receipt.Papers) != 1 {
		t.Errorf("the receipt is of what was filed: %+v", receipt.Papers)
	}
	clerk.decides(id, models.Approved, "").want(200)
	citizen.post("cases/"+id+"/withdrawal", map[string]any{}).problem(409, "case-closed")
	bring(citizen, map[string]any{}).problem(409, "case-closed")
	clerk.judges(id, newer, "accepted", "", "").problem(409, "case-closed")
}

func TestReasonsAreListedInTheCallersLanguage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk := h.as(t, "clerk")
	list := func() map[string]string {
		var body struct{ Items []struct{ Code, Text string } }
		clerk.get("paper-reasons").want(200).into(&body)
		out := map[string]string{}
		for _, r := range body.Items {
			out[r.Code] = r.Text
		}
		return out
	}
	en := list()
	clerk.lang = "el"
	el := list()
	if len(el) < 6 || len(el) != len(en) || el["infected"] != "" {
		t.Errorf("reasons: %v, %v", el, en)
	}
	for code := range el {
		if en[code] == "" || en[code] == el[code] {
			t.Errorf("%s: %q, %q", code, el[code], en[code])
		}
	}
}
