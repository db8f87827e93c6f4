package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestMessagesVerdictsAndForwardsOfASubstituteSayForWhom(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	c := h.file(t, "citizen")
	task := h.examine(t, c, 1)
	paper := loose(t, h.as(t, "citizen"))
	want(t, h.as(t, "citizen").AddPaper(ctx, c, models.NewPaper{ID: paper, Slot: "proof"}), "")
	h.away(t, "head", "clerk", "clerk-tech")
	tech := h.as(t, "clerk-tech")
	write := func(who string, internal bool) {
		t.Helper()
		_, err := h.as(t, who).WriteMessage(ctx, models.NewMessage{ID: models.MessageID(newID()), CaseID: c, Text: "λόγια", Internal: internal})
		want(t, err, "")
	}
	write("clerk-tech", false)
	write("clerk-tech", true)
	want(t, tech.JudgePaper(ctx, c, paper, models.PaperJudgement{Verdict: models.PaperRefused, Note: "x"}), "")
	for _, table := range []string{"case_messages", "case_notes", "paper_verdicts"} {
		require.EqualValues(t, account("clerk"), h.one(t, `SELECT CAST(acting_for AS text) FROM `+table+` WHERE case_id = $1`, string(c)), table)
	}
	for _, action := range []string{"write-message", "write-note", "judge-paper"} {
		require.EqualValues(t, account("clerk"), h.one(t, `SELECT CAST(acting_for AS text) FROM audit WHERE action = $1 AND actor = $2`,
			action, string(account("clerk-tech"))), action)
	}
	thread, err := h.as(t, "clerk2").Thread(ctx, c, models.ThreadPage{Page: models.Page{Limit: 50}})
	require.NoError(t, err)
	var told int
	for _, i := range thread.Items {
		if i.Kind == models.ThreadMessage || i.Kind == models.ThreadNote {
			require.Equal(t, "Όνομα clerk", i.ActingFor)
			require.Equal(t, "Όνομα clerk-tech", i.Author)
			told++
		}
	}
	require.Equal(t, 2, told)
	seen, err := h.as(t, "citizen").Case(ctx, c)
	require.NoError(t, err)
	require.Equal(t, "Όνομα clerk", seen.Files[0].Verdict.ActingFor)

	v := forwarded(task, works)
	_, err = tech.DecideTask(ctx, v)
	want(t, err, "")
	want(t, h.System().CloseStage(ctx, models.StageClosing{CaseID: c, Visit: 1, DecisionID: v.ID, Outcome: models.Forwarded}), "")
	seen, err = h.as(t, "citizen").Case(ctx, c)
	require.NoError(t, err)
	require.Equal(t, "Όνομα clerk", seen.Timeline[0].ActingFor)
	require.Equal(t, "Όνομα clerk-tech", seen.Timeline[0].Handler)
	thread, err = h.as(t, "clerk2").Thread(ctx, c, models.ThreadPage{Page: models.Page{Limit: 50}})
	require.NoError(t, err)
	i := slices.IndexFunc(thread.Items, func(i models.ThreadItem) bool { return i.Outcome == models.Forwarded })
	require.GreaterOrEqual(t, i, 0)
	require.Equal(t, "Όνομα clerk", thread.Items[i].ActingFor)
}

func TestWhoHasTheRightHimselfWritesInHisOwnName(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	h.away(t, "clerk", "clerk", "clerk2")
	for _, row := range []struct {
		claims string
		for_   any // whom
	}{{"", nil}, {"clerk2", nil}, {"clerk", string(account("clerk"))}} {
		c := h.file(t, "citizen")
		task := h.open(t, c, 1, "review")[0]
		if row.claims != "" {
			h.exec(t, `UPDATE tasks SET assignee = $1 WHERE id = $2`, string(account(row.claims)), string(task))
		}
		_, err := h.as(t, "clerk2").WriteMessage(ctx, models.NewMessage{ID: models.MessageID(newID()), CaseID: c, Text: "λόγια"})
		want(t, err, "")
		require.Equal(t, row.for_, h.one(t, `SELECT CAST(acting_for AS text) FROM case_messages WHERE case_id = $1`, string(c)), row.claims)
	}
}

