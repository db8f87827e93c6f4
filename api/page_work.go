package api

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// drawnWork is how many rows of the work in hand are drawn; the table has all.
const drawnWork = 20

func (s *server) workPage(v *visit) (err error) {
	by := among(models.ReportBy(v.Query("by")), groupings)
	view := &pages.Work{By: string(by), Unit: codeIn(v.Query("unit")), Service: codeIn(v.Query("service")), Own: !v.r.Actor.Is(models.RoleManager)}
	r, err := s.workReport(v.ctx, &workInput{By: by, Unit: models.UnitCode(view.Unit), Service: models.ServiceCode(view.Service)})
	if err != nil {
		return err
	}
	if view.Bys, view.Units, view.Services, err = v.groupChoices(); err != nil {
		return err
	}
	q := url.Values{"by": {view.By}}
	for k, w := range map[string]string{"unit": view.Unit, "service": view.Service} {
		if w != "" {
			q.Set(k, w)
		}
	}
	view.CSV, view.XLSX = downloads("/reports/work-in-hand", q)
	view.At = r.At
	for _, a := range r.Total.Ages {
		view.Ages = append(view.Ages, v.age(a))
	}
	for _, row := range r.Rows {
		view.Rows = append(view.Rows, v.workRow(r, row, rowQuery(r, row)))
	}
	view.Total = v.workRow(r, r.Total, nil)
	view.Figures = v.workFigures(view.Total, r.Total)
	v.workPicture(view, r)
	return v.show(view)
}

// rowQuery picks the cases of a row.
func rowQuery(r WorkInHand, row WorkRow) []string {
	switch r.By {
	case models.ByUnit:
		return []string{"handUnit", row.Key}
	case models.ByService:
		return []string{"service", row.Key}
	case models.ByStage:
		return []string{"service", string(row.Service), "stage", row.Key}
	}
	if row.Key == "" {
		return []string{"untaken", "true"}
	}
	return []string{"assignee", row.Key}
}

// age is a span of ages in words.
func (v *visit) age(a WorkAge) string {
	switch {
	case a.To == nil:
		return v.text("work.ages.over", "To", a.From-1)
	case a.From == 0:
		return v.text("work.ages.to", "To", *a.To)
	}
	return v.text("work.ages.between", "From", a.From, "To", *a.To)
}

func (v *visit) workRow(r WorkInHand, row WorkRow, of []string) pages.WorkRow {
	cases := func(n int, more ...string) pages.Link {
		l := pages.Link{Count: n, Text: v.text("work.behind", "Name", row.Name)}
		if n > 0 {
			l.Href = workHref("/work/cases", r.Unit, r.Service, append(slices.Clone(of), more...)...)
		}
		return l
	}
	out := pages.WorkRow{Name: row.Name, Of: row.ServiceTitle, Open: cases(row.Open, "hand", "house"), Overdue: cases(row.Overdue, "hand", "house", "overdue", "true"),
		PastLegal: cases(row.PastLegal, "hand", "house", "pastLegal", "true"), Waiting: cases(row.Waiting, "hand", "citizen"), Median: "—", Oldest: "—"}
	if row.Open > 0 {
		out.Oldest = v.text("work.days", "Count", row.Oldest)
		out.Median = v.text("work.median-days", "N", pages.Number(v.r.Lang, row.Median))
	}
	for _, a := range row.Ages {
		more := []string{"hand", "house", "ageFrom", strconv.Itoa(a.From)}
		if a.To != nil {
			more = append(more, "ageTo", strconv.Itoa(*a.To))
		}
		out.Ages = append(out.Ages, cases(a.N, more...))
	}
	return out
}

func (v *visit) workFigures(shown pages.WorkRow, t WorkRow) []pages.Figure {
	figure := func(key string, l pages.Link) pages.Figure {
		return pages.Figure{Name: v.text("work." + key), Value: pages.Number(v.r.Lang, l.Count), Href: l.Href}
	}
	open, late, legal, waits := figure("open", shown.Open), figure("overdue", shown.Overdue), figure("past-legal", shown.PastLegal), figure("waiting", shown.Waiting)
	if t.Open > 0 {
		open.Note = v.text("work.oldest-is", "Days", shown.Oldest)
		late.Note = v.text("work.of", "Of", pages.Number(v.r.Lang, t.Open))
		legal.Note = late.Note
	}
	if t.Waiting > 0 {
		waits.Note = v.text("work.oldest-is", "Days", v.text("work.days", "Count", t.WaitingOldest))
	}
	return []pages.Figure{open, late, legal, waits}
}

// workPicture draws the ages of each row, those with most first when there are
// too many.
func (v *visit) workPicture(view *pages.Work, r WorkInHand) {
	c := pages.Chart{ID: "ages", Lang: v.r.Lang, Title: v.text("work.chart-" + string(r.By)), Words: v.text("work.chart-words"), Unit: v.text("work.unit")}
	rows := slices.DeleteFunc(slices.Clone(r.Rows), func(r WorkRow) bool { return r.Open == 0 })
	slices.SortStableFunc(rows, func(a, b WorkRow) int { return cmp.Compare(b.Open, a.Open) })
	if len(rows) > drawnWork {
		rows = rows[:drawnWork]
		c.Words += " " + v.text("work.chart-rows", "N", drawnWork)
	}
	for _, row := range rows {
		b := pages.Bar{Name: row.Name, Note: v.text("work.note-none")}
		if row.ServiceTitle != "" {
			b.Name += " · " + row.ServiceTitle
		}
		if row.Overdue > 0 {
			b.Note = v.counted("work.note", row.Overdue)
		}
		for i, a := range row.Ages {
			if a.N > 0 {
				n := pages.Number(v.r.Lang, a.N)
				b.Parts = append(b.Parts, pages.Part{Kind: "a" + strconv.Itoa(i), Value: float64(a.N), Shown: n, Says: v.text("work.part", "Age", v.age(a), "N", n)})
			}
		}
		c.Bars = append(c.Bars, b)
	}
	for i, a := range r.Total.Ages {
		view.Legend = append(view.Legend, pages.Part{Kind: "a" + strconv.Itoa(i), Says: v.age(a)})
	}
	view.Chart = c
}
