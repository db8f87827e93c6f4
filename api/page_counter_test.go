package api_test

import (
	"regexp"
	"strings"
	"testing"
)

const residence = "/counter/residence-certificate"

// enters writes an entry for somebody new as far as the check.
func (b *reader) enters(channel string, who ...string) *reader {
	b.t.Helper()
	b.opens(residence+"?new=1").sees(200, "Πώς ήρθε το αίτημα")
	b.sends(b.path, "key", b.key(), "channel", channel, "behalf.kind", "self").sees(200, "Στοιχεία του αιτούντος")
	d := b.draft()
	b.sends(d+"applicant", append([]string{"applicant.kind", "natural", "applicant.language", "el"}, who...)...).sees(200, "Οδός και αριθμός")
	b.sends(d+"form-1", "form.street", "Αθηνάς 1", "form.postcode", "57000", "form.first-year", "2020")
	for strings.Contains(b.path, "/form-") {
		b.sends(b.path, "form.proof-kind", "bill", "form.delivery", "post", "form.post-street", "Ερμού 3", "form.post-postcode", "57000", "form.post-town", "Ελαιώνας").sees(200)
	}
	b.uploads(b.path, "Λογαριασμός.pdf", pdf, "service", "residence-certificate", "slot", "proof-of-residence").sees(200, "Λογαριασμός.pdf")
	return b.opens(d+"check").sees(200, "Αθηνάς 1", "Λογαριασμός.pdf", "Φανή Ζαφειρίου")
}

func TestAClerkEntersARequestOfSomebodyWithoutLoginOrEmail(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("clerk")
	b.opens("/counter").sees(200, "Ποιος το ζητά;", `href="/counter"`)
	b.opens("/counter?q=Ζαφειρίου").sees(200, "Δεν βρέθηκε κανείς", `href="/counter?new=1"`)
	b.opens("/counter?new=1&service=KATOIKIAS").sees(200, residence+"?new=1", "Βεβαίωση μόνιμης κατοικίας")
	b.enters("counter", "applicant.name", "Φανή Ζαφειρίου", "applicant.afm", "090000045", "applicant.address", "Ερμού 3").
		sees(200, "Στο γκισέ", "Για αυτόν που το ζητά", "090000045")
	d := b.draft()
	b.opens("/counter").sees(200, "Καταχωρίσεις που δεν ολοκληρώθηκαν", "Φανή Ζαφειρίου", d+"check")
	b.opens(d+"declaration").sees(200, "υπογράφει την αίτηση", "Δελτίο")
	key := b.key()
	b.sends(d+"declaration", "key", key, "identification.kind", "identity-card", "identification.number", "1").
		sees(422, `href="#f-identification-number"`)
	b.sends(d+"declaration", "key", key, "identification.kind", "", "identification.number", "").sees(422, `href="#f-declared"`)
	b.sends(d+"declaration", "key", key, "identification.kind", "identity-card", "identification.number", "ΑΒ 123456", "declared", "true").
		sees(200, "Η αίτηση καταχωρίστηκε", "1/2026", "receipt.pdf", "application.pdf", "Δεν έδωσε e-mail ή κινητό", "Φανή Ζαφειρίου")
	first := b.path
	if b.sends(d+"declaration", "key", key, "identification.kind", "identity-card", "identification.number", "ΑΒ 123456", "declared", "true"); b.path != first {
		t.Errorf("entered twice: %s", b.path)
	}
	b.opens(first)
	next := regexp.MustCompile(`href="(/counter\?person=[^"]+)"`).FindStringSubmatch(b.page)[1]
	receipt := regexp.MustCompile(`href="([^"]+receipt\.pdf)"`).FindStringSubmatch(b.page)[1]
	if b.opens(receipt).sees(200); !strings.HasPrefix(b.page, "%PDF") {
		t.Error("the receipt is no PDF")
	}
	b.opens(next).sees(200, "Φανή Ζαφειρίου", "Ερμού 3", "ταυτοποιημένος", "…045", strings.TrimPrefix(next, "/counter"))
	b.opens(residence + "?" + strings.SplitN(next, "?", 2)[1]).sees(200)
	b.sends(b.path, "key", b.key(), "channel", "phone", "behalf.kind", "self").
		sees(200, `value="Φανή Ζαφειρίου"`, `value="090000045"`, `value="Ερμού 3"`)
	b.opens("/counter?q=090000045").sees(200, "Βρέθηκε 1 πρόσωπο", "Φανή Ζαφειρίου", next)
	b.opens("/counter?q=fani+zafeiriou").sees(200, next)
	id := strings.TrimSuffix(strings.TrimPrefix(first, "/case/"), "/filed")
	b.opens("/case/"+id).sees(200, "Στο γκισέ", "Λογαριασμός.pdf")
}

