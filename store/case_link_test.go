package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestLinkedCasesAreSeenFromBothByWhoMayReadBoth(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	one, two, foreign := h.file(t, "citizen"), h.file(t, "citizen"), h.file(t, "citizen2")
	clerk := h.as(t, "clerk")
	want(t, clerk.LinkCases(ctx, models.NewLink{From: one, To: one, Kind: models.Duplicate}), "same-case")
	want(t, clerk.LinkCases(ctx, models.NewLink{From: one, To: models.CaseID(newID()), Kind: models.Duplicate}), "no-such-case")
	want(t, h.as(t, "citizen").LinkCases(ctx, models.NewLink{From: one, To: two, Kind: models.Duplicate}), "not-allowed")
	want(t, h.as(t, "manager").LinkCases(ctx, models.NewLink{From: one, To: two, Kind: models.Duplicate}), "not-allowed")
	want(t, clerk.LinkCases(ctx, models.NewLink{From: two, To: one, Kind: models.Duplicate}), "")
	want(t, clerk.LinkCases(ctx, models.NewLink{From: one, To: two, Kind: models.FollowUp}), "already-linked")
	want(t, clerk.LinkCases(ctx, models.NewLink{From: foreign, To: one, Kind: models.SameMatter}), "")
	h.open(t, one, 1, "opinion") // the technical service reads this one only

	links := func(who string, id models.CaseID) (out []models.CaseLink) {
		c, err := h.as(t, who).Case(ctx, id)
		require.NoError(t, err)
		for _, l := range c.Links {
			out = append(out, models.CaseLink{Kind: l.Kind, Back: l.Back, Other: models.CaseSummary{ID: l.Other.ID}})
			require.NotZero(t, l.Other.Protocol.Number)
		}
		return out
	}
	to := func(id models.CaseID) models.CaseSummary { return models.CaseSummary{ID: id} }
	require.Equal(t, []models.CaseLink{{Kind: models.Duplicate, Other: to(one)}}, links("clerk", two))
	require.ElementsMatch(t, []models.CaseLink{{Kind: models.Duplicate, Back: true, Other: to(two)}, {Kind: models.SameMatter, Other: to(foreign)}}, links("clerk", one))
	require.Equal(t, []models.CaseLink{{Kind: models.Duplicate, Back: true, Other: to(two)}}, links("citizen", one), "another's case is none of his business")
	require.Empty(t, links("citizen2", foreign))
	require.Empty(t, links("clerk-tech", one))

	want(t, h.as(t, "citizen").UnlinkCases(ctx, one, two), "not-allowed")
	want(t, clerk.UnlinkCases(ctx, one, two), "")
	want(t, clerk.UnlinkCases(ctx, one, two), "not-linked")
	require.Empty(t, links("clerk", two))
}
