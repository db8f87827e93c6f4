package api

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/models"
)

func (s *server) reportPages(p pageRouter) {
	p.get("/reports", staff, s.reportPage)
	p.get("/work", staff, s.workPage)
	p.get("/work/cases", staff, s.workCases)
}

var (
	reportPeriods = []string{"month", "last-month", "quarter", "last-quarter", "year", "own"}
	groupings     = []models.ReportBy{models.ByService, models.ByUnit, models.ByEmployee, models.ByStage}
)

// stretch is some days, both counted in.
type stretch struct{ from, to calendar.Day }

// periodOf is the stretch of a period that people name, and the one before it: of
// a period that is not over the same number of days.
func periodOf(name string, today calendar.Day) (now, before stretch) {
	first := func(month time.Month) calendar.Day {
		return calendar.DayOf(time.Date(today.Year, month, 1, 12, 0, 0, 0, calendar.Athens))
	}
	quarter := (today.Month-1)/3*3 + 1
	switch name {
	case "last-month":
		return stretch{first(today.Month - 1), first(today.Month).Add(-1)}, stretch{first(today.Month - 2), first(today.Month - 1).Add(-1)}
	case "last-quarter":
		return stretch{first(quarter - 3), first(quarter).Add(-1)}, stretch{first(quarter - 6), first(quarter - 3).Add(-1)}
	case "quarter":
		now, before = stretch{first(quarter), today}, stretch{first(quarter - 3), first(quarter).Add(-1)}
	case "year":
		now, before = stretch{first(1), today}, stretch{first(-11), first(0).Add(30)}
	default:
		now, before = stretch{first(today.Month), today}, stretch{first(today.Month - 1), first(today.Month).Add(-1)}
	}
	if same := before.from.Add(now.from.DaysTo(now.to)); same.Before(before.to) {
		before.to = same
	}
	return now, before
}

// reportAsk reads what of the report is asked for; what is not known counts as
// not asked, days apart.
func (v *visit) reportAsk(view *pages.Report) (in, before stageTimesInput) {
	view.Period = among(v.Query("period"), reportPeriods)
	view.By = string(among(models.ReportBy(v.Query("by")), groupings))
	view.Unit, view.Service, view.Compared = codeIn(v.Query("unit")), codeIn(v.Query("service")), v.Query("compare") != "none"
	in = stageTimesInput{By: models.ReportBy(view.By), Unit: models.UnitCode(view.Unit), Service: models.ServiceCode(view.Service)}
	before = in
	now, last := periodOf(view.Period, calendar.DayOf(v.s.Clock.Now()))
	if view.Period == "own" {
		view.From, view.To = strings.TrimSpace(v.Query("from")), strings.TrimSpace(v.Query("to"))
		from, err1 := calendar.ParseDay(view.From)
		to, err2 := calendar.ParseDay(view.To)
		if in.From, in.To = view.From, view.To; err1 != nil || err2 != nil {
			return in, before // stageReport says what is wrong with them
		}
		now, last = stretch{from, to}, stretch{from.Add(-1 - from.DaysTo(to)), from.Add(-1)}
	}
	in.From, in.To, before.From, before.To = now.from.String(), now.to.String(), last.from.String(), last.to.String()
	view.Begins, view.Ends, view.Before, view.Until = now.from.Start(), now.to.Start(), last.from.Start(), last.to.Start()
	return in, before
}

// among is a value if it is one of those, else the first of them.
func among[T comparable](value T, of []T) T {
	if slices.Contains(of, value) {
		return value
	}
	return of[0]
}

// codeIn is a code that an address carries, unless it is too long for one.
func codeIn(s string) string {
	if len(s) > 100 {
		return ""
	}
	return s
}

// times are what one page of the report is made of.
type times struct {
	now, before, stages, stagesBefore StageTimes
	work                              WorkInHand // by stage
}

