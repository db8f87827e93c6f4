package api_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

func TestARefusedPaperThatNoFormAsksForIsReturnedOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	citizen.lang = "el"
	id := citizen.files()
	loose := citizen.adds(id, "σχέδιο.pdf", map[string]any{}).want(201).id()
	clerk.judges(id, loose, "refused", "illegible", "").want(200)
	clerk.decides(id, models.Returned, "").want(200)
	if said := citizen.returned(id); !strings.Contains(said[0], "(σχέδιο.pdf): Δεν διαβάζεται.") {
		t.Fatalf("the return says %q", said)
	}
	h.clock.Advance(time.Hour)
	citizen.post("cases/"+id+"/completion", map[string]any{"note": "Δεν το έχω σε καλύτερη μορφή."}).want(200)

	h.clock.Advance(time.Hour)
	clerk.decides(id, models.Returned, "").problem(422, "reasons-required", "note required") // nothing is wanted any more
	clerk.decides(id, models.Returned, "Πείτε μας το τηλέφωνό σας.").want(200)
	if said := citizen.returned(id); said[1] != "Πείτε μας το τηλέφωνό σας." {
		t.Errorf("the second return says %q", said[1])
	}
	h.clock.Advance(time.Hour)
	citizen.post("cases/"+id+"/completion", map[string]any{"note": "2310000000"}).want(200)

	h.clock.Advance(time.Hour)
	clerk.judges(id, loose, "refused", "incomplete", "").want(200) // said anew, it is told anew
	clerk.decides(id, models.Returned, "").want(200)
	if said := citizen.returned(id); !strings.Contains(said[2], "(σχέδιο.pdf): Λείπουν σελίδες.") {
		t.Errorf("the third return says %q", said[2])
	}
	citizen.adds(id, "σχέδιο2.pdf", map[string]any{"replaces": []string{loose}}).want(201)
	citizen.post("cases/"+id+"/completion", map[string]any{}).want(200)
}

// returned are the reasons of the returns of a case.
func (c *caller) returned(id string) (notes []string) {
	c.t.Helper()
	var body struct {
		Timeline []struct{ Outcome, Note string }
	}
	c.get("cases/" + id).want(200).into(&body)
	for _, v := range body.Timeline {
		if v.Outcome == string(models.Returned) {
			notes = append(notes, v.Note)
		}
	}
	return notes
}

func TestOfManyWhoFillASlotAtOnceNoMoreGetInThanItTakes(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	id := citizen.post("cases", map[string]any{"service": "baptism-entry", "form": map[string]any{"child": "Μικρή 1.2.2026",
		"baptised-on": "2026-10-04", "church": "Άγιος Νικόλαος", "name": "Άννα", "godparent": "Ελένη Δοκιμαστική", "late": false},
		"attachments": []any{map[string]any{"slot": "priest-declaration", "id": citizen.upload("δήλωση.pdf", pdfOf("d")).want(201).id()}}}).want(201).id()
	var papers []string
	for _, name := range []string{"α", "β", "γ", "δ", "ε", "ζ"} {
		papers = append(papers, citizen.upload(name+".pdf", pdfOf(name)).want(201).id())
	}
	var all sync.WaitGroup
	for _, p := range papers {
		all.Go(func() { citizen.post("cases/"+id+"/attachments", map[string]any{"id": p, "slot": "late-fee"}) })
	}
	all.Wait()
	var stand int
	for _, f := range citizen.papers(id) {
		if f.Slot == "late-fee" && f.ReplacedBy == "" {
			stand++
		}
	}
	if stand != 1 {
		t.Errorf("%d papers stand in a slot for one", stand)
	}
}
