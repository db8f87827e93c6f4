package api_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
)

// entered is the case that the clerk enters for somebody at the counter who has
// no login and whom nothing reaches.
func (b *reader) entered() (id string) {
	b.t.Helper()
	b.enters("counter", "applicant.name", "Φανή Ζαφειρίου")
	d := b.draft()
	b.opens(d + "declaration")
	b.sends(d+"declaration", "key", b.key(), "declared", "true", "identification.kind", "identity-card", "identification.number", "ΑΒ 123456").
		sees(200, "Η αίτηση καταχωρίστηκε")
	return regexp.MustCompile(`/case/([0-9a-f-]{36})`).FindStringSubmatch(b.path)[1]
}

func TestAClerkAddsPapersForWhoHasNoLogin(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("clerk")
	page := "/case/" + b.entered()
	b.opens(page).sees(200, page+"/papers").opens(page+"/papers").sees(200, "Μόνο για την υπηρεσία", "Άλλο έγγραφο")
	b.uploads(page+"/papers", "", "", "slot", "").sees(422, `href="#f-file"`)
	b.uploads(page+"/papers", "αυτοψία.pdf", pdf, "slot", "proof-of-residence", "internal", "true").sees(422, `href="#f-slot"`)
	b.uploads(page+"/papers", "αυτοψία.pdf", pdf, "slot", "", "internal", "true").sees(200, "Το αρχείο προστέθηκε", "αυτοψία.pdf")
	b.opens(page+"/completion").sees(200, "δεν ζητείται κάτι")
}

func TestAClerkAnswersAReturnForWhoHasNoLogin(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk, b := h.as(t, "clerk"), h.reader(t).logsIn("clerk")
	id := b.entered()
	page := "/case/" + id
	clerk.judges(id, clerk.papers(id)[0].ID, "refused", "", "Είναι παλιό.").want(200)
	clerk.decides(id, models.Returned, "").want(200)
	b.opens(page).sees(200, page+"/completion", "Καταχώριση απάντησης του αιτούντος")
	h.reader(t).logsIn("clerk-tech").opens(page + "/completion").sees(404)
	h.reader(t).logsIn("citizen").opens(page + "/completion").sees(403)

	b.opens(page+"/completion").sees(200, "δεν έχει λογαριασμό", "Είναι παλιό.", page+"/papers?slot=proof-of-residence&amp;to=completion", `value="Αθηνάς 1"`)
	answers := func(street string) []string {
		return []string{"key", b.key(), "note", "Έφερε νέο", "form.street", street, "form.postcode", "57000", "form.first-year", "2020",
			"form.proof-kind", "bill", "form.delivery", "post", "form.post-street", "Ερμού 3", "form.post-postcode", "57000", "form.post-town", "Ελαιώνας"}
	}
	b.sends(page+"/completion", answers("Αθηνάς 1")...).sees(422, "Έφερε νέο", `href="#f-attachments-proof-of-residence"`) // the paper is missing
	b.uploads(page+"/papers?slot=proof-of-residence&to=completion", "νέος.pdf", pdfOf("newer"), "slot", "proof-of-residence").
		sees(200, "Προστέθηκαν από τότε", "νέος.pdf")
	b.sends(page+"/completion", answers("")...).sees(422, "Έφερε νέο", `href="#f-form-street"`)
	b.sends(page+"/completion", answers("Αθηνάς 3")...).sees(200, "Η απάντηση του αιτούντος καταχωρίστηκε", "νέος.pdf")
	b.opens(page+"/completion").sees(200, "δεν ζητείται κάτι")

	var c struct {
		Stage    models.StageKey
		Form     map[string]any
		Timeline []struct {
			Stage   models.StageKey
			Outcome models.Outcome
			Note    string
		}
	}
	clerk.get("cases/" + id).want(200).into(&c)
	var answered bool
	for _, s := range c.Timeline {
		answered = answered || s.Stage == models.Completion && s.Outcome == models.Answered && s.Note == "Έφερε νέο"
	}
	if c.Stage != "review" || c.Form["street"] != "Αθηνάς 3" || !answered {
		t.Errorf("after the answer: %+v", c)
	}
	if n := clerk.needed(id); strings.Join(n, "") != "" {
		t.Errorf("still wanted: %v", n)
	}
	clerk.decides(id, models.Approved, "").want(200)
}

func TestNobodyAnswersForWhoHasALogin(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	h.as(t, "clerk").decides(id, models.Returned, "Λείπει κάτι.").want(200)
	b := h.reader(t).logsIn("clerk")
	b.opens("/case/" + id).sees(200)
	key := b.key()
	b.opens("/case/" + id + "/completion").sees(403)
	b.sends("/case/"+id+"/completion", "key", key, "note", "Το είπε στο τηλέφωνο").sees(403)
}
