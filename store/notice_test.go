package store_test

import (
	"slices"
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
		require.NoError(t, y.NoticeFailed(t.Context(), ns[0], models.NoticeFault{Code: "smtp-451", Permanent: permanent}))
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

	require.NoError(t, y.GiveUpNotice(t.Context(), email.ID))
	require.Zero(t, h.contacts(t), "the SMS may still arrive")
	require.Equal(t, models.GivenUp, fail(models.SMS, true).State)
	require.Equal(t, 1, h.contacts(t), "nothing reached him")
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

func TestALateVisitInNobodysHandsIsToldToSomebodyAllTheSame(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	conn := h.connect(t)
	told := func(stage models.StageKey, l models.Lateness) string {
		c := h.file(t, "citizen")
		h.open(t, c, 1, stage)
		require.NoError(t, y.TellLate(t.Context(), models.StageLate{CaseID: c, Visit: 1, Lateness: l}))
		var whom string
		require.NoError(t, conn.QueryRow(t.Context(), `SELECT coalesce(string_agg(split_part(a.email, '@', 1), ' ' ORDER BY a.email), '')
			FROM notices n JOIN accounts a ON a.id = n.account WHERE n.case_id = $1`, string(c)).Scan(&whom))
		return whom
	}
	require.Equal(t, "clerk clerk2 head", told("review", models.Reminder), "the unit names no contact")
	require.NoError(t, y.SetUnitContact(t.Context(), eleonas, registry, account("clerk2")))
	require.Equal(t, "clerk2", told("review", models.Reminder))
	require.Equal(t, "head", told("approval", models.Reminder), "it is the head's turn")
	require.NoError(t, h.as(t, "admin").DisableAccount(t.Context(), account("clerk2")))
	require.Equal(t, "clerk head", told("review", models.Reminder), "the contact has left")
	require.Equal(t, "head", told("review", models.Escalation))
	require.NoError(t, h.as(t, "admin").DisableAccount(t.Context(), account("head")))
	require.Equal(t, "manager", told("review", models.Escalation), "the unit has no head")
	require.NoError(t, h.as(t, "admin").DisableAccount(t.Context(), account("manager")))
	require.Equal(t, "admin", told("review", models.Escalation))
}

func TestOfTwoMessagesThatFailAtOnceTheLastMakesTheTask(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	h.file(t, "citizen")
	conn := h.connect(t)
	stop, err := conn.Begin(t.Context())
	require.NoError(t, err)
	_, err = stop.Exec(t.Context(), `SELECT FROM notices FOR UPDATE`)
	require.NoError(t, err)
	done := make(chan error)
	for _, ch := range []models.Channel{models.Email, models.SMS} {
		var id string
		require.NoError(t, conn.QueryRow(t.Context(), `SELECT CAST(id AS text) FROM notices WHERE channel = $1`, string(ch)).Scan(&id))
		go func() {
			done <- y.NoticeFailed(t.Context(), models.Notice{ID: models.NoticeID(id)}, models.NoticeFault{Code: "refused", Permanent: true})
		}()
	}
	require.Eventually(t, func() bool {
		var waiting int
		err := stop.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting)
		return err == nil && waiting == 2
	}, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, stop.Commit(t.Context()))
	require.NoError(t, <-done)
	require.NoError(t, <-done)
	require.Equal(t, 1, h.contacts(t))
}

func TestAMessageThatNoChannelTakesBecomesATask(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	in := submission(service)
	in.Applicant, in.Channel = &models.Person{Kind: models.Natural, Name: "Δοκιμή Με Κινητό", Mobile: "+306900000001", Language: "el"}, models.FiledCounter
	_, err := h.as(t, "clerk").SubmitCase(t.Context(), in)
	require.NoError(t, err)
	ns, err := y.TakeNotices(t.Context(), models.SMS, 10)
	require.NoError(t, err)
	require.Len(t, ns, 1)
	require.NoError(t, y.CancelNotice(t.Context(), ns[0].ID, "no-address"), "the municipality sends no SMS")
	require.Equal(t, 1, h.contacts(t))
}

func TestANoticeThatMayHaveArrivedIsNotRepeatedForEver(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	h.file(t, "citizen")
	var n models.Notice
	for range 3 {
		h.clock.Advance(3 * time.Minute)
		ns, err := y.TakeNotices(t.Context(), models.Email, 10)
		require.NoError(t, err)
		require.Len(t, ns, 1)
		n = ns[0]
		require.NoError(t, y.NoticeUncertain(t.Context(), n))
	}
	h.clock.Advance(3 * time.Minute)
	ns, err := y.TakeNotices(t.Context(), models.Email, 10)
	require.NoError(t, err)
	require.Empty(t, ns, "a workflow looks after it")
	n, err = y.TakeNotice(t.Context(), n.ID)
	require.NoError(t, err)
	require.Equal(t, models.Durable, n.State)
	require.False(t, n.UncertainAt.IsZero(), "and knows that it may have arrived")
	ms, err := y.TakeDue(t.Context(), 10)
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(ms, func(m store.Message) bool { return m.WorkflowID == models.NoticeWorkflowOf(n.ID) }))
}

// contacts counts the tasks to phone or write to somebody.
func (h *house) contacts(t testing.TB) (n int) {
	t.Helper()
	tasks, _, err := h.as(t, "clerk").Tasks(t.Context(), models.TaskFilter{Queue: models.QueueUnit, Page: models.Page{Limit: 200}})
	require.NoError(t, err)
	for _, task := range tasks {
		if task.Purpose == models.ForContact {
			n++
		}
	}
	return n
}

func storeTimes(h *house) store.VisitTimes { return store.VisitTimes{OpenedAt: h.clock.Now()} }

func TestANoticeWhoseWorkflowIsLostKeepsItsUncertainty(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	h.file(t, "citizen")
	for range 3 { // each attempt may have arrived
		ns, err := y.TakeNotices(t.Context(), models.SMS, 10)
		require.NoError(t, err)
		require.Len(t, ns, 1)
		require.NoError(t, y.NoticeUncertain(t.Context(), ns[0]))
		h.clock.Advance(3 * time.Minute)
	}
	ids := h.rows(t, `SELECT id::text FROM notices WHERE state = 'durable'`)
	require.NotEmpty(t, ids)
	require.NoError(t, y.RequeueNotice(t.Context(), models.NoticeID(ids)))
	ns, err := y.TakeNotices(t.Context(), models.SMS, 10)
	require.NoError(t, err)
	require.Len(t, ns, 1)
	require.False(t, ns[0].UncertainAt.IsZero(), "the provider is asked first")
}

func TestWhoTellsTheApplicantTakesNoVisitOver(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	task := h.open(t, c, 1, "review")[0]
	require.NoError(t, h.as(t, "clerk").ClaimTask(t.Context(), task))
	h.exec(t, `INSERT INTO tasks (id, case_id, municipality, purpose, visit, ordinal, service, stage, audience, unit, outcomes, opened_at, due_at, state)
		SELECT $2, case_id, municipality, 'contact', visit, 0, service, stage, 'clerk', unit, ARRAY['done'], opened_at, due_at, 'open' FROM tasks WHERE id = $1`,
		string(task), newID())
	contact := h.rows(t, `SELECT id::text FROM tasks WHERE purpose = 'contact'`)
	_, err := h.as(t, "clerk2").DecideTask(t.Context(), verdict(models.TaskID(contact), models.Done, "τηλεφώνησα"))
	require.NoError(t, err)
	require.Equal(t, string(account("clerk")), h.rows(t, `SELECT assignee::text FROM stage_visits`))
}
