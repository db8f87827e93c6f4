//go:build unix

package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

func TestASealedCertificateNeedsNobodysSignature(t *testing.T) {
	h := setup(t)
	m := h.apply(t, "citizen-04", "municipal-tax-clearance", nil).approved(t)
	m.ready(t)
	c := m.applicant.over(t, m.filed.ID)
	checkTimeline(t, m.clerk.over(t, m.id), "statements done", "issue done", "delivery delivered")
	d := only(t, c.Documents)
	v := only(t, d.Versions)
	if s := only(t, v.Signatures); v.Way != models.WaySeal || s.Name+s.Title != "" || s.Way != models.WaySeal {
		t.Errorf("sealed: %+v", v)
	}
	file := m.applicant.fetch(t, only(t, v.Files))
	checkOneNumber(t, h, d, pdfText(t, file))
	checkTools(t, h, file, "ΒΕΒΑΙΩΣΗ", "Δημοτικής ενημερότητας", "123456783", "00-48213")
	if v := h.verify(t, v.Code); v.State != models.VerifiedValid || v.Way != models.WaySeal {
		t.Errorf("by its code: %+v", v)
	}
	// By portal there is no link in the e-mail, but where it can be found.
	if mail := only(t, m.last(t, mailbox.Email)); linkIn.MatchString(mail.Text) || !has(mail.Text, d.Versions[0].Code) {
		t.Errorf("e-mail: %s", mail.Text)
	}
}

// counter starts a certificate for somebody who stands before the clerk.
func (h *house) counter(t testing.TB, template models.CertificateCode, applicant obj, more obj) *made {
	t.Helper()
	cert, _ := templates.Certificate(template)
	m := &made{h: h, clerk: h.as(t, clerkOf(cert.Unit)), id: models.CaseID(freshID())}
	body := obj{"caseId": m.id, "template": template, "applicant": applicant}
	for k, v := range more {
		body[k] = v
	}
	for range 2 { // said twice, begun once
		if s := post[api.StartedCertificate](t, m.clerk, "/certificates", body); s.Case != m.id || s.Due.Legal.IsZero() {
			t.Fatalf("started: %+v", s)
		}
	}
	return m
}

func TestACertificateOfTheCounterGoesByPost(t *testing.T) {
	h := setup(t)
	applicant := obj{"name": "Πολυξένη Ταχυδρόμου", "email": "polyxeni@example.org"}
	m := h.counter(t, "residence", applicant, obj{"delivery": "post",
		"address": obj{"street": "Οδός Μυρτιάς 7", "postcode": "570 01", "town": "Κάτω Ελαιώνας"}})
	refused(t, h.as(t, "citizen"), "/certificates", obj{"caseId": freshID(), "template": "residence", "applicant": applicant}, 403, "not-allowed")
	seen := m.ready(t)

	// The head signs by order of the mayor.
	head := h.as(t, "head")
	post[api.Decided](t, head, "/tasks/"+string(m.toSign(t, head).ID)+"/decision", obj{"outcome": "signed", "way": "server", "seen": seen})
	protocol := h.as(t, "protocol")
	k := task(protocol.at(t, m.id, "delivery"), "delivery")
	post[api.Task](t, protocol, "/tasks/"+string(k.ID)+"/claim", nil)
	label := pdfText(t, get[[]byte](t, protocol, "/cases/"+string(m.id)+"/label.pdf"))
	if !has(label, "Πολυξένη Ταχυδρόμου", "Οδός Μυρτιάς 7", "Κάτω Ελαιώνας", "Δήμος Ελαιώνα") {
		t.Errorf("label: %s", label)
	}
	if status, err := h.as(t, "citizen").call(t.Context(), http.MethodGet, "/cases/"+string(m.id)+"/label.pdf", "", nil, nil); status != 404 {
		t.Errorf("a label for anybody: %d %v", status, err)
	}
	post[api.Decided](t, protocol, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "delivered", "tracking": "RE990000019GR"})

	c := m.clerk.over(t, m.id)
	checkTimeline(t, c, "statements done", "signature signed", "issue done", "delivery delivered")
	if last := c.Timeline[len(c.Timeline)-1]; c.Channel != "counter" || c.Delivery != "post" || last.Tracking != "RE990000019GR" {
		t.Errorf("case: %+v", c)
	}
	d := m.document(t)
	v := only(t, d.Versions)
	if r := only(t, d.Recipients); r.Way != "post" || !has(r.Address, "Οδός Μυρτιάς 7", "57001") || !only(t, v.Signatures).ByOrder {
		t.Errorf("document: %+v", d)
	}
	text := pdfText(t, m.clerk.fetch(t, only(t, v.Files)))
	if !has(text, "Με εντολή Δημάρχου", "Αριστείδης Λαμπρινός", "Ο Προϊστάμενος του Τμήματος") || has(text, "Πολυξένη") {
		t.Errorf("by order: %s", text)
	}
	checkOneNumber(t, h, d, text)
	if s := only(t, h.verify(t, v.Code).Signatures); !s.ByOrder || s.Title != "Ο Προϊστάμενος του Τμήματος" {
		t.Errorf("by its code: %+v", s)
	}
	var mails []mailbox.Message
	await(t, limit, "the e-mail with the tracking number", func() bool {
		mails = h.messages(t, mailbox.Email, "RE990000019GR")
		return len(mails) > 0
	})
	if mail := only(t, mails); linkIn.MatchString(mail.Text) || !has(mail.Text, v.Code) {
		t.Errorf("e-mail: %s", mail.Text)
	}
}

