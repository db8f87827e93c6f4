//go:build unix

package e2e

import (
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

// recordIdentities keeps the histories of requests to be identified and of the
// applications that wait for them: confirmed, refused, and lapsed.
func recordIdentities(t *testing.T, h *house) {
	t.Helper()
	officer := h.as(t, "clerk-kep-port")
	decide := func(r api.IdentityRequest, body obj) {
		post[api.Decided](t, officer, "/identity-requests/"+string(finds(t, officer, r.Code).ID)+"/decision", body)
	}
	citizen := h.unknown(t, "citizen-14")
	filed := citizen.file(t, "civil-marriage-ceremony", nil)
	citizen.at(t, filed.ID, models.Identification)
	first := waits(t, citizen)
	decide(first, obj{"outcome": "rejected", "note": "Η φωτογραφία δεν διακρίνεται."})
	keep(t, h, "identity-refused", models.WorkflowOf(first.ID))
	post[api.IdentityRequest](t, citizen, "/identity-requests", nil)
	second := waits(t, citizen)
	decide(second, obj{"outcome": "done", "document": obj{"kind": "identity-card", "number": "ΑΖ741852"}})
	keep(t, h, "identity-confirmed", models.WorkflowOf(second.ID))
	h.as(t, "clerk").decides(t, filed.ID, "review", "rejected", "Λείπει η άδεια γάμου.")
	keep(t, h, "identified-and-rejected", models.WorkflowOf(filed.ID))

	citizen = h.unknown(t, "citizen-15")
	filed = citizen.file(t, "civil-marriage-ceremony", nil)
	citizen.at(t, filed.ID, models.Identification)
	request := waits(t, citizen)
	for _, id := range []models.CaseID{filed.ID, request.ID} { // both terms pass in a few seconds
		h.terminate(t, id)
		h.sql(t, `UPDATE stage_visits SET opened_at = now() - interval '70 days', due_at = now() + interval '3 seconds',
			lapse_at = now() + interval '6 seconds' WHERE case_id = $1 AND visit = 1`, string(id))
	}
	if left := h.doctor(t, "--repair"); len(left) != 2 {
		t.Fatalf("doctor found %v", left)
	}
	if c := citizen.over(t, filed.ID); c.Outcome != models.Lapsed {
		t.Fatalf("%+v", c)
	}
	await(t, 60*time.Second, "the request to lapse", func() bool {
		return get[api.IdentityRequest](t, citizen, "/identity-requests/"+string(request.ID)).State == models.Closed
	})
	keep(t, h, "identity-lapsed", models.WorkflowOf(request.ID))
	keep(t, h, "identification-lapsed", models.WorkflowOf(filed.ID))
}

// unknown is a citizen of the demonstration as if nobody had identified him.
func (h *house) unknown(t *testing.T, name string) *visitor {
	t.Helper()
	v := h.as(t, name)
	h.sql(t, `UPDATE persons SET level = 'A' WHERE id = (SELECT person FROM accounts WHERE email = $1)`, v.email)
	return v
}
