//go:build unix

package e2e

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/browsertest"
	"github.com/thyrida/thyrida/internal/mailbox"
)

// surfer is somebody in front of a browser.
type surfer struct {
	*browsertest.Browser
	t     testing.TB
	h     *house
	plain bool // without JavaScript
	quick bool // looks for no faults
	seen  map[string]bool
}

func (h *house) surfer(t testing.TB, plain bool) *surfer {
	t.Helper()
	s := &surfer{Browser: browsertest.Open(t), t: t, h: h, plain: plain, seen: map[string]bool{}}
	s.Wide(390)
	if plain {
		s.Plain()
	}
	return s
}

func (s *surfer) opens(path string) *surfer {
	s.t.Helper()
	s.Go("http://" + s.h.addr + path)
	return s.looks()
}

func (s *surfer) presses(selector string) *surfer {
	s.t.Helper()
	s.Press(selector)
	return s
}

// looks finds fault with a page that was not looked at before: as it stands,
// and with the others of the two widths and languages. Axe needs scripts.
func (s *surfer) looks() *surfer {
	s.t.Helper()
	kind := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`).ReplaceAllString(s.Path(), "*")
	if s.plain || s.quick || s.seen[kind] {
		return s
	}
	s.seen[kind] = true
	here := s.Text("location.href")
	u, err := url.Parse(here)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, lang := range []string{"en", "el"} {
		q := u.Query()
		q.Set("lang", lang)
		s.Go((&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawQuery: q.Encode()}).String())
		for _, px := range []int64{1280, 390} {
			s.Wide(px)
			for _, fault := range s.Faults() {
				s.t.Error(fmt.Sprintf("%s in %s at %d px: %s", kind, lang, px, fault))
			}
		}
	}
	s.Go(here)
	return s
}

// faults are those of the page as it stands; axe needs scripts.
func (s *surfer) faults() []string {
	if s.plain {
		return nil
	}
	return s.Faults()
}

func (s *surfer) sees(words ...string) *surfer {
	s.t.Helper()
	said := s.Says()
	for _, w := range words {
		if !strings.Contains(said, w) {
			s.t.Fatalf("%s: no %q in\n%s", s.Path(), w, said)
		}
	}
	return s
}

// wants waits until the page says a word, and reloads only without scripts.
func (s *surfer) wants(word string) {
	s.t.Helper()
	await(s.t, 60*time.Second, word, func() bool {
		if s.plain {
			s.Go(s.Text("location.href"))
		}
		return strings.Contains(s.Says(), word)
	})
}

// logsIn with an address, from wherever the login is shown.
func (s *surfer) logsIn(email, password string) *surfer {
	s.t.Helper()
	s.Fill("email", email)
	s.Fill("password", password)
	s.presses(`main form[action="/login"] button`)
	if !s.Has(`form[action="/logout"]`) {
		s.t.Fatalf("%s did not get in:\n%s", email, s.Says())
	}
	return s.looks()
}

// codeFor is the code that came to a new address.
func (h *house) codeFor(t testing.TB, email string) (code string) {
	t.Helper()
	await(t, 30*time.Second, "the code of the registration", func() bool {
		for _, m := range h.messages(t, mailbox.Email, "") {
			if m.To == email {
				code = regexp.MustCompile(`\b[0-9]{6}\b`).FindString(m.Text)
			}
		}
		return code != ""
	})
	return code
}

// registers makes an account and logs in.
func (s *surfer) registers(name, email string) {
	s.t.Helper()
	const password = "ένας μακρύς κωδικός"
	s.opens("/register")
	s.Fill("name", name)
	s.Fill("email", email)
	s.Fill("password", "λίγο")
	s.presses(`main form[action="/register"] button`).sees("Υπάρχει πρόβλημα")
	for _, fault := range s.faults() { // the form that came back
		s.t.Error(fault)
	}
	s.Fill("password", password)
	s.presses(`main form[action="/register"] button`).sees("Δείτε το e-mail σας").looks()
	s.Fill("code", s.h.codeFor(s.t, email))
	s.presses(`main form[action="/register/confirm"] button`).sees("Ο λογαριασμός σας είναι έτοιμος.").looks()
	s.logsIn(email, password)
}

// applies asks for the pruning of a tree, page by page, and gives the number.
func (s *surfer) applies() (number string) {
	s.t.Helper()
	photo := filepath.Join(s.t.TempDir(), "δέντρο.png")
	if err := os.WriteFile(photo, picture(s.t), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.opens("/")
	s.Fill("q", "κλαδεμα δεντρου")
	s.presses(`form[role="search"] button, main form button`).sees("Κλάδεμα δέντρου σε κοινόχρηστο χώρο")
	s.presses(`a[href="/services/tree-pruning"]`).looks().presses(`main a[href="/apply/tree-pruning"]`)
	sent := false
	for range 12 {
		path := s.looks().Path()
		switch step := path[strings.LastIndex(path, "/")+1:]; {
		case strings.HasSuffix(path, "/filed"):
			s.sees("Η αίτησή σας υποβλήθηκε")
			return strings.TrimSpace(s.Text(`document.querySelector(".app-filed__number").textContent`))
		case step == "check":
			s.sees("Αθηνάς 12", "δέντρο.png").presses("main a.govgr-btn-cta")
		case step == "declaration":
			s.Tick(`label[for="f-declared"]`)
			s.presses(`main form button.govgr-btn-cta`)
		case step == "paper-photo" && !sent:
			sent = true
			s.Upload("file", photo)
			s.presses(`main form[enctype] button`).sees("δέντρο.png")
		case step == "paper-photo":
			s.presses(`main p > a.govgr-btn-primary`)
		default:
			if s.Has(`[name="form.location"]`) {
				s.Fill("form.location", "Αθηνάς 12")
			}
			if s.Has(`[name="form.details"]`) {
				s.Fill("form.details", "Τα κλαδιά ακουμπούν στο μπαλκόνι.")
			}
			if s.Has(`[name="behalf.kind"][value="self"]`) {
				s.Tick(`[name="behalf.kind"][value="self"]`)
			}
			s.presses(`main form button.govgr-btn-primary`)
		}
	}
	s.t.Fatalf("the application does not end: %s\n%s", s.Path(), s.Says())
	return ""
}

func TestBrowserJourneyOfACitizenAndHisClerk(t *testing.T) {
	h := setup(t)
	for _, plain := range []bool{false, true} {
		t.Run(map[bool]string{false: "with JavaScript", true: "without"}[plain], func(t *testing.T) {
			name := map[bool]string{false: "Ελευθερία Κλωνάρη", true: "Φωτεινή Κλωνάρη"}[plain]
			c := h.surfer(t, plain)
			c.registers(name, fmt.Sprintf("surfer-%t@example.org", plain))
			number := c.applies()
			c.presses(`main a[href^="/cases/"]:not([href*="/filed"])`).looks().sees(number)
			clerk := h.surfer(t, plain)
			clerk.opens("/queue?queue=unassigned").logsIn("clerk-green@example.org", demo.Password)
			await(t, 60*time.Second, "the application in the queue", func() bool {
				clerk.Go("http://" + h.addr + "/queue?queue=unassigned")
				return strings.Contains(clerk.Says(), number)
			})
			clerk.looks().presses(`//tr[contains(., "`+number+`")]//a`).looks().sees(name, "Αθηνάς 12", "δέντρο.png")
			clerk.presses(`main form[action*="/claim"] button`).looks()
			clerk.presses(`form[action*="/decision"]:has([name="outcome"][value="approved"]) button`)

			// The page he left open follows by itself; without scripts by reload.
			c.wants("Κλαδεύτηκε")
			c.opens("/cases").presses(`//main//a[contains(., "Ολοκληρωμένες")]`).sees(number)
		})
	}
}

// mostLoaded is what the first page of a citizen may take from the server, in
// bytes as they are sent: page, style, script and fonts.
const mostLoaded = 120_000

func TestBrowserLoadsLittleAtFirst(t *testing.T) {
	h := setup(t)
	for _, path := range []string{"/", "/services/residence-certificate", "/login"} {
		b := browsertest.Open(t)
		b.Wide(390)
		b.Go("http://" + h.addr + path)
		n := b.Loaded()
		t.Logf("%s: %d bytes", path, n)
		if n > mostLoaded || n < 30_000 { // a page, a style and a font are never less
			t.Errorf("%s takes %d bytes at first, want at most %d", path, n, mostLoaded)
		}
	}
}
