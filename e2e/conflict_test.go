//go:build unix

package e2e

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

func TestOfTwoWhoDecideAtOnceOneCountsAndTheOtherLearnsWhoAndWhen(t *testing.T) {
	h := setup(t)
	citizen := h.as(t, "citizen")
	two := []*visitor{h.as(t, "protocol"), h.as(t, "head")}
	name := map[*visitor]string{two[0]: danai.name, two[1]: boss.name}
	for round := range 8 {
		filed := post[api.Filed](t, citizen, "/cases", general(nil))
		k := task(two[0].at(t, filed.ID, "review"), "review")
		var status [2]int
		var err [2]error
		var wg sync.WaitGroup
		start := make(chan struct{})
		for i, v := range two {
			wg.Go(func() {
				<-start
				status[i], err[i] = v.call(t.Context(), http.MethodPost, "/tasks/"+string(k.ID)+"/decision", "",
					obj{"outcome": []models.Outcome{"approved", "rejected"}[i], "note": "Με αιτιολογία."}, nil)
			})
		}
		close(start)
		wg.Wait()
		won := 0
		if err[0] != nil {
			won = 1
		}
		p, refused := err[1-won].(*api.Problem)
		if err[won] != nil || status[won] != 200 && status[won] != 202 || !refused || status[1-won] != 409 || p.Code != "task-already-decided" {
			t.Fatalf("round %d: %v %s, %s", round, status, told(err[0]), told(err[1]))
		}
		if p.Data["by"] != name[two[won]] || p.Data["at"] == nil || !has(p.Title+p.Detail, fmt.Sprint(p.Data["by"])) {
			t.Errorf("who lost is not told who won and when: %s", told(p))
		}
		c := citizen.over(t, filed.ID)
		if want := []models.Outcome{"granted", "rejected"}[won]; c.Outcome != want {
			t.Errorf("%s decided, and the case ended %s", name[two[won]], c.Outcome)
		}
	}
}
