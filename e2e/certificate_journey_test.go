//go:build unix

package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/internal/pdf/pdftest"
	"github.com/thyrida/thyrida/models"
)

func TestACertificateFromTheApplicationToPublicVerification(t *testing.T) {
	h := setup(t)
	m := h.apply(t, "citizen", "residence-certificate", obj{"delivery": "email"}).approved(t)
	seen := m.ready(t)
	mayor := h.as(t, "mayor")
	k := m.toSign(t, mayor)
	queue := get[api.TaskList](t, mayor, "/tasks?queue=sign&limit=200")
	if !slices.ContainsFunc(queue.Items, func(x api.Task) bool { return x.ID == k.ID }) || queue.Counts.Sign < 1 {
		t.Fatalf("the mayor's queue does not hold it: %+v", queue)
	}
	preview := get[[]byte](t, mayor, "/cases/"+string(m.id)+"/preview.pdf")
	// The same person may not vouch and sign; nobody signs what he has not seen.
	path := "/tasks/" + string(k.ID) + "/decision"
	refused(t, m.clerk, path, obj{"outcome": "signed", "way": "server", "seen": seen}, 403, "not-allowed")
	refused(t, mayor, path, obj{"outcome": "signed", "way": "server", "seen": sumOf(preview)}, 409, "edited-meanwhile")
	if d := m.signed(t, seen); d.State == models.DecisionRefused {
		t.Fatalf("signed: %+v", d)
	}

	// Exactly one final e-mail; its link needs no login and gives the file each time.
	c := m.applicant.over(t, m.filed.ID)
	checkTimeline(t, c, "check done", "review approved", "certificate done")
	mail := only(t, m.last(t, mailbox.Email))
	only(t, m.last(t, mailbox.SMS))
	link := linkIn.FindString(mail.Text)
	status, file := h.page(t, link)
	if link == "" || status != http.StatusOK || !strings.Contains(mail.HTML, link) {
		t.Fatalf("link %q gives %d, e-mail:\n%s", link, status, mail.Text)
	}
	if _, again := h.page(t, link); !bytes.Equal(again, file) {
		t.Error("the link gives other bytes the second time")
	}
	// What happens on the way is told with the end.
	checkTold(t, h, numberOf(m.filed), []tale{{"Παραλήφθηκε", []person{kleio}}, {"Ολοκληρώθηκε", []person{kleio}}})
	d := only(t, c.Documents)
	checkInbox(t, m, d, file)
	text := pdfText(t, file)
	checkOneNumber(t, h, d, text)
	checkSameAsPreview(t, pdfText(t, preview), text)
	checkAnybody(t, h, d, file, codeIn.FindString(text))
	checkTools(t, h, file, "ΒΕΒΑΙΩΣΗ", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "Λεωφόρος Δημοκρατίας 12", "Η Δήμαρχος", "Καλλιρρόη Ελαιοδέντρου")
	checkWell(t, h)
}

// kleio is the clerk of the municipal roll.
var kleio = person{"Κλειώ Αμπελά", "2310 000 213", "clerk-municipal-roll@example.org"}

// checkInbox has the applicant fetch the document from his case, twice, and
// somebody else in vain.
func checkInbox(t *testing.T, m *made, d api.Document, file []byte) {
	t.Helper()
	f := only(t, only(t, d.Versions).Files)
	for range 2 {
		if !bytes.Equal(m.applicant.fetch(t, f), file) {
			t.Error("the inbox gives other bytes than the link")
		}
	}
	path := strings.TrimPrefix(f.URL, "/api/v1")
	if status, err := m.h.as(t, "citizen-24").call(t.Context(), http.MethodGet, path, "", nil, nil); status != http.StatusNotFound {
		t.Errorf("somebody else fetches it: %d %v", status, err)
	}
	if status, err := (&visitor{house: m.h}).call(t.Context(), http.MethodGet, path, "", nil, nil); status != http.StatusUnauthorized {
		t.Errorf("nobody fetches it: %d %v", status, err)
	}
}

// checkOneNumber compares the number that is printed with the protocol book,
// which holds it once.
func checkOneNumber(t *testing.T, h *house, d api.Document, text string) {
	t.Helper()
	if d.Protocol == nil || d.Protocol.Number < 1 {
		t.Fatalf("without a number: %+v", d)
	}
	if n := count(t, h, `SELECT count(*) FROM protocol_entries WHERE subject = 'document/' || CAST($1 AS text)`, string(d.ID)); n != 1 {
		t.Errorf("%d lines in the protocol book", n)
	}
	if printed := fmt.Sprintf("%d/", d.Protocol.Number); text != "" && !strings.Contains(text, printed) {
		t.Errorf("%s is not printed:\n%s", printed, text)
	}
}

// draft is what only a preview says; its mark lies across the page, so that
// its letters come in pieces.
var draft = regexp.MustCompile(`^(?:[ΣΧΕΔΙΟ]{1,6}|Θέση ψηφιακής υπογραφής|.*—.*)$`)

