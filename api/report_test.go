package api_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

func TestStageTimesAreReportedForWholeDaysInAthens(t *testing.T) {
	t.Parallel()
	h := setup(t)
	var ids []string
	for range models.FewVisits {
		ids = append(ids, h.as(t, "citizen").files())
	}
	h.clock.Set(time.Date(2026, 11, 25, 21, 30, 0, 0, time.UTC)) // 23:30 in Athens
	for _, id := range ids {
		h.as(t, "clerk").decides(id, models.Approved, "").want(200)
	}
	manager := h.as(t, "manager")
	var report struct {
		Total struct {
			Name     string
			N        int
			P10, P90 *float64
		}
		Rows []struct {
			Key, Name, Service, ServiceTitle string
			N, DueN                          int
			P50, OnTime                      float64
		}
	}
	manager.get("reports/stage-times?from=2026-11-25&to=2026-11-25&by=stage&exact=true").want(200).into(&report)
	found := false
	for _, r := range report.Rows {
		if r.Key == "review" {
			found = r.N == models.FewVisits && r.DueN == r.N && r.P50 == (61*time.Hour+30*time.Minute).Seconds() && r.OnTime == 1 &&
				r.Name == "Review of the application" && r.ServiceTitle == "Certificate of permanent residence"
		}
	}
	if !found || report.Total.Name != "Total" || report.Total.N != models.FewVisits || report.Total.P10 == nil || report.Total.P90 == nil {
		t.Errorf("by stage: %+v", report)
	}
	for query, n := range map[string]int{"service=residence-certificate": models.FewVisits, "service=other": 0, "unit=municipal-roll": models.FewVisits, "unit=other": 0} {
		manager.get("reports/stage-times?from=2026-11-25&to=2026-11-25&" + query).want(200).into(&report)
		if report.Total.N != n {
			t.Errorf("%s: %+v", query, report.Total)
		}
	}
	for _, by := range []string{"service", "unit", "employee"} {
		report.Rows = nil
		manager.get("reports/stage-times?from=2026-11-01&to=2026-11-30&by=" + by).want(200).into(&report)
		if len(report.Rows) == 0 || report.Rows[0].Name == "" {
			t.Errorf("by %s: %+v", by, report)
		}
	}
	manager.get("reports/stage-times?from=2026-11-26&to=2026-11-30").want(200).into(&report)
	if len(report.Rows) != 0 {
		t.Errorf("the day after: %+v", report)
	}
	manager.get("reports/stage-times").problem(422, "invalid-request", "from required", "to required")
	manager.get("reports/stage-times?from=2026-02-30&to=2026-03-01").want(422)
	manager.get("reports/stage-times?from=2026-03-02&to=2026-03-01").problem(422, "invalid-request", "to before-from")
	manager.get("reports/stage-times?from=2000-03-02&to=2026-03-01").problem(422, "invalid-request", "to period-too-long")
	manager.get("reports/stage-times?from=2026-03-02&to=2026-03-03&by=mood").problem(422, "invalid-request", "by not-a-choice")
}

func TestTheReportComesAsASpreadsheet(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	h.as(t, "clerk").decides(id, models.Approved, "").want(200)
	manager := h.as(t, "manager")
	for _, c := range [][]string{{"&format=csv"}, {"", "Accept", "text/csv"}} {
		r := manager.get("reports/stage-times?from=2026-11-23&to=2026-11-23&by=employee"+c[0], c[1:]...).want(200)
		if kind := r.header.Get("Content-Type"); kind != "text/csv; charset=utf-8" {
			t.Fatalf("came as %q", kind)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(r.body), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 3 || rows[0][0] != "By" || rows[0][7] != "Median (seconds)" {
			t.Fatalf("%v: %q", err, rows)
		}
		for _, row := range rows[1:] { // of one visit nobody is told how long it took
			if row[4] != "1" || row[7] != "" || row[11] != "" {
				t.Errorf("%q", row)
			}
		}
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"=1+1": "'=1+1", "+30": "'+30", "-1": "'-1", "@a": "'@a", "\tx": "'\tx", "α=1": "α=1", "": "",
		"5/2026": "'5/2026", "3-4": "'3-4", "10:30": "'10:30", "0012": "'0012", "12": "12", "5/2026 α": "5/2026 α", "2310 000 101": "2310 000 101"} {
		if got := api.Harmless(in); got != want {
			t.Errorf("%q: got %q", in, got)
		}
	}
}
