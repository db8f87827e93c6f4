package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// examine opens a visit that the case's own unit has.
func (h *house) examine(t testing.TB, c models.CaseID, visit int) models.TaskID {
	t.Helper()
	now := h.clock.Now()
	_, err := h.System().OpenStage(t.Context(), models.StageOpening{CaseID: c, Visit: visit, Position: models.Position{Stage: "examine"},
		Stage: models.Stage{Key: "examine", Kind: models.KindTask, Audience: models.ForClerk, Outcomes: []models.Outcome{models.Done, models.Rejected}}},
		store.VisitTimes{OpenedAt: now, DueAt: now.AddDate(0, 0, 1)})
	require.NoError(t, err)
	return models.TaskAt(c, visit, 0)
}

func forwarded(id models.TaskID, to models.UnitCode) models.Verdict {
	return models.Verdict{ID: models.DecisionID(newID()), TaskID: id, Outcome: models.Forwarded, Note: "Δεν είναι δική μας", ToUnit: to}
}

func TestACaseGoesToTheCompetentUnitOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	c := h.file(t, "citizen")
	task := h.examine(t, c, 1)
	clerk := h.as(t, "clerk")

	for _, tc := range []struct {
		to   models.UnitCode
		code models.Code
	}{{"nowhere", "no-such-unit"}, {registry, "same-unit"}, {"", "no-such-unit"}} {
		_, err := clerk.DecideTask(ctx, forwarded(task, tc.to))
		want(t, err, tc.code)
	}
	want(t, h.System().SaveUnits(ctx, eleonas, []models.Unit{{UnitName: models.UnitName{Code: "empty"}}}), "")
	_, err := clerk.DecideTask(ctx, forwarded(task, "empty"))
	want(t, err, "empty-unit")
	v := forwarded(task, works)
	v.Note = ""
	_, err = clerk.DecideTask(ctx, v)
	want(t, err, "reasons-required")
	seen, err := clerk.Task(ctx, task)
	require.NoError(t, err)
	require.Equal(t, []models.Outcome{models.Forwarded, models.HandedOn}, seen.Away)
	h.exec(t, `UPDATE cases SET decided_at = $1 WHERE id = $2`, monday, string(c))
	seen, err = clerk.Task(ctx, task)
	require.NoError(t, err)
	require.Equal(t, []models.Outcome{models.Forwarded}, seen.Away, "who has his answer is sent to no other body")
	h.exec(t, `UPDATE cases SET decided_at = NULL WHERE id = $1`, string(c))

	want(t, clerk.ClaimTask(ctx, task), "")
	v = forwarded(task, works)
	_, err = clerk.DecideTask(ctx, v)
	want(t, err, "")
	h.clock.Advance(time.Hour)
	closing := models.StageClosing{CaseID: c, Visit: 1, DecisionID: v.ID, Outcome: models.Forwarded}
	want(t, h.System().CloseStage(ctx, closing), "")
	next := h.examine(t, c, 2)

	got, err := h.as(t, "clerk-tech").Case(ctx, c)
	require.NoError(t, err)
	require.Equal(t, works, got.Unit)
	require.Equal(t, works, got.HandlerUnit)
	require.Equal(t, monday, got.SubmittedAt)
	require.Equal(t, monday.AddDate(0, 2, 0), got.Due.Legal) // the clock goes on
	require.Equal(t, works, got.Timeline[0].ToUnit)
	require.Equal(t, registry, got.Timeline[0].Unit)
	require.Equal(t, works, got.Timeline[1].Unit)
	task2, err := h.as(t, "clerk-tech").Task(ctx, next)
	require.NoError(t, err)
	require.Empty(t, task2.Assignee)

	// It goes back, and the step of the first visit is repeated: nothing moves.
	v = forwarded(next, registry)
	_, err = h.as(t, "clerk-tech").DecideTask(ctx, v)
	want(t, err, "")
	want(t, h.System().CloseStage(ctx, models.StageClosing{CaseID: c, Visit: 2, DecisionID: v.ID, Outcome: models.Forwarded}), "")
	want(t, h.System().CloseStage(ctx, closing), "")
	h.examine(t, c, 3)
	got, err = clerk.Case(ctx, c)
	require.NoError(t, err)
	require.Equal(t, registry, got.Unit)
	require.Equal(t, account("clerk"), got.OpenTasks[0].Assignee) // who had it here has it again

	events := map[models.Event]int{}
	for _, n := range got.Notices {
		if n.Channel == models.Email {
			events[n.Event]++
		}
	}
	require.Equal(t, map[models.Event]int{models.EventReceived: 1, models.EventForwarded: 2}, events)
	rows, err := h.as(t, "manager").StageTimes(ctx, models.ReportFilter{From: monday.AddDate(0, 0, -1), To: monday.AddDate(0, 0, 2)}, models.ByUnit)
	require.NoError(t, err)
	units := map[string]int{}
	for _, r := range rows.Rows {
		units[r.Key] = r.N
	}
	require.Equal(t, map[string]int{string(registry): 1, string(works): 1}, units)
}