func TestASubstituteSignsInPlaceOfTheAbsentSignatory(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	h.signer(t, "clerk2", string(registry))
	h.key(t, string(account("clerk-tech")), monday.AddDate(1, 0, 0))
	_, child := h.made(t)
	task := h.attested(t, child, "clerk")
	h.away(t, "head", "clerk2", "clerk-tech", func(a *models.Absence) { a.Signs = true })
	f, err := h.as(t, "clerk-tech").PreviewFacts(t.Context(), child, models.WayServer)
	require.NoError(t, err)
	require.True(t, f.Signatory.Acting, "the preview says so too")
	_, err = h.as(t, "clerk-tech").DecideTask(t.Context(), said(task, models.Signed, fake("a"), models.WayServer))
	want(t, err, "")
	f, err = h.System().IssueFacts(t.Context(), child)
	require.NoError(t, err)
	require.Equal(t, account("clerk-tech"), f.Signatory.Account)
	require.True(t, f.Signatory.Acting)
	require.EqualValues(t, account("clerk2"), h.one(t, `SELECT CAST(acting_for AS text) FROM document_versions WHERE case_id = $1`, string(child)))
}

func TestASubstituteIsToldOfTheAbsenceThatNamesHim(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	take := func() (ns []models.Notice) {
		t.Helper()
		ns, err := h.System().TakeNotices(ctx, models.Email, 10)
		require.NoError(t, err)
		return ns
	}
	id := h.away(t, "head", "clerk", "clerk2")
	ns := take()
	require.Len(t, ns, 1)
	require.EqualValues(t, "stands-in", ns[0].Event)
	f, err := h.System().NoticeFacts(ctx, ns[0])
	require.NoError(t, err)
	require.Equal(t, "clerk2@example.org", f.To)
	require.Equal(t, "Όνομα clerk", f.Absent)
	require.Equal(t, monday.AddDate(0, 0, 2), f.DueAt)
	require.Equal(t, monday, f.From)
	want(t, h.System().NoticeSent(ctx, ns[0].ID, "", "", ""), "")

	h.clock.Advance(time.Hour)
	want(t, h.as(t, "clerk").EndAbsence(ctx, id), "")
	want(t, h.as(t, "clerk").EndAbsence(ctx, id), "")
	f, err = h.System().NoticeFacts(ctx, ns[0])
	require.NoError(t, err)
	require.True(t, f.DueAt.IsZero(), "what is over is told no more")
	ns = take()
	require.Len(t, ns, 1)
	require.EqualValues(t, "stands-in-ended", ns[0].Event)
	f, err = h.System().NoticeFacts(ctx, ns[0])
	require.NoError(t, err)
	require.Equal(t, monday.Add(time.Hour), f.DueAt)

	h.away(t, "clerk2", "clerk2", "clerk") // the clerk's own doing tells the other
	require.Len(t, take(), 1)
}

func TestAPaperThatTheApplicantAddsIsToldToWhoHasTheCase(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	c := h.file(t, "citizen")
	task := h.open(t, c, 1, "review")[0]
	want(t, h.as(t, "clerk").ClaimTask(ctx, task), "")
	citizen := h.as(t, "citizen")
	add := func(who string) {
		t.Helper()
		want(t, h.as(t, who).AddPaper(ctx, c, models.NewPaper{ID: loose(t, h.as(t, who))}), "")
	}
	told := func() int64 {
		return h.one(t, `SELECT count(*) FROM notices WHERE event = 'paper-added' AND account = $1 AND case_id = $2`,
			string(account("clerk")), string(c)).(int64)
	}
	add("clerk2") // of the house: nobody is told
	require.Zero(t, told())
	paper := models.NewPaper{ID: loose(t, citizen)}
	want(t, citizen.AddPaper(ctx, c, paper), "")
	want(t, citizen.AddPaper(ctx, c, paper), "")
	add("citizen") // soon after: the notice that waits covers it
	require.EqualValues(t, 1, told())
	h.clock.Advance(3 * time.Minute)
	ns, err := h.System().TakeNotices(ctx, models.Email, 20)
	require.NoError(t, err)
	for _, n := range ns {
		want(t, h.System().NoticeSent(ctx, n.ID, "", "", ""), "")
	}
	add("citizen")
	require.EqualValues(t, 2, told())
}