// The register refuses, the clerk is asked again and approves again; then the
// mayor sends the statements back once. One document comes of it.
func TestWhatCannotBeCertifiedComesBackToTheReview(t *testing.T) {
	h := setup(t)
	m := h.refusedOnce(t)
	c := m.clerk.at(t, m.filed.ID, "review")
	if v := c.Timeline[len(c.Timeline)-2]; v.Stage != "certificate" || v.Outcome != "sent-back" || v.Note != canaries["reason"] {
		t.Fatalf("refused: %+v", v)
	}
	if d := only(t, c.Documents); d.State != models.DocCancelled || d.Protocol != nil || len(d.Versions) > 0 {
		t.Errorf("what was not made: %+v", d)
	}
	if seen := m.applicant.at(t, m.filed.ID, "review"); len(seen.Documents) > 0 {
		t.Errorf("the applicant sees %+v", seen.Documents)
	}
	h.sentBack(t, m)
	c = m.applicant.over(t, m.filed.ID)
	checkTimeline(t, c, "check done", "review approved", "certificate sent-back", "review approved", "certificate done")
	checkTimeline(t, m.clerk.over(t, m.id), "statements done", "signature sent-back", "statements done", "signature signed",
		"issue done", "delivery delivered")
	d := only(t, c.Documents)
	text := pdfText(t, m.applicant.fetch(t, only(t, only(t, d.Versions).Files)))
	if checkOneNumber(t, h, d, text); !strings.Contains(text, "Δρόμος της Διόρθωσης 8") || strings.Contains(text, "Λεωφόρος Δημοκρατίας") {
		t.Errorf("after the correction: %s", text)
	}
	only(t, m.last(t, mailbox.Email))
}

// refusedOnce gives an application whose first certificate was refused at the
// statements.
func (h *house) refusedOnce(t *testing.T) *made {
	t.Helper()
	m := h.apply(t, "citizen-09", "residence-certificate", nil).approved(t)
	k := task(m.clerk.at(t, m.id, "statements"), "statements")
	refused(t, m.clerk, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "rejected"}, 422, "reasons-required")
	refused(t, m.clerk, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "done", "seen": sumOf(nil)}, 422, "record-incomplete")
	post[api.Decided](t, m.clerk, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "rejected", "note": canaries["reason"]})
	return m
}

// sentBack approves again and has the mayor send the statements back before
// she signs.
func (h *house) sentBack(t *testing.T, m *made) {
	t.Helper()
	m.approved(t)
	m.ready(t)
	mayor := h.as(t, "mayor")
	path := "/tasks/" + string(m.toSign(t, mayor).ID) + "/decision"
	post[api.Decided](t, mayor, path, obj{"outcome": "sent-back", "note": canaries["reason"]})
	seen := m.written(t, obj{"street": "Δρόμος της Διόρθωσης 8"})
	if by := m.record(t).Statements; slices.ContainsFunc(by, func(s api.RecordStatement) bool { return s.By != kleio.name || s.Reference == "" }) {
		t.Errorf("who read it where: %+v", by)
	}
	m.attested(t, seen)
	m.signed(t, seen)
}
