package api_test

import (
	"regexp"
	"testing"
)

func TestAClerkAddsPapersForWhoHasNoLogin(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("clerk")
	b.enters("counter", "applicant.name", "Φανή Ζαφειρίου")
	d := b.draft()
	b.opens(d + "declaration")
	b.sends(d+"declaration", "key", b.key(), "declared", "true", "identification.kind", "identity-card", "identification.number", "ΑΒ 123456").
		sees(200, "Η αίτηση καταχωρίστηκε")
	id := regexp.MustCompile(`/case/([0-9a-f-]{36})`).FindStringSubmatch(b.path)[1]
	page := "/case/" + id
	b.opens(page).sees(200, page+"/papers").opens(page+"/papers").sees(200, "Μόνο για την υπηρεσία", "Άλλο έγγραφο")
	b.uploads(page+"/papers", "", "", "slot", "").sees(422, `href="#f-file"`)
	b.uploads(page+"/papers", "αυτοψία.pdf", pdf, "slot", "proof-of-residence", "internal", "true").sees(422, `href="#f-slot"`)
	b.uploads(page+"/papers", "αυτοψία.pdf", pdf, "slot", "", "internal", "true").sees(200, "Το αρχείο προστέθηκε", "αυτοψία.pdf")
	b.opens(page+"/completion").sees(200, "δεν ζητείται κάτι")
}
