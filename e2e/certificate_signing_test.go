//go:build unix

package e2e

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/durable"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
)

// simply is somebody at the counter who gets a link.
var (
	simply = obj{"name": "Ανθή Παραδειγματική", "email": "anthi@example.org"}
	byMail = obj{"delivery": "email"}
)

func TestOfABatchOnlyWhatWasSeenIsSigned(t *testing.T) {
	h := setup(t)
	mayor := h.as(t, "mayor")
	batch, items := []*made{}, []obj{}
	for range 3 {
		m := h.counter(t, "residence", simply, byMail)
		seen := m.ready(t)
		batch, items = append(batch, m), append(items, obj{"taskId": m.toSign(t, mayor).ID, "decisionId": freshID(), "seen": seen})
	}
	stale := items[1]["seen"]
	items[1]["seen"] = sumOf([]byte("an earlier record"))
	var out struct{ Results []api.SignatureResult }
	for range 2 { // said twice, signed once
		out = post[struct{ Results []api.SignatureResult }](t, mayor, "/signatures", obj{"items": items})
		if len(out.Results) != 3 || out.Results[0].Code != "" || out.Results[1].Code != "edited-meanwhile" || out.Results[2].Code != "" {
			t.Fatalf("batch: %+v", out.Results)
		}
	}
	numbers := map[int]bool{}
	for _, m := range []*made{batch[0], batch[2]} {
		numbers[m.document(t).Protocol.Number] = true
	}
	if c := mayor.at(t, batch[1].id, "signature"); task(c, "signature") == nil {
		t.Fatalf("what was not seen: %+v", c.Tasks)
	}
	batch[1].signed(t, stale.(models.SHA256))
	if numbers[batch[1].document(t).Protocol.Number] = true; len(numbers) != 3 {
		t.Errorf("numbers: %v", numbers)
	}
}

func TestAnEndedKeyRefusesAndTheTaskStays(t *testing.T) {
	h := setup(t)
	m := h.counter(t, "residence", simply, byMail)
	seen, mayor := m.ready(t), h.as(t, "mayor")
	k := m.toSign(t, mayor)
	path, key := "/tasks/"+string(k.ID)+"/decision", filepath.Join(h.dir, "signing", "mayor@example.org.p12")
	good, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	ended, _ := h.key(t, time.Now().AddDate(-10, 0, 0))
	for _, x := range []struct {
		file []byte
		code api.ProblemCode
	}{{ended, "key-expired"}, {[]byte("no key"), "key-unreadable"}} {
		if err := durable.Replace(key, x.file); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = durable.Replace(key, good) })
		h.keeps(t, m.id, x.code)
		refused(t, mayor, path, obj{"outcome": "signed", "way": "server", "seen": seen}, 409, x.code)
	}
	if err := durable.Replace(key, good); err != nil {
		t.Fatal(err)
	}
	h.keeps(t, m.id, "")
	if now := m.toSign(t, mayor); now.ID != k.ID || now.State != models.TaskOpen {
		t.Fatalf("the task: %+v", now)
	}
	m.signed(t, seen)
	m.document(t)
}