func (s *server) reportPage(v *visit) error {
	view := &pages.Report{MadeAt: s.Clock.Now(), Few: models.FewVisits, Own: !v.r.Actor.Is(models.RoleManager)}
	in, before := v.reportAsk(view)
	if err := v.reportChoices(view); err != nil {
		return err
	}
	r, err := v.times(in, before, view.Compared)
	if isCode(err, "invalid-request") {
		view.Begins = time.Time{}
		return v.again(view, &view.Form, err)
	}
	if err != nil {
		return err
	}
	q := url.Values{"from": {in.From}, "to": {in.To}, "by": {view.By}}
	for k, w := range map[string]string{"unit": view.Unit, "service": view.Service} {
		if w != "" {
			q.Set(k, w)
		}
	}
	view.CSV, view.XLSX = downloads("/reports/stage-times", q)
	view.About = strings.Join(slices.DeleteFunc([]string{labelOf(view.Units, view.Unit), labelOf(view.Services, view.Service)},
		func(s string) bool { return s == "" }), " · ")
	if r.now.Error > 0 {
		view.Off = pages.Share(v.r.Lang, r.now.Error)
	}
	if err := v.reportFill(view, r); err != nil {
		return err
	}
	return v.show(view)
}

// downloads are a table of the interface as CSV and as a workbook.
func downloads(path string, q url.Values) (csv, xlsx string) {
	q.Set("format", "csv")
	csv = prefix + path + "?" + q.Encode()
	q.Set("format", "xlsx")
	return csv, prefix + path + "?" + q.Encode()
}

func labelOf(cs []pages.Choice, value string) string {
	if i := slices.IndexFunc(cs, func(c pages.Choice) bool { return c.Value == value }); i >= 0 && value != "" {
		return cs[i].Label
	}
	return ""
}

// times reads the report and what stands beside it, as the interface gives them.
func (v *visit) times(in, before stageTimesInput, compared bool) (r times, err error) {
	stages, stagesBefore := in, before
	stages.By, stagesBefore.By = models.ByStage, models.ByStage
	for _, part := range []struct {
		in   *stageTimesInput
		to   *StageTimes
		when bool
	}{{&in, &r.now, true}, {&stages, &r.stages, in.By != models.ByStage}, {&before, &r.before, compared}, {&stagesBefore, &r.stagesBefore, compared && in.By != models.ByStage}} {
		if part.when {
			if *part.to, err = v.s.stageReport(v.ctx, part.in); err != nil {
				return r, err
			}
		}
	}
	if in.By == models.ByStage {
		r.stages, r.stagesBefore = r.now, r.before
	}
	r.work, err = v.s.workReport(v.ctx, &workInput{By: models.ByStage, Unit: in.Unit, Service: in.Service})
	return r, err
}

// reportChoices fills what the filters offer: to a head his units.
func (v *visit) reportChoices(view *pages.Report) (err error) {
	for _, p := range reportPeriods {
		view.Periods = append(view.Periods, pages.Choice{Value: p, Label: v.text("report.periods." + p)})
	}
	for _, b := range []string{"before", "none"} {
		view.Befores = append(view.Befores, pages.Choice{Value: b, Label: v.text("report.befores." + b)})
	}
	view.Bys, view.Units, view.Services, err = v.groupChoices()
	return err
}

// groupChoices are the groupings, the units and the services of reports.
func (v *visit) groupChoices() (bys, units, services []pages.Choice, err error) {
	for _, by := range groupings {
		bys = append(bys, pages.Choice{Value: string(by), Label: v.text("report.bys." + string(by))})
	}
	names, err := v.s.unitNames(v.ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	for code, name := range names {
		heads := func(g models.Grant) bool { return g.Role == models.RoleHead && g.Unit == code }
		if v.r.Actor.Is(models.RoleManager) || slices.ContainsFunc(v.r.Actor.Grants, heads) {
			units = append(units, pages.Choice{Value: string(code), Label: name})
		}
	}
	all, err := v.s.services(v.ctx)
	for _, w := range all {
		services = append(services, pages.Choice{Value: string(w.Code), Label: w.Title.In(v.r.Lang)})
	}
	byLabel := func(a, b pages.Choice) int { return cmp.Compare(greek.Fold(a.Label), greek.Fold(b.Label)) }
	slices.SortFunc(units, byLabel)
	slices.SortFunc(services, byLabel)
	return bys, append([]pages.Choice{{Label: v.text("report.every-unit")}}, units...),
		append([]pages.Choice{{Label: v.text("report.every-service")}}, services...), err
}
