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
	//go:embed reports/roll_up_days.sql
	rollUpDaysSQL string
	//go:embed reports/roll_up_span.sql
	rollUpSpanSQL string
	//go:embed reports/roll_up_lengths.sql
	rollUpLengthsSQL string
)

const insertHistograms = `INSERT INTO visit_histograms (municipality, facet, span, starts_on, key, service, unit, side, n, due_n, on_time_n, buckets, counts) `

const insertLengths = `INSERT INTO visit_lengths (municipality, starts_on, service, stage, unit, employee, side, n, due_n, on_time_n, took) `

// daysTogether are rolled up in one transaction at most.
const daysTogether = 31

// day is a day of Greece, at its midnight.
func day(t time.Time) time.Time {
	y, m, d := t.In(athens).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, athens)
}

// month is the first day of a month of Greece.
func month(t time.Time) time.Time {
	y, m, _ := t.In(athens).Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, athens)
}

// days writes days for PostgreSQL.
func days(ts ...time.Time) array {
	out := make(array, len(ts))
	for i, t := range ts {
		out[i] = t.Format(time.DateOnly)
	}
	return out
}

// unrolled are the days from one on and before another whose visits and
// histograms differ. Visits that have ended are never changed and never go, so
// equal numbers are equal days.
const unrolled = `SELECT coalesce(v.day, h.starts_on) FROM (
		SELECT CAST(closed_at AT TIME ZONE 'Europe/Athens' AS date) AS day, count(*) AS n FROM stage_visits
		WHERE municipality = @municipality AND closed_at >= @from AND closed_at < @to GROUP BY 1) v
	FULL JOIN (SELECT starts_on, sum(n) AS n FROM visit_histograms WHERE municipality = @municipality AND facet = 'unit' AND span = 'day'
		AND starts_on >= CAST(@first AS date) AND starts_on < CAST(@until AS date) GROUP BY 1) h ON h.starts_on = v.day
	WHERE v.n IS DISTINCT FROM h.n ORDER BY 1`

// RollUpVisits brings the histograms of stage times up to date with the visits
// that ended on days from since on which are over, and says how many days it
// wrote; more tells that others are left. To do it twice changes nothing.
func (y System) RollUpVisits(ctx context.Context, m models.Municipality, since time.Time) (done int, more bool, err error) {
	err = y.s.tx(ctx, "roll up visits", func(tx *gorm.DB) error {
		since, today := day(since), day(y.s.now())
		if err := tx.Exec(`INSERT INTO visit_rollups (municipality, until, rolled_at) VALUES (@municipality, '0001-01-01', @now)
			ON CONFLICT (municipality) DO UPDATE SET rolled_at = @now`, args{"municipality": int(m), "now": y.s.now()}).Error; err != nil {
			return err // the row stays locked: one rolls at a time
		}
		var late []time.Time
		err := tx.Raw(unrolled, args{"municipality": int(m), "from": since, "to": today, "first": days(since)[0], "until": days(today)[0]}).Scan(&late).Error
		if err != nil {
			return err
		}
		if more = len(late) > daysTogether; more {
			late = late[:daysTogether]
		}
		if done = len(late); done > 0 {
			if err := rollUp(tx, m, late, today); err != nil {
				return err
			}
		}
		if more {
			return nil
		}
		// until only says how far everything is there: not beyond days nobody has looked at
		return tx.Exec(`UPDATE visit_rollups SET until = CAST(@today AS date) WHERE municipality = @municipality AND until < CAST(@today AS date)
			AND (until >= CAST(@since AS date) OR NOT EXISTS (SELECT FROM stage_visits WHERE municipality = @municipality AND closed_at < @from))`,
			args{"municipality": int(m), "today": days(today)[0], "since": days(since)[0], "from": since}).Error
	})
	return done, more, err
}

// rollUp writes the histograms of days anew, and of their months and years, and
// the lengths of their months as far as their days are over.
func rollUp(tx *gorm.DB, m models.Municipality, late []time.Time, today time.Time) error {
	var months, years []time.Time
	for i, t := range late { // PostgreSQL's dates are midnights of UTC
		late[i] = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, athens)
		months = append(months, time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, athens))
		years = append(years, time.Date(t.Year(), 1, 1, 0, 0, 0, 0, athens))
	}
	with := args{"municipality": int(m), "from": late[0], "to": late[len(late)-1].AddDate(0, 0, 1), "days": days(late...)}
	for _, step := range []struct {
		sql, span, part string
		starts          []time.Time
	}{{rollUpDaysSQL, "day", "", late}, {rollUpSpanSQL, "month", "day", months}, {rollUpSpanSQL, "year", "month", years}} {
		with["span"], with["part"], with["starts"] = step.span, step.part, days(step.starts...)
		err := tx.Exec(`DELETE FROM visit_histograms WHERE municipality = @municipality AND facet IN ('service', 'unit', 'employee', 'stage')
			AND span = @span AND starts_on = ANY(CAST(@starts AS date[]))`, with).Error
		if err == nil {
			err = tx.Exec(insertHistograms+step.sql, with).Error
		}
		if err != nil {
			return err
		}
	}
	months = slices.CompactFunc(months, time.Time.Equal) // late is in the order of time
	for _, first := range months {
		with := lengthsOf(m, first, today)
		err := tx.Exec(`DELETE FROM visit_lengths WHERE municipality = @municipality AND starts_on = CAST(@month AS date)`, with).Error
		if err == nil {
			err = tx.Exec(insertLengths+rollUpLengthsSQL, with).Error
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lengthsOf are the arguments that count the lengths of a month, of which the
// days before one are over.
func lengthsOf(m models.Municipality, first, until time.Time) args {
	to := first.AddDate(0, 1, 0)
	if until.Before(to) {
		to = until
	}
	return args{"municipality": int(m), "month": days(first)[0], "from": first, "to": to}
}

// rolledUntil is the first day that is not in the histograms.
func rolledUntil(tx *gorm.DB, m models.Municipality) (time.Time, error) {
	var t time.Time
	err := tx.Raw(`SELECT until FROM visit_rollups WHERE municipality = ?`, int(m)).Row().Scan(&t)
	if isNoRows(err) {
		return time.Time{}, nil
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, athens), err
}

// stretch is a row of days, months or years.
type stretch struct {
	span     string
	from, to time.Time
}

// stretches cuts a period of whole days into the fewest spans.
func stretches(from, to time.Time) []stretch {
	return cutInto(from, to, []spanning{
		{"year", func(t time.Time) time.Time { return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, athens) }, [3]int{1, 0, 0}},
		{"month", func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, athens) }, [3]int{0, 1, 0}},
		{"day", day, [3]int{0, 0, 1}},
	})
}

type spanning struct {
	span  string
	begin func(time.Time) time.Time
	next  [3]int // years, months, days to the next one
}

func cutInto(from, to time.Time, by []spanning) []stretch {
	if !from.Before(to) || len(by) == 0 {
		return nil
	}
	first, last := by[0].begin(from), by[0].begin(to)
	if first.Before(from) {
		first = first.AddDate(by[0].next[0], by[0].next[1], by[0].next[2])
	}
	if !first.Before(last) {
		return cutInto(from, to, by[1:])
	}
	out := append(cutInto(from, first, by[1:]), stretch{by[0].span, first, last})
	return append(out, cutInto(last, to, by[1:])...)
}
