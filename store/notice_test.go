package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

func TestANoticeInDyingHandsComesBackAsUncertain(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	h.file(t, "citizen")
	ns, err := y.TakeNotices(t.Context(), models.Email, 10)
	require.NoError(t, err)
	require.Len(t, ns, 1)
	require.Zero(t, ns[0].UncertainAt)
	began := h.clock.Now()
	again, err := y.TakeNotices(t.Context(), models.Email, 10)
	require.NoError(t, err)
	require.Empty(t, again, "it is in a sender's hands")
	h.clock.Advance(3 * time.Minute)
	again, err = y.TakeNotices(t.Context(), models.Email, 10)
	require.NoError(t, err)
	require.Len(t, again, 1)
	require.Equal(t, ns[0].ID, again[0].ID, "the same name on every attempt")
	require.True(t, began.Equal(again[0].UncertainAt))
	require.NoError(t, y.NoticeSent(t.Context(), ns[0].ID, "ref", "subject", "body"))
	h.clock.Advance(time.Hour)
	again, err = y.TakeNotices(t.Context(), models.Email, 10)
	require.NoError(t, err)
	require.Empty(t, again)
}

func TestANoticeThatFailsGoesToItsWorkflowAndThenToAClerk(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	c := h.file(t, "citizen")
	fail := func(ch models.Channel, permanent bool) models.Notice {
		h.clock.Advance(3 * time.Minute)
		ns, err := y.TakeNotices(t.Context(), ch, 10)
		require.NoError(t, err)
		require.Len(t, ns, 1)
		require.NoError(t, y.NoticeFailed(t.Context(), ns[0], "smtp-451", permanent))
		n, err := y.Notice(t.Context(), ns[0].ID)
		require.NoError(t, err)
		return n
	}
	require.Equal(t, models.Queued, fail(models.Email, false).State)
	require.Equal(t, models.Queued, fail(models.Email, false).State)
	email := fail(models.Email, false)
	require.Equal(t, models.Durable, email.State)
	h.clock.Advance(time.Minute)
	ms, err := y.TakeDue(t.Context(), 10)
	require.NoError(t, err)
	ids := map[string]bool{}
	for _, m := range ms {
		ids[m.WorkflowID] = true
	}
	require.True(t, ids[models.NoticeWorkflowOf(email.ID)], "its workflow is to be started")

	contacts := func() (n int) {
		tasks, _, err := h.as(t, "clerk").Tasks(t.Context(), models.TaskFilter{Queue: models.QueueUnit, Page: models.Page{Limit: 50}})
		require.NoError(t, err)
		for _, task := range tasks {
			if task.Purpose == models.ForContact {
				n++
			}
		}
		return n
	}
	require.NoError(t, y.GiveUpNotice(t.Context(), email.ID))
	require.Zero(t, contacts(), "the SMS may still arrive")
	require.Equal(t, models.GivenUp, fail(models.SMS, true).State)
	require.Equal(t, 1, contacts(), "nothing reached him")
	d, err := h.as(t, "clerk").Case(t.Context(), c)
	require.NoError(t, err)
	for _, n := range d.Notices {
		require.Equal(t, models.GivenUp, n.State)
		require.NotEmpty(t, n.Failure, "the clerk sees why")
	}
}

func TestWhomNothingReachesBecomesATaskThatEndsWhenHeWasTold(t *testing.T) {
	t.Parallel()
	h := setup(t)
	in := submission(service)
	in.Applicant, in.Channel = &models.Person{Kind: models.Natural, Name: "Δοκιμή Χωρίς Στοιχεία", Language: "el"}, models.FiledCounter
	_, err := h.as(t, "clerk").SubmitCase(t.Context(), in)
	require.NoError(t, err)
	tasks, _, err := h.as(t, "clerk").Tasks(t.Context(), models.TaskFilter{Queue: models.QueueUnit, Page: models.Page{Limit: 50}})
	require.NoError(t, err)
	require.Len(t, tasks, 1)
	require.Equal(t, models.ForContact, tasks[0].Purpose)
	rec, err := h.as(t, "clerk").DecideTask(t.Context(), verdict(tasks[0].ID, models.Done, "τηλεφώνησα"))
	require.NoError(t, err)
	require.Equal(t, models.DecisionApplied, rec.State)
	require.Zero(t, rec.Outbox, "no workflow waits for it")
}

func TestALateVisitIsToldOnceToEachOfThoseConcerned(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	require.NoError(t, y.SetUnitContact(t.Context(), eleonas, registry, account("clerk2")))
	c := h.file(t, "citizen")
	task := h.open(t, c, 1, "review")[0]
	late := func(l models.Lateness) map[models.Event]int {
		for range 2 {
			require.NoError(t, y.TellLate(t.Context(), models.StageLate{CaseID: c, Visit: 1, Lateness: l}))
		}
		d, err := h.as(t, "clerk").Case(t.Context(), c)
		require.NoError(t, err)
		told := map[models.Event]int{}
		for _, n := range d.Notices {
			told[n.Event]++
		}
		return told
	}
	require.NoError(t, h.as(t, "clerk").ClaimTask(t.Context(), task))
	require.Equal(t, 1, late(models.Reminder)[models.EventLate])
	require.Equal(t, 1, late(models.Escalation)[models.EventEscalated])
	opened, err := y.OpenStage(t.Context(), models.StageOpening{CaseID: c, Visit: 1, Stage: plan.Stages[0], Position: plan.First()},
		storeTimes(h))
	require.NoError(t, err)
	require.Equal(t, []models.Lateness{models.Reminder, models.Escalation}, opened.Late, "a rebuilt workflow says it no more")
}

func storeTimes(h *house) store.VisitTimes { return store.VisitTimes{OpenedAt: h.clock.Now()} }
