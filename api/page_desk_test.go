package api_test

import "testing"

func TestStaffFindCasesByNumberAndName(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").files()
	b := h.reader(t)
	b.logsIn("clerk")
	b.opens("/search").sees(200, "Αναζήτηση υποθέσεων")
	b.opens("/search?q=1/2026").sees(200, "Βεβαίωση μόνιμης κατοικίας", "1/2026", `href="/case/`)
	b.opens("/search?q=1/2026&state=closed").sees(200, "Δεν βρέθηκε υπόθεση")
	b.logsIn("clerk-tech").opens("/search?q=1/2026").sees(200, "Δεν βρέθηκε υπόθεση")
}

func TestAnOfficerIdentifiesByTheCode(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.unknown(t, "citizen")
	var r requested
	h.as(t, "citizen").post("identity-requests", nil).want(201).into(&r)
	h.as(t, "admin").post("admin/accounts", map[string]any{"email": "officer@example.org", "name": "Κλέαρχος", "password": password,
		"roles": []any{map[string]any{"role": "clerk", "unit": "kep-port"}}}).want(201)
	b := h.reader(t)
	b.logsIn("officer")
	b.opens("/identify").sees(200, "Ταυτοποίηση πολίτη")
	b.sends("/identify", "code", "xx").sees(422, `href="#f-code"`)
	b.sends("/identify", "code", r.Code).sees(200, "Όνομα citizen", "Δελτίο")
	key := b.key()
	b.sends("/identify/"+r.ID, "outcome", "done", "code", r.Code, "key", key, "document.kind", "identity-card", "document.number", "").
		sees(422, `href="#f-document-number"`, "Όνομα citizen")
	b.sends("/identify/"+r.ID, "outcome", "done", "code", r.Code, "key", key, "document.kind", "identity-card", "document.number", "ab 123456").
		sees(200, "Η ταυτότητα επιβεβαιώθηκε")
}

func TestAHeadRecordsAnAbsenceAndMovesTasks(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	clerk := h.as(t, "clerk")
	clerk.post("tasks/"+clerk.task(id)+"/claim", nil).want(200)
	b := h.reader(t)
	b.logsIn("head")
	b.opens("/absence").sees(200, "Δεν υπάρχουν", "Μεταφορά εργασιών")
	b.sends("/absence", "key", b.key(), "account", string(account("clerk")), "substitute", string(account("clerk2")), "from", "x").sees(422, `href="#f-from"`)
	b.sends("/absence", "key", b.key(), "account", string(account("clerk")), "substitute", string(account("clerk2")), "from", "2026-11-24", "to", "2026-11-20").
		sees(422, `href="#f-to"`)
	b.opens("/absence").sends("/absence", "key", b.key(), "account", string(account("clerk")), "substitute", string(account("clerk2")), "from", "2026-11-24", "to", "2026-11-27").
		sees(200, "Η απουσία καταχωρίστηκε", "Αντικαταστάτης: Όνομα clerk2")
	b.sends("/absence/reassign", "unit", "municipal-roll", "giver", string(account("clerk")), "taker", string(account("clerk2"))).
		sees(200, "Μεταφέρθηκαν: 1. Δεν μεταφέρθηκαν: 0.")
}
