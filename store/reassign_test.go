package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestAHeadGivesEverythingOfOnePersonToAnotherOrBackToTheQueue(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	var tasks []models.TaskID
	for range 3 {
		id := h.open(t, h.file(t, "citizen"), 1, "review")[0]
		want(t, h.as(t, "clerk").ClaimTask(ctx, id), "")
		tasks = append(tasks, id)
	}
	other := h.open(t, h.file(t, "citizen"), 1, "review")[0]
	want(t, h.as(t, "clerk2").ClaimTask(ctx, other), "")
	all := models.Reassignment{From: account("clerk"), To: account("clerk2"), Unit: registry}

	for _, who := range []string{"clerk", "clerk2", "head-tech", "manager", "admin", "citizen"} {
		_, _, err := h.as(t, who).ReassignTasks(ctx, all)
		want(t, err, "not-allowed")
	}
	head := h.as(t, "head")
	wrong := all
	wrong.To = account("clerk-tech")
	got, next, err := head.ReassignTasks(ctx, wrong)
	want(t, err, "")
	require.Empty(t, next)
	require.Len(t, got, 3)
	for _, a := range got {
		require.Equal(t, models.Code("not-of-unit"), a.Code)
	}
	none := all
	none.Service = "another-service"
	got, _, err = head.ReassignTasks(ctx, none)
	want(t, err, "")
	require.Empty(t, got)

	got, _, err = head.ReassignTasks(ctx, all)
	want(t, err, "")
	require.Len(t, got, 3)
	assignee := func(id models.TaskID) models.AccountID {
		k, err := head.Task(ctx, id)
		require.NoError(t, err)
		return k.Assignee
	}
	for _, id := range tasks {
		require.Equal(t, account("clerk2"), assignee(id))
	}
	got, _, err = head.ReassignTasks(ctx, models.Reassignment{From: account("clerk2"), Unit: registry})
	want(t, err, "")
	require.Len(t, got, 4)
	require.Empty(t, assignee(tasks[0]))
	require.Empty(t, assignee(other))

	lines, _, err := h.as(t, "admin").Audit(ctx, "task", string(tasks[0]), models.Page{})
	require.NoError(t, err)
	require.Equal(t, models.Code("release-task"), lines[0].Action)
	require.Equal(t, models.Code("assign-task"), lines[1].Action)
}

func TestNobodyGetsHisOwnCaseByReassignment(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	id := h.open(t, h.file(t, "citizen"), 1, "review")[0]
	want(t, h.as(t, "clerk").ClaimTask(ctx, id), "")
	want(t, h.as(t, "admin").GrantRole(ctx, account("citizen"), models.Grant{Role: models.RoleClerk, Unit: registry}), "")
	got, _, err := h.as(t, "head").ReassignTasks(ctx, models.Reassignment{From: account("clerk"), To: account("citizen"), Unit: registry})
	want(t, err, "")
	require.Equal(t, []models.Assigned{{TaskID: id, Code: "not-allowed"}}, got)
}
