package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

// loses fails one message of a channel for good and gives its ID.
func (h *house) loses(t *testing.T, ch models.Channel, code models.Code) models.NoticeID {
	t.Helper()
	y := h.store.System()
	ns, err := y.TakeNotices(t.Context(), ch, 1)
	if err != nil || len(ns) != 1 {
		t.Fatal(len(ns), err)
	}
	if err := y.NoticeFailed(t.Context(), ns[0], models.NoticeFault{Code: code, Permanent: true}); err != nil {
		t.Fatal(err)
	}
	return ns[0].ID
}

func TestTheAdministratorSeesTheServicesAndTheirDiagrams(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").files()
	b := h.reader(t)
	b.logsIn("admin").sees(200)
	b.opens("/admin").sees(200, `href="/admin/services"`, `href="/admin/templates"`, `href="/admin/deliveries"`, `href="/admin/doctor"`)
	b.opens("/admin/services").sees(200, "Βεβαίωση μόνιμης κατοικίας", `href="/admin/services/residence-certificate"`, `href="/services/residence-certificate"`)
	b.opens("/admin/services/residence-certificate").sees(200, "<svg", "Υποβολή", "Επιστροφή για συμπλήρωση", "Απόδειξη κατοικίας", "Ισχύει τώρα", "1 ανοιχτή υπόθεση")
	b.opens("/admin/services/residence-certificate?version=99").sees(404)
	b.opens("/admin/services/nothing").sees(404)
	b.opens("/admin/services/residence-certificate?lang=en").sees(200, "Submission", "1 open case")
	h.as(t, "admin").get("admin/services").want(200)
	if got := h.as(t, "admin").get("admin/services/residence-certificate/versions/2").want(200).object()["code"]; got != "residence-certificate" {
		t.Error(got)
	}
	h.as(t, "admin").get("admin/services/residence-certificate/versions/9").problem(404, "no-such-service")
	b.logsIn("manager").sees(200)
	for _, path := range []string{"/admin/services", "/admin/services/residence-certificate", "/admin/templates", "/admin/templates/received", "/admin/deliveries", "/admin/doctor"} {
		b.opens(path).sees(403)
	}
}

func TestEveryTemplateIsShownAsItGoesOut(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	b.logsIn("admin").sees(200)
	b.opens("/admin/templates").sees(200, "Παραλήφθηκε η αίτηση", "Κωδικός εγγραφής", "{legal-due-short}", "catalogue/texts/el.yaml")
	for _, part := range strings.Split(b.page, `href="/admin/templates/`)[1:] {
		key, _, _ := strings.Cut(part, `"`)
		b.opens("/admin/templates/"+key).sees(200, "<h1", "app-letter")
		preview := between(b.page, `class="app-letters"`, "<details")
		if strings.Contains(preview, "{") {
			t.Errorf("%s: a hole in %s", key, preview)
		}
	}
	b.opens("/admin/templates/received?service=residence-certificate").sees(200, "12345/2026", "Received", "GSM-7", "Χρεώνεται 1 SMS")
	b.opens("/admin/templates/mobile-code").sees(200, "482913")
	b.opens("/admin/templates/nothing").sees(404)
}

// between is what a page says after one mark and before another.
func between(page, from, to string) string {
	_, rest, _ := strings.Cut(page, from)
	out, _, _ := strings.Cut(rest, to)
	return out
}

func TestTheAdministratorSendsAgainWhatDidNotArrive(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").files()
	b := h.reader(t)
	b.logsIn("admin").sees(200)
	b.opens("/admin/deliveries").sees(200, "Όλες οι ειδοποιήσεις έφτασαν")
	id := string(h.loses(t, models.Email, "smtp-550"))
	b.opens("/admin/deliveries").sees(200, "Η διεύθυνση e-mail δεν υπάρχει", "c•••@example.org", "Παραλήφθηκε η αίτηση", "Στείλτε ξανά", "/admin/cases/")
	if strings.Contains(b.page, "citizen@example.org") {
		t.Error("the address is shown whole")
	}
	b.opens("/admin/deliveries?channel=sms").sees(200, "Όλες οι ειδοποιήσεις έφτασαν")
	b.opens("/admin/deliveries?channel=pigeon").sees(200)
	b.opens("/admin/deliveries?trying=true").sees(200, "Καμία ειδοποίηση δεν δυσκολεύεται")
	b.opens("/admin/deliveries")
	retry := "/admin/deliveries/" + id + "/retry"
	b.sends(retry, "key", "first-retry-of-it").sees(200, "μπήκε ξανά στην ουρά", "Στάλθηκε ξανά: Περιμένει")
	b.sends(retry, "key", "first-retry-of-it").sees(200)
	b.sends(retry, "key", "second-retry-of-it").sees(409, "έχει ήδη σταλεί ξανά", "c•••@example.org")
	b.sends("/admin/deliveries/x/retry", "key", "no-such-thing").sees(404)
	h.as(t, "admin").post("admin/deliveries/"+id+"/retry", nil).problem(409, "already-retried")
	var out struct {
		Items []struct{ Reason, Remedy, To string }
	}
	h.as(t, "admin").do(http.MethodGet, "admin/deliveries?failure=smtp-550", nil).want(200).into(&out)
	if len(out.Items) != 1 || out.Items[0].Remedy == "" {
		t.Errorf("%+v", out)
	}
	b.logsIn("clerk").sees(200).sends(retry, "key", "third-retry-of-it").sees(403)
}

func TestTheAdministratorReadsWhatDoctorFound(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := models.CaseID(h.as(t, "citizen").files())
	b := h.reader(t)
	b.logsIn("admin").sees(200)
	b.opens("/admin/doctor").sees(200, "Δεν έχει γίνει ακόμη καμία εξέταση", "Ανοιχτή υπόθεση χωρίς διαδικασία")
	y, m := h.store.System(), models.Municipality(9999)
	if err := y.RecordExamination(t.Context(), m, h.clock.Now(), []models.Complaint{{Code: "no-workflow", Case: c, Subject: string(c)}}); err != nil {
		t.Fatal(err)
	}
	b.opens("/admin/doctor").sees(200, "Βρέθηκε 1 πρόβλημα", "thyrida doctor --repair", `href="/admin/cases/`+string(c)+`"`)
	b.opens("/admin/cases/"+string(c)).sees(200, string(c), "case-"+string(c), "start")
	b.opens("/admin/cases/nothing").sees(404)
	h.clock.Advance(3 * time.Hour)
	b.opens("/admin/doctor").sees(200, "Έπρεπε να έχει γίνει νεότερη εξέταση")
	if err := y.RecordBrokenExamination(t.Context(), m, h.clock.Now(), "temporal-unavailable"); err != nil {
		t.Fatal(err)
	}
	b.opens("/admin/doctor?lang=en").sees(200, "Temporal did not answer", "1 problem was found")
	if err := y.RecordExamination(t.Context(), m, h.clock.Now(), nil); err != nil {
		t.Fatal(err)
	}
	b.opens("/admin/doctor").sees(200, "All is well")
	h.as(t, "admin").get("admin/doctor").want(200)
}