// checkSameAsPreview compares line by line: only number, date, the mark of a
// preview and the signature differ.
func checkSameAsPreview(t *testing.T, preview, final string) {
	t.Helper()
	last, same := strings.Split(final, "\n"), 0
	for l := range strings.SplitSeq(preview, "\n") {
		switch {
		case slices.Contains(last, l):
			same++
		case !draft.MatchString(l):
			t.Errorf("the preview says %q and the document does not", l)
		}
	}
	if same < 20 || slices.ContainsFunc(last, func(l string) bool { return l == "Θέση ψηφιακής υπογραφής" }) {
		t.Errorf("%d lines are the same:\n%s", same, final)
	}
}

// checkAnybody verifies a document in every way that is open to anybody.
func checkAnybody(t *testing.T, h *house, d api.Document, file []byte, code string) {
	t.Helper()
	if code == "" || code != d.Versions[0].Code {
		t.Fatalf("code %q printed, %q known", code, d.Versions[0].Code)
	}
	v := h.verify(t, strings.ToLower(strings.ReplaceAll(code, "-", " ")))
	if v.State != models.VerifiedValid || only(t, v.Files).SHA256 != sumOf(file) || v.Protocol != *d.Protocol || v.Title != d.Title ||
		v.Issuer != "Δήμος Ελαιώνα" || v.Class != "development" || only(t, v.Signatures).Title != "Η Δήμαρχος" {
		t.Errorf("by its code: %+v", v)
	}
	status, page := h.page(t, "/v/"+code)
	if status != http.StatusOK || !has(string(page), d.Title, string(sumOf(file)), "Δήμος Ελαιώνα") || has(string(page), "ΠΑΠΑΔΟΠΟΥΛΟΣ") {
		t.Errorf("page of the code: %d %s", status, page)
	}
	if c := h.check(t, file); c.Result != api.FileOurs || c.Document == nil || c.Document.Code != code {
		t.Errorf("the file: %+v", c)
	}
	changed := change(file)
	if c := h.check(t, changed); c.Result == api.FileOurs || len(c.Signatures) == 0 || c.Signatures[0].Intact {
		t.Errorf("a changed byte: %+v", c)
	}
	for _, x := range []struct {
		file []byte
		exit int
	}{{file, 0}, {changed, 1}, {file[:len(file)/2], 2}} {
		if out, exit := h.verifier(t, x.file); exit != x.exit {
			t.Errorf("thyrida verify: exit %d, want %d:\n%s", exit, x.exit, out)
		}
	}
	// What cannot be a code and what is none of ours get one answer.
	var answers []string
	for _, wrong := range []string{"22222-22222-22222-22222", "AAAAA-00000-QQQQQ-11111"} {
		_, err := (&visitor{house: h}).call(t.Context(), http.MethodGet, "/verify/"+wrong, "", nil, nil)
		answers = append(answers, regexp.MustCompile(`"(request|instance)[^"]*":"[^"]*",?`).ReplaceAllString(told(err), ""))
	}
	if answers[0] != answers[1] || !strings.Contains(answers[0], "404") {
		t.Errorf("wrong and unknown: %q", answers)
	}
}

// change is a file with one byte of what is printed changed.
func change(file []byte) []byte {
	out := bytes.Clone(file)
	out[len(out)/3] ^= 1
	return out
}

// verifier runs "thyrida verify" on a file with the roots of the house.
func (h *house) verifier(t *testing.T, file []byte) (string, int) {
	t.Helper()
	program, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "verify", "--roots", h.roots(), pdftest.File(t, "document.pdf", file))
	cmd.Env = environment()
	out, _ := cmd.CombinedOutput()
	return string(out), cmd.ProcessState.ExitCode()
}

func (h *house) roots() string { return filepath.Join(h.dir, "signing", "roots.pem") }

// checkTools lets programs that are not ours judge a signed document.
func checkTools(t *testing.T, h *house, file []byte, order ...string) {
	t.Helper()
	path, nss := pdftest.File(t, "document.pdf", file), "sql:"+t.TempDir()
	pdftest.Run(t, "certutil", "-N", "-d", nss, "--empty-password")
	pdftest.Run(t, "certutil", "-A", "-d", nss, "-n", "ca", "-t", "C,C,C", "-i", h.roots())
	said := pdftest.Run(t, "pdfsig", "-nssdir", nss, path)
	if !has(said, "Signature is Valid.", "Certificate is Trusted.", "  - Total document signed", "ETSI.CAdES.detached") {
		t.Errorf("pdfsig: %s", said)
	}
	if out := pdftest.Run(t, "qpdf", "--check", path); !has(out, "No syntax or stream encoding errors found") {
		t.Errorf("qpdf: %s", out)
	}
	for title, text := range map[string]string{"reading order": pdfText(t, file), "tags": pdftest.Run(t, "pdfinfo", "-struct-text", path)} {
		at := 0
		for _, word := range order {
			i := strings.Index(text[at:], word)
			if i < 0 {
				t.Errorf("%s: no %q behind %d:\n%s", title, word, at, text)
				break
			}
			at += i
		}
	}
	if err := os.WriteFile(path, change(file), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, _ := exec.Command("pdfsig", "-nssdir", nss, path).CombinedOutput(); has(string(out), "Signature is Valid") {
		t.Errorf("pdfsig accepts a changed file: %s", out)
	}
}
