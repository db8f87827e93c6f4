package main

import (
	"context"
	"fmt"
	"time"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// times measures the report of stage times over all visits, as the store gives
// it to a manager: from histograms, and exactly.
func (r *run) times(ctx context.Context, d *drive) error {
	var visits int
	if err := d.db.QueryRow(ctx, "SELECT count(*) FROM stage_visits WHERE closed_at IS NOT NULL").Scan(&visits); err != nil {
		return fmt.Errorf("count visits: %w", err)
	}
	manager, err := d.welcome(ctx, fmt.Sprintf("bench-manager-%d@example.org", time.Now().UnixNano()), "", "manager", "")
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, d.env["THYRIDA_DATABASE_URL"], store.Options{Clock: clock.System{}})
	if err != nil {
		return err
	}
	defer s.Close()
	say("roll up %d visits", visits)
	began := time.Now()
	for more := true; more; {
		if _, more, err = s.System().RollUpVisits(ctx, demo.Municipality, time.Time{}); err != nil {
			return err
		}
	}
	say("rolled up in %v", time.Since(began).Round(time.Second))
	desk := s.For(models.Actor{Account: models.AccountID(manager.account), Municipality: demo.Municipality})
	from, to := time.Date(2023, 1, 1, 0, 0, 0, 0, calendar.Athens), time.Date(2026, 1, 1, 0, 0, 0, 0, calendar.Athens)
	exact, all, err := reports(ctx, 5, func(ctx context.Context) error {
		_, err := desk.StageTimes(ctx, models.ReportFilter{From: to.AddDate(0, -3, 0), To: to}, models.ByService)
		return err
	})
	if err != nil {
		return err
	}
	whole, wholes, err := reports(ctx, 3, func(ctx context.Context) error {
		_, err := desk.StageTimes(ctx, models.ReportFilter{From: from, To: to}, models.ByService)
		return err
	})
	if err != nil {
		return err
	}
	rough, roughs, err := reports(ctx, 20, func(ctx context.Context) error {
		_, err := desk.RoughStageTimes(ctx, models.ReportFilter{From: from, To: to}, models.ByService)
		return err
	})
	if err != nil {
		return err
	}
	of := fmt.Sprintf("of %d visits", visits)
	r.add(measurement{Name: "stage-times", what: "report from histograms " + of, Value: rough, Unit: "ms", spread: spread(roughs),
		Reference: whole, against: "ms exactly", aim: "≤ 50 ms"})
	r.add(measurement{Name: "stage-times-exact", what: "exact report " + of, Value: whole, Unit: "ms", spread: spread(wholes),
		Reference: exact, against: "ms over three months (" + spread(all) + ")", aim: "≤ 1000 ms"})
	return nil
}

// reports runs a report some times and gives the median in milliseconds.
func reports(ctx context.Context, n int, report func(context.Context) error) (float64, []float64, error) {
	var all []float64
	for range n {
		began := time.Now()
		if err := report(ctx); err != nil {
			return 0, nil, err
		}
		all = append(all, float64(time.Since(began).Microseconds())/1000)
	}
	return median(all), all, nil
}
