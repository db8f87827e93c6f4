package api

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

const (
	drawnServices = 10 // bars of the picture by stage
	drawnRows     = 20 // of the other one
	drawnStages   = 5  // with a colour of their own
)

// axis is what a picture that reaches to some seconds counts in.
func (v *visit) axis(seconds float64) (unit string, per float64) {
	if seconds < 3*86400 {
		return v.text("report.chart.hours"), 3600
	}
	return v.text("report.chart.days"), 86400
}

// spread draws how the times of each row differ, those with most visits first
// when there are too many.
func (v *visit) spread(r StageTimes) pages.Chart {
	c := pages.Chart{ID: "spread", Lang: v.r.Lang, Title: v.text("report.chart.spread-" + string(r.By)), Words: v.text("report.chart.spread-words")}
	rows := slices.DeleteFunc(slices.Clone(r.Rows), func(r StageTimesRow) bool { return r.P50 == nil })
	if len(rows) > drawnRows {
		slices.SortStableFunc(rows, func(a, b StageTimesRow) int { return cmp.Compare(b.N, a.N) })
		rows = rows[:drawnRows]
		c.Words += " " + v.text("report.chart.most-rows", "N", drawnRows)
	}
	longest := 0.0
	for _, row := range rows {
		longest = max(longest, *row.P90)
	}
	unit, per := v.axis(longest)
	c.Unit = unit
	for _, row := range rows {
		took := func(p *float64) string { return pages.Took(v.r.Lang, *p) }
		name := row.Name
		if row.ServiceTitle != "" {
			name += " · " + row.ServiceTitle
		}
		c.Bars = append(c.Bars, pages.Bar{Name: name, Note: v.counted("report.chart.note", row.N), Spread: &pages.Spread{
			P10: *row.P10 / per, P25: *row.P25 / per, P50: *row.P50 / per, P75: *row.P75 / per, P90: *row.P90 / per,
			Shown: pages.Number(v.r.Lang, *row.P90/per),
			Says:  v.text("report.chart.box", "Name", name, "Median", took(row.P50), "Low", took(row.P25), "Top", took(row.P75), "High", took(row.P90))}})
	}
	return c
}

// stagePicture draws for each service the medians of its stages one after
// another, in their order; the stages that took most have colours of their own.
func (v *visit) stagePicture(view *pages.Report, rows []StageTimesRow) error {
	all, err := v.s.services(v.ctx)
	if err != nil {
		return err
	}
	order := map[string]int{}
	for _, w := range all {
		for i, st := range w.Stages {
			order[string(w.Code)+"/"+string(st.Key)] = 2 * i
		}
		order[string(w.Code)+"/"+string(models.Completion)] = 1 // back to the first
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(r StageTimesRow) bool { return r.P50 == nil && r.WaitP50 == nil })
	slices.SortStableFunc(rows, func(a, b StageTimesRow) int { return cmp.Compare(order[idOf(a)], order[idOf(b)]) })
	services, weights := map[models.ServiceCode][]StageTimesRow{}, map[models.ServiceCode]float64{}
	byName, lengths := map[string]float64{}, map[models.ServiceCode]float64{}
	for _, r := range rows {
		services[r.Service] = append(services[r.Service], r)
		weights[r.Service] += weight(r)
		byName[r.Name] += weight(r)
		for _, p := range []*float64{r.P50, r.WaitP50} {
			if p != nil {
				lengths[r.Service] += *p
			}
		}
	}
	codes := heavy(weights, drawnServices)
	longest := 0.0
	for _, code := range codes {
		longest = max(longest, lengths[code])
	}
	kinds := v.legend(view, byName)
	unit, per := v.axis(longest)
	view.Stages = pages.Chart{ID: "stages", Lang: v.r.Lang, Title: v.text("report.chart.stages"), Words: v.text("report.chart.stages-words"), Unit: unit}
	for _, code := range codes {
		b := pages.Bar{Name: titleOf(all, code, v.r.Lang)}
		n := 0
		for _, r := range services[code] {
			n += r.N
			if r.P50 != nil {
				b.Parts = append(b.Parts, v.part(r.Name, kinds[r.Name], *r.P50, per, r.N))
			}
			if r.WaitP50 != nil {
				b.Parts = append(b.Parts, v.part(r.Name, "wait", *r.WaitP50, per, r.WaitN))
			}
		}
		b.Note = v.counted("report.chart.note", n)
		view.Stages.Bars = append(view.Stages.Bars, b)
	}
	return nil
}

func (v *visit) part(name, kind string, seconds, per float64, n int) pages.Part {
	return pages.Part{Kind: kind, Value: seconds / per, Shown: pages.Number(v.r.Lang, seconds/per),
		Says: v.text("report.chart.part", "Stage", name, "Took", pages.Took(v.r.Lang, seconds), "N", pages.Number(v.r.Lang, n))}
}

// legend gives colours to stages by their names, and explains them.
func (v *visit) legend(view *pages.Report, weights map[string]float64) map[string]string {
	kinds := map[string]string{}
	names := heavy(weights, len(weights))
	for i, name := range names {
		if weights[name] == 0 { // waits for the citizen only
			continue
		}
		kinds[name] = "s" + strconv.Itoa(min(i, drawnStages))
		if i < drawnStages {
			view.Legend = append(view.Legend, pages.Part{Kind: kinds[name], Says: name})
		} else if i == drawnStages {
			view.Legend = append(view.Legend, pages.Part{Kind: kinds[name], Says: v.text("report.chart.rest")})
		}
	}
	view.Legend = append(view.Legend, pages.Part{Kind: "wait", Says: v.text("report.chart.wait")})
	return kinds
}

// heavy are the keys of the largest values, at most n, largest first.
func heavy[K ~string](of map[K]float64, n int) (keys []K) {
	for k := range of {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int { return cmp.Or(cmp.Compare(of[b], of[a]), cmp.Compare(a, b)) })
	return keys[:min(n, len(keys))]
}

func titleOf(all []*catalogue.Service, code models.ServiceCode, lang string) string {
	for _, w := range all {
		if w.Code == code {
			return w.Title.In(lang)
		}
	}
	return string(code)
}
