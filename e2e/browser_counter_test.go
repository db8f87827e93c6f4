//go:build unix

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/demo"
)

// typesWhatIsAsked answers the questions that a page of an entry has.
func (s *surfer) typesWhatIsAsked(answers map[string]string) {
	s.t.Helper()
	for name, answer := range answers {
		radio := `main input[type="radio"][name="` + name + `"]`
		switch {
		case s.Has(radio):
			s.Tick(radio + `[value="` + answer + `"]`)
		case s.Has(`main [name="` + name + `"]`):
			s.Fill(name, answer)
		}
	}
}

// enters a request for a certificate of residence, from the page that asks how
// it came to the one that gives its number.
func (s *surfer) enters(answers map[string]string) (number string) {
	s.t.Helper()
	bill := filepath.Join(s.t.TempDir(), "Λογαριασμός.pdf")
	if err := os.WriteFile(bill, demo.Paper("Λογαριασμός"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	sent := false
	for range 14 {
		path := s.looks().Path()
		switch step := path[strings.LastIndex(path, "/")+1:]; {
		case step == "filed":
			s.sees("Η αίτηση καταχωρίστηκε", answers["applicant.name"], "Λογαριασμός.pdf")
			return strings.TrimSpace(s.Text(`document.querySelector(".app-filed__number").textContent`))
		case step == "check":
			s.sees(answers["applicant.name"], answers["form.street"], "Λογαριασμός.pdf", "Στο γκισέ").presses("main a.govgr-btn-cta")
		case step == "declaration":
			s.presses(`main form button.govgr-btn-cta`).sees("Υπάρχει πρόβλημα") // he has not agreed
			for _, fault := range s.Faults() {
				s.t.Error(fault)
			}
			s.chooses(`"identification.kind"`, "identity-card")
			s.Fill("identification.number", "ΑΗ 734215")
			s.Tick(`label[for="f-declared"]`)
			s.presses(`main form button.govgr-btn-cta`)
		case step == "paper-proof-of-residence" && !sent:
			sent = true
			s.Upload("file", bill)
			s.presses(`main form[enctype] button`).sees("Λογαριασμός.pdf")
		case step == "paper-proof-of-residence":
			s.presses(`main p > a.govgr-btn-primary`)
		default:
			s.typesWhatIsAsked(answers)
			s.presses(`main form button.govgr-btn-primary`)
		}
	}
	s.t.Fatalf("the entry does not end: %s\n%s", s.Path(), s.Says())
	return ""
}

func TestBrowserJourneyOfAClerkAtTheCounter(t *testing.T) {
	h := setup(t)
	const name = "Ευανθία Ακρογιάλη"
	c := h.surfer(t, false)
	c.opens("/counter").logsIn("clerk-municipal-roll@example.org", demo.Password)
	c.opens("/counter").sees("Καταχώριση για άλλον", "Ποιος το ζητά;")
	c.Fill("q", name)
	c.presses(`main form[action="/counter"] button`).sees("Δεν βρέθηκε κανείς")
	c.presses(`main a[href="/counter?new=1"]`).sees("Νέο πρόσωπο", "Τι ζητά")
	c.seen["/counter"] = false // another page at the same path
	c.looks()
	c.Fill("service", "βεβαιωση κατοικίας")
	c.presses(`main form[action="/counter"] button`).presses(`main a[href^="/counter/residence-certificate"]`).sees("Πώς ήρθε το αίτημα")

	number := c.enters(map[string]string{"channel": "counter", "behalf.kind": "self", "applicant.name": name, "applicant.address": "Ερμού 3, Ελαιώνας",
		"form.street": "Αθηνάς 12", "form.postcode": "57000", "form.first-year": "2020", "form.proof-kind": "bill",
		"form.delivery": "post", "form.post-street": "Ερμού 3", "form.post-postcode": "57000", "form.post-town": "Ελαιώνας"})
	if number == "" {
		t.Fatalf("no number in\n%s", c.Says())
	}
	for _, document := range []string{"receipt.pdf", "application.pdf"} {
		if got := c.downloads(`main a[href$="` + document + `"]`); !strings.HasPrefix(got, "200 application/pdf %PDF-") {
			t.Errorf("%s: %q", document, got)
		}
	}
	if !c.Has(`main a[href^="/counter?person="]`) {
		t.Errorf("no next entry for the same person is offered:\n%s", c.Says())
	}
	c.presses(`main a[href^="/case/"]`).looks().sees(number, name, "Λογαριασμός.pdf")

	c.opens("/counter")
	c.Fill("q", name)
	c.presses(`main form[action="/counter"] button`).sees("Βρέθηκε 1 πρόσωπο")
	c.presses(`main a[href^="/counter?person="]`).sees(name, "ταυτοποιημένος", "Τι ζητά")
	c.seen["/counter"] = false
	c.looks()
}