func TestAnEntryByPhoneTellsWhomAndAsksForNoDocument(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("clerk")
	b.enters("phone", "applicant.name", "Φανή Ζαφειρίου", "applicant.mobile", "6912345678")
	d := b.draft()
	b.opens(d+"declaration").sees(200, "επιβεβαίωσε προφορικά")
	if strings.Contains(b.page, "identification.number") {
		t.Error("a document is shown on the phone")
	}
	b.sends(d+"declaration", "key", b.key(), "declared", "true").sees(200, "691 2345678", "Επόμενη καταχώριση")
	if strings.Contains(b.page, "application.pdf") {
		t.Error("who phones cannot sign")
	}
	b.opens("/counter?q=6912345678").sees(200, "Φανή Ζαφειρίου")
	h.reader(t).logsIn("clerk-tech").opens("/counter?q=6912345678").sees(200, "Δεν βρέθηκε κανείς")
}

func TestFaultsOfWhoCameStandAtTheirInputs(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("clerk")
	b.opens(residence + "?new=1")
	b.sends(b.path, "key", b.key(), "behalf.kind", "self").sees(422, `href="#f-channel"`)
	b.sends(b.path, "key", b.key(), "channel", "portal", "behalf.kind", "self").sees(422, `href="#f-channel"`)
	b.sends(b.path, "key", b.key(), "channel", "post", "behalf.kind", "minor").sees(200, "Στοιχεία αυτού που ζητά")
	d := b.draft()
	b.sends(d+"applicant", "applicant.name", strings.Repeat("ω", 201), "applicant.afm", "123", "applicant.email", "x").
		sees(422, `href="#f-applicant-name"`, `href="#f-applicant-afm"`, `href="#f-applicant-email"`, `value="123"`)
	b.sends(d+"applicant", "applicant.name", "Φανή Ζαφειρίου", "applicant.language", "en").sees(200, "Στοιχεία του παιδιού")
	b.sends(d+"whom", "behalf.applicant.name", strings.Repeat("ω", 201), "behalf.bornOn", "2019-05-06", "behalf.capacity", "μητέρα").
		sees(422, `href="#f-behalf-applicant-name"`)
	b.sends(d+"whom", "behalf.applicant.name", "Ίρις", "behalf.bornOn", "2019-05-06", "behalf.capacity", "μητέρα").sees(200)
	b.opens(d+"check").sees(200, "Ίρις", "Φανή Ζαφειρίου", "Αγγλικά", "Ταχυδρομικά", "06/05/2019", d+"applicant?to=check")
	h.reader(t).logsIn("clerk2").opens(d + "check").sees(404)
	b.opens(strings.Replace(d, "/counter/", "/apply/", 1) + "check").sees(403)
	b.sends(d+"drop").sees(200, "Το πρόχειρο διαγράφηκε")
	for who, status := range map[string]int{"citizen": 403, "manager": 403, "admin": 403, "protocol": 200} {
		h.reader(t).logsIn(who).opens("/counter").sees(status)
	}
}
