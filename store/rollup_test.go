package store_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// visits writes n visits that ended at random in the 500 days before the
// house's Monday and lasted between no time and months.
func (h *house) visits(t testing.TB, c models.CaseID, n int, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	conn, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	audiences := []string{"clerk", "head", "citizen", "payer", "machine", "signatory"}
	units := []models.UnitCode{registry, works}
	clerks := []any{nil, string(account("clerk")), string(account("clerk2")), string(account("head"))}
	_, err = conn.CopyFrom(t.Context(), pgx.Identifier{"stage_visits"}, []string{"case_id", "visit", "ordinal", "municipality", "service", "stage",
		"audience", "unit", "assignee", "opened_at", "due_at", "clock", "closed_at", "outcome"}, pgx.CopyFromSlice(n, func(i int) ([]any, error) {
		end := monday.Add(-time.Duration(r.Float64() * 500 * 24 * float64(time.Hour))).Truncate(time.Microsecond)
		took := time.Duration(math.Exp(r.Float64()*23) * float64(time.Millisecond)).Truncate(time.Microsecond)
		var due any
		if r.IntN(3) > 0 {
			due = end.Add(time.Duration(r.IntN(20)-10) * time.Hour)
		}
		return []any{string(c), int(seed)*1_000_000 + i, 0, int(eleonas), fmt.Sprintf("service-%d", r.IntN(3)), fmt.Sprintf("stage-%d", r.IntN(3)),
			audiences[r.IntN(len(audiences))], string(units[r.IntN(2)]), clerks[r.IntN(4)], end.Add(-took), due, "runs", end, "done"}, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// rollUp rolls up everything.
func (h *house) rollUp(t testing.TB, since time.Time) (days int) {
	t.Helper()
	for {
		n, more, err := h.System().RollUpVisits(t.Context(), eleonas, since)
		want(t, err, "")
		if days += n; !more {
			return days
		}
	}
}

func midnight(year, month, day int) time.Time {
	l, err := time.LoadLocation("Europe/Athens")
	if err != nil {
		panic(err)
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, l)
}

// alike fails unless the two reports are the same, percentiles within 6 %.
func alike(t *testing.T, what string, rough, exact models.StageReport) {
	t.Helper()
	if len(rough.Rows) != len(exact.Rows) {
		t.Fatalf("%s: %d rows, want %d", what, len(rough.Rows), len(exact.Rows))
	}
	near := func(rough, exact float64) bool { return math.Abs(rough-exact) <= 0.06*exact+0.001 }
	for i, r := range append(rough.Rows, rough.Total) {
		e := exact.Total
		if i < len(exact.Rows) {
			e = exact.Rows[i]
		}
		for _, p := range []struct{ rough, exact *models.Percentiles }{{r.Took, e.Took}, {r.Wait, e.Wait}} {
			if a, b := p.rough, p.exact; (a == nil) != (b == nil) || a != nil &&
				!(near(a.P10, b.P10) && near(a.P25, b.P25) && near(a.P50, b.P50) && near(a.P75, b.P75) && near(a.P90, b.P90)) {
				t.Errorf("%s: of %s %s are %+v, exactly %+v", what, e.Service, e.Key, a, b)
			}
		}
		r.Took, r.Wait = e.Took, e.Wait
		if !reflect.DeepEqual(r, e) {
			t.Errorf("%s: got %+v, want %+v", what, r, e)
		}
	}
}

func TestHistogramsSayWhatVisitsSayWithinSixInAHundred(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	c := h.file(t, "citizen")
	h.visits(t, c, 6000, 1)
	compare := func(what string) {
		t.Helper()
		for _, name := range []string{"manager", "head", "head-tech"} {
			for _, by := range []models.ReportBy{models.ByService, models.ByUnit, models.ByEmployee, models.ByStage} {
				for _, p := range [][2]time.Time{{midnight(2025, 1, 1), midnight(2026, 12, 1)}, {midnight(2025, 8, 13), midnight(2026, 11, 23)},
					{midnight(2026, 3, 1), midnight(2026, 4, 1)}, {midnight(2026, 3, 28), midnight(2026, 3, 30)}, {midnight(2026, 11, 20), midnight(2026, 11, 24)}} {
					rough, err := h.as(t, name).RoughStageTimes(ctx, models.ReportFilter{From: p[0], To: p[1]}, by)
					want(t, err, "")
					exact, err := h.as(t, name).StageTimes(ctx, models.ReportFilter{From: p[0], To: p[1]}, by)
					want(t, err, "")
					alike(t, fmt.Sprint(what, " ", name, " by ", by, " ", p), rough, exact)
				}
			}
		}
	}
	compare("before the first roll-up")
	if n := h.rollUp(t, time.Time{}); n < 490 {
		t.Errorf("rolled up %d days", n)
	}
	compare("rolled up")
	if n := h.rollUp(t, time.Time{}); n != 0 {
		t.Errorf("rolled up %d days again", n)
	}
	if n := count(t, h, `SELECT count(*) FROM stage_visits WHERE closed_at < '2026-11-22T22:00:00Z'`) - count(t, h, `SELECT sum(n) FROM visit_histograms WHERE span = 'year' AND facet = 'stage'`); n != 0 {
		t.Errorf("the years lack %d visits", n)
	}
	h.visits(t, c, 300, 2) // late ones
	late, err := h.System().CheckHistograms(ctx)
	want(t, err, "")
	late = slices.DeleteFunc(late, func(f store.HistogramFault) bool { return f.Span == "lengths" })
	if n := h.rollUp(t, time.Time{}); n < 100 || n != len(late) {
		t.Errorf("rolled up %d late days of %d", n, len(late))
	}
	compare("with late visits")
	h.visits(t, c, 50, 3)
	h.rollUp(t, monday.AddDate(0, 0, -40))
	h.clock.Advance(3 * 24 * time.Hour)
	h.rollUp(t, monday.AddDate(0, 0, -40))
	h.rollUp(t, time.Time{})
	late, err = h.System().CheckHistograms(ctx)
	want(t, err, "")
	if len(late) != 0 {
		t.Errorf("days differ: %v", late)
	}
	compare("three days later")
	_, err = h.as(t, "manager").RoughStageTimes(ctx, models.ReportFilter{From: monday, To: monday.AddDate(0, 0, 1)}, models.ByUnit)
	want(t, err, "bad-period")
	_, err = h.as(t, "manager").RoughStageTimes(ctx, models.ReportFilter{From: midnight(2026, 1, 1), To: midnight(2026, 2, 1)}, "weather")
	want(t, err, "bad-grouping")
}

func count(t testing.TB, h *house, sql string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), h.url)
	if err == nil {
		defer conn.Close(context.WithoutCancel(t.Context()))
		err = conn.QueryRow(t.Context(), sql).Scan(&n)
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAHistogramOfTheRightCountAndWrongBucketsIsFound(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.visits(t, h.file(t, "citizen"), 200, 1)
	h.rollUp(t, time.Time{})
	faults, err := h.System().CheckHistograms(t.Context())
	want(t, err, "")
	if len(faults) != 0 {
		t.Fatalf("in order: %v", faults)
	}
	h.exec(t, `CREATE TABLE spare AS SELECT * FROM visit_histograms`)
	for _, row := range []struct{ facet, span, change string }{
		{"service", "day", `buckets[1] = buckets[1] - 1`},
		{"unit", "day", `buckets[1] = buckets[1] - 1`},
		{"employee", "day", `on_time_n = on_time_n + 1`},
		{"stage", "day", `key = key || '-x'`},
		{"unit", "month", `counts[1] = counts[1] + 1, n = n + 1`},
		{"stage", "year", `counts[1] = counts[1] + 1, counts[2] = counts[2] - 1`},
	} {
		h.exec(t, `UPDATE visit_histograms SET `+row.change+` WHERE ctid = (SELECT ctid FROM visit_histograms
			WHERE facet = $1 AND span = $2 ORDER BY starts_on DESC, n DESC LIMIT 1)`, row.facet, row.span)
		faults, err := h.System().CheckHistograms(t.Context())
		want(t, err, "")
		if !slices.ContainsFunc(faults, func(f store.HistogramFault) bool { return f.Span == row.span }) {
			t.Errorf("%s in a %s by %s: %v", row.change, row.span, row.facet, faults)
		}
		h.exec(t, `TRUNCATE visit_histograms`)
		h.exec(t, `INSERT INTO visit_histograms SELECT * FROM spare`)
	}
	faults, err = h.System().CheckHistograms(t.Context())
	want(t, err, "")
	if len(faults) != 0 {
		t.Errorf("in order again: %v", faults)
	}
	h.exec(t, `UPDATE visit_lengths SET took = float8send(0.001) || substr(took, 9) WHERE ctid = (SELECT ctid FROM visit_lengths LIMIT 1)`)
	faults, err = h.System().CheckHistograms(t.Context())
	want(t, err, "")
	if len(faults) != 1 || faults[0].Span != "lengths" {
		t.Errorf("a wrong length: %v", faults)
	}
}
