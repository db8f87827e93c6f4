package store_test

import (
	"testing"

	"github.com/thyrida/thyrida/models"
)

// fileBehalf submits a case of somebody for another.
func (h *house) fileBehalf(t testing.TB, who string, b models.Behalf) models.CaseID {
	t.Helper()
	filed, err := h.as(t, who).SubmitCase(t.Context(), models.Submission{CaseID: models.CaseID(newID()), Service: service, Version: 1,
		Unit: registry, Behalf: &b, Delivery: models.ByPortal, Channel: models.FiledPortal,
		Due: models.Due{Legal: monday.AddDate(0, 2, 0), Target: monday.AddDate(0, 0, 10)}})
	want(t, err, "")
	return filed.CaseID
}

func TestWhoRepresentsAnotherHasTheCaseInHisHandsAndIsTold(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	child := models.Behalf{Kind: models.ForMinor, For: models.Person{Kind: models.Natural, Name: "Παιδί"}, Capacity: "μητέρα", BornOn: "2015-03-02"}
	id := h.fileBehalf(t, "citizen", child)
	c, err := h.as(t, "citizen").Case(ctx, id)
	want(t, err, "")
	if b := c.Behalf; c.Applicant != "Παιδί" || b == nil || b.Kind != models.ForMinor || b.Representative != "Όνομα citizen" ||
		b.Capacity != "μητέρα" || b.BornOn.Year() != 2015 || c.Form == nil {
		t.Errorf("the case shows %q, %+v", c.Applicant, b)
	}
	r, err := h.as(t, "citizen").Receipt(ctx, id)
	want(t, err, "")
	if r.Applicant != "Παιδί" || r.Behalf == nil {
		t.Errorf("receipt: %+v", r)
	}
	mine, _, err := h.as(t, "citizen").Cases(ctx, models.CaseFilter{})
	want(t, err, "")
	if len(mine) != 1 || mine[0].ID != id {
		t.Errorf("his list: %+v", mine)
	}
	_, err = h.as(t, "citizen2").Case(ctx, id)
	want(t, err, "no-such-case")

	ns, err := h.System().TakeNotices(ctx, models.Email, 9)
	want(t, err, "")
	if len(ns) != 1 {
		t.Fatalf("%d notices", len(ns))
	}
	f, err := h.System().NoticeFacts(ctx, ns[0])
	want(t, err, "")
	if f.To != "citizen@example.org" || f.Name != "Όνομα citizen" {
		t.Errorf("told: %s, %s", f.To, f.Name)
	}

	h.open(t, id, 1, "review")
	h.decide(t, "clerk", id, 1, models.Returned, "Λείπει")
	h.open(t, id, 2, models.Completion)
	h.decide(t, "citizen", id, 2, models.Answered, "Ορίστε")
	_, err = h.as(t, "clerk").WithdrawCase(ctx, id, models.DecisionID(newID()), "")
	want(t, err, "no-such-case") // the representative has a login
	_, err = h.as(t, "citizen").WithdrawCase(ctx, id, models.DecisionID(newID()), "")
	want(t, err, "")
}

