package api_test

import (
	"strings"
	"testing"
)

// forWhom is an application for another.
func (c *caller) forWhom(behalf map[string]any, proof bool) map[string]any {
	c.t.Helper()
	a := c.residence()
	a["behalf"] = behalf
	if proof {
		a["attachments"] = append(a["attachments"].([]any), map[string]any{"slot": "representation",
			"id": c.upload("Εξουσιοδότηση.pdf", pdfOf("authorisation")).want(201).id()})
	}
	return a
}

func TestACitizenAppliesForAChildAPrincipalOrAnOrganisation(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	person := func(more ...any) map[string]any {
		out := map[string]any{"name": "Μαρία Παπαδοπούλου"}
		for i := 0; i < len(more); i += 2 {
			out[more[i].(string)] = more[i+1]
		}
		return out
	}
	minor := func(born string) map[string]any {
		return map[string]any{"kind": "minor", "applicant": person(), "capacity": "μητέρα", "bornOn": born}
	}
	refused := func(behalf map[string]any, proof bool, fault string) {
		t.Helper()
		citizen.post("cases", citizen.forWhom(behalf, proof)).problem(422, "invalid-request", fault)
	}
	refused(minor("2008-11-23"), false, "behalf.bornOn of-age") // 18 today
	refused(minor("2026-11-24"), false, "behalf.bornOn date-after-today")
	refused(map[string]any{"kind": "minor", "applicant": person(), "capacity": "μητέρα"}, false, "behalf.bornOn required")
	refused(map[string]any{"kind": "minor", "applicant": person(), "bornOn": "2015-01-01"}, false, "behalf.capacity required")
	refused(map[string]any{"kind": "authorisation", "applicant": person()}, false, "attachments.representation required")
	refused(map[string]any{"kind": "authorisation", "applicant": person(), "bornOn": "2015-01-01"}, true, "behalf.bornOn not-expected")
	refused(map[string]any{"kind": "organisation", "applicant": person("kind", "organisation"), "capacity": "νόμιμος εκπρόσωπος"}, true, "behalf.applicant.afm required")
	refused(map[string]any{"kind": "organisation", "applicant": person(), "capacity": "νόμιμος εκπρόσωπος"}, true, "behalf.applicant.kind not-a-choice")
	a := citizen.forWhom(nil, true)
	delete(a, "behalf")
	citizen.post("cases", a).problem(422, "invalid-request", "attachments.representation not-expected")

	for kind, behalf := range map[string]map[string]any{
		"minor":         minor("2008-11-24"), // 18 tomorrow
		"authorisation": {"kind": "authorisation", "applicant": person("afm", "123456783")},
		"organisation":  {"kind": "organisation", "applicant": person("kind", "organisation", "afm", "094014201"), "capacity": "νόμιμος εκπρόσωπος"},
	} {
		id := citizen.post("cases", citizen.forWhom(behalf, kind != "minor")).want(201).id()
		for _, who := range []string{"citizen", "clerk"} {
			var c struct {
				Applicant string
				Behalf    struct{ Kind, KindText, Representative, Capacity, BornOn string }
			}
			h.as(t, who).get("cases/" + id).want(200).into(&c)
			if c.Applicant != "Μαρία Παπαδοπούλου" || c.Behalf.Kind != kind || c.Behalf.Representative != "Όνομα citizen" || c.Behalf.KindText == "" ||
				(c.Behalf.BornOn != "") != (kind == "minor") {
				t.Errorf("%s sees %+v", who, c)
			}
		}
		h.as(t, "citizen2").get("cases/"+id).problem(404, "no-such-case")
		var receipt struct {
			Applicant string
			Behalf    struct{ Representative string }
		}
		citizen.get("cases/" + id + "/receipt").want(200).into(&receipt)
		if receipt.Applicant != "Μαρία Παπαδοπούλου" || receipt.Behalf.Representative != "Όνομα citizen" {
			t.Errorf("receipt: %+v", receipt)
		}
		citizen.get("cases/" + id + "/receipt.pdf").want(200)
		if ps := citizen.papers(id); kind != "minor" && (len(ps) != 2 || !strings.Contains(ps[0].Slot+ps[1].Slot, "representation")) {
			t.Errorf("papers: %+v", ps)
		}
	}
}

func TestAClerkEntersForSomebodyWhoAppliesForAnother(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk := h.as(t, "clerk")
	a := clerk.forWhom(map[string]any{"kind": "guardian", "applicant": map[string]any{"name": "Γεώργιος Κ."}, "capacity": "δικαστικός συμπαραστάτης"}, true)
	a["applicant"], a["channel"] = map[string]any{"name": "Ελένη Κ.", "email": "eleni@example.org"}, "phone"
	id := clerk.post("cases", a).want(201).id()
	var c struct {
		Applicant, Channel string
		Behalf             struct{ Representative, Capacity string }
	}
	clerk.get("cases/" + id).want(200).into(&c)
	if c.Applicant != "Γεώργιος Κ." || c.Channel != "phone" || c.Behalf.Representative != "Ελένη Κ." || c.Behalf.Capacity != "δικαστικός συμπαραστάτης" {
		t.Errorf("entered: %+v", c)
	}
}
