//go:build unix

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

// byPost are the answers of who wants the result by post.
var byPost = obj{"delivery": "post", "post-street": "Οδός Ελαίας 12", "post-postcode": "57000", "post-town": "Ελαιώνας"}

// paravolo is a fee's proof that nobody has used.
func paravolo() obj {
	return obj{"kind": "e-paravolo", "code": fmt.Sprintf("%020d", time.Now().UnixNano())}
}

// numberOf is how messages name a case.
func numberOf(f api.Filed) string { return fmt.Sprintf("%d/%d", f.Protocol.Number, f.Protocol.Year) }

// told is the e-mail about a state of a case.
func (h *house) told(t *testing.T, f api.Filed, state string) (m mailbox.Message) {
	t.Helper()
	all := h.messages(t, mailbox.Email, numberOf(f))
	i := slices.IndexFunc(all, func(m mailbox.Message) bool { return strings.Contains(m.Subject, state) })
	if i < 0 {
		t.Fatalf("no e-mail says «%s»", state)
	}
	return all[i]
}

// general is a filled-in general application.
func general(more obj) obj {
	form := obj{"subject": "Φωτισμός παιδικής χαράς", "request": "Παρακαλώ για δύο φωτιστικά."}
	for k, v := range more {
		form[k] = v
	}
	return obj{"service": "general-application", "form": form}
}

func TestAResultGoesByPostWithItsTrackingNumber(t *testing.T) {
	h := setup(t)
	citizen, protocol := h.as(t, "citizen2"), h.as(t, "protocol")
	filed := post[api.Filed](t, citizen, "/cases", general(byPost))
	protocol.decides(t, filed.ID, "review", "approved", "")
	k := task(protocol.at(t, filed.ID, "delivery"), "delivery")
	if c := citizen.at(t, filed.ID, "delivery"); c.Delivery != "post" || c.StateText != "Εκδόθηκε και παραδίδεται" || c.DecidedAt == nil {
		t.Fatalf("approved: %+v", c)
	}
	post[api.Decided](t, protocol, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "delivered", "tracking": "RE123456785GR"})
	c := citizen.over(t, filed.ID)
	checkTimeline(t, c, "check done", "review approved", "delivery delivered")
	if last := c.Timeline[len(c.Timeline)-1]; c.Outcome != "granted" || last.Tracking != "RE123456785GR" {
		t.Fatalf("posted: %+v", last)
	}
	checkTold(t, h, numberOf(filed), []tale{{"Παραλήφθηκε", []person{danai}}, {"Εγκρίθηκε", []person{danai}}, {"Ολοκληρώθηκε", []person{danai}}})
	if m := h.told(t, filed, "Ολοκληρώθηκε"); !strings.Contains(m.Text, "RE123456785GR") {
		t.Errorf("the last e-mail does not name the tracking number:\n%s", m.Text)
	}
}

func TestARefusalStatesItsReasonAndItsRemedy(t *testing.T) {
	h := setup(t)
	citizen, protocol := h.as(t, "citizen2"), h.as(t, "protocol")
	filed := post[api.Filed](t, citizen, "/cases", general(nil))
	reason := "Ο χώρος δεν ανήκει στον δήμο."
	protocol.decides(t, filed.ID, "review", "rejected", reason)
	c := citizen.over(t, filed.ID)
	if c.Outcome != "rejected" || c.Timeline[len(c.Timeline)-1].Note != reason {
		t.Fatalf("rejected: %+v", c)
	}
	checkTold(t, h, numberOf(filed), []tale{{"Παραλήφθηκε", []person{danai}}, {"Απορρίφθηκε", []person{danai}}})
	remedy := get[api.Receipt](t, citizen, "/cases/"+string(filed.ID)+"/receipt").Remedy.Text
	m := h.told(t, filed, "Απορρίφθηκε")
	text := strings.Join(strings.Fields(m.Text), " ")
	for _, part := range []string{"Αιτιολογία: " + reason, "Αν διαφωνείτε: " + remedy} {
		if !strings.Contains(text, part) {
			t.Errorf("the e-mail of the refusal does not say «%s»:\n%s", part, m.Text)
		}
	}
}