// key makes a key for the mayor out of the house's own authority, as it would
// have been issued at a time.
func (h *house) key(t *testing.T, at time.Time) ([]byte, *sign.Signer) {
	t.Helper()
	ca, err := sign.DevCA(filepath.Join(h.dir, "signing", "authority"), sign.Body{Name: "Δήμος Ελαιώνα"}, at)
	if err != nil {
		t.Fatal(err)
	}
	store, err := ca.Issue(sign.Holder{Name: "Καλλιρρόη Ελαιοδέντρου"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := sign.ReadPKCS12(store, sign.DevPassword)
	if err != nil {
		t.Fatal(err)
	}
	return store, s
}

// keeps waits until the keeper has seen the mayor's key as it is now. A worker
// that has just begun looks at once.
func (h *house) keeps(t *testing.T, id models.CaseID, code api.ProblemCode) {
	t.Helper()
	h.kill9(t, "worker")
	await(t, limit, "the keeper to see the key", func() bool {
		ways := get[api.Record](t, h.as(t, "mayor"), "/cases/"+string(id)+"/record").Ways
		return slices.ContainsFunc(ways, func(w api.RecordWay) bool {
			return w.Way == models.WayServer && w.Code == code && w.Open == (code == "")
		})
	})
}

func TestAWaitingSignatoryIsReminded(t *testing.T) {
	h := setup(t)
	m := h.counter(t, "residence", simply, byMail)
	seen := m.ready(t)
	m.toSign(t, h.as(t, "mayor"))
	h.terminate(t, m.id)
	h.sql(t, `UPDATE stage_visits SET opened_at = now() - interval '9 days', due_at = now() + interval '2 seconds',
		escalate_at = now() + interval '1 day' WHERE case_id = $1 AND visit = 2`, string(m.id))
	if left := h.doctor(t, "--repair"); len(left) != 1 {
		t.Fatalf("doctor found %v", left)
	}
	await(t, limit, "the mayor to be reminded", func() bool {
		return slices.ContainsFunc(h.messages(t, mailbox.Email, "Εκπρόθεσμη εργασία"), func(x mailbox.Message) bool {
			return strings.Contains(x.To, "mayor@example.org") && strings.Contains(x.Text, "«Περιμένει την υπογραφή»")
		})
	})
	m.signed(t, seen)
	m.document(t)
}

// offered has the mayor ask for the document to sign it outside the house.
func (m *made) offered(t *testing.T, way models.SigningWay) (path string, seen models.SHA256, file []byte) {
	t.Helper()
	seen = m.ready(t)
	mayor := m.h.as(t, "mayor")
	k := m.toSign(t, mayor)
	path = "/tasks/" + string(k.ID)
	o := post[api.Offer](t, mayor, path+"/offer", obj{"way": way, "seen": seen})
	file = get[[]byte](t, mayor, strings.TrimPrefix(o.URL, "/api/v1"))
	if again := post[api.Offer](t, mayor, path+"/offer", obj{"way": way, "seen": seen}); again != o || sumOf(file) != o.SHA256 || o.Number.Number < 1 {
		t.Fatalf("offer: %+v, again %+v", o, again)
	}
	return path + "/signed-document", seen, file
}

// brought brings a document back that the mayor signed by hand.
func (m *made) brought(t *testing.T, seen models.SHA256, scan []byte) {
	t.Helper()
	mayor := m.h.as(t, "mayor")
	post[api.Decided](t, mayor, "/tasks/"+string(m.toSign(t, mayor).ID)+"/signed-document",
		multi(map[string]string{"decisionId": freshID(), "seen": string(seen)}, "scan.pdf", scan))
}

func TestASignatureOfAnotherProgramIsTakenForTheOfferedBytesAlone(t *testing.T) {
	h := setup(t)
	_, own := h.key(t, time.Now())
	_, other := h.key(t, time.Now())
	mayor, account := h.as(t, "mayor"), string(demo.Account{Email: "mayor@example.org"}.ID())
	if status, err := h.as(t, "admin").call(t.Context(), http.MethodPut, "/admin/accounts/"+account+"/signing-certificate", "",
		obj{"certificate": base64.StdEncoding.EncodeToString(own.Certificate().Raw)}, nil); err != nil {
		t.Fatalf("%d %s", status, told(err))
	}
	m := h.counter(t, "residence", simply, byMail)
	path, seen, offer := m.offered(t, models.WayExternal)
	signed := func(s *sign.Signer, file []byte) []byte {
		t.Helper()
		out, err := s.Sign(t.Context(), file, sign.Options{At: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	another := h.counter(t, "residence", simply, byMail)
	_, _, foreign := another.offered(t, models.WayExternal)
	id := freshID()
	bring := func(file []byte) *upload {
		return multi(map[string]string{"decisionId": id, "seen": string(seen)}, "signed.pdf", file)
	}
	right := signed(own, offer)
	refused(t, mayor, path, bring(signed(own, foreign)), 422, "not-the-offered-file")
	refused(t, mayor, path, bring(signed(other, offer)), 422, "certificate-unexpected")
	refused(t, mayor, path, bring(offer), 422, "not-the-offered-file")
	refused(t, mayor, path, bring(append(bytes.Clone(right), "rubbish"...)), 422, "file-refused") // by what judges every upload
	for range 2 {                                                                                 // brought twice, taken once
		post[api.Decided](t, mayor, path, bring(right))
	}
	d := m.document(t)
	v := only(t, d.Versions)
	file := m.clerk.fetch(t, only(t, slices.DeleteFunc(slices.Clone(v.Files), func(f api.DocumentFile) bool { return f.What != models.FileSigned })))
	if !bytes.Equal(file, right) || v.Way != models.WayExternal || only(t, v.Signatures).Certificate != sumOf(own.Certificate().Raw) {
		t.Errorf("brought: %+v", v)
	}
	checkTools(t, h, file, "ΒΕΒΑΙΩΣΗ", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "Καλλιρρόη Ελαιοδέντρου")
	if w := h.verify(t, v.Code); w.State != models.VerifiedValid || w.Way != models.WayExternal {
		t.Errorf("by its code: %+v", w)
	}
	another.signed(t, another.record(t).SHA256) // he may still choose another way
	if a := another.document(t); a.Versions[0].Way != models.WayServer {
		t.Errorf("after the offer: %+v", a)
	}
}

func TestADocumentSignedByHandIsMarkedSo(t *testing.T) {
	h := setup(t)
	m := h.counter(t, "residence", simply, byMail)
	path, seen, offer := m.offered(t, models.WayPaper)
	scan, form := demo.Paper("scan"), map[string]string{"decisionId": freshID(), "seen": string(seen)}
	refused(t, h.as(t, "mayor"), path, multi(form, "scan.exe", []byte("MZ this is a program")), 415, "kind-not-allowed")
	m.brought(t, seen, scan)
	d := m.document(t)
	v := only(t, d.Versions)
	f := only(t, v.Files)
	if f.What != models.FileScan || f.Level != "" || !bytes.Equal(m.clerk.fetch(t, f), scan) || v.Way != models.WayPaper {
		t.Errorf("scan: %+v", v)
	}
	checkOneNumber(t, h, d, pdfText(t, offer))
	w := h.verify(t, v.Code)
	status, page := h.page(t, "/v/"+v.Code)
	if w.State != models.VerifiedValid || w.Way != models.WayPaper || w.Class != "" || only(t, w.Files).SHA256 != sumOf(scan) ||
		status != 200 || !strings.Contains(string(page), w.ClassText) {
		t.Errorf("by its code: %+v, page %d %s", w, status, page)
	}
	if !strings.Contains(pdfText(t, offer), v.Code) || !strings.Contains(w.ClassText, "Χειρόγραφη υπογραφή") {
		t.Errorf("marked: %q", w.ClassText)
	}
}
