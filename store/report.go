package store

import (
	"context"
	_ "embed" // the SQL of reports stands in files
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

//go:embed reports/stage_times.sql
var stageTimesSQL string

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
	var rows []struct {
		Key, Service, Name string
		N, WaitN, AutoN    int
		P50                float64 `gorm:"column:p50"`
		P90                float64 `gorm:"column:p90"`
		OnTime             float64
		WaitP50            float64 `gorm:"column:wait_p50"`
		WaitP90            float64 `gorm:"column:wait_p90"`
	}
	err = d.look(ctx, "read-stage-times", "report", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleManager, models.RoleHead); err != nil {
			return err
		}
		return tx.Raw(stageTimesSQL, d.rights(args{"from": from, "to": to, "by": string(by)})).Scan(&rows).Error
	})
	for _, r := range rows {
		ts = append(ts, models.StageTimes{Key: r.Key, Name: r.Name, Service: models.ServiceCode(r.Service), N: r.N, P50: r.P50,
			P90: r.P90, OnTime: r.OnTime, WaitN: r.WaitN, WaitP50: r.WaitP50, WaitP90: r.WaitP90,
			AutoN: r.AutoN})
	}
	return ts, err
}
