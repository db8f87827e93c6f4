//go:build unix

package e2e

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

// Whoever files with the wrong office loses nothing: his number and his time
// stay, and he is told who has his case now.
func TestACaseGoesToTheUnitThatIsCompetent(t *testing.T) {
	h := setup(t)
	citizen, clerk, there := h.as(t, "citizen"), h.as(t, "protocol"), h.as(t, "clerk-traffic")
	filed := citizen.file(t, "general-application", nil)
	before := clerk.at(t, filed.ID, "review")
	if before.ForwardBy == nil || before.ForwardBy.Before(before.SubmittedAt) || before.ForwardBy.After(before.SubmittedAt.AddDate(0, 0, 4)) {
		t.Errorf("it goes on within three days: filed %v, by %v", before.SubmittedAt, before.ForwardBy)
	}
	if _, err := there.call(t.Context(), http.MethodGet, "/cases/"+string(filed.ID)+"/receipt", "", nil, nil); err == nil {
		t.Error("the other unit reads it before it has it")
	}
	path := "/tasks/" + string(task(before, "review").ID) + "/decision"
	refused(t, clerk, path, obj{"outcome": "forwarded", "toUnit": "traffic"}, 422, "reasons-required")
	refused(t, clerk, path, obj{"outcome": "forwarded", "toUnit": "protocol", "note": "x"}, 422, "same-unit")
	h.forwards(t, filed.ID, "traffic")

	now := citizen.at(t, filed.ID, "review")
	if now.Unit != "traffic" || !now.SubmittedAt.Equal(before.SubmittedAt) || now.Due.Legal != before.Due.Legal || now.CompetentAt != nil {
		t.Errorf("within the house nothing but the unit changes: %+v, then %+v", before.CaseLine, now.CaseLine)
	}
	const moved = "Πέρασε στην αρμόδια μονάδα"
	await(t, 30*time.Second, "an e-mail «"+moved+"»", func() bool { return h.says(t, filed, moved) })
	there.decides(t, filed.ID, "review", "approved", "")
	end := citizen.over(t, filed.ID)
	if end.Outcome != models.Granted {
		t.Errorf("at the end: %+v", end)
	}
	checkTimeline(t, end, "check done", "review forwarded", "review approved", "delivery delivered")
	if left := h.doctor(t); slices.ContainsFunc(left, func(s string) bool { return has(s, string(filed.ID)) }) {
		t.Errorf("doctor found %v", left)
	}
}

func TestACaseIsHandedOnToTheBodyThatIsCompetent(t *testing.T) {
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "protocol")
	h.body(t)
	filed := citizen.file(t, "general-application", nil)
	before := clerk.at(t, filed.ID, "review")
	h.handsOn(t, filed.ID)
	end := citizen.over(t, filed.ID)
	last := end.Timeline[len(end.Timeline)-1]
	if end.Outcome != models.HandedOn || !end.SubmittedAt.Equal(before.SubmittedAt) || last.ToBody == nil || last.ToBody.Name != region["name"] {
		t.Errorf("at the end: %+v, %+v", end.CaseLine, last)
	}
	const away = "Διαβιβάστηκε σε άλλη υπηρεσία"
	await(t, 30*time.Second, "an e-mail «"+away+"»", func() bool { return h.says(t, filed, away) })
	m := h.told(t, filed, away)
	if !has(m.Text, region["name"], region["email"], "ν. 2690/1999") {
		t.Errorf("he is told to whom, and that the term begins there:\n%s", m.Text)
	}
	if n := count(t, h, `SELECT count(*) FROM protocol_entries WHERE subject = 'handed-on/' || $1 AND direction = 'out'`, string(filed.ID)); n != 1 {
		t.Errorf("%d outgoing lines in the book", n)
	}
}

// What another body had first keeps the day it was filed there; the legal term
// begins on the day it came here.
func TestACaseThatComesFromAnotherBodyKeepsItsDay(t *testing.T) {
	h := setup(t)
	clerk := h.as(t, "protocol")
	there := time.Now().AddDate(0, 0, -4).UTC().Truncate(time.Second)
	here := h.as(t, "citizen").file(t, "general-application", nil)
	filed := clerk.file(t, "general-application", obj{"filedAt": there, "fromBody": region["name"], "channel": "post",
		"applicant": obj{"kind": "natural", "name": "Νικηφόρος Παραλίμνιος", "email": "nikiforos-4410@example.org", "mobile": "6944104410"}})
	c, same := clerk.at(t, filed.ID, "review"), clerk.at(t, here.ID, "review")
	if !c.SubmittedAt.Equal(there) || c.CompetentAt == nil || c.CompetentAt.Before(same.SubmittedAt) || c.FromBody != region["name"] {
		t.Errorf("both times: %+v", c)
	}
	if !c.Due.Legal.Equal(same.Due.Legal) {
		t.Errorf("the term runs from when it came here: %v, of one filed here %v", c.Due.Legal, same.Due.Legal)
	}
	if r := get[api.Receipt](t, clerk, "/cases/"+string(filed.ID)+"/receipt"); r.FromBody != region["name"] || r.Protocol.At.Before(there.AddDate(0, 0, 3)) {
		t.Errorf("receipt: %+v", r)
	}
	await(t, 30*time.Second, "the applicant to be told", func() bool { return len(h.messages(t, mailbox.Email, numberOf(filed))) > 0 })
	clerk.decides(t, filed.ID, "review", "approved", "")
	if end := clerk.over(t, filed.ID); end.Outcome != models.Granted || !end.SubmittedAt.Equal(there) {
		t.Errorf("at the end: %+v", end.CaseLine)
	}
}

// says whether an e-mail about a state of a case has come.
func (h *house) says(t *testing.T, f api.Filed, state string) bool {
	t.Helper()
	return slices.ContainsFunc(h.messages(t, mailbox.Email, numberOf(f)), func(m mailbox.Message) bool { return has(m.Subject, state) })
}

// region is the body that is competent for what the municipality is not.
var region = map[string]string{"name": "Περιφέρεια Μακρινού Λόφου", "email": "in@region-hill.example.org", "phone": "2310000999"}

// body offers the region to those who hand cases on.
func (h *house) body(t *testing.T) {
	t.Helper()
	if status, err := h.as(t, "admin").call(t.Context(), http.MethodPut, "/bodies/region", "", region, nil); err != nil {
		t.Fatal(status, err)
	}
}

func (h *house) handsOn(t *testing.T, id models.CaseID) {
	t.Helper()
	k := task(h.as(t, "protocol").at(t, id, "review"), "review")
	post[api.Decided](t, h.as(t, "protocol"), "/tasks/"+string(k.ID)+"/decision",
		obj{"outcome": "handed-on", "note": "Αρμόδια είναι η Περιφέρεια.", "toBody": obj{"code": "region"}})
}

// forwards gives a case of the protocol office to another unit, and waits until
// it has it.
func (h *house) forwards(t *testing.T, id models.CaseID, to models.UnitCode) {
	t.Helper()
	k := task(h.as(t, "protocol").at(t, id, "review"), "review")
	post[api.Decided](t, h.as(t, "protocol"), "/tasks/"+string(k.ID)+"/decision",
		obj{"outcome": "forwarded", "note": "Αρμόδια είναι άλλη μονάδα.", "toUnit": to})
	await(t, 30*time.Second, "the case to be with "+string(to), func() bool {
		c := h.as(t, "clerk-"+string(to)).at(t, id, "review")
		return c.Unit == to && task(c, "review") != nil
	})
}
