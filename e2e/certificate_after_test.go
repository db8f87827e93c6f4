//go:build unix

package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

// A document after it has left: signed while the authority of times was away,
// corrected, given its timestamp, revoked. Every file that ever left stays.
func TestWhatBecomesOfADocumentThatHasLeft(t *testing.T) {
	h := setup(t)
	h.dev(t, http.MethodPost, "/dev/tsa?away=true")
	t.Cleanup(func() { h.dev(t, http.MethodPost, "/dev/tsa?away=false") })
	m := h.apply(t, "citizen-10", "residence-certificate", obj{"delivery": "email"}).approved(t)
	m.signed(t, m.ready(t))
	first := only(t, m.applicant.over(t, m.filed.ID).Documents)
	f := only(t, first.Versions[0].Files)
	file := m.applicant.fetch(t, f)
	if f.Level != models.LevelB || h.verify(t, first.Versions[0].Code).State != models.VerifiedValid {
		t.Fatalf("without a timestamp: %+v", f)
	}
	link := linkIn.FindString(only(t, m.last(t, mailbox.Email)).Text)
	h.dev(t, http.MethodPost, "/dev/tsa?away=false")

	second := h.corrected(t, m, first)
	h.stamped(t, m, first, file)
	newest := m.applicant.fetch(t, only(t, second.Versions[0].Files))
	if status, b := h.page(t, link); status != http.StatusOK || !bytes.Equal(b, newest) {
		t.Errorf("the link gives %d and not the newest file of the document", status)
	}
	h.revoked(t, m, second, link)
	// Whoever got a file finds it where it was, whatever has become of it.
	for _, v := range only(t, get[api.Case](t, m.applicant, "/cases/"+string(m.filed.ID)).Documents).Versions {
		for _, f := range v.Files {
			m.applicant.fetch(t, f)
		}
	}
	checkWell(t, h)
}

// corrected repeats a document under its number.
func (h *house) corrected(t *testing.T, m *made, d api.Document) api.Document {
	t.Helper()
	again := &made{h: h, clerk: m.clerk, id: models.CaseID(freshID())}
	body := obj{"caseId": again.id, "reason": "Λάθος στον αριθμό της οδού."}
	path := "/documents/" + string(d.ID)
	refused(t, m.applicant, path+"/correction", body, 403, "not-allowed")
	for range 2 {
		post[api.CorrectionStarted](t, m.clerk, path+"/correction", body)
	}
	refused(t, m.clerk, path+"/correction", obj{"caseId": freshID(), "reason": "Άλλο."}, 409, "correction-open")
	m.clerk.at(t, again.id, "statements")
	if r := again.record(t); len(r.Statements) == 0 || r.SHA256 == "" || len(r.Versions) != 1 {
		t.Errorf("it begins with what the first said: %+v", r)
	}
	seen := again.written(t, obj{"street": "Λεωφόρος Δημοκρατίας 21"})
	again.attested(t, seen)
	again.signed(t, seen)
	m.clerk.over(t, again.id)

	now := get[api.Document](t, m.applicant, path)
	if now.Version != 2 || len(now.Versions) != 2 || *now.Protocol != *d.Protocol || now.Versions[0].Code == d.Versions[0].Code {
		t.Fatalf("corrected: %+v", now)
	}
	text := pdfText(t, m.applicant.fetch(t, only(t, now.Versions[0].Files)))
	if !has(text, "ΟΡΘΗ ΕΠΑΝΑΛΗΨΗ", "Λάθος στον αριθμό της οδού.", "Λεωφόρος Δημοκρατίας 21") || has(text, "Δημοκρατίας 12") {
		t.Errorf("repetition: %s", text)
	}
	checkOneNumber(t, h, now, text)
	old, fresh := h.verify(t, d.Versions[0].Code), h.verify(t, now.Versions[0].Code)
	if old.State != models.VerifiedReplaced || old.ReplacedAt == nil || fresh.State != models.VerifiedValid || fresh.Version != 2 {
		t.Errorf("old code: %+v; new code: %+v", old, fresh)
	}
	return now
}

// stamped waits for the timestamp that is added to the first version: a further
// file, which begins with all bytes of the one that left before.
func (h *house) stamped(t *testing.T, m *made, d api.Document, first []byte) {
	t.Helper()
	var v api.DocumentVersion
	await(t, limit, "the timestamp of "+string(d.ID), func() bool {
		all := get[api.Document](t, m.applicant, "/documents/"+string(d.ID)).Versions
		v = all[len(all)-1]
		return len(v.Files) == 2
	})
	file := m.applicant.fetch(t, v.Files[0])
	if v.Files[0].What != models.FileTimestamped || v.Files[0].Level != models.LevelT || !bytes.HasPrefix(file, first) ||
		!bytes.Equal(m.applicant.fetch(t, v.Files[1]), first) {
		t.Errorf("later: %+v", v.Files)
	}
	old, now := h.check(t, first), h.check(t, file)
	if old.Result != api.FileOurs || old.Newest == nil || *old.Newest || now.Result != api.FileOurs || now.Newest == nil || !*now.Newest {
		t.Errorf("the file without a timestamp: %+v; with: %+v", old, now)
	}
	if out, exit := h.verifier(t, file); exit != 0 {
		t.Errorf("thyrida verify: %d %s", exit, out)
	}
	checkTools(t, h, first, "ΒΕΒΑΙΩΣΗ", "ΠΑΠΑΔΟΠΟΥΛΟΣ")
}

// revoked withdraws a document: it says so everywhere, and its links end.
func (h *house) revoked(t *testing.T, m *made, d api.Document, link string) {
	t.Helper()
	path, head := "/documents/"+string(d.ID)+"/revocation", h.as(t, "head")
	refused(t, m.clerk, path, obj{"reason": canaries["reason"]}, 403, "not-allowed")
	if now := post[api.Document](t, head, path, obj{"reason": canaries["reason"]}); now.State != models.DocRevoked || now.RevokedAt == nil {
		t.Fatalf("revoked: %+v", now)
	}
	refused(t, head, path, obj{"reason": canaries["reason"]}, 409, "already-revoked")
	refused(t, m.clerk, "/documents/"+string(d.ID)+"/correction", obj{"reason": "Άλλο."}, 409, "not-issued")
	for _, v := range d.Versions {
		w := h.verify(t, v.Code)
		status, page := h.page(t, "/v/"+v.Code)
		if w.State != models.VerifiedRevoked || status != http.StatusOK || !strings.Contains(string(page), w.StateText) ||
			strings.Contains(string(page), canaries["reason"]) {
			t.Errorf("version %d: %+v, page %d %s", v.Version, w, status, page)
		}
	}
	if status, page := h.page(t, link); status != http.StatusNotFound || bytes.HasPrefix(page, []byte("%PDF")) {
		t.Errorf("the link gives %d", status)
	}
	await(t, limit, "the message of the revocation", func() bool {
		number := fmt.Sprintf("%d/%d", d.Protocol.Number, d.Protocol.Year)
		return slices.ContainsFunc(h.messages(t, mailbox.Email, canaries["reason"]), func(x mailbox.Message) bool {
			return strings.Contains(x.Subject, "Ανακλήθηκε έγγραφό σας") && has(x.Text, number, d.Versions[0].Code) && !linkIn.MatchString(x.Text)
		})
	})
}
