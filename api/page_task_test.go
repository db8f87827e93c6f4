package api_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
)

// desks a clerk before the open task of a new application.
func (h *house) desks(t *testing.T, who string) (b *reader, id, task string) {
	id = h.as(t, "citizen").files()
	task = h.as(t, "clerk").task(id)
	b = h.reader(t)
	b.logsIn(who)
	return b, id, task
}

func TestAClerkJudgesAPaperAndReturnsTheApplication(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, id, task := h.desks(t, "clerk")
	b.opens("/tasks/"+task+"?queue=unit").sees(200, "Βεβαίωση μόνιμης κατοικίας", "Όνομα citizen", "1 από 1", "Επιστροφή για συμπλήρωση", "Εκκρεμεί έλεγχος")
	paper := regexp.MustCompile(`/papers/([0-9a-f-]{36})"`).FindStringSubmatch(b.page)[1]
	b.sends("/case/"+id+"/papers/"+paper, "to", "/tasks/"+task, "verdict", "refused").sees(422, "Γράψτε γιατί δεν γίνεται δεκτό")
	b.sends("/case/"+id+"/papers/"+paper, "to", "/tasks/"+task, "verdict", "refused", "reason", "illegible").sees(200, "καταγράφηκε", "δεν έγινε δεκτό: χρειάζεται επιστροφή")
	b.sends("/tasks/"+task+"/decision", "outcome", "returned", "key", b.key(), "reasons-returned", "nonsense").sees(422)
	b.sends("/tasks/"+task+"/decision?queue=unit", "outcome", "returned", "key", b.key(), "reasons-returned", "form", "note-returned", "Και τον όροφο.").
		sees(200, "Η απόφαση καταγράφηκε")
	if b.path != "/queue?queue=unit" {
		t.Errorf("stands at %s", b.path)
	}
	r := h.as(t, "citizen").get("cases/" + id + "/thread").want(200)
	for _, want := range []string{"Συμπληρώστε τα στοιχεία", "Και τον όροφο.", "Δεν διαβάζεται"} {
		if !strings.Contains(string(r.body), want) {
			t.Errorf("the citizen does not read %q: %s", want, r.body)
		}
	}
}

func TestARefusalWithoutReasonComesBackWithThePanelOpen(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, _, task := h.desks(t, "clerk")
	b.opens("/tasks/" + task).sees(200)
	b.sends("/tasks/"+task+"/decision", "outcome", "rejected", "key", b.key()).sees(422, "<title>Σφάλμα:", `app-panel--open" id="d-rejected"`)
}

func TestOfTwoWhoDecideTheSecondReadsWhoWasFirst(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, id, task := h.desks(t, "clerk")
	b.opens("/tasks/" + task).sees(200)
	key := b.key()
	h.as(t, "clerk2").decides(id, models.Returned, "Λείπει σελίδα.").want(200)
	b.sends("/tasks/"+task+"/decision", "outcome", "rejected", "note-rejected", "Όσα έγραψα", "key", key).sees(409, "Όνομα clerk2")
}

func TestATaskIsTakenGivenAndPutBack(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, _, task := h.desks(t, "head")
	b.opens("/tasks/"+task).sees(200, "Δεν την έχει αναλάβει κανείς")
	b.sends("/tasks/"+task+"/claim").sees(200, "Αναλάβατε την εργασία")
	b.sends("/tasks/"+task+"/assign", "account", string(account("clerk2"))).sees(200, "Η εργασία ανατέθηκε", "Όνομα clerk2")
	b.sends("/tasks/"+task+"/assign", "account", "x").sees(422)
	other := h.reader(t)
	other.logsIn("clerk")
	other.opens("/tasks/"+task).sees(200, "Την έχει αναλάβει: Όνομα clerk2")
	other.sends("/tasks/"+task+"/claim").sees(409, "Όνομα clerk2")
	b.sends("/tasks/"+task+"/release").sees(200, "επέστρεψε στην ουρά")
	b.opens("/tasks/nonsense").sees(404, "<h1")
	stranger := h.reader(t)
	stranger.logsIn("clerk-tech")
	stranger.opens("/tasks/" + task).sees(404)
	stranger.logsIn("citizen").opens("/tasks/" + task).sees(403)
}

func TestStaffWriteToTheCitizenAndApartForThemselves(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, id, task := h.desks(t, "clerk")
	to := "/tasks/" + task
	b.opens(to).sees(200)
	b.sends("/case/"+id+"/messages", "to", to, "key", b.key(), "text", "").sees(422, `href="#f-text"`)
	b.sends("/case/"+id+"/messages", "to", to, "key", b.key(), "text", "Καλημέρα <b>σας</b>").sees(200, "Το μήνυμα στάλθηκε", "&lt;b&gt;σας")
	b.sends("/case/"+id+"/notes", "to", to, "key", b.key(), "note-text", "Μόνο για εμάς").sees(200, "Η σημείωση καταχωρίστηκε", "Μόνο για εμάς")
	if r := h.as(t, "citizen").get("cases/" + id + "/thread"); strings.Contains(string(r.body), "Μόνο για εμάς") {
		t.Error("the citizen reads the note")
	}
	b.sends("/case/"+id+"/watch", "to", to, "watch", "yes").sees(200, "Παρακολουθείτε", "Τέλος παρακολούθησης")
	b.sends("/case/"+id+"/watch", "to", to, "watch", "no").sees(200, "Δεν παρακολουθείτε πια")
}

func TestCasesAreLinkedByTheirNumber(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, id, task := h.desks(t, "clerk")
	other := h.as(t, "citizen2").files()
	to := "/tasks/" + task
	b.sends("/case/"+id+"/links", "to", to, "kind", "same-matter", "number", "999/2026").sees(422, `href="#f-number"`)
	b.sends("/case/"+id+"/links", "to", to, "kind", "same-matter", "number", "2/2026").sees(200, "Οι υποθέσεις συνδέθηκαν", "/case/"+other)
	b.sends("/case/"+id+"/unlink", "to", to, "other", other).sees(200, "αποσυνδέθηκαν")
	b.opens("/case/"+other).sees(200, "Όνομα citizen2")
	if !strings.HasPrefix(b.path, "/tasks/") {
		t.Errorf("stands at %s", b.path)
	}
}
