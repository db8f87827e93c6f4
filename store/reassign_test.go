package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
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

	lines, _, err := h.as(t, "admin").Audit(ctx, models.AuditFilter{Object: "task", ID: string(tasks[0])})
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

// More than go at once are walked to their end, also when every one is refused
// and stays where it was.
func TestMoreThanGoAtOnceAreReassignedPageByPage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	const n = 203
	var mine []models.TaskID
	for range n {
		mine = append(mine, h.open(t, h.file(t, "citizen"), 1, "review")[0])
	}
	slices.Sort(mine)
	conn, err := pgx.Connect(t.Context(), h.url)
	want(t, err, "")
	defer conn.Close(context.WithoutCancel(t.Context()))
	_, err = conn.Exec(t.Context(), `UPDATE tasks SET assignee = $1, claimed_at = opened_at`, string(account("clerk")))
	want(t, err, "")
	walk := func(to string) (codes map[models.Code]int) {
		r, seen := models.Reassignment{From: account("clerk"), To: account(to), Unit: registry}, []models.TaskID{}
		codes = map[models.Code]int{}
		for page := range 3 {
			got, next, err := h.as(t, "head").ReassignTasks(t.Context(), r)
			want(t, err, "")
			for _, a := range got {
				seen = append(seen, a.TaskID)
				codes[a.Code]++
			}
			switch page {
			case 0:
				require.Len(t, got, 200)
				require.Equal(t, mine[199], next)
			case 1:
				require.Len(t, got, n-200)
				require.Empty(t, next)
				require.Equal(t, mine, seen, "each once, in order")
			default:
				require.Empty(t, got)
			}
			r.After = next
			if page == 1 {
				r.After = mine[n-1] // a cursor at the very end finds nothing
			}
		}
		return codes
	}
	require.Equal(t, map[models.Code]int{"not-of-unit": n}, walk("clerk-tech"))
	require.Equal(t, map[models.Code]int{"": n}, walk("clerk2"))
	var held int
	want(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM tasks WHERE assignee = $1`, string(account("clerk2"))).Scan(&held), "")
	require.Equal(t, n, held)
}
