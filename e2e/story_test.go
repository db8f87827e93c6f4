//go:build unix

package e2e

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/models"
)

// obj is a JSON object.
type obj = map[string]any

// services is the catalogue that the house has published.
var services = func() map[models.ServiceCode]*catalogue.Service {
	c, err := catalogue.Shipped()
	if err != nil {
		panic(err)
	}
	out := map[models.ServiceCode]*catalogue.Service{}
	for _, s := range c.Services {
		out[s.Code] = s
	}
	return out
}()

// file fills in the example of a service with its papers, changed as given, and
// submits it.
func (v *visitor) file(t testing.TB, service models.ServiceCode, changed obj) api.Filed {
	t.Helper()
	form, slots, err := services[service].Example(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	body := obj{"service": service, "form": form}
	var files []api.SlotFile
	for _, s := range slots {
		files = append(files, v.send(t, string(s), string(s)+".pdf", demo.Paper(string(s))))
	}
	body["attachments"] = files
	for k, x := range changed {
		body[k] = x
	}
	return post[api.Filed](t, v, "/cases", body)
}

// at waits until the case stands at a stage that is open, and gives it as the
// visitor sees it.
func (v *visitor) at(t testing.TB, id models.CaseID, stage models.StageKey) (c api.Case) {
	t.Helper()
	await(t, 60*time.Second, fmt.Sprintf("case %s to stand at %s", id, stage), func() bool {
		c = get[api.Case](t, v, "/cases/"+string(id))
		n := len(c.Timeline)
		return c.Stage == stage && n > 0 && c.Timeline[n-1].Stage == stage && c.Timeline[n-1].ClosedAt == nil
	})
	return c
}

// over waits until the case is closed, and gives it as the visitor sees it.
func (v *visitor) over(t testing.TB, id models.CaseID) (c api.Case) {
	t.Helper()
	await(t, 60*time.Second, fmt.Sprintf("case %s to end", id), func() bool {
		c = get[api.Case](t, v, "/cases/"+string(id))
		return c.State == models.Closed
	})
	return c
}

// task is the first open task of a stage; nil if there is none.
func task(c api.Case, stage models.StageKey) *api.Task {
	for i, k := range c.Tasks {
		if k.Stage == stage && k.State == models.TaskOpen && k.Purpose == models.ForStage {
			return &c.Tasks[i]
		}
	}
	return nil
}

// decides waits for the stage, claims its task and decides it.
func (v *visitor) decides(t testing.TB, id models.CaseID, stage models.StageKey, outcome models.Outcome, note string) api.Decided {
	t.Helper()
	k := task(v.at(t, id, stage), stage)
	post[api.Task](t, v, "/tasks/"+string(k.ID)+"/claim", nil)
	return post[api.Decided](t, v, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": outcome, "note": note})
}

// cases lists cases to the last page.
func (v *visitor) cases(ctx context.Context, query string) (out []api.CaseLine, err error) {
	for next := ""; ; {
		var page api.List[api.CaseLine]
		if _, err := v.call(ctx, http.MethodGet, "/cases?limit=200&cursor="+next+"&"+query, "", nil, &page); err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if next = page.Next; next == "" {
			return out, nil
		}
	}
}
