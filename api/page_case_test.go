package api_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
)

func TestSomebodyFollowsHisApplicationAndWrites(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	id := citizen.files()
	b := h.reader(t).logsIn("citizen")
	b.opens("/cases").sees(200, "Βεβαίωση μόνιμης κατοικίας", "1/2026", "/cases/"+id)
	b.opens("/cases?state=closed").sees(200, "Δεν υπάρχει καμία αίτηση")
	b.opens("/cases?state=else").sees(404)
	path := "/cases/" + id
	b.opens(path).sees(200, "Αρ. πρωτοκόλλου 1/2026", "Υποβλήθηκε η αίτηση", "Λογαριασμός.pdf", "Αναμένεται απάντηση έως", `data-live="/events?case=`+id, "receipt.pdf")
	b.uploads(path+"/messages", "", "", "key", b.key(), "text", " ").sees(422, "Σφάλμα:", `href="#f-text"`)
	key := b.key()
	for range 2 {
		b.uploads(path+"/messages", "Σκαρίφημα.pdf", pdf, "key", key, "text", "Πότε θα είναι έτοιμο; <b>").
			sees(200, "έτοιμο; &lt;b&gt;", "Σκαρίφημα.pdf")
	}
	if n := len(citizen.thread(id).Items); n > 4 || strings.Count(b.page, "έτοιμο;") != 1 {
		t.Errorf("written twice: %d items", n)
	}
	clerk.post("cases/"+id+"/messages", map[string]any{"text": "Την Τετάρτη."}).want(201)
	if citizen.unreadOf(id) != 1 {
		t.Fatal("nothing unread")
	}
	b.opens("/cases").sees(200, "1 νέο μήνυμα")
	b.opens(path).sees(200, "Την Τετάρτη.", "Όνομα clerk")
	if citizen.unreadOf(id) != 0 {
		t.Error("what was seen counts as unread")
	}
	h.reader(t).logsIn("citizen2").opens(path).sees(404)
}

func TestAReturnIsAnsweredOnAPage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	id := citizen.files()
	path := "/cases/" + id
	b := h.reader(t).logsIn("citizen")
	b.opens(path+"/completion").sees(200, "δεν περιμένει κάτι")
	paper := citizen.papers(id)[0].ID
	clerk.judges(id, paper, "refused", "", "Είναι παλιό.").want(200)
	clerk.decides(id, models.Returned, "").want(200)
	b.opens(path).sees(200, "Χρειάζεται ενέργειά σας", "Είναι παλιό.", path+"/completion", "ο χρόνος της υπηρεσίας δεν μετρά", "Δεν έγινε δεκτό")
	b.opens("/cases").sees(200, "Χρειάζεται ενέργειά σας")
	b.opens(path+"/completion").sees(200, "Απόδειξη κατοικίας", "Είναι παλιό.", "slot=proof-of-residence&amp;to=completion", `value="Αθηνάς 1"`)
	b.sends(path+"/completion", "key", b.key(), "note", "Ορίστε", "form.street", "Αθηνάς 1", "form.postcode", "57000", "form.first-year", "2020", "form.proof-kind", "bill").
		sees(422, "Σφάλμα:", "Ορίστε", `href="#f-attachments-proof-of-residence"`, `id="f-attachments-proof-of-residence"`) // the paper is missing
	upload := regexp.MustCompile(`href="([^"]+to=completion)"`).FindStringSubmatch(b.page)[1]
	b.opens(strings.ReplaceAll(upload, "&amp;", "&")).sees(200, "Απόδειξη κατοικίας")
	b.uploads(b.path, "", "", "slot", "proof-of-residence").sees(422, `href="#f-file"`)
	b.uploads(b.path, "νέος.pdf", pdfOf("newer"), "slot", "proof-of-residence").sees(200, "Το αρχείο προστέθηκε", "νέος.pdf", "Ανεβάσατε από τότε")
	b.sends(path+"/completion", "key", b.key(), "note", "Ορίστε", "form.street", "Αθηνάς 3", "form.postcode", "x", "form.first-year", "2020", "form.proof-kind", "bill").
		sees(422, `href="#f-form-postcode"`, `value="Αθηνάς 3"`)
	b.sends(path+"/completion", "key", b.key(), "note", "Ορίστε", "form.street", "Αθηνάς 3", "form.postcode", "57000", "form.first-year", "2020", "form.proof-kind", "bill").
		sees(200, "Η απάντησή σας στάλθηκε", "Ορίστε", "αντικαταστάθηκε")
	var body struct{ Form map[string]any }
	citizen.get("cases/" + id).want(200).into(&body)
	if body.Form["street"] != "Αθηνάς 3" {
		t.Errorf("the form says %v", body.Form)
	}
}

func TestARefusalSaysHowToAppealAndAWithdrawalIsConfirmed(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	refused, second := citizen.files(), citizen.files()
	clerk.decides(refused, models.Rejected, "Δεν κατοικείτε εδώ.").want(200)
	b := h.reader(t).logsIn("citizen")
	b.opens("/cases/"+refused).sees(200, "Αν διαφωνείτε", "Η προθεσμία λήγει", "Δεν κατοικείτε εδώ.", "Κάντε νέα αίτηση")
	b.opens("/cases/"+refused+"/completion").sees(200, "έχει κλείσει")
	b.opens("/cases?state=closed").sees(200, "Απορρίφθηκε")
	path := "/cases/" + second
	b.opens(path+"/withdrawal").sees(200, "δεν αναιρείται")
	b.sends(path+"/withdrawal", "key", b.key(), "note", "Δεν τη χρειάζομαι").sees(200, "Η ανάκληση καταχωρίστηκε")
	b.opens(path+"/payment").sees(409, "<h1")
	b.opens("/cases/not-an-id").sees(404)
}
