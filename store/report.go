package store

import (
	"cmp"
	"context"
	_ "embed" // the SQL of reports stands in files
	"slices"

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

var groupings = []models.ReportBy{models.ByService, models.ByUnit, models.ByEmployee, models.ByStage}

// StageTimes reports how long visits took that ended in a period: of the whole
// municipality to its manager, of his units to a head. Visits that were recorded
// days late may be missing for some minutes. Errors: not-allowed, bad-period,
// bad-grouping.
func (d Desk) StageTimes(ctx context.Context, f models.ReportFilter, by models.ReportBy) (models.StageReport, error) {
	return d.stageReport(ctx, f, by, func() lengths { return new(seconds) }, func(tx *gorm.DB, with args) (rows []visitRow, err error) {
		until, err := rolledUntil(tx, d.actor.Municipality)
		if err != nil {
			return nil, err
		}
		if until.After(f.To) {
			until = f.To
		}
		first, last := month(f.From), month(until)
		if first.Before(f.From) {
			first = first.AddDate(0, 1, 0)
		}
		if !first.Before(last) { // no whole month
			first, last = f.To, f.To
		}
		with["packed"], with["live"], with["firstMonth"], with["lastMonth"] = first, last, days(first)[0], days(last)[0]
		return rows, tx.Raw(stageTimesSQL, with).Scan(&rows).Error
	})
}

// RoughStageTimes reports the same of whole days of Greece in a fraction of the
// time: how many and which share was on time exactly, percentiles with an error
// below RoughError. Errors: those of StageTimes; bad-period also for parts of days.
func (d Desk) RoughStageTimes(ctx context.Context, f models.ReportFilter, by models.ReportBy) (models.StageReport, error) {
	if !f.From.Equal(day(f.From)) || !f.To.Equal(day(f.To)) {
		return models.StageReport{}, invalid("to", "bad-period")
	}
	if by == models.ByEmployee && f.Service != "" { // has no histograms: they would be as many as visits; exactly it is little to read
		return d.StageTimes(ctx, f, by)
	}
	return d.stageReport(ctx, f, by, func() lengths { return new(histogram) }, func(tx *gorm.DB, with args) (rows []visitRow, err error) {
		live, err := rolledUntil(tx, d.actor.Municipality)
		if err != nil {
			return nil, err
		}
		switch {
		case live.Before(f.From):
			live = f.From
		case live.After(f.To):
			live = f.To
		}
		var spans, begins, ends array
		for _, s := range stretches(f.From.In(athens), live.In(athens)) {
			spans, begins, ends = append(spans, s.span), append(begins, days(s.from)...), append(ends, days(s.to)...)
		}
		with["spans"], with["begins"], with["ends"], with["live"] = spans, begins, ends, live
		return rows, tx.Raw(roughStageTimesSQL, with).Scan(&rows).Error
	})
}

// visitRow is a row of the reports: some visits of one group and side.
type visitRow struct {
	Key, Service, Side string
	N, DueN, OnTimeN   int
	Buckets            ints   `gorm:"type:int[]"` // in RoughStageTimes
	Counts             ints   `gorm:"type:int[]"`
	Took               []byte // in StageTimes
}

// stageReport sums up rows by group and in total.
func (d Desk) stageReport(ctx context.Context, f models.ReportFilter, by models.ReportBy, fresh func() lengths,
	read func(*gorm.DB, args) ([]visitRow, error)) (out models.StageReport, err error) {
	switch {
	case !slices.Contains(groupings, by):
		return out, invalid("by", "bad-grouping")
	case !f.From.Before(f.To):
		return out, invalid("to", "bad-period")
	}
	total, groups := &visitGroup{house: fresh(), wait: fresh()}, map[[2]string]*visitGroup{}
	err = d.lookWide(ctx, "read-stage-times", "report", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleManager, models.RoleHead); err != nil {
			return err
		}
		rows, err := read(tx, d.rights(args{"from": f.From, "to": f.To, "by": string(by), "unit": string(f.Unit), "service": string(f.Service)}))
		if err != nil {
			return err
		}
		for _, r := range rows {
			total.add(r)
			if r.Side == "machine" && by != models.ByStage {
				continue
			}
			g := groups[[2]string{r.Service, r.Key}]
			if g == nil {
				g = &visitGroup{house: fresh(), wait: fresh()}
				g.Key, g.Service = r.Key, models.ServiceCode(r.Service)
				groups[[2]string{r.Service, r.Key}] = g
			}
			g.add(r)
		}
		if by != models.ByEmployee {
			return nil
		}
		names, err := namesOf(tx, groups)
		for k, g := range groups {
			g.Name = names[k[1]]
		}
		return err
	})
	if err != nil {
		return out, err
	}
	out.Total = total.times()
	for _, g := range groups {
		out.Rows = append(out.Rows, g.times())
	}
	slices.SortFunc(out.Rows, func(a, b models.StageTimes) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Key, b.Key))
	})
	return out, nil
}

// namesOf are the names of employees that are keys of groups.
func namesOf[G any](tx *gorm.DB, groups map[[2]string]G) (map[string]string, error) {
	var ids array
	for k := range groups {
		if k[1] != "" {
			ids = append(ids, k[1])
		}
	}
	var rows []struct{ ID, Name string }
	err := tx.Raw(`SELECT id, name FROM accounts WHERE id = ANY(CAST(@ids AS uuid[]))`, args{"ids": ids}).Scan(&rows).Error
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}

// visitGroup is a row on its way into the report.
type visitGroup struct {
	models.StageTimes
	onTime      int
	house, wait lengths
}

func (g *visitGroup) add(r visitRow) {
	switch r.Side {
	case "house":
		g.N, g.DueN, g.onTime = g.N+r.N, g.DueN+r.DueN, g.onTime+r.OnTimeN
		g.house.add(r)
	case "wait":
		g.WaitN += r.N
		g.wait.add(r)
	default:
		g.AutoN += r.N
	}
}

// times tells of the group what may be told of so many.
func (g *visitGroup) times() models.StageTimes {
	if g.N >= models.FewVisits {
		g.Took = percentilesOf(g.house)
	}
	if g.DueN >= models.FewVisits {
		share := float64(g.onTime) / float64(g.DueN)
		g.OnTime = &share
	}
	if g.WaitN >= models.FewVisits {
		g.Wait = percentilesOf(g.wait)
	}
	return g.StageTimes
}
