package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// away records by somebody that one is away for two days, and who stands in.
func (h *house) away(t testing.TB, by, who, substitute string, change ...func(*models.Absence)) models.AbsenceID {
	t.Helper()
	a := absence(h.clock.Now(), who, substitute)
	for _, f := range change {
		f(&a)
	}
	_, err := h.as(t, by).RecordAbsence(t.Context(), a)
	require.NoError(t, err)
	return a.ID
}

func absence(from time.Time, who, substitute string) models.Absence {
	return models.Absence{ID: models.AbsenceID(newID()), Account: account(who), Substitute: account(substitute), From: from, To: from.AddDate(0, 0, 2)}
}

// mine are the tasks in somebody's hands.
func (h *house) mine(t testing.TB, who string) []models.Task {
	t.Helper()
	ts, _, err := h.as(t, who).Tasks(t.Context(), models.TaskFilter{Queue: models.QueueMine})
	require.NoError(t, err)
	n, err := h.as(t, who).TaskCounts(t.Context())
	require.NoError(t, err)
	require.LessOrEqual(t, len(ts), n[models.QueueMine])
	return ts
}

func TestASubstituteActsFromTheBeginningToTheEndOfAnAbsence(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	task := h.open(t, h.file(t, "citizen"), 1, "review")[0]
	h.away(t, "admin", "clerk", "clerk-tech", func(a *models.Absence) { a.From, a.To = monday.Add(time.Hour), monday.Add(3*time.Hour) })
	may := func(code models.Code) {
		t.Helper()
		_, err := h.as(t, "clerk-tech").Task(ctx, task)
		want(t, err, code)
	}
	may("no-such-task")
	require.Empty(t, h.actor(t, "clerk-tech").ActsFor)
	h.clock.Advance(time.Hour)
	may("")
	acts := h.actor(t, "clerk-tech")
	require.Equal(t, []models.ActsFor{{Account: account("clerk"), Name: "Όνομα clerk", Until: monday.Add(3 * time.Hour)}}, acts.ActsFor)
	require.True(t, acts.In(registry, models.RoleClerk))
	h.clock.Advance(2 * time.Hour)
	may("no-such-task")

	id := h.away(t, "head", "clerk", "clerk-tech")
	may("")
	want(t, h.as(t, "clerk-tech").EndAbsence(ctx, id), "not-allowed")
	want(t, h.as(t, "clerk2").EndAbsence(ctx, id), "no-such-absence")
	want(t, h.as(t, "clerk").EndAbsence(ctx, id), "") // back early
	want(t, h.as(t, "clerk").EndAbsence(ctx, id), "")
	may("no-such-task")
	past, err := h.as(t, "head").Absences(ctx, true)
	require.NoError(t, err)
	require.Len(t, past, 2)
	require.Equal(t, h.clock.Now(), past[0].EndedAt)
}

func TestWhatASubstituteDoesSaysForWhom(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	c := h.file(t, "citizen")
	task := h.open(t, c, 1, "review")[0]
	want(t, h.as(t, "clerk").ClaimTask(ctx, task), "")
	want(t, h.as(t, "clerk2").ClaimTask(ctx, task), "task-claimed")
	h.away(t, "clerk", "clerk", "clerk2")
	mine := h.mine(t, "clerk2")
	require.Len(t, mine, 1)
	require.Equal(t, "Όνομα clerk", mine[0].ActingFor)
	require.NotEmpty(t, mine[0].Outcomes)
	want(t, h.as(t, "clerk2").ClaimTask(ctx, task), "")
	require.Equal(t, "Όνομα clerk2", h.mine(t, "clerk2")[0].Handler)
	require.Len(t, h.mine(t, "clerk"), 1) // it stays his, too

	h.decide(t, "clerk2", c, 1, models.Done, "")
	detail, err := h.as(t, "citizen").Case(ctx, c)
	require.NoError(t, err)
	require.Equal(t, "Όνομα clerk2", detail.Timeline[0].Handler)
	require.Equal(t, "Όνομα clerk", detail.Timeline[0].ActingFor)
	require.EqualValues(t, account("clerk"), h.one(t, `SELECT CAST(acting_for AS text) FROM decisions WHERE case_id = $1`, string(c)))
	lines, _, err := h.as(t, "admin").Audit(ctx, models.AuditFilter{Object: "task", ID: string(task)})
	require.NoError(t, err)
	for i, action := range []models.Code{"decide-task", "claim-task"} {
		require.Equal(t, action, lines[i].Action)
		require.Equal(t, account("clerk2"), lines[i].Actor)
		require.Equal(t, account("clerk"), lines[i].ActingFor)
	}

	// What nobody has he takes in his own name.
	own := h.file(t, "citizen")
	h.open(t, own, 1, "review")
	h.decide(t, "clerk2", own, 1, models.Done, "")
	require.Nil(t, h.one(t, `SELECT acting_for FROM decisions WHERE case_id = $1`, string(own)))
}

