package api_test

import (
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/pdf/pdftest"
	"github.com/thyrida/thyrida/models"
)

// words are those of a printed paper, one blank between them.
func (r *reply) words() string {
	r.t.Helper()
	return strings.Join(strings.Fields(pdftest.Run(r.t, "pdftotext", "-layout", pdftest.File(r.t, "a.pdf", r.body), "-")), " ")
}

func TestPapersArePrintedInTheCallersLanguage(t *testing.T) {
	t.Parallel()
	h := furnished(t, func(d *api.Deps) { d.Portal = "https://portal.example.org" })
	citizen := h.as(t, "citizen")
	id := citizen.files()
	for _, c := range []struct{ lang, path, name, says string }{
		{"el", "receipt.pdf", "Αποδεικτικό-1-2026.pdf", "Δευτέρα 23 Νοεμβρίου 2026, 10:00"},
		{"en", "receipt.pdf", "receipt-1-2026.pdf", "Monday 23 November 2026, 10:00"},
		{"el", "application.pdf", "Αίτηση-1-2026.pdf", "Οδός και αριθμός"},
		{"en", "application.pdf", "application-1-2026.pdf", "Αθηνάς 1"},
	} {
		citizen.lang = c.lang
		r := citizen.get("cases/" + id + "/" + c.path).want(200)
		for k, v := range map[string]string{"Content-Type": "application/pdf", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
			"Content-Language": c.lang, "Content-Length": itoa(len(r.body))} {
			if got := r.header.Get(k); got != v {
				t.Errorf("%s in %s: %s is %q, want %q", c.path, c.lang, k, got, v)
			}
		}
		kind, params, err := mime.ParseMediaType(r.header.Get("Content-Disposition"))
		if err != nil || kind != "attachment" || params["filename"] != c.name {
			t.Errorf("%s in %s: saved as %q (%v), want %q", c.path, c.lang, params["filename"], err, c.name)
		}
		if got := r.words(); !strings.Contains(got, c.says) || !strings.Contains(got, "1/2026") || !strings.Contains(got, "Όνομα citizen") {
			t.Errorf("%s in %s says nothing of %q: %s", c.path, c.lang, c.says, got)
		}
		if again := citizen.get("cases/" + id + "/" + c.path).want(200); !slices.Equal(again.body, r.body) {
			t.Errorf("%s in %s: other bytes the second time", c.path, c.lang)
		}
	}
	if got := citizen.get("cases/" + id + "/receipt.pdf").words(); !strings.Contains(got, "https://portal.example.org/cases/"+id) {
		t.Errorf("the receipt does not say where to look: %s", got)
	}
}

func TestWhoMayNotReadTheFormGetsNoApplication(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	for _, who := range []string{"manager", "protocol"} {
		if body := h.as(t, who).sees(id); body.Form != nil {
			t.Fatalf("%s reads the form", who)
		}
		h.as(t, who).get("cases/"+id+"/application.pdf").problem(http.StatusForbidden, "not-allowed")
	}
	h.as(t, "citizen2").get("cases/"+id+"/application.pdf").problem(http.StatusNotFound, "no-such-case")
}

func TestAnApplicationIsPrintedAsItWasCompleted(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	id := citizen.files()
	clerk.decides(id, models.Returned, "Λείπει σελίδα").want(200)
	form := citizen.sees(id).Form
	form["street"] = "Ερμού 7 🙂"
	citizen.post("cases/"+id+"/completion", map[string]any{"note": "Ορίστε", "form": form}).want(200)
	got := clerk.get("cases/" + id + "/application.pdf").want(200).words()
	for _, want := range []string{"Ερμού 7 [U+1F642]", "after the application was completed", "Characters that cannot be printed"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}
