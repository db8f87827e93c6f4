//go:build unix

package e2e

import (
	"net/http"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

// recordCertificates keeps the histories of certificates, of the applications
// that wait for them, and of a timestamp that is added later.
func recordCertificates(t *testing.T, h *house) {
	t.Helper()
	m := h.apply(t, "citizen-12", "residence-certificate", obj{"delivery": "email"}).approved(t)
	m.signed(t, m.ready(t))
	m.applicant.over(t, m.filed.ID)
	keep(t, h, "application-with-certificate", models.WorkflowOf(m.filed.ID))
	keep(t, h, "certificate-signed", models.WorkflowOf(m.id))

	m = h.apply(t, "citizen-13", "municipal-tax-clearance", nil).approved(t)
	m.ready(t)
	m.applicant.over(t, m.filed.ID)
	keep(t, h, "certificate-sealed", models.WorkflowOf(m.id))

	m = h.refusedOnce(t)
	keep(t, h, "certificate-refused", models.WorkflowOf(m.id))
	m.clerk.at(t, m.filed.ID, "review")
	h.sentBack(t, m)
	m.applicant.over(t, m.filed.ID)
	keep(t, h, "application-with-certificate-refused", models.WorkflowOf(m.filed.ID))
	keep(t, h, "certificate-sent-back", models.WorkflowOf(m.id))

	m = h.counter(t, "residence", simply, obj{"delivery": "post", "address": obj{"street": "Οδός Μυρτιάς 7", "postcode": "570 01", "town": "Ελαιώνας"}})
	_, seen, offer := m.offered(t, models.WayPaper)
	m.brought(t, seen, offer)
	h.as(t, "protocol").decides(t, m.id, "delivery", "delivered", "")
	m.document(t)
	keep(t, h, "certificate-by-hand-posted", models.WorkflowOf(m.id))

	h.dev(t, http.MethodPost, "/dev/tsa?away=true")
	t.Cleanup(func() { h.dev(t, http.MethodPost, "/dev/tsa?away=false") })
	m = h.counter(t, "residence", simply, byMail)
	m.signed(t, m.ready(t))
	d := m.document(t)
	h.dev(t, http.MethodPost, "/dev/tsa?away=false")
	await(t, limit, "the timestamp", func() bool {
		return len(get[api.Document](t, m.clerk, "/documents/"+string(d.ID)).Versions[0].Files) == 2
	})
	keep(t, h, "timestamp-later", models.TimestampWorkflowOf(d.ID, 1))
}
