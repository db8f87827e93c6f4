package api

import (
	"cmp"
	"math"
	"slices"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// onTimeTarget is the share of stages that should end within their term.
const onTimeTarget = 0.95

// reportFill writes the figures as people read them.
func (v *visit) reportFill(view *pages.Report, r times) error {
	view.Figures = v.figures(r, view.Compared)
	view.Findings = v.findings(r, view.Compared)
	before := byKey(r.before.Rows)
	for _, row := range r.now.Rows {
		view.Rows = append(view.Rows, v.reportRow(row, before[idOf(row)], view.Compared))
	}
	view.Total = v.reportRow(r.now.Total, r.before.Total, view.Compared)
	if r.now.By != models.ByStage {
		before := byKey(r.stagesBefore.Rows)
		for _, row := range r.stages.Rows {
			view.StageOf = append(view.StageOf, v.reportRow(row, before[idOf(row)], view.Compared))
		}
	}
	view.Spread = v.spread(r.now)
	return v.stagePicture(view, r.stages.Rows)
}

func idOf(r StageTimesRow) string { return string(r.Service) + "/" + r.Key }

func byKey(rows []StageTimesRow) map[string]StageTimesRow {
	out := map[string]StageTimesRow{}
	for _, r := range rows {
		out[idOf(r)] = r
	}
	return out
}

// took writes a time, or why there is none.
func (v *visit) took(seconds *float64, n int) string {
	switch {
	case seconds != nil:
		return pages.Took(v.r.Lang, *seconds)
	case n > 0:
		return v.text("report.too-few")
	}
	return "—"
}

func (v *visit) reportRow(r, before StageTimesRow, compared bool) pages.ReportRow {
	out := pages.ReportRow{Name: r.Name, Of: r.ServiceTitle, N: r.N, Waits: r.WaitN, Low: v.took(r.P25, r.N), Median: v.took(r.P50, r.N),
		High: v.took(r.P90, r.N), Wait: v.took(r.WaitP50, r.WaitN), OnTime: "—", Compared: compared}
	switch {
	case r.OnTime != nil:
		out.OnTime = pages.Share(v.r.Lang, *r.OnTime)
	case r.DueN > 0:
		out.OnTime = v.text("report.too-few")
	}
	if compared && r.P50 != nil && before.P50 != nil {
		out.Change, out.Kind = v.slower(*r.P50, *before.P50)
	}
	return out
}

// slower says how a time has changed; a tenth of an hour is no change.
func (v *visit) slower(now, before float64) (said, kind string) {
	by := now - before
	switch {
	case math.Abs(by) < 360 || math.Abs(by) < before*.02:
		return v.text("report.same-as"), ""
	case by < 0:
		return v.text("report.less", "By", pages.Took(v.r.Lang, -by)), "good"
	}
	return v.text("report.more", "By", pages.Took(v.r.Lang, by)), "bad"
}

func (v *visit) counted(key string, n int, data ...any) string {
	return v.text(key, append(data, "Count", n, "Shown", pages.Number(v.r.Lang, n))...)
}

// figures are the headlines.
func (v *visit) figures(r times, compared bool) []pages.Figure {
	t, b, w := r.now.Total, r.before.Total, r.work.Total
	figure := func(key, value string) pages.Figure {
		return pages.Figure{Name: v.text("report.figure." + key), Value: value}
	}
	onTime := figure("on-time", "—")
	if t.OnTime != nil {
		onTime.Value = pages.Share(v.r.Lang, *t.OnTime)
		onTime.Note = v.text("report.figure.target", "Share", pages.Share(v.r.Lang, onTimeTarget)) + ", " + v.counted("report.figure.of-due", t.DueN)
		if compared && b.OnTime != nil {
			onTime.Change, onTime.Kind = v.points(*t.OnTime, *b.OnTime, "good", "bad")
		}
	} else if t.DueN > 0 {
		onTime.Value = v.text("report.too-few")
	}
	median, high := figure("median", v.took(t.P50, t.N)), figure("high", v.took(t.P90, t.N))
	if compared && t.P50 != nil && b.P50 != nil {
		median.Change, median.Kind = v.slower(*t.P50, *b.P50)
		high.Change, high.Kind = v.slower(*t.P90, *b.P90)
	}
	n := figure("n", pages.Number(v.r.Lang, t.N))
	if compared {
		switch by := t.N - b.N; {
		case by == 0:
			n.Change = v.text("report.same-as")
		case by < 0:
			n.Change = v.text("report.less-n", "By", pages.Number(v.r.Lang, -by))
		default:
			n.Change = v.text("report.more-n", "By", pages.Number(v.r.Lang, by))
		}
	}
	waits := figure("waits", "—")
	if t.N+t.WaitN >= models.FewVisits {
		share := func(r StageTimesRow) float64 { return float64(r.WaitN) / float64(r.N+r.WaitN) }
		waits.Value, waits.Note = pages.Share(v.r.Lang, share(t)), v.text("report.figure.waits-few")
		if t.WaitP50 != nil {
			waits.Note = v.text("report.figure.waits-note", "Took", pages.Took(v.r.Lang, *t.WaitP50))
		}
		if compared && b.N+b.WaitN >= models.FewVisits {
			waits.Change, _ = v.points(share(t), share(b), "", "")
		}
	}
	open := figure("open", pages.Number(v.r.Lang, w.Open))
	open.Href = workHref("/work", r.work.Unit, r.work.Service)
	if w.Overdue > 0 {
		open.Change, open.Kind = v.counted("report.figure.late", w.Overdue), "bad"
	}
	return []pages.Figure{onTime, median, high, n, waits, open}
}

// points says how a share has changed, in points of a hundred.
func (v *visit) points(now, before float64, more, less string) (said, kind string) {
	switch by := int(math.Round(now*100)) - int(math.Round(before*100)); {
	case by == 0:
		return v.text("report.same-as"), ""
	case by < 0:
		return v.text("report.less", "By", v.counted("report.points", -by)), less
	default:
		return v.text("report.more", "By", v.counted("report.points", by)), more
	}
}

// weight is about how much time a row took in all, in seconds: its median as
// often as it happened.
func weight(r StageTimesRow) float64 {
	if r.P50 == nil {
		return 0
	}
	return *r.P50 * float64(r.N)
}

// heaviest is the row that took most of the time, and its share of all.
func heaviest(rows []StageTimesRow) (most StageTimesRow, share float64) {
	sum := 0.0
	for _, r := range rows {
		sum += weight(r)
	}
	if sum == 0 {
		return most, 0
	}
	most = slices.MaxFunc(rows, func(a, b StageTimesRow) int { return cmp.Compare(weight(a), weight(b)) })
	return most, weight(most) / sum
}
