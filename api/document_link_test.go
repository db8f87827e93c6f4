package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

// link sends a link to a document and gives where it leads.
func (h *house) link(t testing.TB, id string) string {
	t.Helper()
	h.as(t, "clerk").post("documents/"+id+"/link", nil).want(200)
	y := h.store.System()
	notices, err := y.TakeNotices(t.Context(), models.Email, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notices {
		f, err := y.NoticeFacts(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		if n.Event == models.EventLink {
			return "/d/" + f.Documents[0].Link
		}
	}
	t.Fatal("no e-mail has a link")
	return ""
}

func TestALinkOpensTheFileForWhoeverHasItUntilItEnds(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").upload("a.pdf", pdf).want(201)
	p := h.issues(t, []byte(pdf))
	at, nobody := h.link(t, p.id), h.as(t, "")
	for _, method := range []string{"HEAD", "GET", "HEAD", "GET", "GET"} { // nobody uses it up
		r := nobody.send(method, at, nil).want(200)
		if string(r.body) != pdf && method == "GET" || len(r.body) > 0 && method == "HEAD" {
			t.Errorf("%s: %q", method, r.body)
		}
		for k, v := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow",
			"X-Content-Type-Options": "nosniff", "Content-Type": "application/pdf", "ETag": `"` + sumOf(pdf) + `"`} {
			if r.header.Get(k) != v {
				t.Errorf("%s: %s is %q", method, k, r.header.Get(k))
			}
		}
	}
	if strings.Contains(h.log.String(), strings.TrimPrefix(at, "/d/")) {
		t.Error("the log holds a link")
	}
	h.clock.Advance(30 * 24 * time.Hour)
	ended := nobody.send("GET", at, nil).want(404)
	if again := h.link(t, p.id); again != at {
		t.Errorf("renewed, it is %s and was %s", again, at)
	}
	nobody.send("GET", at, nil).want(200)
	h.as(t, "head").post("documents/"+p.id+"/revocation", map[string]any{"reason": "Νέα στοιχεία"}).want(200)
	revoked := nobody.send("GET", at, nil).want(404)
	unknown := nobody.send("GET", "/d/nonsense", nil).want(404)
	for _, r := range []*reply{ended, revoked, unknown} {
		if string(r.body) != string(unknown.body) || r.header.Get("X-Robots-Tag") != "noindex, nofollow" || r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("they differ: %s\n%s", r.body, unknown.body)
		}
	}
	for _, says := range []string{"Ζητήστε νέο σύνδεσμο", "Ask the person named", "Δήμος Ελαιώνα", `<section lang="en">`} {
		if !strings.Contains(string(unknown.body), says) {
			t.Errorf("the page does not say %q: %s", says, unknown.body)
		}
	}
}

func TestThePageOfADeadLinkLeadsToThePortal(t *testing.T) {
	t.Parallel()
	h := furnished(t, func(d *api.Deps) { d.Portal = "https://portal.example.org" })
	if r := h.as(t, "").send("GET", "/d/x", nil).want(404); !strings.Contains(string(r.body), `href="https://portal.example.org"`) {
		t.Errorf("%s", r.body)
	}
}

func TestWhoTriesLinksWaitsAndWhoHasOneDoesNot(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").upload("a.pdf", pdf).want(201)
	p := h.issues(t, []byte(pdf))
	at, nobody := h.link(t, p.id), h.as(t, "")
	for range 40 {
		nobody.send("GET", at, nil).want(200)
	}
	for range 30 {
		nobody.send("GET", "/d/guess", nil).want(404)
	}
	r := nobody.send("GET", "/d/guess", nil).want(429)
	if r.header.Get("Retry-After") == "" || !strings.Contains(string(r.body), "Please try again") {
		t.Errorf("%v %s", r.header, r.body)
	}
	h.clock.Advance(20 * time.Minute)
	nobody.send("GET", at, nil).want(200)
}
