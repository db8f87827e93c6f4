package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

func TestForAChildTheOneWhoActsIsIdentified(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	ctx := t.Context()
	forChild := func(in *models.Submission) {
		in.Behalf = &models.Behalf{Kind: models.ForMinor, For: models.Person{Kind: models.Natural, Name: "Παιδί"}, Capacity: "μητέρα", BornOn: "2015-03-02"}
	}
	filed := h.fileSure(t, "citizen", forChild)
	if !filed.Identify {
		t.Fatal("nobody has identified the mother")
	}
	h.begin(t, filed.CaseID, identification)
	request, err := h.as(t, "citizen").IdentityRequest(ctx, "") // hers, not the child's
	want(t, err, "")
	h.begin(t, request.ID, presence)
	found, err := h.as(t, "clerk").FindIdentity(ctx, request.Code)
	want(t, err, "")
	if found.Name != "Όνομα citizen" || len(found.Waiting) != 1 {
		t.Fatalf("the officer sees %+v", found)
	}
	ns, err := h.System().TakeNotices(ctx, models.Email, 9)
	want(t, err, "")
	codes := 0
	for _, n := range ns {
		f, err := h.System().NoticeFacts(ctx, n)
		want(t, err, "")
		if f.Event == models.EventIdentityAsked {
			t.Error("told twice of one code")
		}
		if f.Event == models.EventIdentify && f.Identity.Code == request.Code {
			codes++
		}
	}
	if codes != 1 {
		t.Fatalf("%d messages with the code", codes)
	}
	want(t, h.confirm(t, ctx, "clerk", request.ID, card), "")
	if got := h.rows(t, `SELECT outcome FROM decisions WHERE case_id = $1`, string(filed.CaseID)); got != "done" {
		t.Fatalf("the application for the child: %q", got)
	}
	if got := h.rows(t, `SELECT name || ' ' || level FROM persons WHERE name IN ('Παιδί', 'Όνομα citizen') ORDER BY 1`); got != "Όνομα citizen B; Παιδί A" {
		t.Fatal(got)
	}
	if next := h.fileSure(t, "citizen", forChild); next.Identify {
		t.Fatal("the mother is known, the child need not be")
	}
}

func TestForAnOrganisationAtTheCounterTheOneWhoComesIsIdentified(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	shown := card
	filed := h.fileSure(t, "clerk", func(in *models.Submission) {
		in.Applicant, in.Channel, in.Shown = &models.Person{Kind: models.Natural, Name: "Άλκηστη Ροδάνθη"}, models.FiledCounter, &shown
		in.Behalf = &models.Behalf{Kind: models.ForOrganisation, For: models.Person{Kind: models.Organisation, Name: "Σύλλογος", AFM: "090000045"}, Capacity: "πρόεδρος"}
	})
	if filed.Identify {
		t.Fatal("she has shown her document")
	}
	if got := h.rows(t, `SELECT p.name || ' ' || p.level FROM identifications i JOIN persons p ON p.id = i.person`); got != "Άλκηστη Ροδάνθη B" {
		t.Fatal(got)
	}
}

func TestTheCodeOfASecondRequestIsTold(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	ctx, y := t.Context(), h.System()
	h.begin(t, h.fileSure(t, "citizen", nil).CaseID, identification)
	first, err := h.as(t, "citizen").IdentityRequest(ctx, "")
	want(t, err, "")
	h.begin(t, first.ID, presence)
	h.clock.Advance(time.Minute)
	_, err = h.as(t, "clerk").DecideIdentity(ctx, first.ID, models.Verdict{ID: models.DecisionID(newID()), Outcome: models.Rejected, Note: "Φθαρμένο."}, nil)
	want(t, err, "")
	want(t, y.CloseStage(ctx, models.StageClosing{CaseID: first.ID, Visit: 1, Outcome: models.Rejected, Decided: true}), "")
	want(t, y.CloseCase(ctx, models.CaseClosing{CaseID: first.ID, Visit: 1, Outcome: models.Rejected}), "")
	h.wishes(t, "citizen")
	if got := h.rows(t, `SELECT n.event FROM notices n JOIN cases c ON c.id = n.case_id WHERE c.kind = 'identity' AND n.channel = 'email' ORDER BY n.created_at, n.event`); got != "identity-asked; identity-refused" && got != "identity-refused; identity-asked" {
		t.Fatal(got)
	}
}

// The tax authority's word and an officer's may come at the same moment: he is
// identified, and what waits hears of it once.
func TestALoginThatProvesAndAnOfficerGoTogether(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	ctx := t.Context()
	for i := range 8 {
		filed := h.fileSure(t, "citizen2", nil)
		h.begin(t, filed.CaseID, identification)
		r, err := h.as(t, "citizen2").IdentityRequest(ctx, "")
		want(t, err, "")
		h.begin(t, r.ID, presence)
		officer, citizen := h.as(t, "clerk"), h.as(t, "citizen2")
		shown := card
		var byOfficer, byLogin error
		var group sync.WaitGroup
		group.Go(func() {
			_, byOfficer = officer.DecideIdentity(context.Background(), r.ID, models.Verdict{ID: models.DecisionID(newID()), Outcome: models.Done}, &shown)
		})
		group.Go(func() {
			byLogin = citizen.AddProven(context.Background(), account("citizen2"), models.Proof{Provider: "gsis", Issuer: "https://gsis.example",
				Subject: fmt.Sprintf("subject-%d", i), Name: "Όνομα citizen2", Level: models.IdentityB})
		})
		group.Wait()
		want(t, byLogin, "")
		if c := code(byOfficer); c != "" && c != "task-already-decided" && c != "task-closed" {
			t.Fatal(byOfficer)
		}
		if a := h.actor(t, "citizen2"); a.Level != models.IdentityB {
			t.Fatal("two have proved who he is, and he is not known")
		}
		got := h.rows(t, `SELECT c.kind || ' ' || d.outcome || ' ' || count(*) FROM decisions d JOIN cases c ON c.id = d.case_id
			WHERE c.state = 'open' AND c.kind IN ('application', 'identity') GROUP BY c.kind, d.outcome ORDER BY 1`)
		if got != "application done 1; identity done 1" {
			t.Fatal(got)
		}
		h.rows(t, `UPDATE persons SET level = 'A' RETURNING level`)
		h.rows(t, `UPDATE cases SET state = 'closed', closed_at = now(), outcome = 'granted' WHERE state = 'open' RETURNING state`)
	}
}

func TestOfTwoPeopleWithOneDocumentAtOnceOneIsNoticed(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	a, b := h.wishes(t, "citizen"), h.wishes(t, "citizen2")
	errs := make([]error, 2)
	var group sync.WaitGroup
	for i, r := range []models.IdentityRequest{a, b} {
		group.Go(func() { errs[i] = h.confirm(t, context.Background(), "clerk", r.ID, card) })
	}
	group.Wait()
	if x, y := code(errs[0]), code(errs[1]); x+y != "document-of-another" {
		t.Fatalf("%q and %q", x, y)
	}
}
