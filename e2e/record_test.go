//go:build unix

package e2e

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

var record = flag.Bool("record", false, "write the histories of finished cases into workflows/testdata/histories, which only grows")

// TestHistoriesAreRecorded leads cases through their stages and keeps what
// Temporal keeps of them, for the replay tests of all later versions:
//
//	go test ./e2e -run Recorded -record
func TestHistoriesAreRecorded(t *testing.T) {
	if !*record {
		t.Skip("without -record no history is written")
	}
	h := setup(t)
	for name, lead := range recorded {
		id := lead(t, h)
		h.as(t, "manager").over(t, id)
		keep(t, h, name, models.WorkflowOf(id))
	}
	recordIdentities(t, h)
	recordCertificates(t, h)
}

// recorded are the stories whose histories are kept.
var recorded = map[string]func(*testing.T, *house) models.CaseID{
	"straight": func(t *testing.T, h *house) models.CaseID {
		id := h.as(t, "citizen").file(t, "general-application", nil).ID
		h.as(t, "protocol").decides(t, id, "review", "approved", "")
		return id
	},
	"posted": func(t *testing.T, h *house) models.CaseID {
		id := post[api.Filed](t, h.as(t, "citizen2"), "/cases", general(byPost)).ID
		h.as(t, "protocol").decides(t, id, "review", "approved", "")
		h.as(t, "protocol").decides(t, id, "delivery", "delivered", "")
		return id
	},
	"returned": func(t *testing.T, h *house) models.CaseID {
		id := h.as(t, "citizen").file(t, "civil-marriage-ceremony", nil).ID
		for range 2 {
			h.as(t, "clerk").decides(t, id, "review", "returned", "Λείπει μία σελίδα.")
			h.as(t, "citizen").at(t, id, "completion")
			post[api.Decided](t, h.as(t, "citizen"), "/cases/"+string(id)+"/completion", obj{"note": "Ορίστε."})
		}
		h.as(t, "clerk").decides(t, id, "review", "done", "")
		h.as(t, "clerk-tech").decides(t, id, "opinion", "positive", "")
		h.as(t, "head").decides(t, id, "approval", "approved", "")
		return id
	},
	"parallel-opinions-sent-back": func(t *testing.T, h *house) models.CaseID {
		id := h.as(t, "citizen").file(t, "tree-felling", nil).ID
		for _, outcome := range []models.Outcome{"sent-back", "approved"} {
			h.as(t, "clerk-green").decides(t, id, "review", "done", "")
			h.opinions(t, id, "clerk-tech", "clerk-environment")
			h.as(t, "head").decides(t, id, "approval", outcome, "Λείπει η αναφορά στη γνώμη.")
		}
		return id
	},
	"paid": func(t *testing.T, h *house) models.CaseID {
		id := h.as(t, "citizen").file(t, "road-cut-permit", nil).ID
		h.as(t, "clerk-tech").decides(t, id, "review", "done", "")
		h.opinions(t, id, "clerk-traffic", "clerk-environment")
		h.as(t, "citizen").at(t, id, "payment")
		post[api.Decided](t, h.as(t, "citizen"), "/cases/"+string(id)+"/payment", paravolo())
		h.as(t, "head").decides(t, id, "approval", "approved", "")
		return id
	},
	"rejected": func(t *testing.T, h *house) models.CaseID {
		id := h.as(t, "citizen").file(t, "general-application", nil).ID
		h.as(t, "protocol").decides(t, id, "review", "rejected", "Δεν ανήκει στον δήμο.")
		return id
	},
	"withdrawn": func(t *testing.T, h *house) models.CaseID {
		id := h.as(t, "citizen").file(t, "tree-felling", nil).ID
		h.as(t, "clerk-green").decides(t, id, "review", "done", "")
		h.as(t, "citizen").at(t, id, "opinions")
		post[api.Decided](t, h.as(t, "citizen"), "/cases/"+string(id)+"/withdrawal", obj{})
		return id
	},
	"late-rebuilt": lateAndRebuilt,
	"forwarded": func(t *testing.T, h *house) models.CaseID {
		id := h.as(t, "citizen").file(t, "general-application", nil).ID
		h.forwards(t, id, "traffic")
		h.as(t, "clerk-traffic").decides(t, id, "review", "approved", "")
		return id
	},
	"handed-on": func(t *testing.T, h *house) models.CaseID {
		h.body(t)
		id := h.as(t, "citizen").file(t, "general-application", nil).ID
		h.handsOn(t, id)
		return id
	},
}

// opinions gives the opinions of units that are asked at the same time.
func (h *house) opinions(t *testing.T, id models.CaseID, clerks ...string) {
	t.Helper()
	for i, name := range clerks {
		for _, k := range h.as(t, name).at(t, id, "opinions").Tasks {
			if k.Ordinal == i {
				post[api.Decided](t, h.as(t, name), "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "positive"})
			}
		}
	}
}

// keep writes the newest history of a workflow, unless there is one of that name:
// recorded histories are never changed.
func keep(t *testing.T, h *house, name, workflow string) {
	t.Helper()
	path := filepath.Join("..", "workflows", "testdata", "histories", name+".json")
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Logf("%s is there and stays as it is", path)
		return
	}
	var history historypb.History
	for len(history.Events) == 0 || history.Events[len(history.Events)-1].EventType != enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED {
		history.Events = nil // the case closes a moment before its workflow
		events := h.temporal(t).GetWorkflowHistory(t.Context(), workflow, "", true, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for events.HasNext() {
			e, err := events.Next()
			if err != nil {
				t.Fatal(err)
			}
			history.Events = append(history.Events, e)
		}
	}
	text, err := protojson.MarshalOptions{Multiline: true, Indent: " "}.Marshal(&history)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(neutral(string(text))+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// neutral removes the name of the machine, and the spaces that protojson adds
// so that nobody compares its output.
func neutral(text string) string {
	text = regexp.MustCompile(`"identity": +"[^"]*"`).ReplaceAllString(text, `"identity": "recorder"`)
	text = regexp.MustCompile(`(?m)^( *"[^"]+":) +`).ReplaceAllString(text, "$1 ")
	if host, err := os.Hostname(); err == nil {
		text = strings.ReplaceAll(text, `"`+host+`:`, `"host:`)
	}
	return text
}

// lateAndRebuilt leads a case whose visit is late: its due time is moved to a
// few seconds from now, and the workflow rebuilt from that.
func lateAndRebuilt(t *testing.T, h *house) models.CaseID {
	id := h.as(t, "citizen").file(t, "general-application", nil).ID
	h.as(t, "protocol").at(t, id, "review")
	h.terminate(t, id)
	h.sql(t, `UPDATE stage_visits SET opened_at = now() - interval '9 days', due_at = now() + interval '3 seconds',
		escalate_at = now() + interval '5 seconds' WHERE case_id = $1 AND visit = 2`, string(id))
	if left := h.doctor(t, "--repair"); len(left) != 1 {
		t.Fatalf("doctor found %v", left)
	}
	await(t, 20*time.Second, "reminder and escalation", func() bool {
		events := map[models.Event]bool{}
		for _, m := range get[api.Case](t, h.as(t, "protocol"), "/cases/"+string(id)).Messages {
			events[m.Event] = true
		}
		return events[models.EventLate] && events[models.EventEscalated]
	})
	h.as(t, "protocol").decides(t, id, "review", "approved", "")
	return id
}