func TestWhoComesBackTakesHisTaskBack(t *testing.T) {
	t.Parallel()
	h := setup(t)
	task := h.open(t, h.file(t, "citizen"), 1, "review")[0]
	want(t, h.as(t, "clerk").ClaimTask(t.Context(), task), "")
	id := h.away(t, "head", "clerk", "clerk-tech")
	want(t, h.as(t, "clerk-tech").ClaimTask(t.Context(), task), "")
	want(t, h.as(t, "clerk").EndAbsence(t.Context(), id), "")
	require.Empty(t, h.mine(t, "clerk-tech"))
	require.Len(t, h.mine(t, "clerk"), 1)
	want(t, h.as(t, "clerk2").ClaimTask(t.Context(), task), "task-claimed")
	want(t, h.as(t, "clerk").ClaimTask(t.Context(), task), "")
	require.Empty(t, h.mine(t, "clerk")[0].ActingFor)
}

func TestNobodyStandsInForASubstitute(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	task := h.open(t, h.file(t, "citizen"), 1, "review")[0]
	h.away(t, "head", "clerk", "clerk-tech")
	warning, err := h.as(t, "admin").RecordAbsence(ctx, absence(monday, "clerk-tech", "protocol"))
	require.NoError(t, err)
	require.Empty(t, warning)
	_, err = h.as(t, "protocol").Task(ctx, task)
	want(t, err, "no-such-task")
	warning, err = h.as(t, "head").RecordAbsence(ctx, absence(monday, "clerk2", "clerk"))
	require.NoError(t, err)
	require.EqualValues(t, "substitute-away", warning)
}

func TestAnAdministratorsWorkIsNobodyElses(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.away(t, "admin", "admin", "manager")
	_, _, err := h.as(t, "manager").Accounts(t.Context(), models.AccountFilter{})
	want(t, err, "not-allowed")
	require.False(t, h.actor(t, "manager").Is(models.RoleAdmin))
	require.Len(t, h.actor(t, "manager").ActsFor, 1)
}

func TestAnAbsenceIsRecordedByWhoMayAndOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	try := func(by string, a models.Absence) error { _, err := h.as(t, by).RecordAbsence(ctx, a); return err }
	later := func(who, substitute string) models.Absence { return absence(monday.AddDate(0, 0, 1), who, substitute) }
	want(t, try("clerk2", later("clerk", "clerk2")), "not-allowed")
	want(t, try("head-tech", later("clerk", "clerk2")), "not-allowed")
	want(t, try("citizen", later("citizen", "clerk2")), "not-allowed")
	want(t, try("clerk", later("clerk", "clerk-tech")), "other-unit")
	want(t, try("clerk", later("clerk", "citizen")), "bad-substitute")
	want(t, try("clerk", later("clerk", "clerk")), "bad-substitute")
	signs := later("clerk", "clerk2")
	signs.Signs = true
	want(t, try("clerk", signs), "not-allowed")
	over := absence(monday.AddDate(0, 0, -5), "clerk", "clerk2")
	want(t, try("clerk", over), "absence-period")
	long := later("clerk", "clerk2")
	long.To = long.From.AddDate(2, 0, 0)
	want(t, try("clerk", long), "absence-period")

	first := later("clerk", "clerk2")
	want(t, try("clerk", first), "")
	want(t, try("clerk", first), "") // the same again
	want(t, try("head", later("clerk", "head")), "absence-overlaps")
	next := later("clerk", "head")
	next.From, next.To = first.To, first.To.AddDate(0, 0, 1)
	want(t, try("clerk", next), "") // one after the other
	// Who stands in for a head does not decide who stands in.
	want(t, try("head", absence(monday, "head", "clerk-tech")), "")
	want(t, try("clerk-tech", later("clerk2", "clerk-tech")), "not-allowed")
	for name, n := range map[string]int{"clerk": 2, "clerk2": 1, "head": 3, "admin": 3, "head-tech": 1, "manager": 0} {
		as, err := h.as(t, name).Absences(ctx, false)
		require.NoError(t, err)
		if name == "head-tech" { // clerk-tech's are the substitute's, not the absent person's
			n = 0
		}
		require.Len(t, as, n, name)
	}
	for name, n := range map[string]int{"clerk": 2, "admin": 9 - 2} {
		cs, err := h.as(t, name).Substitutes(ctx, account("clerk"))
		require.NoError(t, err)
		require.Len(t, cs, n, name)
	}
}

