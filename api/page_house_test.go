package api_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
)

func TestAClerkAddsPapersAndAnswersForWhoHasNoLogin(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("clerk")
	b.enters("post", "applicant.name", "Φανή Ζαφειρίου")
	d := b.draft()
	b.opens(d + "declaration")
	b.sends(d+"declaration", "key", b.key(), "declared", "true").sees(200, "Η αίτηση καταχωρίστηκε")
	id := regexp.MustCompile(`/case/([0-9a-f-]{36})`).FindStringSubmatch(b.path)[1]
	page := "/case/" + id
	b.opens(page).sees(200, page+"/papers").opens(page+"/papers").sees(200, "Μόνο για την υπηρεσία", "Άλλο έγγραφο")
	b.uploads(page+"/papers", "", "", "slot", "").sees(422, `href="#f-file"`)
	b.uploads(page+"/papers", "αυτοψία.pdf", pdf, "slot", "proof-of-residence", "internal", "true").sees(422, `href="#f-slot"`)
	b.uploads(page+"/papers", "αυτοψία.pdf", pdf, "slot", "", "internal", "true").sees(200, "Το αρχείο προστέθηκε", "αυτοψία.pdf", "Για την υπηρεσία")
	b.opens(page+"/completion").sees(200, "δεν ζητείται κάτι")

	h.as(t, "clerk").decides(id, models.Returned, "Ο λογαριασμός είναι παλιός.").want(200)
	b.opens(page).sees(200, page+"/completion", "Καταχώριση απάντησης του αιτούντος")
	h.reader(t).logsIn("clerk-tech").opens(page + "/completion").sees(404)
	h.reader(t).logsIn("citizen").opens(page + "/completion").sees(403)
	b.opens(page+"/completion").sees(200, "δεν έχει λογαριασμό", "Ο λογαριασμός είναι παλιός.", page+"/papers?to=completion", `value="Αθηνάς 1"`)
	key := b.key()
	b.uploads(page+"/papers?to=completion", "νέος.pdf", pdf, "slot", "proof-of-residence").sees(200, "νέος.pdf")
	b.sends(page+"/completion", "key", key, "note", "Έφερε νέο λογαριασμό", "form.street", "", "form.postcode", "57000").
		sees(422, `href="#f-form-street"`, "Έφερε νέο λογαριασμό")
	b.opens(page + "/completion")
	fields := []string{"key", b.key(), "note", "Έφερε νέο λογαριασμό"}
	for _, m := range regexp.MustCompile(`name="(form\.[^"]+)"[^>]*?(?:id="[^"]*" )?value="([^"]*)"([^>]*)`).FindAllStringSubmatch(b.page, -1) {
		if !strings.Contains(m[0], `type="radio"`) || strings.Contains(m[3], "checked") {
			fields = append(fields, m[1], m[2])
		}
	}
	b.sends(page+"/completion", fields...)
	if b.status != 200 {
		b.sends(page+"/completion", "key", fields[1], "note", "Έφερε νέο λογαριασμό")
	}
	b.sees(200, "Η απάντηση του αιτούντος καταχωρίστηκε")
	var c struct{ Files []struct{ Name string } }
	h.as(t, "clerk").get("cases/" + id).want(200).into(&c)
	if len(c.Files) != 3 {
		t.Errorf("the case has %v", c.Files)
	}
}

func TestNobodyAnswersForWhoHasALogin(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	h.as(t, "clerk").decides(id, models.Returned, "Λείπει κάτι.").want(200)
	h.reader(t).logsIn("clerk").opens("/case/" + id + "/completion").sees(403)
}
