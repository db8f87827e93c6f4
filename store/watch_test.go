package store_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// watchers are the accounts told of a watched case, by visit.
func (h *house) watchers(t testing.TB) map[int][]string {
	t.Helper()
	ns, err := h.System().TakeNotices(t.Context(), models.Email, 50)
	require.NoError(t, err)
	out := map[int][]string{}
	for _, n := range ns {
		if n.Event != models.EventWatched {
			continue
		}
		f, err := h.System().NoticeFacts(t.Context(), n)
		require.NoError(t, err)
		require.True(t, f.Staff)
		out[n.Visit] = append(out[n.Visit], f.To)
	}
	for _, to := range out {
		slices.Sort(to)
	}
	return out
}

func TestWhoWatchesACaseIsToldOfItsStagesAndItsEndButNotOfHisOwnDoing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	c := h.file(t, "citizen")
	for _, who := range []string{"clerk", "clerk2", "protocol"} {
		want(t, h.as(t, who).WatchCase(ctx, c), "")
		want(t, h.as(t, who).WatchCase(ctx, c), "")
	}
	want(t, h.as(t, "citizen").WatchCase(ctx, c), "not-allowed")
	want(t, h.as(t, "clerk-tech").WatchCase(ctx, c), "no-such-case")
	h.open(t, c, 1, "review")
	require.Equal(t, map[int][]string{1: {"clerk2@example.org", "clerk@example.org", "protocol@example.org"}}, h.watchers(t))
	h.open(t, c, 1, "review") // a step may be repeated
	require.Empty(t, h.watchers(t))

	h.decide(t, "clerk", c, 1, models.Returned, "λείπει")
	h.open(t, c, 2, models.Completion)
	require.Equal(t, map[int][]string{2: {"clerk2@example.org", "protocol@example.org"}}, h.watchers(t), "the clerk returned it himself")
	want(t, h.as(t, "clerk2").UnwatchCase(ctx, c), "")
	want(t, h.as(t, "clerk2").UnwatchCase(ctx, c), "")
	h.decide(t, "citizen", c, 2, models.Answered, "")
	h.open(t, c, 3, "review")
	require.Equal(t, map[int][]string{3: {"clerk@example.org", "protocol@example.org"}}, h.watchers(t))

	got, err := h.as(t, "clerk").Case(ctx, c)
	require.NoError(t, err)
	require.True(t, got.Watched)
	want(t, h.as(t, "admin").EndGrant(ctx, account("protocol"), models.Grant{Role: models.RoleProtocol}), "")
	want(t, h.System().CloseCase(ctx, models.CaseClosing{CaseID: c, Visit: 3, Outcome: models.Lapsed}), "")
	require.Equal(t, map[int][]string{4: {"clerk@example.org"}}, h.watchers(t), "who may no longer read the case is not told")
}

func TestTheListOfWatchedCasesHoldsThoseOfOtherUnitsToo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	c := h.file(t, "citizen")
	h.file(t, "citizen")
	h.open(t, c, 1, "opinion")
	tech := h.as(t, "clerk-tech")
	want(t, tech.WatchCase(ctx, c), "")
	list := func(f models.CaseFilter) []models.CaseSummary {
		cs, _, err := tech.Cases(ctx, f)
		require.NoError(t, err)
		return cs
	}
	require.Len(t, list(models.CaseFilter{Watched: true}), 1)
	require.Equal(t, c, list(models.CaseFilter{Watched: true})[0].ID)
	require.Empty(t, list(models.CaseFilter{Watched: true, State: models.Closed}))
	want(t, tech.UnwatchCase(ctx, c), "")
	require.Empty(t, list(models.CaseFilter{Watched: true}))
}
