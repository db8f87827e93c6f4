package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// corrected opens a correction of an issued document, waiting for its
// statements as the last version had them.
func (h *house) corrected(t testing.TB, id models.DocumentID) models.CaseID {
	t.Helper()
	c := models.CaseID(newID())
	_, err := h.as(t, "head").CorrectDocument(t.Context(), id, c, "λάθος όνομα")
	require.NoError(t, err)
	h.visit(t, c, 1, statementsStage)
	return c
}

func TestARevokedDocumentIsCorrectedNoMoreAndNobodyIsTold(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, _, id := issueOne(t, h)
	c := h.corrected(t, id)
	require.NoError(t, h.as(t, "head").RevokeDocument(t.Context(), id, "λόγος"))
	task := models.TaskAt(c, 1, 0)
	seen := models.SHA256(h.one(t, `SELECT data_sha256 FROM document_versions WHERE case_id = $1`, string(c)).(string))
	if seen == "" {
		_, err := h.write(t, c, fake("a"))
		require.NoError(t, err)
		seen = fake("a")
	}
	_, err := h.as(t, "clerk").DecideTask(t.Context(), said(task, models.Done, seen, ""))
	want(t, err, "document-revoked")
	h.settle(t, "clerk", c, 1, said(task, models.Rejected, "", ""))
	require.NoError(t, h.System().CloseCase(t.Context(), models.CaseClosing{CaseID: c, Visit: 1, Outcome: models.Rejected}))
	require.EqualValues(t, 0, h.one(t, `SELECT count(*) FROM notices WHERE case_id = $1 AND event = 'rejected'`, string(c)))
}

func TestAReviewThatOpensAgainHasNotDecided(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	c := h.file(t, "citizen")
	review := plan.Stages[0]
	open := func(visit int) {
		_, err := h.System().OpenStage(t.Context(), models.StageOpening{CaseID: c, Visit: visit, Position: models.Position{Stage: "review"},
			Stage: review, Decisive: true}, store.VisitTimes{OpenedAt: h.clock.Now()})
		require.NoError(t, err)
	}
	open(1)
	h.decide(t, "clerk", c, 1, models.Done, "")
	h.exec(t, `UPDATE cases SET decided_at = now() WHERE id = $1`, string(c))
	open(1)
	require.NotNil(t, h.one(t, `SELECT decided_at FROM cases WHERE id = $1`, string(c)), "the same visit again decides nothing anew")
	open(2)
	require.Nil(t, h.one(t, `SELECT decided_at FROM cases WHERE id = $1`, string(c)))
	_, err := h.as(t, "citizen").WithdrawCase(t.Context(), c, models.DecisionID(newID()), "")
	require.NoError(t, err)
}

func TestACertificateNobodyPublishedHaltsTheCaseThatWantsIt(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	c := h.file(t, "citizen")
	st := makeStage
	st.Makes = "no-such"
	_, err := h.System().OpenStage(t.Context(), models.StageOpening{CaseID: c, Visit: 1, Position: models.Position{Stage: st.Key}, Stage: st}, store.VisitTimes{OpenedAt: h.clock.Now()})
	want(t, err, "no-such-certificate")
	require.Equal(t, models.Broken, fault(err).Kind)
	want(t, h.System().Issue(t.Context(), models.IssueSigned{CaseID: c}), "not-found")
}

func TestWhoOnlyDeliversDoesNotReadTheRecord(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.made(t)
	h.signed(t, child, "mayor")
	want(t, h.System().Issue(t.Context(), models.IssueSigned{CaseID: child, SHA256: fake("c"), Size: 1, What: models.FileSigned,
		MediaType: "application/pdf", SignedAt: monday}), "not-intended")
	h.issue(t, child)
	h.exec(t, `UPDATE cases SET delivery = 'post' WHERE id = $1`, string(child))
	st := deliveryStage
	st.Units = []models.UnitCode{works}
	h.visit(t, child, 4, st)
	_, err := h.as(t, "clerk-tech").Case(t.Context(), child)
	require.NoError(t, err)
	_, err = h.as(t, "clerk-tech").Record(t.Context(), child)
	want(t, err, "no-such-case")
}

func TestAnotherCapacityTakesThePlaceOfTheOneInForce(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	admin := h.as(t, "admin")
	g := models.Grant{Role: models.RoleSignatory, Unit: registry, TitleEl: "Η Αναπληρώτρια", ByOrder: true, Until: monday.AddDate(0, 0, 7)}
	for range 2 {
		require.NoError(t, admin.GrantRole(t.Context(), account("deputy"), g))
	}
	held := h.actor(t, "deputy").Grants
	require.Len(t, held, 1)
	require.Equal(t, g.TitleEl, held[0].TitleEl)
	require.True(t, g.Until.Equal(held[0].Until))
	h.clock.Set(monday.AddDate(0, 0, 8))
	require.Empty(t, h.actor(t, "deputy").Grants, "a delegation ends by itself")
}
