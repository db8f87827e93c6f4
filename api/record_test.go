package api_test

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

// chancery is a house that makes certificates: each by a case of its own, with
// keys for who signs.
func chancery(t testing.TB) *house {
	t.Helper()
	h := furnished(t, func(d *api.Deps) { d.Portal = "https://portal.example.org" })
	h.courier.parents = map[models.CaseID]models.CaseID{}
	h.keys(t, monday.AddDate(1, 0, 0))
	return h
}

// keys says when the keys on the server end.
func (h *house) keys(t testing.TB, ends time.Time) {
	t.Helper()
	var seen []models.SigningKey
	for _, holder := range []string{string(account("mayor")), string(account("deputy")), "seal"} {
		seen = append(seen, models.SigningKey{Holder: holder, Subject: "CN", Issuer: "CA", Serial: "01", Algorithm: "RSA-2048", Class: "development",
			NotBefore: monday.AddDate(-1, 0, 0), NotAfter: ends, SHA256: models.SHA256(strings.Repeat("a", 64)), Certificate: []byte{0}})
	}
	if err := h.store.System().SeeKeys(t.Context(), elaionas, seen); err != nil {
		t.Fatal(err)
	}
}

// actor is somebody as the store knows him.
func (h *house) actor(t testing.TB, name string) models.Actor {
	t.Helper()
	sum := sha256.Sum256([]byte(token(name)))
	a, err := h.store.Actor(t.Context(), sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// approved is an application of citizen's that waits for its certificate, and
// the case that makes it.
func (h *house) approved(t testing.TB) (parent, child string) {
	t.Helper()
	parent = h.as(t, "citizen").files()
	h.as(t, "clerk").decides(parent, models.Approved, "").want(200)
	return parent, string(models.MadeBy(models.CaseID(parent), 3))
}

func taskOf(child string, visit int) string {
	return string(models.TaskAt(models.CaseID(child), visit, 0))
}

// read are statements as a clerk reads them in the file; without says which
// are left out.
func read(without ...string) []any {
	var out []any
	for _, st := range [][2]any{{"surname", "ΠΑΠΑΔΟΠΟΥΛΟΣ"}, {"given-name", "ΑΥΓΟΥΣΤΙΝΟΣ"}, {"street", "Οδός Μητρώου 7"}, {"town", "57000 Ελαιώνας"},
		{"first-year", 2019}, {"until", "today"}, {"proof", "Λογαριασμός ρεύματος"}} {
		if !slices.Contains(without, st[0].(string)) {
			out = append(out, map[string]any{"key": st[0], "value": st[1]})
		}
	}
	return out
}

// writes writes a record at an edit.
func (c *caller) writes(child string, edit int, statements []any) *reply {
	c.t.Helper()
	return c.do("PUT", "cases/"+child+"/record", map[string]any{"edit": edit, "references": map[string]any{"case-file": "έντυπο Ε1"},
		"statements": statements})
}

// sees is the hash of the record as it stands.
func (c *caller) hash(child string) string {
	c.t.Helper()
	sum, _ := c.get("cases/" + child + "/record").want(200).object()["sha256"].(string)
	return sum
}

// ready brings a child to its signature; the clerk did the statements.
func (h *house) ready(t testing.TB, child string) (seen string) {
	t.Helper()
	clerk := h.as(t, "clerk")
	clerk.writes(child, 0, read()).want(200)
	seen = clerk.hash(child)
	clerk.post("tasks/"+taskOf(child, 1)+"/decision", map[string]any{"outcome": "done", "seen": seen}).want(200)
	return seen
}

func TestAClerkWritesWhatTheRegisterSaysAndTheApplicantNeverDoes(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	clerk := h.as(t, "clerk")
	first := clerk.get("cases/" + child + "/record").want(200).object()
	if first["edit"] != 0.0 || first["sha256"] != nil || first["writable"] != true || len(first["missing"].([]any)) == 0 {
		t.Errorf("a record before it is written: %v", first)
	}
	claimed := first["claimed"].([]any)
	if len(claimed) != 2 || claimed[0].(map[string]any)["value"] != "Αθηνάς 1" || claimed[0].(map[string]any)["confirmed"] != false {
		t.Errorf("the applicant claims %v", claimed)
	}
	for _, who := range []string{"citizen", "citizen2", "clerk-tech", "manager", "admin"} {
		c := h.as(t, who)
		c.get("cases/"+child+"/record").problem(404, "no-such-case")
		c.writes(child, 0, read()).problem(404, "no-such-case")
		c.get("cases/"+child+"/preview.pdf").problem(404, "no-such-case")
	}
	h.as(t, "mayor").writes(child, 0, read()).problem(403, "not-allowed") // he reads it, to sign

	r := clerk.writes(child, 0, read("street")).want(200).object()
	if r["edit"] != 1.0 || len(r["statements"].([]any)) != 6 {
		t.Errorf("after the first writing: %v", r)
	}
	missing := r["missing"].([]any)
	if len(missing) != 1 || missing[0].(map[string]any)["field"] != "statements.street" {
		t.Errorf("missing is %v", missing)
	}
	st := r["statements"].([]any)[0].(map[string]any)
	if st["reference"] != "έντυπο Ε1" || st["by"] != "Όνομα clerk" || st["register"] != "case-file" {
		t.Errorf("a statement is %v", st)
	}
	var p struct{ Data map[string]any }
	h.as(t, "clerk2").writes(child, 0, read()).problem(409, "task-claimed")
	h.as(t, "head").writes(child, 0, read()).problem(409, "edited-meanwhile").into(&p)
	if p.Data["by"] != "Όνομα clerk" {
		t.Errorf("who was faster: %v", p.Data)
	}
	clerk.get("cases/"+child+"/preview.pdf").problem(422, "record-incomplete", "statements.street required")
	clerk.post("tasks/"+taskOf(child, 1)+"/decision", map[string]any{"outcome": "done", "seen": r["sha256"]}).
		problem(422, "record-incomplete", "statements.street required")
}

func TestWhatTheApplicantTypedNeverReachesThePreview(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	clerk := h.as(t, "clerk")
	clerk.writes(child, 0, read()).want(200)
	r := clerk.get("cases/" + child + "/preview.pdf").want(200)
	text := r.words()
	if !strings.Contains(text, "Οδός Μητρώου 7") || strings.Contains(text, "Αθηνάς") || strings.Contains(text, "2020") {
		t.Errorf("the preview says %s", text)
	}
	if !strings.Contains(text, "Αριθμός πρωτοκόλλου: — Ημερομηνία: —") {
		t.Errorf("a preview has no number: %s", text)
	}
	if got := r.header.Get("ETag"); got != `"`+clerk.hash(child)+`"` {
		t.Errorf("ETag is %s", got)
	}
	if again := clerk.get("cases/" + child + "/preview.pdf").want(200); !bytes.Equal(again.body, r.body) {
		t.Error("the same record gives another preview")
	}
	// With the capacity of who will sign: the mayor in her own right, the head by order.
	for who, says := range map[string]string{"mayor": "Η Δήμαρχος", "deputy": "Ο Προϊστάμενος"} {
		if text := h.as(t, who).get("cases/" + child + "/preview.pdf").want(200).words(); !strings.Contains(text, says) ||
			!strings.Contains(text, "Όνομα "+who) || strings.Contains(text, "εντολή") != (who == "deputy") {
			t.Errorf("the preview of %s says %s", who, text)
		}
	}
	if text := h.as(t, "mayor").get("cases/" + child + "/preview.pdf?way=paper").want(200).words(); text == "" {
		t.Error("no preview of a print")
	}
}

func TestWrongStatementsAreNamedAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	clerk := h.as(t, "clerk")
	put := func(references, statements any) *reply {
		return clerk.do("PUT", "cases/"+child+"/record", map[string]any{"edit": 0, "references": references, "statements": statements})
	}
	one := func(key string, value any, reference string) map[string]any {
		return map[string]any{"key": key, "value": value, "reference": reference}
	}
	ref := map[string]any{"case-file": "Ε1"}
	put(ref, []any{one("first-year", "παλιά", ""), one("nonsense", "x", "")}).
		problem(422, "invalid-request", "statements.first-year number-form", "statements.nonsense unknown-field")
	put(ref, []any{one("surname", "Α", ""), one("surname", "Β", "")}).problem(422, "invalid-request", "statements.surname repeated")
	put(map[string]any{}, []any{one("surname", "Α", ""), one("street", "Β", "")}).problem(422, "invalid-request", "references.case-file required")
	put(map[string]any{"vital-acts": "1/1/2014"}, []any{one("surname", "Α", "Ε1")}).problem(422, "invalid-request", "references.vital-acts unknown-field")
	put(ref, []any{one("surname", "Α", strings.Repeat("ω", 121))}).problem(422, "invalid-request", "statements.surname.reference reference-form")
	put(map[string]any{"case-file": strings.Repeat("ω", 121)}, []any{one("surname", "Α", "")}).
		problem(422, "invalid-request", "references.case-file reference-form")
	put(ref, []any{one("last-year", 2020, "")}).problem(422, "invalid-request", "statements.until required") // it would be lost
	if r := clerk.get("cases/" + child + "/record").want(200).object(); r["edit"] != 0.0 {
		t.Errorf("something was written: %v", r)
	}
}

func TestARecordIsWrittenOnlyWhileItsStatementsAreAsked(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	h.ready(t, child)
	h.as(t, "clerk").writes(child, 1, read()).problem(409, "not-now")
	h.as(t, "clerk").get("cases/"+uuid.NewString()+"/record").problem(404, "no-such-case")
}
