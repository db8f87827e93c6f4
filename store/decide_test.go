package store_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

func verdict(task models.TaskID, o models.Outcome, note string) models.Verdict {
	return models.Verdict{ID: models.DecisionID(newID()), TaskID: task, Outcome: o, Note: note}
}

func TestOfTwoClerksOneDecidesAndTheOtherLearnsWhoAndWhen(t *testing.T) {
	t.Parallel()
	h := setup(t)
	task := h.open(t, h.file(t, "citizen"), 1, "review")[0]
	names := []string{"clerk", "clerk2"}
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, n := range names {
		desk := h.as(t, n)
		wg.Go(func() { _, errs[i] = desk.DecideTask(t.Context(), verdict(task, models.Done, "")) })
	}
	wg.Wait()
	loser := 0
	if errs[0] == nil {
		loser = 1
	}
	require.NoError(t, errs[1-loser])
	want(t, errs[loser], "task-already-decided")
	var known *models.Error
	require.ErrorAs(t, errs[loser], &known)
	require.Equal(t, "Όνομα "+names[1-loser], known.Data["by"])
	require.NotZero(t, known.Data["at"])
}

func TestTheSameDecisionAgainIsItsSuccess(t *testing.T) {
	t.Parallel()
	h := setup(t)
	task := h.open(t, h.file(t, "citizen"), 1, "review")[0]
	v := verdict(task, models.Done, "")
	first, err := h.as(t, "clerk").DecideTask(t.Context(), v)
	require.NoError(t, err)
	again, err := h.as(t, "clerk").DecideTask(t.Context(), v)
	require.NoError(t, err)
	require.Equal(t, first, again)
	_, err = h.as(t, "clerk2").DecideTask(t.Context(), v) // another may not speak with this decision's name
	want(t, err, "not-found")
}

func TestWhoMayDecideWhat(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	review := h.open(t, c, 1, "review")[0]
	for _, tc := range []struct {
		who  string
		v    models.Verdict
		code models.Code
	}{
		{"citizen2", verdict(review, models.Done, ""), "no-such-task"},
		{"citizen", verdict(review, models.Done, ""), "not-allowed"},
		{"clerk-tech", verdict(review, models.Done, ""), "no-such-task"},
		{"manager", verdict(review, models.Done, ""), "no-such-task"},
		{"admin", verdict(review, models.Done, ""), "no-such-task"},
		{"clerk", verdict(review, models.Approved, ""), "outcome-not-allowed"},
		{"clerk", verdict(review, models.Rejected, ""), "reasons-required"},
		{"clerk", verdict(models.TaskID(newID()), models.Done, ""), "no-such-task"},
	} {
		_, err := h.as(t, tc.who).DecideTask(t.Context(), tc.v)
		want(t, err, tc.code)
	}
	require.NoError(t, h.as(t, "clerk").ClaimTask(t.Context(), review))
	_, err := h.as(t, "clerk2").DecideTask(t.Context(), verdict(review, models.Done, ""))
	want(t, err, "task-claimed")
	h.decide(t, "clerk", c, 1, models.Returned, "λείπει σελίδα")

	answer := h.open(t, c, 2, models.Completion)[0]
	for who, code := range map[string]models.Code{"clerk": "not-allowed", "citizen2": "no-such-task"} {
		_, err := h.as(t, who).DecideTask(t.Context(), verdict(answer, models.Answered, ""))
		want(t, err, code)
	}
	_, err = h.as(t, "clerk").DecideTask(t.Context(), verdict(answer, models.Lapsed, ""))
	want(t, err, "not-overdue")
	h.decide(t, "citizen", c, 2, models.Answered, "")
	h.open(t, c, 3, "review")
	h.decide(t, "clerk", c, 3, models.Done, "")
	h.open(t, c, 4, "opinion")
	h.decide(t, "clerk-tech", c, 4, models.Positive, "")

	approval := h.open(t, c, 5, "approval")[0]
	_, err = h.as(t, "clerk").DecideTask(t.Context(), verdict(approval, models.Approved, ""))
	want(t, err, "not-allowed")
	_, err = h.as(t, "head-tech").DecideTask(t.Context(), verdict(approval, models.Approved, ""))
	want(t, err, "no-such-task")
	h.decide(t, "head", c, 5, models.Approved, "")
}

// The head who has reviewed a case himself may not approve it.
func TestFourEyes(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	h.open(t, c, 1, "review")
	h.decide(t, "head", c, 1, models.Done, "")
	h.open(t, c, 2, "opinion")
	h.decide(t, "clerk-tech", c, 2, models.Positive, "")
	approval := h.open(t, c, 3, "approval")[0]
	_, err := h.as(t, "head").DecideTask(t.Context(), verdict(approval, models.Approved, ""))
	want(t, err, "four-eyes")
}