func TestACitizenWithdrawsBeforeTheDecisionAndNotAfterIt(t *testing.T) {
	h := setup(t)
	citizen, protocol := h.as(t, "citizen2"), h.as(t, "protocol")
	filed := post[api.Filed](t, citizen, "/cases", general(nil))
	k := task(protocol.at(t, filed.ID, "review"), "review")
	d := post[api.Decided](t, citizen, "/cases/"+string(filed.ID)+"/withdrawal", obj{"note": "Δεν χρειάζεται πια."})
	c := citizen.over(t, filed.ID)
	if d.State != models.DecisionApplied || c.Outcome != "withdrawn" || c.WithdrawnAt == nil {
		t.Fatalf("withdrawn: %+v %+v", d, c)
	}
	refused(t, protocol, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "approved"}, 409, "task-closed")
	checkTold(t, h, numberOf(filed), []tale{{"Παραλήφθηκε", []person{danai}}, {"Αποσύρθηκε από εσάς", []person{danai}}})

	filed = post[api.Filed](t, citizen, "/cases", general(byPost))
	protocol.decides(t, filed.ID, "review", "approved", "")
	citizen.at(t, filed.ID, "delivery")
	refused(t, citizen, "/cases/"+string(filed.ID)+"/withdrawal", obj{}, 409, "already-decided")
	protocol.decides(t, filed.ID, "delivery", "delivered", "")
	citizen.over(t, filed.ID)
	refused(t, citizen, "/cases/"+string(filed.ID)+"/withdrawal", obj{}, 409, "case-closed")
}

func TestWhomNothingReachesBecomesAContactTask(t *testing.T) {
	h := setup(t)
	clerk := h.as(t, "clerk")
	filed := clerk.file(t, "death-act-copy", obj{"applicant": obj{"name": "Ευρυδίκη Χωρίς Τηλέφωνο", "address": "Οδός Δάφνης 3, Ελαιώνας"}})
	var contact api.Task
	await(t, 20*time.Second, "a contact task", func() bool {
		c := get[api.Case](t, clerk, "/cases/"+string(filed.ID))
		i := slices.IndexFunc(c.Tasks, func(k api.Task) bool { return k.Purpose == models.ForContact })
		if i >= 0 {
			contact = c.Tasks[i]
		}
		return i >= 0 && c.Channel == "counter" && c.Applicant == "Ευρυδίκη Χωρίς Τηλέφωνο"
	})
	queue := get[api.TaskList](t, clerk, "/tasks?queue=unassigned&limit=200&service=death-act-copy")
	if !slices.ContainsFunc(queue.Items, func(k api.Task) bool { return k.ID == contact.ID }) || queue.Counts.Unassigned < 1 {
		t.Fatalf("the unit's queue does not hold it: %+v", queue)
	}
	d := post[api.Decided](t, clerk, "/tasks/"+string(contact.ID)+"/decision", obj{"outcome": "done", "note": "Μίλησα με τον γιο της."})
	if d.State != models.DecisionApplied {
		t.Fatalf("contact: %+v", d)
	}
	c := get[api.Case](t, clerk, "/cases/"+string(filed.ID))
	if slices.ContainsFunc(c.Tasks, func(k api.Task) bool { return k.ID == contact.ID }) {
		t.Fatal("the contact task is still open")
	}
	if n := h.messages(t, mailbox.Email, numberOf(filed)); len(n) > 0 {
		t.Errorf("somebody was written to: %+v", n[0].To)
	}
}

func TestAParavoloProvesOneFee(t *testing.T) {
	h := setup(t)
	citizen, tech := h.as(t, "citizen"), h.as(t, "clerk-tech")
	proof := paravolo()
	pay := func() (api.Filed, string) {
		filed := citizen.file(t, "road-cut-permit", nil)
		tech.decides(t, filed.ID, "review", "done", "")
		h.opinions(t, filed.ID, "clerk-traffic", "clerk-environment")
		citizen.at(t, filed.ID, "payment")
		return filed, "/cases/" + string(filed.ID) + "/payment"
	}
	first, path := pay()
	refused(t, citizen, path, obj{"kind": "e-paravolo", "code": "12"}, 422, "invalid-request")
	if d := post[api.Decided](t, citizen, path, proof); d.State != models.DecisionApplied {
		t.Fatalf("payment: %+v", d)
	}
	c := citizen.at(t, first.ID, "approval")
	if len(c.Payments) != 1 || c.Payments[0].Code != proof["code"] {
		t.Fatalf("payments: %+v", c.Payments)
	}
	second, path := pay()
	refused(t, citizen, path, proof, 409, "payment-used")
	if c := citizen.at(t, second.ID, "payment"); len(c.Payments) > 0 || task(c, "payment") == nil {
		t.Fatalf("after the refused proof: %+v", c)
	}
	h.as(t, "head").decides(t, first.ID, "approval", "approved", "")
	checkTimeline(t, citizen.over(t, first.ID), "check done", "review done", "opinions positive", "opinions positive",
		"payment paid", "approval approved", "delivery delivered")
}
