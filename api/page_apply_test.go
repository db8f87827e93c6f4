package api_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// uploads sends a file as a form of a page does; fields are names and values.
func (b *reader) uploads(path, name, content string, fields ...string) *reader {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	_ = w.Close()
	return b.ask(http.MethodPost, path, body.String(), map[string]string{"Sec-Fetch-Site": "same-origin", "Content-Type": w.FormDataContentType()})
}

// key is the key of the form that is seen.
func (b *reader) key() string {
	b.t.Helper()
	m := regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(b.page)
	if m == nil {
		b.t.Fatalf("%s: no key in\n%s", b.path, b.page)
	}
	return m[1]
}

// draft is the path of the application that is being written, with a / behind.
func (b *reader) draft() string { return b.path[:strings.LastIndex(b.path, "/")+1] }

// applies writes an application for a certificate of residence as far as the
// check.
func (b *reader) applies() *reader {
	b.t.Helper()
	b.opens("/apply/residence-certificate").sees(200, "Για ποιον κάνετε την αίτηση;")
	b.sends(b.path, "key", b.key(), "behalf.kind", "self").sees(200, "Οδός και αριθμός")
	d := b.draft()
	b.sends(d+"form-1", "form.street", "Αθηνάς 1", "form.postcode", "57000", "form.first-year", "2020")
	for strings.Contains(b.path, "/form-") {
		b.sends(b.path, "form.proof-kind", "bill", "form.delivery", "portal").sees(200)
	}
	b.uploads(b.path, "Λογαριασμός.pdf", pdf, "service", "residence-certificate", "slot", "proof-of-residence").sees(200, "Λογαριασμός.pdf", "κι άλλο")
	return b.opens(d+"check").sees(200, "Αθηνάς 1", "57000", "Λογαριασμός.pdf", "Λογαριασμός ΔΕΚΟ")
}

func TestSomebodyAppliesPageByPageWithoutJavaScript(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	b.opens("/apply/residence-certificate").sees(200, `name="return" value="/apply/residence-certificate"`)
	b.logsIn("citizen").applies()
	d := b.draft()
	b.opens(d+"declaration").sees(200, "ν. 1599/1986")
	key := b.key()
	b.sends(d+"declaration", "key", key).sees(422, "χρειάζεται η δήλωση", `href="#f-declared"`)
	b.sends(d+"declaration", "key", key, "declared", "true").sees(200, "Η αίτησή σας υποβλήθηκε", "1/2026", "receipt.pdf", "citizen@example.org")
	first := b.path
	b.sends(d+"declaration", "key", key, "declared", "true") // twice by a nervous finger
	if b.path != first {
		t.Errorf("filed twice: %d %s, %s", b.status, b.path, first)
	}
	if got := len(h.as(t, "citizen").cases()); got != 1 {
		t.Errorf("%d cases", got)
	}
	b.opens(d + "check").sees(404) // the draft is gone
	pdfReceipt := regexp.MustCompile(`href="([^"]+receipt\.pdf)"`).FindStringSubmatch(b.opens(first).page)
	if b.opens(pdfReceipt[1]).sees(200); !strings.HasPrefix(b.page, "%PDF") {
		t.Error("the receipt is no PDF")
	}
	h.reader(t).logsIn("citizen2").opens(first).sees(404)
}

func (c *caller) cases() (ids []string) {
	c.t.Helper()
	var body struct{ Items []struct{ ID string } }
	c.get("cases").want(200).into(&body)
	for _, i := range body.Items {
		ids = append(ids, i.ID)
	}
	return ids
}

func TestWhatWasTypedIsKeptRightOrWrong(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("citizen")
	b.opens("/apply/residence-certificate")
	b.sends(b.path, "key", b.key()).sees(422, `href="#f-behalf-kind"`)
	b.sends(b.path, "key", b.key(), "behalf.kind", "self").sees(200)
	d := b.draft()
	b.sends(d+"form-1", "form.street", "Ερμού <5>", "form.postcode", "1", "form.first-year", "χίλια").
		sees(422, "Σφάλμα:", `href="#f-form-postcode"`, "Ερμού &lt;5&gt;", `value="χίλια"`, `aria-invalid="true"`)
	b.opens("/apply/residence-certificate").sees(200, "Έχετε ξεκινήσει αυτή την αίτηση", d+"form-1")
	b.opens(d+"form-1").sees(200, "Ερμού &lt;5&gt;", `value="χίλια"`)
	b.opens(d+"check").sees(200, "Πριν συνεχίσετε", "Ταχυδρομικός κώδικας: ", d+"form-1?to=check", d+"paper-proof-of-residence?to=check")
	b.opens(d + "declaration") // not yet
	if !strings.HasSuffix(b.path, "/check") {
		t.Errorf("led to %s", b.path)
	}
	b.sends(d+"form-1?to=check", "form.street", "Ερμού 5", "form.postcode", "57000", "form.first-year", "2001").sees(200, "Ελέγξτε τις απαντήσεις", "2001")
	paper := d + "paper-proof-of-residence"
	b.uploads(paper, "", "", "service", "residence-certificate", "slot", "proof-of-residence").sees(422, `href="#f-file"`)
	b.uploads(paper, "virus.pdf", "MZ", "service", "residence-certificate", "slot", "proof-of-residence").sees(415, `href="#f-file"`)
	b.uploads(paper, "ένα.pdf", pdf, "service", "residence-certificate", "slot", "proof-of-residence").sees(200, "ένα.pdf")
	id := regexp.MustCompile(`name="file" value="([^"]+)"`).FindStringSubmatch(b.page)[1]
	b.sends(d+"remove", "file", id).sees(200)
	if strings.Contains(b.page, "ένα.pdf") {
		t.Error("the file is still there")
	}
	h.reader(t).logsIn("citizen2").opens(d + "form-1").sees(404)
	h.reader(t).logsIn("clerk").opens("/apply/residence-certificate").sees(403)
	b.sends(d + "drop").sees(200).opens(d + "form-1").sees(404)
}

func TestAParentAppliesForAChildAndAPrincipalNeedsAPaper(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("citizen").applies()
	d := b.draft()
	b.sends(d+"who", "behalf.kind", "authorisation").sees(200, "Στοιχεία του προσώπου")
	b.opens(d+"check").sees(200, d+"whom?to=check", "Έγγραφο εκπροσώπησης")
	b.sends(d+"who", "behalf.kind", "minor").sees(200, "Στοιχεία του παιδιού", "Ημερομηνία γέννησης")
	b.sends(d+"whom", "behalf.applicant.name", "Ίρις Μικρή", "behalf.bornOn", "1990-01-01", "behalf.capacity", "μητέρα").
		sees(422, `href="#f-behalf-bornOn"`, "Ίρις Μικρή")
	b.sends(d+"whom?to=check", "behalf.applicant.name", "Ίρις Μικρή", "behalf.bornOn", "2019-05-06", "behalf.capacity", "μητέρα").
		sees(200, "Ίρις Μικρή", "06/05/2019")
	if strings.Contains(b.page, "Έγγραφο εκπροσώπησης") {
		t.Error("a parent is asked for a paper")
	}
	b.opens(d + "declaration")
	b.sends(d+"declaration", "key", b.key(), "declared", "true").sees(200, "Η αίτησή σας υποβλήθηκε")
}
