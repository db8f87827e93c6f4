package api_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// wanted is a certificate for somebody at the counter.
func wanted(change func(map[string]any)) map[string]any {
	b := map[string]any{"caseId": uuid.NewString(), "template": "residence", "delivery": "post", "language": "en",
		"address":   map[string]any{"street": "Αθηνάς 1", "postcode": "570 00", "town": "Ελαιώνας"},
		"applicant": map[string]any{"name": "Μαρία Παπαδοπούλου", "afm": "094019245"}}
	if change != nil {
		change(b)
	}
	return b
}

func TestStaffSeeWhatEveryCertificateStates(t *testing.T) {
	t.Parallel()
	h := setup(t)
	var list struct {
		Items []struct {
			Code, Unit, Mode, Language string
			Registers                  []struct{ Code, Label, Form string }
			Statements                 []struct {
				Key, Type, Register string
				Choices             []struct{ Value, Label string }
				Columns             []struct{ Key string }
				When                *struct{ Field, Equals string }
			}
		}
	}
	h.as(t, "clerk").get("certificates").want(200).into(&list)
	if len(list.Items) != 10 {
		t.Fatalf("%d templates", len(list.Items))
	}
	for _, c := range list.Items {
		if len(c.Registers) == 0 || len(c.Statements) == 0 || c.Language != "el" {
			t.Errorf("%s: %+v", c.Code, c)
		}
		for _, r := range c.Registers {
			if r.Label == "" || r.Form == "" {
				t.Errorf("%s: register %+v", c.Code, r)
			}
		}
		for _, st := range c.Statements {
			if (st.Type == "choice") != (len(st.Choices) > 0) || (st.Type == "rows") != (len(st.Columns) > 0) {
				t.Errorf("%s: statement %+v", c.Code, st)
			}
		}
	}
}

func TestAClerkStartsACertificateForSomebodyAtTheCounter(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	clerk, b := h.as(t, "clerk"), wanted(nil)
	id := b["caseId"].(string)
	first := clerk.post("certificates", b).want(201)
	if got := first.header.Get("Location"); got != "/api/v1/cases/"+id {
		t.Errorf("it lies at %s", got)
	}
	due := first.object()["due"].(map[string]any)
	if !strings.HasPrefix(due["legal"].(string), "2026-12-03T21:59:59") || due["target"] == nil {
		t.Errorf("due %v", due)
	}
	h.clock.Advance(60_000_000_000)
	if again := clerk.post("certificates", b).want(201).object(); again["due"].(map[string]any)["legal"] != due["legal"] {
		t.Errorf("the same again: %v", again)
	}
	h.as(t, "clerk2").post("certificates", b).problem(409, "case-exists")
	r := clerk.get("cases/" + id + "/record").want(200).object()
	if r["language"] != "en" || r["parent"] != nil || len(r["claimed"].([]any)) != 0 || r["writable"] != true {
		t.Errorf("its record is %v", r)
	}
	clerk.writes(id, 0, read()).want(200)
	if text := clerk.get("cases/" + id + "/preview.pdf").want(200).words(); text == "" {
		t.Error("nothing is printed")
	}
}

func TestACertificateIsNotStartedByJustAnybody(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	for who, code := range map[string]string{"citizen": "not-allowed", "clerk-tech": "not-allowed", "mayor": "not-allowed", "manager": "not-allowed"} {
		h.as(t, who).post("certificates", wanted(nil)).problem(403, code)
	}
	// Nobody certifies himself: the number is his.
	h.sql(t, `UPDATE accounts SET person = (SELECT person FROM accounts WHERE id = $2) WHERE id = $1`, account("clerk2"), account("citizen"))
	h.sql(t, `UPDATE accounts SET person = NULL WHERE id = $1`, account("citizen"))
	clerk := h.as(t, "clerk")
	clerk.post("certificates", wanted(nil)).want(201) // writes down the number and its digest
	h.sql(t, `UPDATE persons SET afm_hash = (SELECT max(afm_hash) FROM persons) WHERE id = (SELECT person FROM accounts WHERE id = $1)`, account("clerk2"))
	h.as(t, "clerk2").post("certificates", wanted(nil)).problem(403, "not-allowed")

	for field, change := range map[string]func(map[string]any){
		"template no-such-certificate": func(b map[string]any) { b["template"] = "residence-certificate" },
		"address required":             func(b map[string]any) { delete(b, "address") },
		"address not-expected":         func(b map[string]any) { b["delivery"] = "portal" },
		"address.postcode postcode-form": func(b map[string]any) {
			b["address"] = map[string]any{"street": "Αθηνάς 1", "postcode": "5", "town": "Ελαιώνας"}
		},
		"applicant.afm afm-check-digit": func(b map[string]any) { b["applicant"] = map[string]any{"name": "Μαρία", "afm": "123456789"} },
		"applicant.email required": func(b map[string]any) {
			b["delivery"] = "email"
			delete(b, "address")
		},
	} {
		clerk.post("certificates", wanted(change)).problem(422, "invalid-request", field)
	}
}

func TestEveryTemplateIsWrittenPreviewedAndPassedOn(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	shipped, err := catalogue.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range shipped.Units {
		h.sql(t, `INSERT INTO role_grants (id, municipality, account, role, unit, valid_from, source, granted_at)
			VALUES (gen_random_uuid(), $1, $2, 'clerk', $3, $4, 'test', $4)`, elaionas, account("clerk2"), u.Code, monday)
	}
	h.sql(t, `UPDATE role_grants SET unit = 'civil-registry' WHERE account = $1 AND role = 'signatory'`, account("deputy"))
	clerk := h.as(t, "clerk2")
	for _, cert := range shipped.Certificates {
		b := wanted(func(b map[string]any) { b["template"] = cert.Code })
		clerk.post("certificates", b).want(201)
		id := b["caseId"].(string)
		var statements []any
		for k, v := range cert.SampleValues() {
			statements = append(statements, map[string]any{"key": k, "value": v})
		}
		places := map[string]string{}
		for _, st := range cert.Statements {
			places[string(st.Register)] = map[models.RegisterCode]string{catalogue.MunicipalRoll: "4021/3", catalogue.VitalActs: "112/4/2014",
				catalogue.MalesRegister: "17/2014", catalogue.RevenueLedger: "00-48213", catalogue.CaseFile: "Ε1"}[st.Register]
		}
		r := clerk.do("PUT", "cases/"+id+"/record", map[string]any{"edit": 0, "language": "el", "references": places, "statements": statements}).want(200).object()
		if missing := r["missing"].([]any); len(missing) > 0 {
			t.Errorf("%s: missing %v", cert.Code, missing)
		}
		clerk.get("cases/" + id + "/preview.pdf").want(200)
		clerk.post("tasks/"+taskOf(id, 1)+"/decision", map[string]any{"outcome": "done", "seen": r["sha256"]}).want(200)
		if cert.Code == "vital-act-copy" { // the registrar alone: nobody by order
			h.as(t, "deputy").signs(id, r["sha256"].(string)).problem(403, "not-by-order")
			h.as(t, "mayor").signs(id, r["sha256"].(string)).want(200)
		}
	}
}
