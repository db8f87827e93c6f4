package api_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
)

var signValue = regexp.MustCompile(`name="sign"[^>]* value="([^"]+)"`)

func TestSeveralDocumentsAreSignedAfterTheirPreviewAndAStaleOneIsNamed(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	var children []string
	for range 3 {
		_, child := h.approved(t)
		h.ready(t, child)
		children = append(children, child)
	}
	_, open := h.approved(t) // without statements yet
	b := h.reader(t)
	b.logsIn("mayor")
	b.opens("/queue?queue=sign").sees(200, `action="/sign"`, taskOf(children[0], 2), taskOf(children[2], 2))
	ask := "/sign?"
	for _, c := range children {
		ask += "&tasks=" + taskOf(c, 2)
	}
	b.opens(ask).sees(200, "3 έγγραφα είναι έτοιμα", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "/api/v1/cases/"+children[1]+"/preview.pdf")
	var form []string
	for _, m := range signValue.FindAllStringSubmatch(b.page, -1) {
		form = append(form, "sign", m[1])
	}
	if len(form) != 6 {
		t.Fatalf("offered %q", form)
	}
	form[3] = strings.Replace(form[3], strings.Split(form[3], ".")[1], strings.Repeat("0", 64), 1) // its record is another now
	b.sends("/sign", form...).sees(200, "2 έγγραφα υπογράφηκαν", "Ένα έγγραφο δεν υπογράφηκε", "Υπογράφηκε", `href="/sign?tasks=`+taskOf(children[1], 2))
	if !strings.HasPrefix(b.path, "/sign/done?") {
		t.Errorf("stands at %s", b.path)
	}
	b.sends("/sign", form[:2]...).sees(200, "Ένα έγγραφο υπογράφηκε") // sent twice, signed once
	b.sends("/sign").sees(422, "Σφάλμα")
	b.sends("/sign", "sign", "nonsense").sees(422)
	b.opens("/sign?tasks="+taskOf(children[0], 2)+"&tasks="+taskOf(open, 2)).sees(200, "Δεν υπάρχουν έγγραφα για υπογραφή")
	b.opens("/sign?tasks=nonsense").sees(404)
	if f := h.facts(t, children[0]); f.Number.Number == 0 {
		t.Error("the first is not issued")
	}
	b.opens("/sign/done?r=nonsense&r=x.!no-such-code").sees(200)
	other := h.reader(t)
	other.logsIn("clerk2").opens(ask).sees(200, "δεν περιμένουν πια την υπογραφή σας")
	other.logsIn("citizen").opens(ask).sees(403)
}

// brings uploads a signed document by the form of its task.
func (b *reader) brings(path, decision, seen string, file []byte) *reader {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("decisionId", decision)
	_ = w.WriteField("seen", seen)
	part, _ := w.CreateFormFile("file", "υπογεγραμμένο.pdf")
	_, _ = part.Write(file)
	w.Close()
	return b.ask(http.MethodPost, path, body.String(), map[string]string{"Content-Type": w.FormDataContentType(), "Sec-Fetch-Site": "same-origin"})
}

func TestADocumentIsSignedInAnOwnProgramThroughThePages(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	seen, task := h.ready(t, child), "/tasks/"+taskOf(child, 2)
	key := h.card(t, testAuthority(t), "mayor")
	h.expects(t, "mayor", key)
	b := h.reader(t)
	b.logsIn("mayor").opens(task+"?queue=sign").sees(200, "Υπογραφή με άλλον τρόπο", "Με δικό μου πρόγραμμα υπογραφής", "Σε χαρτί, με εκτύπωση", seen, "preview.pdf")
	b.sends(task+"/offer?queue=sign", "seen", seen).sees(422, `href="#f-way"`)
	b.sends(task+"/offer?queue=sign", "seen", seen, "way", "external").sees(200, "Το έγγραφο είναι έτοιμο για υπογραφή", "/offer.pdf", `name="decisionId"`)
	file := h.as(t, "mayor").get("tasks/" + taskOf(child, 2) + "/offer.pdf").want(200).body
	b.brings(task+"/signed?queue=sign&offer=1", uuid.NewString(), seen, file).sees(422, "Δεν είναι το αρχείο που δόθηκε", `name="decisionId"`)
	b.brings(task+"/signed?queue=sign&offer=1", uuid.NewString(), seen, nil).sees(422, `href="#f-file"`)
	b.brings(task+"/signed?queue=sign&offer=1", uuid.NewString(), seen, signedBy(t, key, file)).sees(200, "Η απόφαση καταγράφηκε")
	if b.path != "/queue?queue=sign" {
		t.Errorf("stands at %s", b.path)
	}
}

func TestADocumentIsSignedOnPaperThroughThePages(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	h.keys(t, monday.AddDate(0, 0, -1)) // a pen needs no key
	seen, task := h.ready(t, child), "/tasks/"+taskOf(child, 2)
	b := h.reader(t)
	b.logsIn("deputy").opens(task).sees(200, "Σε χαρτί")
	if strings.Contains(b.page, `name="way" value="server"`) {
		t.Error("it offers a key that has ended")
	}
	b.sends(task+"/offer", "seen", seen, "way", "paper").sees(200, "Τυπώστε το")
	b.brings(task+"/signed?offer=1", uuid.NewString(), seen, []byte(photograph(""))).sees(200, "Η απόφαση καταγράφηκε")
}
