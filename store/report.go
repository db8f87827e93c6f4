package store

import (
	"context"
	_ "embed" // the SQL of reports stands in files
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

var (
	//go:embed reports/stage_times.sql
	stageTimesSQL string
	//go:embed reports/stage_times_rough.sql
	roughStageTimesSQL string
)

// RoughError is how far a percentile of RoughStageTimes is off at most: half a
// bucket, 10^(1/40) - 1, rounded up.
const RoughError = 0.06

// StageTimes reports how long visits took that ended from one time until
// before another: of the whole municipality to its manager, of his units to a
// head. A group without a term counts as on time; employee "" is nobody.
// Errors: not-allowed, bad-period, bad-grouping.
func (d Desk) StageTimes(ctx context.Context, from, to time.Time, by models.ReportBy) (ts []models.StageTimes, err error) {
	switch {
	case !slices.Contains([]models.ReportBy{models.ByService, models.ByUnit, models.ByEmployee, models.ByStage}, by):
		return nil, invalid("by", "bad-grouping")
	case !from.Before(to):
		return nil, invalid("to", "bad-period")
	}
	var rows stageTimes
	err = d.lookWide(ctx, "read-stage-times", "report", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleManager, models.RoleHead); err != nil {
			return err
		}
		return tx.Raw(stageTimesSQL, d.rights(args{"from": from, "to": to, "by": string(by)})).Scan(&rows).Error
	})
	return rows.models(), err
}

// RoughStageTimes reports the same of whole days of Greece in a fraction of the
// time: how many and which share was on time exactly, percentiles with an error
// below RoughError. Visits that were recorded days late may be missing for some
// minutes. Errors: those of StageTimes; bad-period also for parts of days.
func (d Desk) RoughStageTimes(ctx context.Context, from, to time.Time, by models.ReportBy) (ts []models.StageTimes, err error) {
	switch {
	case !slices.Contains([]models.ReportBy{models.ByService, models.ByUnit, models.ByEmployee, models.ByStage}, by):
		return nil, invalid("by", "bad-grouping")
	case !from.Before(to) || !from.Equal(day(from)) || !to.Equal(day(to)):
		return nil, invalid("to", "bad-period")
	}
	var rows stageTimes
	err = d.lookWide(ctx, "read-stage-times", "report", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleManager, models.RoleHead); err != nil {
			return err
		}
		live, err := rolledUntil(tx, d.actor.Municipality)
		if err != nil {
			return err
		}
		switch {
		case live.Before(from):
			live = from
		case live.After(to):
			live = to
		}
		var spans, begins, ends array
		for _, s := range stretches(from.In(athens), live.In(athens)) {
			spans, begins, ends = append(spans, s.span), append(begins, days(s.from)...), append(ends, days(s.to)...)
		}
		return tx.Raw(roughStageTimesSQL, d.rights(args{"spans": spans, "begins": begins, "ends": ends, "live": live, "to": to, "by": string(by)})).
			Scan(&rows).Error
	})
	return rows.models(), err
}

// stageTimes are rows of the reports.
type stageTimes []struct {
	Key, Service, Name string
	N, WaitN, AutoN    int
	P50                float64 `gorm:"column:p50"`
	P90                float64 `gorm:"column:p90"`
	OnTime             float64
	WaitP50            float64 `gorm:"column:wait_p50"`
	WaitP90            float64 `gorm:"column:wait_p90"`
}

func (rows stageTimes) models() (ts []models.StageTimes) {
	for _, r := range rows {
		ts = append(ts, models.StageTimes{Key: r.Key, Name: r.Name, Service: models.ServiceCode(r.Service), N: r.N, P50: r.P50,
			P90: r.P90, OnTime: r.OnTime, WaitN: r.WaitN, WaitP50: r.WaitP50, WaitP90: r.WaitP90,
			AutoN: r.AutoN})
	}
	return ts
}