func TestAWithdrawalIsPossibleUntilTheDecisionIsRecorded(t *testing.T) {
	t.Parallel()
	h := setup(t)
	withdraw := func(who string, c models.CaseID) error {
		_, err := h.as(t, who).WithdrawCase(t.Context(), c, models.DecisionID(newID()), "")
		return err
	}
	c := h.file(t, "citizen")
	want(t, withdraw("citizen2", c), "no-such-case")
	want(t, withdraw("clerk", c), "no-such-case")
	task := h.open(t, c, 1, "review")[0]
	id := models.DecisionID(newID())
	first, err := h.as(t, "citizen").WithdrawCase(t.Context(), c, id, "άλλαξα γνώμη")
	require.NoError(t, err)
	again, err := h.as(t, "citizen").WithdrawCase(t.Context(), c, id, "άλλαξα γνώμη")
	require.NoError(t, err)
	require.Equal(t, first, again)
	want(t, withdraw("citizen", c), "already-withdrawn")
	_, err = h.as(t, "clerk").DecideTask(t.Context(), verdict(task, models.Done, ""))
	want(t, err, "case-withdrawn")

	decided := h.file(t, "citizen")
	h.open(t, decided, 1, "review")
	h.decide(t, "clerk", decided, 1, models.Done, "")
	h.open(t, decided, 2, "opinion")
	h.decide(t, "clerk-tech", decided, 2, models.Positive, "")
	approval := h.open(t, decided, 3, "approval")[0]
	_, err = h.as(t, "head").DecideTask(t.Context(), verdict(approval, models.Approved, ""))
	require.NoError(t, err)
	want(t, withdraw("citizen", decided), "already-decided") // recorded, though the workflow has not heard it
}

func TestAProofOfPaymentIsUsedOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	pay := func(c models.CaseID) error {
		st := models.Stage{Key: "payment", Kind: models.KindTask, Audience: models.ForPayer, Outcomes: []models.Outcome{models.Paid}}
		_, err := h.System().OpenStage(t.Context(), models.StageOpening{CaseID: c, Visit: 1, Position: models.Position{Stage: "payment"}, Stage: st},
			store.VisitTimes{OpenedAt: h.clock.Now(), DueAt: h.clock.Now()})
		require.NoError(t, err)
		v := verdict(models.TaskAt(c, 1, 0), models.Paid, "")
		v.Payment = &models.Payment{Kind: models.EParavolo, Code: "12345678901234567890"}
		_, err = h.as(t, "citizen").DecideTask(t.Context(), v)
		return err
	}
	require.NoError(t, pay(h.file(t, "citizen")))
	second := h.file(t, "citizen")
	want(t, pay(second), "payment-used")
	detail, err := h.as(t, "citizen").Case(t.Context(), second)
	require.NoError(t, err)
	require.Len(t, detail.OpenTasks, 1, "nothing is half-written")
}

// Who filed at the counter comes back to the counter.
func TestAClerkWritesDownWhatAnApplicantWithoutALoginWants(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	atCounter := func() models.CaseID {
		in := submission(service)
		in.Applicant, in.Channel = &models.Person{Kind: models.Natural, Name: "Δοκιμή Χωρίς Λογαριασμό", Language: "el"}, models.FiledCounter
		_, err := h.as(t, "clerk2").SubmitCase(ctx, in)
		require.NoError(t, err)
		return in.CaseID
	}
	c := atCounter()
	h.open(t, c, 1, "review")
	h.decide(t, "clerk", c, 1, models.Returned, "λείπει σελίδα")
	task := h.open(t, c, 2, models.Completion)[0]
	for who, code := range map[string]models.Code{"citizen": "no-such-task", "clerk-tech": "no-such-task", "protocol": "no-such-task"} {
		_, err := h.as(t, who).DecideTask(ctx, verdict(task, models.Answered, ""))
		want(t, err, code)
	}
	seen, err := h.as(t, "clerk").Task(ctx, task)
	require.NoError(t, err)
	require.Equal(t, []models.Outcome{models.Answered}, seen.Outcomes, "the term has not passed")
	v := verdict(task, models.Answered, "την έφερε")
	_, err = h.as(t, "clerk").DecideTask(ctx, v)
	require.NoError(t, err)

	withdraw := func(who string, c models.CaseID) error {
		_, err := h.as(t, who).WithdrawCase(ctx, c, models.DecisionID(newID()), "δεν το θέλει πια")
		return err
	}
	other := atCounter()
	want(t, withdraw("citizen", other), "no-such-case")
	want(t, withdraw("clerk-tech", other), "no-such-case")
	want(t, withdraw("clerk", other), "")

	own := h.file(t, "citizen")
	want(t, withdraw("clerk", own), "no-such-case")
	want(t, h.as(t, "admin").DisableAccount(ctx, account("citizen")), "")
	want(t, withdraw("clerk", own), "")
}
