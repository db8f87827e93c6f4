//go:build unix

package e2e

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

// who are the words of somebody nobody knows yet, and of what he shows.
var who = map[string]string{
	"name as he wrote it":  "Αριάδνη Κλωστοδέτη",
	"name on the document": "Αριάδνη Μιτοκλώστου",
	"father's name":        "Μίνωαςκανάρι",
	"tax number":           "000088214",
	"e-mail":               "ariadne-8821@example.org",
	"mobile":               "6978821382",
	"number of the card":   "ΩΨ882138",
	"number of an old one": "ΩΧ882137",
	"reason":               "Λογοκανάρι-ταυτότητας",
}

func TestIdentityIsProvedInThreeStepsAndWhatWaitedGoesOn(t *testing.T) {
	h := setup(t)
	citizen := registers(t, h)
	if level(t, citizen) != models.IdentityA {
		t.Fatal("an e-mail address alone is level A")
	}
	points := get[struct {
		Items     []api.ServicePoint
		Documents []api.AcceptedDocument
	}](t, &visitor{house: h}, "/service-points")
	if len(points.Items) != 4 || len(points.Documents) == 0 {
		t.Fatalf("the town hall and three ΚΕΠ, with what they accept: %+v", points)
	}

	// The application is numbered, and waits for who brought it.
	filed := citizen.file(t, "civil-marriage-ceremony", nil)
	if filed.Protocol.Number == 0 || filed.Stage != models.Identification || len(filed.Warnings) != 1 || filed.Warnings[0].Code != "waits-for-identity" {
		t.Fatalf("filed: %+v", filed)
	}
	citizen.at(t, filed.ID, models.Identification)
	first := waits(t, citizen)
	directs(t, h, points.Items, "Περιμένει την ταυτοποίησή σας", first.Code)

	// Two steps that lead nowhere: to the wrong people, and with the wrong paper.
	officer, other := h.as(t, "clerk-kep-port"), h.as(t, "clerk-kep-hill")
	refused(t, h.as(t, "clerk"), "/identity-requests/find", obj{"code": first.Code}, 403, "not-allowed")
	refused(t, citizen, "/identity-requests/find", obj{"code": first.Code}, 403, "not-allowed")
	refused(t, officer, "/identity-requests/find", obj{"code": "22222222"}, 404, "no-such-request")
	found := finds(t, officer, first.Code)
	if found.Name != who["name as he wrote it"] || !slices.Equal(found.Points, []models.UnitCode{"kep-port"}) ||
		!slices.Equal(found.Waiting, []models.ServiceCode{"civil-marriage-ceremony"}) {
		t.Fatalf("found: %+v", found)
	}
	decision := "/identity-requests/" + string(found.ID) + "/decision"
	refused(t, officer, decision, obj{"outcome": "done"}, 422, "document-required")
	refused(t, officer, decision, obj{"outcome": "done", "document": obj{"kind": "passport", "number": "AB8821383", "expires": "2020-01-31"}}, 422, "invalid-request")
	refused(t, officer, decision, obj{"outcome": "rejected"}, 422, "reasons-required")
	post[api.Decided](t, officer, decision, obj{"outcome": "rejected", "note": who["reason"] + ": " + who["number of an old one"]})
	await(t, 30*time.Second, "the request to be refused", func() bool {
		r := get[api.IdentityRequest](t, citizen, "/identity-requests/"+string(first.ID))
		return r.State == models.Closed && r.Outcome == models.Rejected && strings.Contains(r.Note, who["reason"])
	})
	told1(t, h, "Δεν ταυτοποιηθήκατε", who["reason"])
	if level(t, citizen) != models.IdentityA || citizen.at(t, filed.ID, models.Identification).State != models.Open {
		t.Fatal("who was refused is not known, and his application waits on")
	}

	// He asks again, comes with the right paper, and everything goes on.
	second := post[api.IdentityRequest](t, citizen, "/identity-requests", nil)
	if same := post[api.IdentityRequest](t, citizen, "/identity-requests", nil); second.Code == first.Code || same.ID != second.ID {
		t.Fatalf("one new request: %+v, then %+v", second, same)
	}
	waits(t, citizen)
	directs(t, h, points.Items, "Σας περιμένουμε για ταυτοποίηση", second.Code)
	refused(t, officer, "/identity-requests/find", obj{"code": first.Code}, 404, "no-such-request")
	decision = "/identity-requests/" + string(finds(t, officer, strings.ToLower(strings.ReplaceAll(second.Code, "-", " "))).ID) + "/decision"
	shown := obj{"outcome": "done", "name": who["name on the document"], "fatherName": who["father's name"], "afm": who["tax number"],
		"document": obj{"kind": "identity-card", "number": who["number of the card"]}}
	if d := post[api.Decided](t, officer, decision, shown); d.State != models.DecisionApplied {
		t.Fatalf("decision: %+v", d)
	}
	if p := refused(t, other, decision, shown, 409, "task-already-decided"); level(t, citizen) != models.IdentityB {
		t.Fatalf("he is known now: %+v", p)
	}
	told1(t, h, "Ταυτοποιηθήκατε", "επιπέδου Β")
	refused(t, citizen, "/identity-requests", nil, 409, "already-identified")

	h.as(t, "clerk").decides(t, filed.ID, "review", "done", "")
	h.as(t, "clerk-tech").decides(t, filed.ID, "opinion", "positive", "Ο χώρος είναι διαθέσιμος.")
	h.as(t, "head").decides(t, filed.ID, "approval", "approved", "")
	c := citizen.over(t, filed.ID)
	if c.Outcome != models.Granted {
		t.Fatalf("at the end: %+v", c)
	}
	checkTimeline(t, c, "identification done", "check done", "review done", "opinion positive", "approval approved", "delivery delivered")
	if again := citizen.file(t, "civil-marriage-ceremony", nil); len(again.Warnings) > 0 || again.Stage != "check" {
		t.Fatalf("who is known waits no more: %+v", again)
	}

	texts, _ := silent(t, h, who)
	for _, id := range []models.CaseID{filed.ID, first.ID, second.ID} {
		if !bytes.Contains(texts["history of "+models.WorkflowOf(id)], []byte(id)) {
			t.Errorf("the history of %s was not read", id)
		}
	}
}

