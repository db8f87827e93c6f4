package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// HistogramFault is a day whose histograms are not those of its visits, or a
// month or year whose histograms are not those of its days or months.
type HistogramFault struct {
	Municipality models.Municipality
	Day          string // of Greece, 2026-03-31; of a month or year its first
	Span         string // day, month, year; lengths: the packed ones of a month
}

// CheckHistograms lists what was rolled up and differs from what it was rolled
// up from: it is counted anew, bucket by bucket, and compared.
func (y System) CheckHistograms(ctx context.Context) (faults []HistogramFault, err error) {
	err = meaning("check histograms", y.s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var ms []models.Municipality
		if err := tx.Raw(`SELECT municipality FROM visit_rollups ORDER BY 1`).Scan(&ms).Error; err != nil {
			return err
		}
		for _, m := range ms {
			more, err := checkHistograms(tx, m)
			if err != nil {
				return err
			}
			faults = append(faults, more...)
		}
		return nil
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}))
	return faults, err
}

// checkHistograms looks a month of days at a time, so that little is in memory
// at once.
func checkHistograms(tx *gorm.DB, m models.Municipality) (faults []HistogramFault, err error) {
	until, err := rolledUntil(tx, m)
	if err != nil {
		return nil, err
	}
	var first *time.Time
	err = tx.Raw(`SELECT least((SELECT min(closed_at) FROM stage_visits WHERE municipality = @m),
		(SELECT CAST(min(starts_on) AS timestamp) AT TIME ZONE 'Europe/Athens' FROM visit_histograms WHERE municipality = @m))`,
		args{"m": int(m)}).Row().Scan(&first)
	if err != nil || first == nil {
		return nil, err
	}
	look := func(query, span, part string, starts []time.Time) error {
		var differ []time.Time
		err := tx.Raw(differing(query), args{"municipality": int(m), "span": span, "part": part, "days": days(starts...), "starts": days(starts...),
			"from": starts[0], "to": starts[len(starts)-1].AddDate(0, 0, 1)}).Scan(&differ).Error
		for _, t := range differ {
			faults = append(faults, HistogramFault{Municipality: m, Day: t.Format(time.DateOnly), Span: span})
		}
		return err
	}
	var together, months, years []time.Time
	for t := day(*first); t.Before(until); t = t.AddDate(0, 0, 1) {
		if together = append(together, t); len(together) == daysTogether || !t.AddDate(0, 0, 1).Before(until) {
			if err := look(rollUpDaysSQL, "day", "", together); err != nil {
				return nil, err
			}
			together = nil
		}
	}
	for t := time.Date(first.In(athens).Year(), 1, 1, 0, 0, 0, 0, athens); t.Before(until); t = t.AddDate(0, 1, 0) {
		if months = append(months, t); t.Month() == time.January {
			years = append(years, t)
		}
	}
	if len(months) == 0 {
		return faults, nil
	}
	if err := look(rollUpSpanSQL, "month", "day", months); err != nil {
		return nil, err
	}
	if err := look(rollUpSpanSQL, "year", "month", years); err != nil {
		return nil, err
	}
	for _, first := range months {
		var differ bool
		err := tx.Raw(differingLengths, lengthsOf(m, first, until)).Row().Scan(&differ)
		if err != nil {
			return nil, err
		}
		if differ {
			faults = append(faults, HistogramFault{Municipality: m, Day: days(first)[0], Span: "lengths"})
		}
	}
	return faults, nil
}

// differingLengths says whether the lengths of a month are not what its visits
// say.
var differingLengths = `WITH counted AS (` + rollUpLengthsSQL + `),
	kept AS (SELECT municipality, starts_on, service, stage, unit, employee, side, n, due_n, on_time_n, took FROM visit_lengths
		WHERE municipality = @municipality AND starts_on = CAST(@month AS date))
	SELECT EXISTS ((SELECT * FROM counted EXCEPT SELECT * FROM kept) UNION ALL (SELECT * FROM kept EXCEPT SELECT * FROM counted))`

// differing are the days, months or years whose histograms are not what a
// query of reports/ counts.
func differing(query string) string {
	const columns = `municipality, facet, span, starts_on, key, service, unit, side, n, due_n, on_time_n, buckets, counts`
	return `WITH counted AS (` + query + `),
		kept AS (SELECT ` + columns + ` FROM visit_histograms WHERE municipality = @municipality AND span = @span
			AND facet IN ('service', 'unit', 'employee', 'stage') AND starts_on = ANY(CAST(@starts AS date[])))
		SELECT starts_on FROM ((SELECT ` + columns + ` FROM counted EXCEPT SELECT ` + columns + ` FROM kept)
			UNION (SELECT ` + columns + ` FROM kept EXCEPT SELECT ` + columns + ` FROM counted)) x GROUP BY 1 ORDER BY 1`
}
