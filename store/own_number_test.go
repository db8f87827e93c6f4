package store_test

import (
	"testing"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// ownNumber is a clerk and head of the registry whose tax number is citizen's
// too: somebody wrote it down for him.
func (h *house) ownNumber(t testing.TB) store.Desk {
	t.Helper()
	a := models.NewAccount{ID: account("number"), Email: "number@example.org", Name: "Υπάλληλος", PasswordHash: "x", Source: "test",
		Grants: []models.Grant{{Role: models.RoleClerk, Unit: registry}, {Role: models.RoleHead, Unit: registry}},
		Person: &models.Person{Kind: models.Natural, Name: "Υπάλληλος", AFM: "094014201"}}
	want(t, h.System().CreateAccount(t.Context(), eleonas, a), "")
	want(t, h.For(models.Actor{}).OpenSession(t.Context(), a.ID, token("number"), monday.AddDate(1, 0, 0)), "")
	h.exec(t, `UPDATE persons SET afm_hash = (SELECT p.afm_hash FROM persons p JOIN accounts a ON a.person = p.id WHERE a.id = $1)
		WHERE id = (SELECT person FROM accounts WHERE id = $2)`, string(a.ID), string(account("citizen")))
	return h.as(t, "number")
}

func TestNobodyAddsPapersAsTheHouseToACaseOfHisOwnTaxNumber(t *testing.T) {
	t.Parallel()
	h := setup(t)
	own, id := h.ownNumber(t), h.file(t, "citizen")
	h.open(t, id, 1, "review")
	for _, internal := range []bool{false, true} {
		want(t, own.AddPaper(t.Context(), id, models.NewPaper{ID: loose(t, own), Internal: internal}), "not-allowed")
	}
	other := h.file(t, "citizen2")
	h.open(t, other, 1, "review")
	want(t, own.AddPaper(t.Context(), other, models.NewPaper{ID: loose(t, own)}), "")
	clerk := h.as(t, "clerk")
	want(t, clerk.AddPaper(t.Context(), id, models.NewPaper{ID: loose(t, clerk)}), "")
	citizen := h.as(t, "citizen")
	want(t, citizen.AddPaper(t.Context(), id, models.NewPaper{ID: loose(t, citizen)}), "")
}

func TestNobodyLinksACaseOfHisOwnTaxNumber(t *testing.T) {
	t.Parallel()
	h := setup(t)
	own, id, other, third := h.ownNumber(t), h.file(t, "citizen"), h.file(t, "citizen2"), h.file(t, "citizen2")
	link := func(from, to models.CaseID) models.NewLink {
		return models.NewLink{From: from, To: to, Kind: models.SameMatter}
	}
	want(t, own.LinkCases(t.Context(), link(id, other)), "not-allowed")
	want(t, own.LinkCases(t.Context(), link(other, id)), "not-allowed")
	want(t, own.LinkCases(t.Context(), link(other, third)), "")
	want(t, h.as(t, "clerk").LinkCases(t.Context(), link(id, other)), "")
	want(t, own.UnlinkCases(t.Context(), other, id), "not-allowed")
	want(t, own.UnlinkCases(t.Context(), id, other), "not-allowed")
}

func TestNobodyRevokesOrCorrectsADocumentOfHisOwnTaxNumber(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, _, id := issueOne(t, h)
	own := h.ownNumber(t)
	doc, err := own.Document(t.Context(), id)
	want(t, err, "")
	if doc.MayRevoke || doc.MayCorrect {
		t.Error("he is offered what is refused")
	}
	want(t, own.RevokeDocument(t.Context(), id, "λάθος"), "not-allowed")
	_, err = own.CorrectDocument(t.Context(), id, models.CaseID(newID()), "λάθος")
	want(t, err, "not-allowed")
	want(t, h.as(t, "head").RevokeDocument(t.Context(), id, "λάθος"), "")
}

func TestNobodyIdentifiesHisOwnTaxNumberAtTheCounter(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	own := h.ownNumber(t)
	file := func(d store.Desk, afm string) error {
		shown := card
		_, err := d.SubmitCase(t.Context(), models.Submission{CaseID: models.CaseID(newID()), Service: service, Version: 1, Unit: registry,
			Applicant: &models.Person{Kind: models.Natural, Name: "Υπάλληλος", AFM: afm}, Channel: models.FiledCounter, Shown: &shown, Delivery: models.ByPost,
			Due: models.Due{Legal: monday.AddDate(0, 2, 0), Target: monday.AddDate(0, 0, 10)}})
		return err
	}
	want(t, file(own, "094014201"), "not-allowed")
	want(t, file(h.as(t, "clerk"), "094014201"), "")
}
