package store_test

import (
	"math"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

// timed makes visits of known length: reviews of 1 to 10 hours (due after a
// day), one opinion of 30 hours, and a citizen who took 50.
func timed(t *testing.T, h *house) {
	t.Helper()
	for i := range 10 {
		c := h.file(t, "citizen")
		h.open(t, c, 1, "review")
		h.clock.Advance(time.Duration(i+1) * time.Hour)
		h.decide(t, []string{"clerk", "clerk2"}[i%2], c, 1, models.Done, "")
	}
	c := h.file(t, "citizen")
	h.open(t, c, 1, "opinion")
	h.clock.Advance(30 * time.Hour)
	h.decide(t, "clerk-tech", c, 1, models.Positive, "")
	h.open(t, c, 2, models.Completion)
	h.clock.Advance(50 * time.Hour)
	h.decide(t, "citizen", c, 2, models.Answered, "")
}

func TestStageTimesAreExactAndKeepTheCitizensWaitApart(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	timed(t, h)
	from, to := monday, h.clock.Now().Add(time.Second)
	manager := h.as(t, "manager")
	hours := func(n float64) float64 { return n * 3600 }
	for _, row := range []struct {
		by   models.ReportBy
		want []models.StageTimes
	}{
		{models.ByUnit, []models.StageTimes{
			{Key: string(registry), N: 10, P50: hours(5.5), P90: hours(9.1), OnTime: 1, WaitN: 1, WaitP50: hours(50), WaitP90: hours(50)},
			{Key: string(works), N: 1, P50: hours(30), P90: hours(30), OnTime: 0}}},
		{models.ByStage, []models.StageTimes{
			{Key: "completion", Service: service, OnTime: 1, WaitN: 1, WaitP50: hours(50), WaitP90: hours(50)},
			{Key: "opinion", Service: service, N: 1, P50: hours(30), P90: hours(30)},
			{Key: "review", Service: service, N: 10, P50: hours(5.5), P90: hours(9.1), OnTime: 1}}},
		{models.ByService, []models.StageTimes{
			{Key: string(service), N: 11, P50: hours(6), P90: hours(10), OnTime: 10.0 / 11, WaitN: 1, WaitP50: hours(50), WaitP90: hours(50)}}},
	} {
		got, err := manager.StageTimes(ctx, from, to, row.by)
		if err != nil || len(got) != len(row.want) {
			t.Fatalf("%s: %+v %v", row.by, got, err)
		}
		for i := range got {
			if math.Abs(got[i].OnTime-row.want[i].OnTime) < 1e-9 {
				got[i].OnTime = row.want[i].OnTime
			}
			if got[i] != row.want[i] {
				t.Errorf("%s: got %+v, want %+v", row.by, got[i], row.want[i])
			}
		}
	}
	people, err := manager.StageTimes(ctx, from, to, models.ByEmployee)
	if err != nil || len(people) != 4 {
		t.Fatalf("%+v %v", people, err)
	}
	for _, p := range people {
		if (p.Key == "") != (p.N == 0) || (p.Name == "") != (p.Key == "") {
			t.Errorf("%+v", p)
		}
	}
	if none, err := manager.StageTimes(ctx, from.AddDate(0, 0, -9), from, models.ByUnit); err != nil || len(none) != 0 {
		t.Errorf("%+v %v", none, err)
	}
}

func TestStageTimesAreForManagersAndForHeadsOfTheirUnits(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	timed(t, h)
	from, to := monday, h.clock.Now().Add(time.Second)
	for name, units := range map[string]int{"manager": 2, "head": 1, "head-tech": 1, "clerk": -1, "citizen": -1, "protocol": -1, "admin": -1} {
		got, err := h.as(t, name).StageTimes(ctx, from, to, models.ByUnit)
		if units < 0 {
			want(t, err, "not-allowed")
			continue
		}
		if err != nil || len(got) != units {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	_, err := h.as(t, "manager").StageTimes(ctx, to, from, models.ByUnit)
	want(t, err, "bad-period")
	_, err = h.as(t, "manager").StageTimes(ctx, from, to, "weather")
	want(t, err, "bad-grouping")
}
