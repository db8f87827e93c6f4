package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestMessagesOfOneWorkflowAreHandedOutInOrder(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	c := h.file(t, "citizen")
	task := h.open(t, c, 1, "review")[0]
	_, err := h.as(t, "clerk").DecideTask(t.Context(), verdict(task, models.Done, ""))
	require.NoError(t, err)
	take := func() []string {
		ms, err := y.TakeDue(t.Context(), 10)
		require.NoError(t, err)
		var verbs []string
		for _, m := range ms {
			verbs = append(verbs, m.Verb)
			if m.Verb == "start" && m.Attempts > 1 {
				require.NoError(t, y.Delivered(t.Context(), m.ID))
			}
		}
		return verbs
	}
	require.Empty(t, take(), "the committer delivers alone for the length of the lease")
	h.clock.Advance(6 * time.Second)
	require.Equal(t, []string{"start"}, take(), "the update waits for its start")
	require.Empty(t, take(), "a relay that died holds its messages no longer than the lease")
	h.clock.Advance(6 * time.Second)
	require.Equal(t, []string{"start"}, take())
	require.Equal(t, []string{"update"}, take())
}

func TestARefusedDecisionOpensItsTaskAgainAndAnAppliedOneIsNeverRefused(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	c := h.file(t, "citizen")
	task := h.open(t, c, 1, "review")[0]
	v := verdict(task, models.Done, "")
	rec, err := h.as(t, "clerk").DecideTask(t.Context(), v)
	require.NoError(t, err)
	start, ok, err := y.TakeOne(t.Context(), rec.Outbox)
	require.NoError(t, err)
	require.False(t, ok, "the start message is older: %v", start)
	h.clock.Advance(6 * time.Second)
	ms, err := y.TakeDue(t.Context(), 1)
	require.NoError(t, err)
	require.NoError(t, y.Delivered(t.Context(), ms[0].ID))
	m, ok, err := y.TakeOne(t.Context(), rec.Outbox)
	require.NoError(t, err)
	require.True(t, ok)

	refused, err := y.Refused(t.Context(), m, "outcome-not-allowed")
	require.NoError(t, err)
	require.True(t, refused)
	now, err := h.as(t, "clerk").Decision(t.Context(), v.ID)
	require.NoError(t, err)
	require.Equal(t, models.DecisionRefused, now.State)
	require.Equal(t, models.Code("outcome-not-allowed"), now.Refused)
	again, err := h.as(t, "clerk2").Task(t.Context(), v.TaskID)
	require.NoError(t, err)
	require.Equal(t, models.TaskOpen, again.State)
	require.Equal(t, models.Code("outcome-not-allowed"), again.Refused, "whoever takes it up sees why")

	h.decide(t, "clerk", c, 1, models.Done, "") // the task was open again
	refused, err = y.Refused(t.Context(), m, "task-already-closed")
	require.NoError(t, err)
	require.False(t, refused, "settled before")
}

func TestStepsRepeatedChangeNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	c := h.file(t, "citizen")
	first := h.open(t, c, 1, "review")
	h.clock.Advance(time.Hour)
	require.Equal(t, first, h.open(t, c, 1, "review"))
	v := verdict(first[0], models.Rejected, "δεν δικαιούται")
	_, err := h.as(t, "clerk").DecideTask(t.Context(), v)
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, y.CloseStage(t.Context(), models.StageClosing{CaseID: c, Visit: 1, DecisionID: v.ID, Outcome: models.Rejected, Decided: true}))
		require.NoError(t, y.CloseCase(t.Context(), models.CaseClosing{CaseID: c, Visit: 1, Outcome: models.Rejected}))
		h.clock.Advance(time.Hour)
	}
	d, err := h.as(t, "clerk").Case(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, models.Rejected, d.Outcome)
	require.Equal(t, d.DecidedAt, d.Timeline[0].ClosedAt, "a visit ends when it was decided")
	told := map[models.Event]int{}
	for _, n := range d.Notices {
		told[n.Event]++
	}
	require.Equal(t, map[models.Event]int{models.EventReceived: 2, models.EventRejected: 2}, told)
}

// A worker that died between opening and closing a visit of the machine opens
// it again, and learns again how it ends.
func TestAVisitThatWaitsForNobodyEndsTheSameWhenItIsOpenedAgain(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen") // by portal
	st := plan.Stages[3]
	for range 3 {
		opened, err := h.System().OpenStage(t.Context(), models.StageOpening{CaseID: c, Visit: 1, Stage: st,
			Position: models.Position{Stage: st.Key}}, storeTimes(h))
		require.NoError(t, err)
		require.Equal(t, models.StageOpened{Outcome: models.Delivered}, opened)
	}
	require.NoError(t, h.System().CloseStage(t.Context(), models.StageClosing{CaseID: c, Visit: 1, Outcome: models.Delivered}))
	opened, err := h.System().OpenStage(t.Context(), models.StageOpening{CaseID: c, Visit: 1, Stage: st,
		Position: models.Position{Stage: st.Key}}, storeTimes(h))
	require.NoError(t, err)
	require.Equal(t, models.Delivered, opened.Outcome)
}
