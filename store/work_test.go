package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// busy leaves work of known age: three reviews of 60, 11 and 0 days in the
// registry, of which the oldest is somebody's, an opinion of 3 days in the works
// and a citizen who has had 11 days.
func busy(t *testing.T, h *house) (oldest models.CaseID) {
	t.Helper()
	oldest = h.file(t, "citizen")
	task := h.open(t, oldest, 1, "review")[0]
	want(t, h.as(t, "clerk").ClaimTask(t.Context(), task), "")
	h.clock.Advance(49 * 24 * time.Hour)
	h.open(t, h.file(t, "citizen"), 1, "review")
	h.open(t, h.file(t, "citizen"), 1, models.Completion)
	h.clock.Advance(8 * 24 * time.Hour)
	h.open(t, h.file(t, "citizen"), 1, "opinion")
	h.clock.Advance(3 * 24 * time.Hour)
	h.open(t, h.file(t, "citizen"), 1, "review")
	h.exec(t, `UPDATE cases SET legal_due_at = $2 WHERE id = $1`, string(oldest), monday.AddDate(0, 0, 50))
	return oldest
}

func TestWorkInHandIsCountedByAgeAndTheCitizensApart(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	busy(t, h)
	manager := h.as(t, "manager")
	reviews := models.WorkInHand{Open: 3, Overdue: 2, PastLegal: 1, Ages: []int{1, 0, 1, 0, 1}, Oldest: 60, Median: 11}
	none := models.WorkInHand{Ages: []int{0, 0, 0, 0, 0}, Waiting: 1, WaitingOldest: 11}
	opinion := models.WorkInHand{Open: 1, Overdue: 1, Ages: []int{1, 0, 0, 0, 0}, Oldest: 3, Median: 3}
	as := func(w models.WorkInHand, key string, service models.ServiceCode) models.WorkInHand {
		w.Key, w.Service = key, service
		return w
	}
	total := models.WorkInHand{Open: 4, Overdue: 3, PastLegal: 1, Ages: []int{2, 0, 1, 0, 1}, Oldest: 60, Median: 7, Waiting: 1, WaitingOldest: 11}
	unit := reviews
	unit.Waiting, unit.WaitingOldest = 1, 11
	for by, rows := range map[models.ReportBy][]models.WorkInHand{
		models.ByService: {as(total, string(service), "")},
		models.ByUnit:    {as(unit, string(registry), ""), as(opinion, string(works), "")},
		models.ByStage:   {as(none, "completion", service), as(opinion, "opinion", service), as(reviews, "review", service)},
	} {
		got, err := manager.WorkInHand(ctx, models.WorkFilter{}, by)
		require.NoError(t, err)
		require.Equal(t, models.WorkReport{Total: total, Rows: rows}, got, by)
	}
	people, err := manager.WorkInHand(ctx, models.WorkFilter{}, models.ByEmployee)
	require.NoError(t, err)
	require.Len(t, people.Rows, 2)
	require.Equal(t, []string{"", "Όνομα clerk"}, []string{people.Rows[0].Name, people.Rows[1].Name})
	require.Equal(t, []int{3, 1}, []int{people.Rows[0].Open, people.Rows[1].Open})

	mine, err := h.as(t, "head-tech").WorkInHand(ctx, models.WorkFilter{}, models.ByUnit)
	require.NoError(t, err)
	require.Equal(t, models.WorkReport{Total: opinion, Rows: []models.WorkInHand{as(opinion, string(works), "")}}, mine)
	for _, f := range []models.WorkFilter{{Unit: registry}, {Service: "none"}} {
		other, err := h.as(t, "head-tech").WorkInHand(ctx, f, models.ByUnit)
		require.NoError(t, err)
		require.Empty(t, other.Rows)
	}
	_, err = manager.WorkInHand(ctx, models.WorkFilter{}, "weather")
	want(t, err, "bad-grouping")
	_, err = h.as(t, "clerk").WorkInHand(ctx, models.WorkFilter{}, models.ByUnit)
	want(t, err, "not-allowed")
}

func TestTheCasesBehindEveryFigureOfWorkInHandAreListed(t *testing.T) {
	t.Parallel()
	h := setup(t)
	oldest := busy(t, h)
	for name, rows := range map[string][]struct {
		hand models.InHand
		n    int
	}{
		"manager": {{models.InHand{}, 4}, {models.InHand{Overdue: true}, 3}, {models.InHand{Waiting: true}, 1}, {models.InHand{Unit: works}, 1},
			{models.InHand{Stage: "review"}, 3}, {models.InHand{PastLegal: true}, 1}, {models.InHand{AgeTo: 3}, 2}, {models.InHand{AgeTo: 2}, 1},
			{models.InHand{AgeFrom: 4, AgeTo: 10}, 0}, {models.InHand{AgeFrom: 11, AgeTo: 20}, 1}, {models.InHand{AgeFrom: 51}, 1},
			{models.InHand{AgeFrom: 61}, 0}, {models.InHand{Assignee: account("clerk")}, 1}, {models.InHand{Untaken: true}, 3}},
		"head-tech": {{models.InHand{}, 1}, {models.InHand{Unit: registry}, 0}},
		"clerk":     {{models.InHand{}, 4}, {models.InHand{Unit: works}, 1}}, // whose unit answers for all
		"citizen2":  {{models.InHand{}, 0}},
	} {
		for _, r := range rows {
			cs, _, err := h.as(t, name).Cases(t.Context(), models.CaseFilter{Hand: &r.hand, Page: models.Page{Limit: 50}})
			require.NoError(t, err)
			require.Len(t, cs, r.n, "%s: %+v", name, r.hand)
			if r.hand.AgeFrom == 51 {
				require.Equal(t, oldest, cs[0].ID)
			}
		}
	}
}

func TestTimesOfAServiceAreToldOfEnoughCasesAndWithoutTheCitizensWait(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	since := monday.AddDate(-1, 0, 0)
	for i := range models.FewCases {
		few, err := h.CaseTimes(ctx, eleonas, service, since)
		require.NoError(t, err)
		require.Equal(t, models.CaseTimes{N: i}, few)
		c := h.file(t, "citizen")
		h.open(t, c, 1, models.Completion)
		h.clock.Advance(20 * 24 * time.Hour)
		h.decide(t, "citizen", c, 1, models.Answered, "")
		h.open(t, c, 2, "review")
		h.clock.Advance(time.Duration(i+1) * 24 * time.Hour)
		h.decide(t, "clerk", c, 2, models.Done, "")
		want(t, h.System().CloseCase(ctx, models.CaseClosing{CaseID: c, Outcome: models.Granted}), "")
	}
	got, err := h.CaseTimes(ctx, eleonas, service, since)
	require.NoError(t, err)
	require.Equal(t, models.FewCases, got.N)
	require.InDelta(t, 5.5, got.Median, 0.01)
	require.InDelta(t, 9.1, got.P90, 0.01)
	got, err = h.CaseTimes(ctx, eleonas, service, h.clock.Now().Add(time.Second))
	require.NoError(t, err)
	require.Zero(t, got)
}
