package api

import (
	"math"
	"net/url"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// worseBy is from which rise of a median a stage is named: less is chance.
const worseBy = 1.2

// findings name what holds cases up, with what is there now behind them.
// Employees are never named: a median is no judgement of a person.
func (v *visit) findings(r times, compared bool) (out []pages.Finding) {
	lang := v.r.Lang
	most, share := heaviest(r.stages.Rows)
	if share == 0 {
		return []pages.Finding{{Text: v.text("report.find.too-few", "N", models.FewVisits)}}
	}
	out = append(out, pages.Finding{Text: v.text("report.find.most", "Stage", most.Name, "Service", most.ServiceTitle,
		"Took", pages.Took(lang, *most.P50), "Share", pages.Share(lang, share)), Link: v.behind(r.work, most, false)})
	if by := r.now.By; (by == models.ByService || by == models.ByUnit) && len(r.now.Rows) > 1 {
		if row, share := heaviest(r.now.Rows); share > 0 {
			out = append(out, pages.Finding{Text: v.text("report.find.row-"+string(by), "Name", row.Name, "Took", pages.Took(lang, *row.P50), "Share", pages.Share(lang, share))})
		}
	}
	if compared {
		out = append(out, v.worse(r)...)
	}
	return append(out, v.late(r)...)
}

// worse is the stage whose median rose most.
func (v *visit) worse(r times) []pages.Finding {
	before := byKey(r.stagesBefore.Rows)
	var worst StageTimesRow
	rise := worseBy
	for _, row := range r.stages.Rows {
		was := before[idOf(row)].P50
		if row.P50 == nil || was == nil || *row.P50-*was < 3600 {
			continue
		}
		if by := *row.P50 / max(*was, 60); by >= rise {
			worst, rise = row, by
		}
	}
	if worst.P50 == nil {
		return nil
	}
	return []pages.Finding{{Text: v.text("report.find.worse", "Stage", worst.Name, "Service", worst.ServiceTitle, "Took", pages.Took(v.r.Lang, *worst.P50),
		"Before", pages.Took(v.r.Lang, *before[idOf(worst)].P50)), Link: v.behind(r.work, worst, false)}}
}

// lateOf is how many of a row ended late.
func lateOf(r StageTimesRow) int {
	if r.OnTime == nil {
		return 0
	}
	return int(math.Round(float64(r.DueN) * (1 - *r.OnTime)))
}

func (v *visit) late(r times) []pages.Finding {
	if r.now.Total.OnTime == nil {
		return nil
	}
	n := lateOf(r.now.Total)
	if n == 0 {
		return []pages.Finding{{Text: v.text("report.find.punctual")}}
	}
	f := pages.Finding{Text: v.counted("report.find.late", n, "Of", pages.Number(v.r.Lang, r.now.Total.DueN))}
	var most StageTimesRow
	for _, row := range r.stages.Rows {
		if lateOf(row) > lateOf(most) {
			most = row
		}
	}
	if k := lateOf(most); k > 0 {
		f.Text += " " + v.counted("report.find.late-most", k, "Stage", most.Name, "Service", most.ServiceTitle)
		f.Link = v.behind(r.work, most, true)
	}
	return []pages.Finding{f}
}

// behind leads to the cases that are in a stage now, if there are any.
func (v *visit) behind(work WorkInHand, stage StageTimesRow, overdue bool) (l pages.Link) {
	for _, w := range work.Rows {
		if w.Key != stage.Key || w.Service != stage.Service {
			continue
		}
		n, key, more := w.Open, "report.find.cases", []string{"stage", stage.Key}
		if overdue {
			n, key, more = w.Overdue, "report.find.overdue", append(more, "overdue", "true")
		}
		if n > 0 {
			l = pages.Link{Href: workHref("/work/cases", work.Unit, stage.Service, append(more, "hand", "house")...), Text: v.counted(key, n)}
		}
	}
	return l
}

// workHref is a page of the work in hand; more are names and values in turn.
func workHref(path string, unit models.UnitCode, service models.ServiceCode, more ...string) string {
	q := url.Values{}
	if unit != "" && path == "/work" {
		q.Set("unit", string(unit))
	} else if unit != "" {
		q.Set("handUnit", string(unit))
	}
	if service != "" {
		q.Set("service", string(service))
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
