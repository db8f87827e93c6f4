package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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

// told are percentiles as the report tells them, in hours.
func told(p10, p25, p50, p75, p90 float64) *models.Percentiles {
	return &models.Percentiles{P10: p10 * 3600, P25: p25 * 3600, P50: p50 * 3600, P75: p75 * 3600, P90: p90 * 3600}
}

func share(f float64) *float64 { return &f }

func TestStageTimesAreExactAndKeepTheCitizensWaitApart(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	timed(t, h)
	f := models.ReportFilter{From: monday, To: h.clock.Now().Add(time.Second)}
	manager := h.as(t, "manager")
	reviews := told(1.9, 3.25, 5.5, 7.75, 9.1)
	total := models.StageTimes{N: 11, Took: told(2, 3.5, 6, 8.5, 10), DueN: 11, OnTime: share(10.0 / 11), WaitN: 1}
	for _, row := range []struct {
		by   models.ReportBy
		want []models.StageTimes
	}{
		{models.ByUnit, []models.StageTimes{
			{Key: string(registry), N: 10, Took: reviews, DueN: 10, OnTime: share(1), WaitN: 1},
			{Key: string(works), N: 1, DueN: 1}}},
		{models.ByStage, []models.StageTimes{
			{Key: "completion", Service: service, WaitN: 1},
			{Key: "opinion", Service: service, N: 1, DueN: 1},
			{Key: "review", Service: service, N: 10, Took: reviews, DueN: 10, OnTime: share(1)}}},
		{models.ByService, []models.StageTimes{
			{Key: string(service), N: 11, Took: total.Took, DueN: 11, OnTime: total.OnTime, WaitN: 1}}},
	} {
		got, err := manager.StageTimes(ctx, f, row.by)
		require.NoError(t, err)
		require.Equal(t, models.StageReport{Total: total, Rows: row.want}, got, row.by)
	}
	people, err := manager.StageTimes(ctx, f, models.ByEmployee)
	require.NoError(t, err)
	require.Len(t, people.Rows, 4)
	for _, p := range people.Rows {
		if (p.Key == "") != (p.N == 0) || (p.Name == "") != (p.Key == "") || (p.N < models.FewVisits) != (p.Took == nil) {
			t.Errorf("%+v", p)
		}
	}
	none, err := manager.StageTimes(ctx, models.ReportFilter{From: f.From.AddDate(0, 0, -9), To: f.From}, models.ByUnit)
	require.NoError(t, err)
	require.Equal(t, models.StageReport{}, none)
}

func TestAReportCanBeOfOneUnitAndOneService(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	h.visits(t, h.file(t, "citizen"), 600, 1)
	h.rollUp(t, time.Time{})
	f := models.ReportFilter{From: midnight(2025, 1, 1), To: midnight(2026, 12, 1)}
	for _, f.Unit = range []models.UnitCode{"", works} {
		for _, f.Service = range []models.ServiceCode{"", "service-1", "none"} {
			n := count(t, h, `SELECT count(*) FROM stage_visits WHERE audience IN ('clerk', 'head', 'signatory') AND closed_at IS NOT NULL
				AND ('`+string(f.Unit)+`' IN ('', unit)) AND ('`+string(f.Service)+`' IN ('', service))`)
			for _, by := range []models.ReportBy{models.ByService, models.ByUnit, models.ByEmployee, models.ByStage} {
				got, err := h.as(t, "manager").StageTimes(ctx, f, by)
				require.NoError(t, err)
				sum := 0
				for _, r := range got.Rows {
					sum += r.N
				}
				require.Equal(t, []int{n, n}, []int{got.Total.N, sum}, "%v by %s", f, by)
				rough, err := h.as(t, "manager").RoughStageTimes(ctx, f, by)
				require.NoError(t, err)
				alike(t, string(by), rough, got)
			}
		}
	}
	for _, p := range [][2]time.Time{{f.From, f.To}, {midnight(2025, 8, 13).Add(7 * time.Hour), midnight(2026, 10, 5)}, {midnight(2026, 2, 3), midnight(2026, 2, 20)}} {
		got, err := h.as(t, "manager").StageTimes(ctx, models.ReportFilter{From: p[0], To: p[1]}, models.ByUnit)
		require.NoError(t, err)
		for part, told := range map[string]float64{"0.1": got.Total.Took.P10, "0.9": got.Total.Took.P90} {
			want := count(t, h, `SELECT CAST(1e6 * percentile_cont(`+part+`) WITHIN GROUP (ORDER BY date_part('epoch', closed_at - opened_at)) AS bigint)
				FROM stage_visits WHERE visit_side(audience) = 'house' AND closed_at >= '`+p[0].Format(time.RFC3339)+`' AND closed_at < '`+p[1].Format(time.RFC3339)+`'`)
			require.InDelta(t, float64(want)/1e6, told, 1e-5, "%s of %v, from packed months and from visits", part, p)
		}
	}
	f = models.ReportFilter{From: f.From, To: f.To, Unit: works}
	none, err := h.as(t, "head").StageTimes(ctx, f, models.ByUnit)
	require.NoError(t, err)
	require.Empty(t, none.Rows, "another's unit")
	require.Zero(t, none.Total)
}

func TestStageTimesAreForManagersAndForHeadsOfTheirUnits(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	timed(t, h)
	f := models.ReportFilter{From: monday, To: h.clock.Now().Add(time.Second)}
	for name, units := range map[string]int{"manager": 2, "head": 1, "head-tech": 1, "clerk": -1, "citizen": -1, "protocol": -1, "admin": -1} {
		got, err := h.as(t, name).StageTimes(ctx, f, models.ByUnit)
		if units < 0 {
			want(t, err, "not-allowed")
			continue
		}
		if err != nil || len(got.Rows) != units {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	_, err := h.as(t, "manager").StageTimes(ctx, models.ReportFilter{From: f.To, To: f.From}, models.ByUnit)
	want(t, err, "bad-period")
	_, err = h.as(t, "manager").StageTimes(ctx, f, "weather")
	want(t, err, "bad-grouping")
}
