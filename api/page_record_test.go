package api_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

// writes fills the form of a record as a browser would send it.
func (b *reader) writesRecord(child, to, edit string, fields ...string) *reader {
	b.t.Helper()
	return b.sends("/case/"+child+"/record", append([]string{"to", to, "edit", edit, "language", "el"}, fields...)...)
}

func TestAClerkWritesTheRecordOfACertificateOnItsTask(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	b := h.reader(t).logsIn("clerk")
	task := "/tasks/" + taskOf(child, 1)
	b.opens(task).sees(200, "Στοιχεία από τα μητρώα", "Φάκελος της υπόθεσης", `name="statements.surname"`, "Ο αιτών δήλωσε: Αθηνάς 1", "Μόνο αν «")
	if strings.Contains(b.page, `value="Αθηνάς 1"`) {
		t.Error("what the applicant typed is filled in")
	}
	b.writesRecord(child, task+"?", "0", "statements.surname", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "statements.first-year", "παλιά", "statements.until", "today").
		sees(422, `href="#f-statements-first-year"`, `value="παλιά"`, `value="ΠΑΠΑΔΟΠΟΥΛΟΣ"`, `class="app-decide"`)
	b.writesRecord(child, task+"?", "0", "statements.surname", "ΠΑΠΑΔΟΠΟΥΛΟΣ").sees(422, `href="#f-references-case-file"`)
	b.writesRecord(child, task+"?", "0", "references.case-file", "έντυπο Ε1", "statements.surname", "ΠΑΠΑΔΟΠΟΥΛΟΣ").
		sees(200, "Λείπουν ακόμη", `value="έντυπο Ε1"`, `value="ΠΑΠΑΔΟΠΟΥΛΟΣ"`, `name="edit" value="1"`)
	all := []string{"references.case-file", "έντυπο Ε1", "statements.surname", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "statements.given-name", "ΑΥΓΟΥΣΤΙΝΟΣ", "statements.street", "Οδός Μητρώου 7",
		"statements.town", "57000 Ελαιώνας", "statements.first-year", "2019", "statements.until", "today", "statements.proof", "Λογαριασμός", "statements.proof.reference", "Λογαριασμός 7/2026"}
	b.writesRecord(child, task+"?", "0", all...).sees(409, "app-errors", `value="Οδός Μητρώου 7"`)
	b.writesRecord(child, task+"?", "1", all...).sees(200, "Δείτε πρώτα πώς θα τυπωθούν", "preview.pdf", `value="Λογαριασμός 7/2026"`, "Οδός Μητρώου 7 · έντυπο Ε1")
	h.reader(t).logsIn("citizen").sends("/case/"+child+"/record", "edit", "2").sees(403)
	h.reader(t).logsIn("clerk-tech").sends("/case/"+child+"/record", "edit", "2").sees(404)
	h.reader(t).logsIn("mayor").opens("/case/" + child).sees(200)
}

func TestRowsOfARecordAreWrittenAndAskedForWithoutJavaScript(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	child := uuid.NewString()
	h.as(t, "clerk").post("certificates", map[string]any{"caseId": child, "template": "family-status", "applicant": map[string]any{"name": "Φανή Ζαφειρίου"}}).want(201)
	b := h.reader(t).logsIn("clerk")
	task := "/tasks/" + taskOf(child, 1)
	b.opens(task).sees(200, `name="statements.members[1].name"`, "Δημοτολόγιο", "Ληξιαρχικ")
	member := func(i, name string) []string {
		return []string{"statements.members[" + i + "].relation", "child", "statements.members[" + i + "].name", name, "statements.members[" + i + "].birth-on", "2011-01-05"}
	}
	first := append([]string{"references.municipal-roll", "4021", "statements.surname", "ΖΑΦΕΙΡΙΟΥ"}, member("0", "ΜΙΑ")...)
	b.writesRecord(child, task+"?", "0", append(first, "more", "statements.members")...).
		sees(200, `name="statements.members[3].name"`, `value="ΜΙΑ"`, `value="ΖΑΦΕΙΡΙΟΥ"`, `name="edit" value="0"`)
	b.writesRecord(child, task+"?", "0", append(first, "statements.members[4].name", "ΔΥΟ", "statements.members[4].relation", "aunt")...).
		sees(422, `href="#f-statements-members-4--relation"`, `value="ΔΥΟ"`)
	b.writesRecord(child, task+"?", "0", append(first, member("4", "ΔΥΟ")...)...).sees(200, `value="ΜΙΑ"`, `name="statements.members[1].name" value="ΔΥΟ"`, `value="2011-01-05"`)
}