func TestASubstituteStaysBoundByFourEyesAndByWhoseTheCaseIs(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	c := h.file(t, "citizen")
	h.open(t, c, 1, "review")
	h.away(t, "head", "head", "clerk")
	h.decide(t, "clerk", c, 1, models.Done, "")
	task := h.open(t, c, 2, "approval")[0]
	_, err := h.as(t, "clerk").DecideTask(ctx, models.Verdict{ID: models.DecisionID(newID()), TaskID: task, Outcome: models.Approved})
	want(t, err, "four-eyes")

	other := h.file(t, "citizen")
	h.open(t, other, 1, "review")
	h.decide(t, "clerk2", other, 1, models.Done, "")
	h.open(t, other, 2, "approval")
	h.decide(t, "clerk", other, 2, models.Approved, "")
	require.EqualValues(t, account("head"), h.one(t, `SELECT CAST(acting_for AS text) FROM decisions WHERE case_id = $1 AND visit = 2`, string(other)))

	// The head's own case is nobody's to decide for him, nor to read.
	h.exec(t, `UPDATE accounts SET person = (SELECT person FROM accounts WHERE id = $1) WHERE id = $2`, string(account("citizen2")), string(account("clerk2")))
	h.exec(t, `UPDATE accounts SET person = NULL WHERE id = $1`, string(account("citizen2")))
	h.away(t, "head", "clerk2", "clerk-tech")
	theirs := h.file(t, "clerk2")
	task = h.open(t, theirs, 1, "review")[0]
	_, err = h.as(t, "clerk-tech").Task(ctx, task)
	want(t, err, "no-such-task")
	_, err = h.as(t, "clerk-tech").Case(ctx, theirs)
	want(t, err, "no-such-case")
	want(t, h.as(t, "clerk-tech").ClaimTask(ctx, task), "no-such-task")
	lists := func(who string) (ids []models.CaseID) {
		cases, _, err := h.as(t, who).Cases(ctx, models.CaseFilter{Page: models.Page{Limit: 50}})
		require.NoError(t, err)
		tasks, _, err := h.as(t, who).Tasks(ctx, models.TaskFilter{Queue: models.QueueUnit, Page: models.Page{Limit: 50}})
		require.NoError(t, err)
		for _, c := range cases {
			ids = append(ids, c.ID)
		}
		for _, t := range tasks {
			ids = append(ids, t.CaseID)
		}
		return ids
	}
	require.NotContains(t, lists("clerk-tech"), theirs)
	require.Contains(t, lists("clerk-tech"), c)
	require.Contains(t, lists("clerk"), theirs)
	want(t, h.as(t, "head").AssignTask(ctx, task, account("clerk-tech")), "not-of-unit")
	_, err = h.as(t, "clerk").Task(ctx, task) // by his own right
	want(t, err, "")
}

func TestASubstituteSignsOnlyWhenTheAbsenceSaysSo(t *testing.T) {
	t.Parallel()
	for _, signs := range []bool{false, true} {
		h := chancery(t)
		h.signer(t, "clerk2", string(registry))
		_, child := h.made(t)
		task := h.attested(t, child, "clerk")
		h.away(t, "head", "clerk2", "clerk-tech", func(a *models.Absence) { a.Signs = signs })
		queue, _, err := h.as(t, "clerk-tech").Tasks(t.Context(), models.TaskFilter{Queue: models.QueueSign})
		require.NoError(t, err)
		require.Equal(t, signs, len(queue) > 0)
		_, err = h.as(t, "clerk-tech").DecideTask(t.Context(), models.Verdict{ID: models.DecisionID(newID()), TaskID: task, Outcome: models.SentBack, Note: "x"})
		want(t, err, map[bool]models.Code{false: "not-allowed", true: ""}[signs])
	}
}

func TestANewVisitAndAReminderGoToTheSubstitute(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	h.open(t, c, 1, "review")
	h.decide(t, "clerk", c, 1, models.Returned, "x")
	h.open(t, c, 2, models.Completion)
	h.away(t, "clerk", "clerk", "clerk2")
	h.open(t, c, 3, "review")
	mine := h.mine(t, "clerk2")
	require.Len(t, mine, 1)
	require.Equal(t, account("clerk2"), mine[0].Assignee)

	late := h.file(t, "citizen")
	task := h.open(t, late, 1, "review")[0]
	want(t, h.as(t, "clerk").ClaimTask(t.Context(), task), "")
	require.NoError(t, h.System().TellLate(t.Context(), models.StageLate{CaseID: late, Visit: 1, Lateness: models.Reminder}))
	require.EqualValues(t, account("clerk2"), h.one(t, `SELECT CAST(account AS text) FROM notices WHERE case_id = $1 AND event = 'late'`, string(late)))

	// A substitute who is away gets nothing: the unit has it.
	h.away(t, "clerk2", "clerk2", "head")
	h.decide(t, "head", c, 3, models.Returned, "x")
	h.exec(t, `UPDATE stage_visits SET assignee = $1, acting_for = NULL WHERE case_id = $2 AND visit = 3`, string(account("clerk")), string(c))
	h.open(t, c, 4, "review")
	require.Nil(t, h.one(t, `SELECT assignee FROM tasks WHERE case_id = $1 AND visit = 4`, string(c)))
}