func TestAStageOfAnotherUnitIsNotForwarded(t *testing.T) {
	t.Parallel()
	h := setup(t)
	task := h.open(t, h.file(t, "citizen"), 1, "opinion")[0]
	_, err := h.as(t, "clerk-tech").DecideTask(t.Context(), forwarded(task, registry))
	want(t, err, "not-forwardable")
}

func TestACaseIsHandedOnToAnotherBody(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	admin, clerk := h.as(t, "admin"), h.as(t, "clerk")
	want(t, clerk.SaveBody(ctx, models.Body{Code: "deddie", Name: "ΔΕΔΔΗΕ", Phone: "+302100000009"}), "not-allowed")
	want(t, admin.SaveBody(ctx, models.Body{Code: "deddie", Name: "ΔΕΔΔΗΕ"}), "body-required")
	want(t, admin.SaveBody(ctx, models.Body{Code: "deddie", Name: "ΔΕΔΔΗΕ", Email: "info@deddie.example"}), "")
	bs, err := clerk.Bodies(ctx)
	require.NoError(t, err)
	require.Len(t, bs, 1)

	c := h.file(t, "citizen")
	task := h.examine(t, c, 1)
	v := models.Verdict{ID: models.DecisionID(newID()), TaskID: task, Outcome: models.HandedOn, Note: "Αρμόδιος ο διαχειριστής δικτύου"}
	_, err = clerk.DecideTask(ctx, v)
	want(t, err, "body-required")
	v.ToBody = &models.Body{Code: "unknown"}
	_, err = clerk.DecideTask(ctx, v)
	want(t, err, "no-such-body")
	v.ToBody = &models.Body{Code: "deddie"}
	_, err = clerk.DecideTask(ctx, v)
	want(t, err, "")
	want(t, h.System().CloseStage(ctx, models.StageClosing{CaseID: c, Visit: 1, DecisionID: v.ID, Outcome: models.HandedOn, Decided: true}), "")
	for range 2 { // a step may be repeated
		want(t, h.System().CloseCase(ctx, models.CaseClosing{CaseID: c, Visit: 1, Outcome: models.HandedOn}), "")
	}
	got, err := h.as(t, "citizen").Case(ctx, c)
	require.NoError(t, err)
	require.Equal(t, models.HandedOn, got.Outcome)
	require.Equal(t, "ΔΕΔΔΗΕ", got.Timeline[0].ToBody.Name)
	require.Equal(t, "Αρμόδιος ο διαχειριστής δικτύου", got.Timeline[0].Note)

	var told models.NoticeFacts
	for _, n := range got.Notices {
		if n.Event == models.EventHandedOn && n.Channel == models.Email {
			told, err = h.System().NoticeFacts(ctx, models.Notice{ID: n.ID, CaseID: c, Event: n.Event, Visit: n.Visit, Channel: n.Channel})
			require.NoError(t, err)
		}
	}
	require.Equal(t, "info@deddie.example", told.Body.Email)
	require.Equal(t, monday, told.BodyAt.UTC())
	require.Equal(t, 2, told.BodyNumber.Number) // 1 is the case's own
	require.Equal(t, "Αρμόδιος ο διαχειριστής δικτύου", told.Reasons)
}

func TestACaseThatAnotherBodyHadKeepsBothTimes(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	in := submission(service)
	in.Arrival = &models.Arrival{FromBody: "Περιφέρεια", FiledAt: monday.AddDate(0, 0, -4)}
	_, err := h.as(t, "citizen").SubmitCase(ctx, in)
	want(t, err, "not-allowed")
	in.Applicant = &models.Person{Kind: models.Natural, Name: "Νίκη Δοκιμαστική"}
	filed, err := h.as(t, "clerk").SubmitCase(ctx, in)
	require.NoError(t, err)
	require.Equal(t, monday, filed.Protocol.At.UTC())
	c, err := h.as(t, "clerk").Case(ctx, in.CaseID)
	require.NoError(t, err)
	require.Equal(t, monday.AddDate(0, 0, -4), c.SubmittedAt)
	require.Equal(t, monday, c.CompetentAt)
	require.Equal(t, "Περιφέρεια", c.FromBody)
	r, err := h.as(t, "clerk").Receipt(ctx, in.CaseID)
	require.NoError(t, err)
	require.Equal(t, monday.AddDate(0, 0, -4), r.FiledAt)
	require.Equal(t, "Περιφέρεια", r.FromBody)
}
