//go:build unix

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"golang.org/x/sync/errgroup"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/testkit"
	"github.com/thyrida/thyrida/models"
)

const (
	submissions = 200
	atOnce      = 16
)

// The house uses servers it does not supervise, as an installation does: so
// Temporal can be killed and stay away for as long as the test likes. (What
// thyrida dev starts itself it brings back at once, and a process that is only
// stopped does not refuse connections.)
func TestWithTemporalAwayNothingIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the whole house takes half a minute to start")
	}
	stack := testkit.NewStack(t)
	database, err := stack.Postgres.EnsureDatabase(t.Context(), "thyrida")
	if err != nil {
		t.Fatal(err)
	}
	// What nobody needs here takes long: half a year of cases.
	if err := os.MkdirAll(filepath.Join(scratch, "outage"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, done := range []string{"furnished-past", "furnished-open"} {
		if err := os.WriteFile(filepath.Join(scratch, "outage", done), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h, err := furnished("outage", "THYRIDA_DATABASE_URL="+database, "THYRIDA_TEMPORAL_ADDRESS="+stack.Temporal.Address())
	if h != nil {
		t.Cleanup(func() { _ = h.end(syscall.SIGTERM) })
	}
	if err != nil {
		t.Fatal(err)
	}
	tellOnFailure(t, h)
	citizens := make([]*visitor, atOnce)
	for i := range citizens {
		citizens[i] = h.as(t, fmt.Sprintf("citizen-%02d", i+1))
	}
	protocol := h.as(t, "protocol")
	before := post[api.Filed](t, citizens[0], "/cases", general(nil))
	k := task(protocol.at(t, before.ID, "review"), "review")

	stack.Temporal.Kill()
	h.kill9(t, "worker") // so that interface and worker start without Temporal too
	h.kill9(t, "api")
	if err := h.ready(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	filed := submitMany(t, citizens)
	took := time.Since(began)
	checkConsecutive(t, before, filed)
	path := "/tasks/" + string(k.ID) + "/decision"
	for range 2 { // said twice, taken once
		var d api.Decided
		status, err := protocol.call(t.Context(), http.MethodPost, path, "decide-in-the-dark", obj{"outcome": "approved"}, &d)
		if err != nil || status != http.StatusAccepted || d.State != models.DecisionRecorded {
			t.Fatalf("decision while Temporal is away: %d %+v %v", status, d, err)
		}
	}
	if c := get[api.Case](t, citizens[0], "/cases/"+string(before.ID)); c.State != models.Open {
		t.Fatalf("decided by nobody: %+v", c)
	}

	if err := stack.Temporal.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	back := time.Now()
	await(t, 90*time.Second, "every case to reach its first task", func() bool {
		lines, err := h.as(t, "manager").cases(t.Context(), "state=open&service=general-application")
		if err != nil {
			t.Fatal(err)
		}
		waiting := map[models.CaseID]bool{}
		for _, l := range lines {
			waiting[l.ID] = l.Stage == "review"
		}
		return !slices.ContainsFunc(filed, func(f api.Filed) bool { return !waiting[f.ID] })
	})
	t.Logf("%d submissions in %.1f s without Temporal; all at their first task %.1f s after it was back",
		submissions, took.Seconds(), time.Since(back).Seconds())
	checkTimeline(t, citizens[0].over(t, before.ID), "check done", "review approved", "delivery delivered")
	engine := h.temporal(t)
	for _, f := range filed {
		w, err := engine.DescribeWorkflowExecution(t.Context(), models.WorkflowOf(f.ID), "")
		if err != nil || w.WorkflowExecutionInfo.Status != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
			t.Fatalf("workflow of %s: %v %v", f.ID, w.GetWorkflowExecutionInfo().GetStatus(), err)
		}
	}
	checkWell(t, h)
}

// submitMany files applications of many citizens at the same time.
func submitMany(t *testing.T, citizens []*visitor) []api.Filed {
	t.Helper()
	var mu sync.Mutex
	var out []api.Filed
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(len(citizens))
	for i := range submissions {
		g.Go(func() error {
			var f api.Filed
			status, err := citizens[i%len(citizens)].call(ctx, http.MethodPost, "/cases", "", general(obj{"subject": fmt.Sprintf("Αίτημα %d", i)}), &f)
			if err != nil || status != http.StatusCreated {
				return fmt.Errorf("submission %d: %d %v", i, status, err)
			}
			mu.Lock()
			defer mu.Unlock()
			out = append(out, f)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	return out
}

// checkConsecutive compares the numbers with those that follow the one before.
func checkConsecutive(t *testing.T, before api.Filed, filed []api.Filed) {
	t.Helper()
	numbers := map[int]bool{}
	for _, f := range filed {
		numbers[f.Protocol.Number] = true
	}
	for n := before.Protocol.Number + 1; n <= before.Protocol.Number+submissions; n++ {
		if !numbers[n] {
			t.Fatalf("%d numbers, and %d is not among them", len(numbers), n)
		}
	}
}