// registers makes an account with the code that comes by e-mail, and logs in.
func registers(t *testing.T, h *house) *visitor {
	t.Helper()
	v, password := &visitor{house: h, email: who["e-mail"]}, "ένας μακρύς κωδικός"
	asked := post[struct{ ID models.CodeID }](t, v, "/registrations", obj{"email": v.email, "password": password,
		"name": who["name as he wrote it"], "mobile": who["mobile"]})
	var code string
	await(t, 30*time.Second, "the code of the registration", func() bool {
		for _, m := range h.received(t, "") {
			code = regexp.MustCompile(`\b[0-9]{6}\b`).FindString(m.Text)
		}
		return code != ""
	})
	post[[]byte](t, v, "/registrations/confirmation", obj{"id": asked.ID, "code": code})
	v.token = post[struct{ Token string }](t, v, "/sessions", obj{"email": v.email, "password": password}).Token
	return v
}

func level(t *testing.T, v *visitor) models.IdentityLevel {
	t.Helper()
	return get[struct{ Level models.IdentityLevel }](t, v, "/me").Level
}

// waits until the newest request of a citizen waits for an officer.
func waits(t *testing.T, v *visitor) (r api.IdentityRequest) {
	t.Helper()
	await(t, 30*time.Second, "the request to be identified", func() bool {
		r = get[api.IdentityRequest](t, v, "/identity-requests/newest")
		return r.State == models.Open && r.ExpiresAt != nil && r.ExpiresAt.After(time.Now().AddDate(0, 0, 50))
	})
	return r
}

func finds(t *testing.T, officer *visitor, code string) api.FoundIdentity {
	t.Helper()
	return post[api.FoundIdentity](t, officer, "/identity-requests/find", obj{"code": code})
}

// received are the e-mails to the unknown person whose subject holds a text.
func (h *house) received(t *testing.T, subject string) []mailbox.Message {
	t.Helper()
	return slices.DeleteFunc(h.messages(t, mailbox.Email, subject), func(m mailbox.Message) bool {
		return m.To != who["e-mail"] || !strings.Contains(m.Subject, subject)
	})
}

// told1 waits for one e-mail with a subject, and looks for words in it.
func told1(t *testing.T, h *house, subject string, words ...string) {
	t.Helper()
	var ms []mailbox.Message
	await(t, 30*time.Second, "an e-mail «"+subject+"»", func() bool { ms = h.received(t, subject); return len(ms) > 0 })
	if len(ms) != 1 || !has(ms[0].Text, words...) || !has(ms[0].HTML, words...) {
		t.Fatalf("%d e-mails «%s», want one with %q:\n%+v", len(ms), subject, words, ms)
	}
}

// directs looks for an e-mail that says where to go, when, and with what code.
func directs(t *testing.T, h *house, points []api.ServicePoint, subject, code string) {
	t.Helper()
	words := []string{code, "Δελτίο αστυνομικής ταυτότητας"}
	for _, p := range points {
		words = append(words, p.Name, p.Address, p.Hours, fmt.Sprint(p.Phone))
	}
	told1(t, h, subject, words...)
}
