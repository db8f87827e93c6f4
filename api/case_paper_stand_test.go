package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
)

// adds uploads a paper and gives it to a case.
func (c *caller) adds(id, name string, body map[string]any) *reply {
	c.t.Helper()
	body["id"] = c.upload(name, pdfOf(name)).want(201).id()
	return c.post("cases/"+id+"/attachments", body)
}

func TestAPaperThatNobodyAsksForAnyMoreStandsInTheWayOfNoAnswer(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	h.sql(t, `UPDATE role_grants SET unit = 'civil-registry' WHERE account = $1`, account("clerk"))
	form := map[string]any{"child": "Μικρή 1.2.2026", "baptised-on": "2026-10-04", "church": "Άγιος Νικόλαος", "name": "Άννα",
		"godparent": "Ελένη Δοκιμαστική", "late": true}
	filed := func() string {
		return citizen.post("cases", map[string]any{"service": "baptism-entry", "form": form, "attachments": []any{
			map[string]any{"slot": "priest-declaration", "id": citizen.upload("δήλωση.pdf", pdfOf("d")).want(201).id()},
			map[string]any{"slot": "late-fee", "id": citizen.upload("τέλος.pdf", pdfOf("f")).want(201).id()}}}).want(201).id()
	}
	inTime := map[string]any{}
	for k, v := range form {
		inTime[k] = v
	}
	inTime["late"] = false

	kept := filed()
	clerk.decides(kept, models.Returned, "Δεν πέρασαν 90 ημέρες.").want(200)
	citizen.post("cases/"+kept+"/completion", map[string]any{"form": inTime}).want(200)
	citizen.adds(kept, "κι άλλο.pdf", map[string]any{"slot": "late-fee"}).want(201)
	clerk.decides(kept, models.Returned, "Και πάλι.").want(200)
	citizen.post("cases/"+kept+"/completion", map[string]any{"note": "Ορίστε"}).want(200)

	refused := filed()
	clerk.judges(refused, citizen.slot(refused, "late-fee").ID, "refused", "illegible", "").want(200)
	clerk.decides(refused, models.Returned, "").want(200)
	again := citizen.upload("τέλος2.pdf", pdfOf("again")).want(201).id()
	citizen.post("cases/"+refused+"/completion", map[string]any{"form": inTime,
		"attachments": []any{map[string]any{"slot": "late-fee", "id": again}}}).want(200)

	form["late"] = false
	fresh := citizen.post("cases", map[string]any{"service": "baptism-entry", "form": form, "attachments": []any{
		map[string]any{"slot": "priest-declaration", "id": citizen.upload("δήλωση.pdf", pdfOf("d")).want(201).id()}}}).want(201).id()
	clerk.decides(fresh, models.Returned, "Τι είναι αυτό;").want(200)
	odd := citizen.upload("τέλος.pdf", pdfOf("odd")).want(201).id()
	citizen.post("cases/"+fresh+"/completion", map[string]any{"attachments": []any{map[string]any{"slot": "late-fee", "id": odd}}}).
		problem(422, "invalid-request", "attachments.late-fee not-expected") // nobody asked for it
}

// slot is the newest paper of a slot.
func (c *caller) slot(id, slot string) file {
	c.t.Helper()
	fs := c.papers(id)
	i := slices.IndexFunc(fs, func(f file) bool { return f.Slot == slot && f.ReplacedBy == "" })
	if i < 0 {
		c.t.Fatalf("no paper in %s", slot)
	}
	return fs[i]
}

func TestAReceiptSaysNothingOfWhatCameLater(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	id := citizen.files()
	paper := citizen.papers(id)[0].ID
	clerk.judges(id, paper, "refused", "illegible", "Κόπηκε η διεύθυνση της Μαρίας.").want(200)
	citizen.adds(id, "ξανά.pdf", map[string]any{"slot": "proof-of-residence"}).want(201)
	for _, who := range []string{"protocol", "manager", "citizen"} {
		r := h.as(t, who).get("cases/" + id + "/receipt").want(200)
		if said := string(r.body); strings.Contains(said, "Μαρίας") || strings.Contains(said, "verdict") || strings.Contains(said, "replacedBy") {
			t.Errorf("%s reads %s", who, said)
		}
	}
}

func TestAPrintedApplicationNamesThePapersThatCount(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	id := citizen.files()
	clerk.judges(id, citizen.papers(id)[0].ID, "refused", "illegible", "").want(200)
	citizen.adds(id, "ευανάγνωστος.pdf", map[string]any{"slot": "proof-of-residence"}).want(201)
	clerk.adds(id, "εσωτερικό-zq7391.pdf", map[string]any{"internal": true}).want(201)
	words := clerk.get("cases/" + id + "/application.pdf").want(200).words()
	if !strings.Contains(words, "ευανάγνωστος") || sings(words) || strings.Contains(words, "Λογαριασμός") {
		t.Errorf("printed: %s", words)
	}
}