func TestNobodyIsTheHouseInACaseOfHisOwnTaxNumber(t *testing.T) {
	t.Parallel()
	h := setup(t)
	himself := models.Person{Kind: models.Natural, Name: "Υπάλληλος", AFM: "094014201"}
	a := models.NewAccount{ID: account("number"), Email: "number@example.org", Name: "Υπάλληλος", PasswordHash: "x", Source: "test",
		Grants: []models.Grant{{Role: models.RoleClerk, Unit: registry}}, Person: &himself}
	want(t, h.System().CreateAccount(t.Context(), eleonas, a), "")
	want(t, h.For(models.Actor{}).OpenSession(t.Context(), a.ID, token("number"), monday.AddDate(1, 0, 0)), "")
	id := h.fileBehalf(t, "citizen", models.Behalf{Kind: models.ByAuthorisation, For: himself})
	task := h.open(t, id, 1, "review")[0]
	own := h.as(t, "number")
	_, err := own.DecideTask(t.Context(), models.Verdict{ID: models.DecisionID(newID()), TaskID: task, Outcome: models.Done})
	want(t, err, "not-allowed")
	want(t, own.ClaimTask(t.Context(), task), "not-allowed")
	want(t, h.as(t, "head").AssignTask(t.Context(), task, account("number")), "not-allowed")
	seen, err := own.Task(t.Context(), task)
	want(t, err, "")
	if len(seen.Outcomes) > 0 || len(seen.Away) > 0 {
		t.Errorf("offered %v", seen.Outcomes)
	}
	for _, internal := range []bool{false, true} {
		_, err = own.WriteMessage(t.Context(), models.NewMessage{ID: models.MessageID(newID()), CaseID: id, Text: "x", Internal: internal})
		want(t, err, "not-allowed")
	}
	paper := loose(t, h.as(t, "citizen"))
	want(t, h.as(t, "citizen").AddPaper(t.Context(), id, models.NewPaper{ID: paper, Slot: "proof"}), "")
	want(t, own.JudgePaper(t.Context(), id, paper, models.PaperJudgement{Verdict: models.PaperAccepted}), "not-allowed")
	want(t, h.as(t, "clerk").JudgePaper(t.Context(), id, paper, models.PaperJudgement{Verdict: models.PaperAccepted}), "")
	h.says(t, "clerk", id, "x")
	h.decide(t, "clerk", id, 1, models.Done, "")
}

func TestNobodyIsTheHouseInTheCaseHeBringsForAnother(t *testing.T) {
	t.Parallel()
	h := setup(t)
	a := models.NewAccount{ID: account("both"), Email: "both@example.org", Name: "Και τα δύο", PasswordHash: "x", Source: "test",
		Grants: []models.Grant{{Role: models.RoleClerk, Unit: registry}}, Person: &models.Person{Kind: models.Natural, Name: "Και τα δύο"}}
	want(t, h.System().CreateAccount(t.Context(), eleonas, a), "")
	want(t, h.For(models.Actor{}).OpenSession(t.Context(), a.ID, token("both"), monday.AddDate(1, 0, 0)), "")
	id := h.fileBehalf(t, "both", models.Behalf{Kind: models.ForOrganisation, Capacity: "νόμιμος εκπρόσωπος",
		For: models.Person{Kind: models.Organisation, Name: "Εταιρεία", AFM: "094014201"}})
	task := h.open(t, id, 1, "review")[0]
	_, err := h.as(t, "both").DecideTask(t.Context(), models.Verdict{ID: models.DecisionID(newID()), TaskID: task, Outcome: models.Done})
	want(t, err, "not-allowed")
	want(t, h.as(t, "head").AssignTask(t.Context(), task, account("both")), "not-allowed")
	h.decide(t, "clerk", id, 1, models.Done, "")
}

func TestWhoAppliesForAnotherLearnsNothingOfWhatSomebodyElseAskedForHim(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, who := range []string{"citizen", "citizen2", "citizen"} {
		filed, err := h.as(t, who).SubmitCase(t.Context(), models.Submission{CaseID: models.CaseID(newID()), Service: service, Version: 1,
			Unit: registry, Delivery: models.ByPortal, Channel: models.FiledPortal, Due: models.Due{Legal: monday.AddDate(0, 2, 0), Target: monday.AddDate(0, 0, 10)},
			Behalf: &models.Behalf{Kind: models.ByAuthorisation, For: models.Person{Kind: models.Natural, Name: "Γιαγιά", AFM: "094014201"}}})
		want(t, err, "")
		if filed.Duplicate == "" {
			continue
		}
		if _, err := h.as(t, who).Case(t.Context(), filed.Duplicate); err != nil {
			t.Errorf("%s is told of a case that is not his: %v", who, err)
		}
	}
}
