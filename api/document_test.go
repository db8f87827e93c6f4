package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/models"
)

func sumOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// shown is a document as its page shows it.
type shown struct {
	State, StateText, Title string
	Version                 int
	Protocol                models.Entry
	RevokedWhy              string
	MayRevoke, MayCorrect   bool
	Versions                []struct {
		Case, Code string
		Files      []struct{ SHA256, URL string }
		Signatures []struct{ Name, Title string }
	}
}

func (c *caller) document(id string) (d shown) {
	c.t.Helper()
	c.get("documents/" + id).want(200).into(&d)
	return d
}

func TestADocumentListsEveryFileAndGivesTheVeryBytes(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	citizen.upload("a.pdf", pdf).want(201)
	p := h.issues(t, []byte(pdf))
	d := citizen.document(p.id)
	if d.State != "issued" || d.StateText != "In force" || d.Title != "Certificate of birth" || d.Protocol.Number == 0 || len(d.Versions) != 1 ||
		d.Versions[0].Code != p.code || d.Versions[0].Signatures[0].Name == "" || d.MayRevoke || d.MayCorrect {
		t.Fatalf("%+v", d)
	}
	var c struct{ Documents []struct{ ID string } }
	citizen.get("cases/" + d.Versions[0].Case).want(200).into(&c)
	if len(c.Documents) != 1 || c.Documents[0].ID != p.id {
		t.Errorf("the case has %+v", c)
	}
	f := d.Versions[0].Files[0]
	r := citizen.get(f.URL).want(200)
	if string(r.body) != pdf || f.SHA256 != sumOf(pdf) {
		t.Errorf("other bytes: %q", r.body)
	}
	for k, v := range map[string]string{"ETag": `"` + sumOf(pdf) + `"`, "Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff",
		"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"} {
		if r.header.Get(k) != v {
			t.Errorf("%s is %q", k, r.header.Get(k))
		}
	}
	end := "-" + itoa(d.Protocol.Number) + "-2025.pdf"
	how := r.header.Get("Content-Disposition")
	if _, params, err := mime.ParseMediaType(how); err != nil || params["filename"] != "Πιστοποιητικό-γέννησης"+end || !strings.Contains(how, `filename="birth`+end+`"`) {
		t.Errorf("saved as %q (%v)", how, err)
	}
	citizen.get("documents/"+p.id+"/versions/2/files/"+sumOf(pdf)).problem(404, "no-such-file")
	citizen.get("documents/"+p.id+"/versions/1/files/"+sumOf("other")).problem(404, "no-such-file")
	citizen.get("documents/" + p.id + "/versions/1/files/x").want(422)
	h.as(t, "citizen2").get("documents/"+p.id).problem(404, "unknown-document")
	h.as(t, "protocol").get(f.URL).problem(403, "not-allowed")
}

func TestAFileThatIsMissingOrDamagedIsNeverSent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files, err := blob.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	h := furnished(t, func(d *api.Deps) { d.Blob = files })
	p := h.issues(t, []byte("gone"))
	at := "documents/" + p.id + "/versions/1/files/" + sumOf("gone")
	h.as(t, "citizen").get(at).problem(http.StatusInternalServerError, "file-missing")
	o, err := files.Put(t.Context(), strings.NewReader("gone"), 100)
	if err != nil || o.Key != sumOf("gone") {
		t.Fatal(o, err)
	}
	if got := h.as(t, "citizen").get(at).want(200); string(got.body) != "gone" {
		t.Errorf("%q", got.body)
	}
	if err := os.WriteFile(filepath.Join(dir, "objects", o.Key[:2], o.Key), []byte("gonE"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.as(t, "citizen").get(at).problem(http.StatusInternalServerError, "file-missing")
}

func TestADocumentIsRevokedOnceWithAReason(t *testing.T) {
	t.Parallel()
	h := setup(t)
	p := h.issues(t, []byte(pdf))
	head := h.as(t, "head")
	head.post("documents/"+p.id+"/revocation", map[string]any{"reason": ""}).want(422)
	head.post("documents/"+p.id+"/revocation", map[string]any{"reason": "\u0001 "}).problem(422, "reasons-required", "reason required")
	r := head.post("documents/"+p.id+"/revocation", map[string]any{"reason": "Νέα στοιχεία"}).want(200).object()
	if r["state"] != "revoked" || r["revokedWhy"] != "Νέα στοιχεία" || r["mayRevoke"] != false {
		t.Errorf("%v", r)
	}
	again := head.post("documents/"+p.id+"/revocation", map[string]any{"reason": "πάλι"}).problem(409, "already-revoked").object()
	if !strings.Contains(again["detail"].(string), "Όνομα head") {
		t.Errorf("%v", again)
	}
	h.as(t, "clerk").post("documents/"+p.id+"/correction", map[string]any{"reason": "λάθος"}).problem(409, "not-issued")
	if d := h.as(t, "citizen").document(p.id); d.State != "revoked" || d.StateText != "Revoked" {
		t.Errorf("%+v", d)
	}
}

func TestACorrectionIsACaseThatMakesTheNextVersion(t *testing.T) {
	t.Parallel()
	h := setup(t)
	p := h.issues(t, []byte(pdf))
	clerk, id := h.as(t, "clerk"), uuid.NewString()
	body := map[string]any{"caseId": id, "reason": "Λάθος\nόνομα"}
	for range 2 {
		if got := clerk.post("documents/"+p.id+"/correction", body).want(201).object(); got["case"] != id {
			t.Errorf("%v", got)
		}
	}
	clerk.post("documents/"+p.id+"/correction", map[string]any{"reason": "κι άλλο"}).problem(409, "correction-open")
	c := clerk.get("cases/" + id).want(200).object()
	if c["kind"] != "certificate" || len(c["tasks"].([]any)) != 1 || len(c["documents"].([]any)) != 1 {
		t.Errorf("%v", c)
	}
	if d := clerk.document(p.id); d.MayCorrect || d.Version != 1 {
		t.Errorf("%+v", d)
	}
}

func TestTheLabelNeedsWhoDeliversByPost(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	task := h.as(t, "clerk").task(id)
	h.sql(t, `UPDATE tasks SET outcomes = '{delivered}' WHERE id = $1`, task)
	h.as(t, "clerk").get("cases/"+id+"/label.pdf").problem(409, "not-by-post")
	h.sql(t, `UPDATE cases SET delivery = 'post' WHERE id = $1`, id)
	h.as(t, "clerk").get("cases/"+id+"/label.pdf").problem(409, "no-address")
	h.sql(t, `UPDATE persons SET address = 'Αθηνάς 1', postcode = '57000'`)
	r := h.as(t, "clerk").get("cases/" + id + "/label.pdf").want(200)
	if got := r.words(); !strings.Contains(got, "Όνομα citizen") || !strings.Contains(got, "Αθηνάς 1") || !strings.Contains(got, "570 00") {
		t.Errorf("it says %s", got)
	}
}
