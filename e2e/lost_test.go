//go:build unix

package e2e

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

// terminate ends a workflow by hand, as nobody should.
func (h *house) terminate(t *testing.T, id models.CaseID) {
	t.Helper()
	if err := h.temporal(t).TerminateWorkflow(t.Context(), models.WorkflowOf(id), "", "by hand"); err != nil {
		t.Fatal(err)
	}
}

// sql changes the database behind everybody's back.
func (h *house) sql(t *testing.T, statement string, args ...any) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), h.environment(t)["THYRIDA_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(t.Context()) }()
	if done, err := c.Exec(t.Context(), statement, args...); err != nil || done.RowsAffected() == 0 {
		t.Fatalf("%s: %v, %d rows", statement, err, done.RowsAffected())
	}
}

// checkFound expects one complaint, of this case.
func checkFound(t *testing.T, found []string, code string, id models.CaseID) {
	t.Helper()
	if len(found) != 1 || !strings.HasPrefix(found[0], code+" ") || !strings.Contains(found[0], string(id)) {
		t.Fatalf("doctor found %q, want %s of %s", found, code, id)
	}
}

// checkWell waits until doctor finds nothing.
func checkWell(t *testing.T, h *house) {
	t.Helper()
	var found []string
	if err := within(60*time.Second, "doctor to find all well", func() (bool, error) {
		found = h.doctor(t)
		return len(found) == 0, nil
	}); err != nil {
		t.Fatalf("%v: %q", err, found)
	}
}

func TestAWorkflowTerminatedByHandIsRebuiltAndEnds(t *testing.T) {
	h := setup(t)
	checkWell(t, h)
	filed := h.as(t, "citizen").file(t, "civil-marriage-ceremony", nil)
	clerk := h.as(t, "clerk")
	clerk.decides(t, filed.ID, "review", "done", "")
	h.as(t, "clerk-tech").at(t, filed.ID, "opinion")
	h.terminate(t, filed.ID)
	checkFound(t, h.doctor(t), "no-workflow", filed.ID)
	checkFound(t, h.doctor(t, "--repair"), "no-workflow", filed.ID)
	checkWell(t, h)
	p := get[api.Process](t, h.as(t, "admin"), "/admin/cases/"+string(filed.ID)+"/process")
	if p.Workflow == nil || p.Workflow.Stage != "opinion" || p.Workflow.Visit != p.Visit || p.Workflow.TimerAt == nil {
		t.Fatalf("rebuilt: %+v", p)
	}
	h.as(t, "clerk-tech").decides(t, filed.ID, "opinion", "positive", "")
	h.as(t, "head").decides(t, filed.ID, "approval", "approved", "")
	c := h.as(t, "citizen").over(t, filed.ID)
	checkTimeline(t, c, "check done", "review done", "opinion positive", "approval approved", "delivery delivered")
	checkWell(t, h)
}

// The worker is stopped, so that a decision is recorded, and perhaps heard by
// Temporal, and not applied; then its workflow is terminated. The stopped worker
// is killed, because it may have the decision in its hands: if it went on, it
// would commit it, and find its workflow gone only afterwards.
func TestADecisionNotYetAppliedOutlivesItsWorkflow(t *testing.T) {
	h := setup(t)
	filed := h.as(t, "citizen").file(t, "general-application", nil)
	protocol := h.as(t, "protocol")
	k := task(protocol.at(t, filed.ID, "review"), "review")
	h.signal(t, "worker", syscall.SIGSTOP)
	t.Cleanup(func() { h.signal(t, "worker", syscall.SIGCONT) })
	var d api.Decided
	status, err := protocol.call(t.Context(), "POST", "/tasks/"+string(k.ID)+"/decision", "", obj{"outcome": "approved"}, &d)
	if status != 202 || err != nil || d.State != models.DecisionRecorded {
		t.Fatalf("decided without a worker: %d %+v %v", status, d, err)
	}
	h.terminate(t, filed.ID)
	h.kill9(t, "worker")
	checkFound(t, h.doctor(t), "no-workflow", filed.ID)
	checkFound(t, h.doctor(t, "--repair"), "no-workflow", filed.ID)
	c := h.as(t, "citizen").over(t, filed.ID)
	checkTimeline(t, c, "check done", "review approved", "delivery delivered")
	checkWell(t, h)
}
