package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
)

// token card: a key in the hands of a person, registered for an account.
func (h *house) card(t testing.TB, ca *sign.DevPKI, holder string) *sign.Signer {
	t.Helper()
	p12, err := ca.Issue(sign.Holder{Key: holder + "@example.org", Name: "Όνομα " + holder})
	if err != nil {
		t.Fatal(err)
	}
	s, err := sign.ReadPKCS12(p12, sign.DevPassword)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h *house) expects(t testing.TB, holder string, s *sign.Signer) {
	t.Helper()
	c := s.Certificate()
	sum := sha256.Sum256(c.Raw)
	err := h.store.For(h.actor(t, "admin")).ExpectCertificate(t.Context(), account(holder), models.SigningKey{Subject: "CN", Issuer: "CA",
		Serial: "02", Algorithm: "P-256", Class: "development", NotBefore: c.NotBefore, NotAfter: c.NotAfter,
		SHA256: models.SHA256(hex.EncodeToString(sum[:])), Certificate: c.Raw})
	if err != nil {
		t.Fatal(err)
	}
}

func testAuthority(t testing.TB) *sign.DevPKI {
	t.Helper()
	ca, err := sign.DevCA(t.TempDir(), sign.Body{Name: "Δήμος Ελαιώνα"}, monday)
	if err != nil {
		t.Fatal(err)
	}
	return ca
}

// offered asks for an offer and its bytes.
func (c *caller) offered(child, way, seen string) []byte {
	c.t.Helper()
	var o struct {
		CaseID, SHA256, URL string
		Size                int
		Number              struct{ Number int }
	}
	c.post("tasks/"+taskOf(child, 2)+"/offer", map[string]any{"way": way, "seen": seen}).want(200).into(&o)
	r := c.get(o.URL).want(200)
	sum := sha256.Sum256(r.body)
	if o.CaseID != child || o.SHA256 != hex.EncodeToString(sum[:]) || o.Size != len(r.body) || o.Number.Number == 0 ||
		r.header.Get("ETag") != `"`+o.SHA256+`"` {
		c.t.Errorf("offered %+v, got %d bytes, ETag %s", o, len(r.body), r.header.Get("ETag"))
	}
	return r.body
}

// brings brings a signed document back.
func (c *caller) brings(child, decision, seen string, file []byte) *reply {
	c.t.Helper()
	return c.sends("tasks/"+taskOf(child, 2)+"/signed-document", string(file), "decisionId", decision, "seen", seen)
}

func signedBy(t testing.TB, s *sign.Signer, file []byte) []byte {
	t.Helper()
	out, err := s.Sign(t.Context(), file, sign.Options{Name: "Όνομα", At: monday})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestASignatoryUsesHisOwnProgram(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	seen, mayor, ca := h.ready(t, child), h.as(t, "mayor"), testAuthority(t)
	ask := map[string]any{"way": "external", "seen": seen}
	mayor.post("tasks/"+taskOf(child, 2)+"/offer", ask).problem(409, "certificate-absent")
	mayor.get("tasks/"+taskOf(child, 2)+"/offer.pdf").problem(404, "no-offer")
	key, other := h.card(t, ca, "mayor"), h.card(t, ca, "other")
	h.expects(t, "mayor", key)
	mayor.post("tasks/"+taskOf(child, 2)+"/offer", map[string]any{"way": "external", "seen": "00" + seen[2:]}).problem(409, "edited-meanwhile")
	file := mayor.offered(child, "external", seen)
	if again := mayor.offered(child, "external", seen); !bytes.Equal(again, file) {
		t.Error("the same offer has other bytes")
	}
	h.as(t, "clerk").get("tasks/"+taskOf(child, 2)+"/offer.pdf").problem(404, "no-such-task")
	h.as(t, "deputy").get("tasks/"+taskOf(child, 2)+"/offer.pdf").problem(404, "no-offer")
	h.as(t, "deputy").brings(child, uuid.NewString(), seen, signedBy(t, key, file)).problem(409, "no-offer")

	mayor.brings(child, uuid.NewString(), seen, signedBy(t, other, file)).problem(422, "certificate-unexpected", "file signature-refused")
	mayor.brings(child, uuid.NewString(), seen, file).problem(422, "not-the-offered-file", "file signature-refused")
	mayor.brings(child, uuid.NewString(), seen, append(bytes.Clone(file), "x"...)).want(422)
	mayor.brings(child, uuid.NewString(), seen, signedBy(t, key, signedBy(t, other, file))).problem(422, "signature-missing")
	mayor.brings(child, uuid.NewString(), seen, []byte(photograph(""))).problem(415, "kind-not-allowed")
	mayor.brings(child, uuid.NewString(), "00"+seen[2:], signedBy(t, key, file)).problem(409, "edited-meanwhile")
	mayor.brings(child, "nonsense", "", file).problem(422, "invalid-request", "decisionId id-form", "seen pattern")
	if got := mayor.get("tasks/" + taskOf(child, 2)).want(200).object()["state"]; got != "open" {
		t.Errorf("the task is %v", got)
	}

	back, decision := signedBy(t, key, file), uuid.NewString()
	first := mayor.brings(child, decision, seen, back).want(200).object()
	if again := mayor.brings(child, decision, seen, back).want(200).object(); first["id"] != again["id"] || first["state"] != "applied" {
		t.Errorf("first %v, then %v", first, again)
	}
	sum, cert := sha256.Sum256(back), sha256.Sum256(key.Certificate().Raw)
	f := h.facts(t, child)
	if b := f.Brought; b == nil || b.SHA256 != models.SHA256(hex.EncodeToString(sum[:])) || b.Size != int64(len(back)) ||
		b.Certificate != models.SHA256(hex.EncodeToString(cert[:])) || b.MediaType != "application/pdf" || f.Way != models.WayExternal {
		t.Errorf("kept %+v of %s", b, f.Way)
	}
	mayor.brings(child, uuid.NewString(), seen, back).problem(409, "task-already-decided")
}

func TestAPrintIsSignedByHandAndScanned(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	seen, deputy := h.ready(t, child), h.as(t, "deputy")
	deputy.brings(child, uuid.NewString(), seen, []byte(pdf)).problem(409, "no-offer")
	h.keys(t, monday.AddDate(0, 0, -1)) // a pen needs no key
	deputy.offered(child, "paper", seen)
	deputy.brings(child, uuid.NewString(), seen, []byte("Κείμενο")).problem(415, "kind-not-allowed")
	deputy.brings(child, uuid.NewString(), seen, nil).problem(422, "invalid-request", "file file-empty")
	deputy.brings(child, uuid.NewString(), seen, []byte(photograph(""))).want(200)
	f := h.facts(t, child)
	if f.Way != models.WayPaper || f.Brought == nil || f.Brought.MediaType != "image/jpeg" || f.Brought.Certificate != "" || f.Class != "" {
		t.Errorf("kept %+v of %s", f.Brought, f.Way)
	}
}

func TestAnOfferEndsWithTheRecordItWasMadeFor(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	seen, mayor := h.ready(t, child), h.as(t, "mayor")
	mayor.offered(child, "paper", seen)
	mayor.post("tasks/"+taskOf(child, 2)+"/decision", map[string]any{"outcome": "sent-back", "note": "λάθος οδός"}).want(200)
	mayor.brings(child, uuid.NewString(), seen, []byte(pdf)).problem(409, "task-already-decided")
}
