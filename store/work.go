package store

import (
	"context"
	_ "embed" // the SQL of reports stands in files
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

//go:embed reports/work_in_hand.sql
var workInHandSQL string

// WorkInHand reports what waits now and how old it is: of the whole municipality
// to its manager, of his units to a head. It counts tasks of stages: of a case
// that several units have been asked about, one each. Errors: not-allowed,
// bad-grouping.
func (d Desk) WorkInHand(ctx context.Context, f models.WorkFilter, by models.ReportBy) (out models.WorkReport, err error) {
	if !slices.Contains(groupings, by) {
		return out, invalid("by", "bad-grouping")
	}
	var rows []workRow
	names := map[string]string{}
	err = d.lookWide(ctx, "read-work-in-hand", "report", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleManager, models.RoleHead); err != nil {
			return err
		}
		err := tx.Raw(workInHandSQL, d.rights(args{"by": string(by), "unit": string(f.Unit), "service": string(f.Service)})).Scan(&rows).Error
		if err != nil || by != models.ByEmployee {
			return err
		}
		keys := map[[2]string]bool{}
		for _, r := range rows {
			keys[[2]string{"", r.Key}] = true
		}
		names, err = namesOf(tx, keys)
		return err
	})
	if err != nil {
		return out, err
	}
	var total, group workGroup
	for i, r := range rows {
		if i == 0 || r.Key != rows[i-1].Key || r.Service != rows[i-1].Service {
			group = workGroup{WorkInHand: models.WorkInHand{Key: r.Key, Name: names[r.Key], Service: models.ServiceCode(r.Service)}}
		}
		group.add(r)
		total.add(r)
		if i == len(rows)-1 || r.Key != rows[i+1].Key || r.Service != rows[i+1].Service {
			out.Rows = append(out.Rows, group.done())
		}
	}
	out.Total = total.done()
	return out, nil
}

// casesInHand are the cases that have an open stage as models.InHand asks.
const casesInHand = `SELECT t.case_id FROM tasks t JOIN cases tc ON tc.id = t.case_id AND tc.municipality = t.municipality AND tc.state = 'open'
	WHERE t.municipality = @municipality AND t.state = 'open' AND t.purpose = 'stage' AND visit_side(t.audience) = @side
		AND (@handUnit = '' OR t.unit = @handUnit) AND (@handStage = '' OR t.stage = @handStage)
		AND (@assignee = '' OR t.assignee = CAST(nullif(@assignee, '') AS uuid)) AND (NOT @untaken OR t.assignee IS NULL)
		AND (NOT @overdue OR t.due_at < @now) AND (NOT @pastLegal OR tc.legal_due_at < @now)
		AND t.opened_at >= @handFrom AND t.opened_at < @handTo`

// handArgs are the arguments of casesInHand.
func (d Desk) handArgs(h models.InHand, with args) {
	side, today := "house", day(d.s.now())
	if h.Waiting {
		side = "wait"
	}
	from := time.Unix(0, 0).UTC()
	if h.AgeTo > 0 {
		from = today.AddDate(0, 0, -h.AgeTo)
	}
	maps.Copy(with, args{"side": side, "handUnit": string(h.Unit), "handStage": string(h.Stage), "assignee": string(h.Assignee), "untaken": h.Untaken,
		"overdue": h.Overdue, "pastLegal": h.PastLegal, "handFrom": from, "handTo": today.AddDate(0, 0, 1-h.AgeFrom)})
}

// workRow is how many tasks of a group and side are of one age, in days.
type workRow struct {
	Key, Service, Side         string
	Age, N, Overdue, PastLegal int
}

// workGroup is a row on its way into the report.
type workGroup struct {
	models.WorkInHand
	ages map[int]int
}

func (g *workGroup) add(r workRow) {
	if r.Side == "wait" {
		g.Waiting, g.WaitingOldest = g.Waiting+r.N, max(g.WaitingOldest, r.Age)
		return
	}
	if g.ages == nil {
		g.ages = map[int]int{}
	}
	g.ages[r.Age] += r.N
	g.Open, g.Overdue, g.PastLegal, g.Oldest = g.Open+r.N, g.Overdue+r.Overdue, g.PastLegal+r.PastLegal, max(g.Oldest, r.Age)
}

// done counts the ages and finds the middle one.
func (g *workGroup) done() models.WorkInHand {
	g.Ages = make([]int, len(models.WorkAges)+1)
	var all seconds // of days: as many as there is work in hand
	for age, n := range g.ages {
		i, _ := slices.BinarySearch(models.WorkAges, age)
		g.Ages[i] += n
		all = append(all, slices.Repeat(seconds{float64(age)}, n)...)
	}
	if len(all) > 0 {
		g.Median = all.percentile(0.5)
	}
	return g.WorkInHand
}
