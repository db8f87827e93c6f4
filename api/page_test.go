package api_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
)

// reader is somebody who clicks and types without JavaScript.
type reader struct {
	t      testing.TB
	h      *house
	client *http.Client
	status int
	path   string // where he stands
	page   string // what he sees
	header http.Header
}

// reader is one of nobody, in Greek.
func (h *house) reader(t testing.TB) *reader {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &reader{t: t, h: h, client: &http.Client{Jar: jar, Transport: h.client.Transport}}
}

// opens reads a page, and follows where it leads.
func (b *reader) opens(path string) *reader {
	b.t.Helper()
	return b.ask(http.MethodGet, path, "", nil)
}

// sends a form; fields are names and values in turn.
func (b *reader) sends(path string, fields ...string) *reader {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.ask(http.MethodPost, path, form.Encode(), map[string]string{"Sec-Fetch-Site": "same-origin"})
}

func (b *reader) ask(method, path, body string, header map[string]string) *reader {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.h.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml")
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.status, b.path, b.page, b.header = res.StatusCode, res.Request.URL.RequestURI(), string(data), res.Header
	return b
}

// sees fails the test unless the page has the status and the words.
func (b *reader) sees(status int, words ...string) *reader {
	b.t.Helper()
	if b.status != status {
		b.t.Fatalf("%s: got %d, want %d\n%s", b.path, b.status, status, b.page)
	}
	for _, w := range words {
		if !strings.Contains(b.page, w) {
			b.t.Fatalf("%s: no %q in\n%s", b.path, w, b.page)
		}
	}
	return b
}

// logsIn logs in somebody of the house.
func (b *reader) logsIn(name string) *reader {
	b.t.Helper()
	return b.sends("/login", "email", name+"@example.org", "password", password)
}

func TestSomebodyFindsAServiceAndLogsInToApply(t *testing.T) {
	t.Parallel()
	b := setup(t).reader(t)
	b.opens("/").sees(200, "Τι χρειάζεστε από τον δήμο;", `href="/services/residence-certificate"`, `<html lang="el">`)
	b.opens("/?q=KATOIKIAS").sees(200, "Βεβαίωση μόνιμης κατοικίας")
	b.opens("/?q=<script>").sees(200, "Δεν βρέθηκε υπηρεσία", "&lt;script&gt;")
	b.opens("/services/residence-certificate").sees(200, "<h1", "Απόδειξη κατοικίας", "Δωρεάν", "άρθρο 279", `href="/apply/residence-certificate"`)
	b.opens("/services/residence-certificate?lang=en").sees(200, "Certificate of permanent residence", `<html lang="en">`)
	b.opens("/").sees(200, "What do you need") // he said English once
	b.opens("/services/nothing").sees(404, "<h1")
	b.opens("/nothing/here?lang=el").sees(404, "<h1", "Δήμος")
	for k, want := range map[string]string{"Content-Security-Policy": "default-src 'none'; script-src 'self'", "X-Frame-Options": "DENY",
		"Referrer-Policy": "same-origin", "Content-Language": "el", "X-Content-Type-Options": "nosniff"} {
		if got := b.header.Get(k); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", k, got)
		}
	}
}

func TestWhoIsNotLoggedInIsLedToTheLoginAndBack(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	b.opens("/queue?queue=unit").sees(200, `name="return" value="/queue?queue=unit"`, "Συνδεθείτε για να συνεχίσετε.")
	b.sends("/login", "return", "/queue?queue=unit", "email", "clerk@example.org", "password", "wrong").
		sees(401, "<title>Σφάλμα: Σύνδεση", "είναι λάθος", `value="clerk@example.org"`, `value="/queue?queue=unit"`)
	b.sends("/login", "return", "/queue", "email", "clerk@example.org").sees(422, "Σφάλμα:", `href="#f-password"`)
	b.sends("/login", "return", "/queue?queue=unit", "email", "clerk@example.org", "password", password).
		sees(200, "Όνομα clerk", "Του τμήματος")
	if b.path != "/queue?queue=unit" || !strings.HasPrefix(b.header.Get("Cache-Control"), "no-store") {
		t.Errorf("led to %s, %s", b.path, b.header.Get("Cache-Control"))
	}
	b.opens("/api/v1/me").sees(200, `"Όνομα clerk"`) // the browser may read
	b.ask(http.MethodDelete, "/api/v1/sessions/current", "", nil)
	if b.status != http.StatusUnauthorized {
		t.Errorf("a cookie alone changed something: %d", b.status)
	}
	b.sends("/logout").sees(200, "Αποσυνδεθήκατε.")
	b.opens("/").sees(200)
	if strings.Contains(b.page, "Αποσυνδεθήκατε.") {
		t.Error("said twice")
	}
	b.opens("/queue").sees(200, `name="password"`)
	b.logsIn("citizen").sees(200).opens("/queue").sees(403, "<h1")
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t).reader(t)
	b.logsIn("clerk").sees(200)
	for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}} {
		b.ask(http.MethodPost, "/logout", "x=1", header).sees(403, "<h1")
	}
	b.opens("/queue").sees(200, "Όνομα clerk")
}

func TestSomebodyRegistersWithTheCodeOfHisMail(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	b.opens("/register").sees(200)
	b.sends("/register", "name", "Δανάη Νέα", "email", "danae@", "password", "short").
		sees(422, `href="#f-password"`, `value="Δανάη Νέα"`, `value="danae@"`)
	if strings.Contains(b.page, "short") {
		t.Error("the password came back")
	}
	b.sends("/register", "name", "Δανάη Νέα", "email", "danae@", "password", "a long password").sees(422, `href="#f-email"`)
	b.sends("/register", "name", "Δανάη Νέα", "email", "danae@example.org", "password", "a long password").sees(200, "Δείτε το e-mail σας")
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(b.page)
	code := h.one(t, models.Email, models.EventRegistrationCode, "danae@example.org").OneTimeCode
	b.sends("/register/confirm", "id", id[1], "code", wrong(code)).sees(422, "δεν γίνεται δεκτός", id[1])
	b.sends("/register/confirm", "id", id[1], "code", code).sees(200, "Ο λογαριασμός σας είναι έτοιμος.")
	b.sends("/login", "email", "danae@example.org", "password", "a long password").sees(200, "Δανάη Νέα")
}

func TestAnErrorIsAPageForBrowsersAndAProblemForPrograms(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "").get("/nothing").problem(404, "no-such-page")
	b := h.reader(t)
	b.opens("/nothing").sees(404, "<h1")
	b.ask(http.MethodPut, "/queue", "x", nil).sees(405, "<h1")
	b.opens("/api/v1/nothing")
	if b.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the interface answered %s", b.header.Get("Content-Type"))
	}
	h.store.Close()
	b.opens("/").sees(500, "<h1", "Αριθμός αιτήματος")
}
