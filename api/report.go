package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

func (s *server) reportRoutes() {
	const path = "/reports/stage-times"
	addList[stageTimesInput, StageTimes](s, path, "report-stage-times", "Report how long stages took", s.stageTimes,
		describe("Of visits that ended in the period: how many, percentiles in seconds, and the share that ended by its due time. "+
			"Waiting for citizens is counted apart. A manager is told of the municipality, a head of his units. Percentiles and shares "+
			"of fewer than 5 visits are left out: they would tell of one person and one case. Percentiles come from histograms unless "+
			"exact=true: off by less than error."))
	s.workRoutes()
}

// StageTimes is the report.
type StageTimes struct {
	From string          `json:"from" format:"date" doc:"First day, Europe/Athens."`
	To   string          `json:"to" format:"date" doc:"Last day, counted in."`
	By   models.ReportBy `json:"by" enum:"service,unit,employee,stage"`

	Unit    models.UnitCode    `json:"unit,omitempty" doc:"Of this unit only."`
	Service models.ServiceCode `json:"service,omitempty" doc:"Of this service only."`

	Total StageTimesRow   `json:"total" doc:"Of everything the report is about, whatever it is grouped by."`
	Rows  []StageTimesRow `json:"rows" nullable:"false"`

	Exact bool    `json:"exact" doc:"Every figure is exact. Otherwise percentiles are from histograms; counts and shares are exact all the same."`
	Error float64 `json:"error" doc:"How far a percentile is off at most, as a share of itself; 0 when exact."`
}

// StageTimesRow is one service, unit, employee or stage, or the total.
type StageTimesRow struct {
	Key          string             `json:"key" doc:"Code of the service, unit or stage, account of the employee; empty: in nobody's hands, or the total."`
	Name         string             `json:"name"`
	Service      models.ServiceCode `json:"service,omitempty" doc:"Of the stage."`
	ServiceTitle string             `json:"serviceTitle,omitempty"`
	N            int                `json:"n" doc:"Visits of the municipality."`
	P10          *float64           `json:"p10,omitempty" doc:"Seconds: a tenth took no longer. Absent of fewer than 5 visits, as all percentiles."`
	P25          *float64           `json:"p25,omitempty" doc:"Seconds."`
	P50          *float64           `json:"p50,omitempty" doc:"Seconds: the median."`
	P75          *float64           `json:"p75,omitempty" doc:"Seconds."`
	P90          *float64           `json:"p90,omitempty" doc:"Seconds."`
	DueN         int                `json:"dueN" doc:"Visits of the municipality that had a term."`
	OnTime       *float64           `json:"onTime,omitempty" doc:"Share of them that ended by its due time, 0 to 1; absent of fewer than 5."`
	WaitN        int                `json:"waitN" doc:"Visits that waited for the citizen."`
	WaitP10      *float64           `json:"waitP10,omitempty" doc:"Seconds."`
	WaitP25      *float64           `json:"waitP25,omitempty" doc:"Seconds."`
	WaitP50      *float64           `json:"waitP50,omitempty" doc:"Seconds."`
	WaitP75      *float64           `json:"waitP75,omitempty" doc:"Seconds."`
	WaitP90      *float64           `json:"waitP90,omitempty" doc:"Seconds."`
	AutoN        int                `json:"autoN" doc:"With by=stage and in the total: visits of the machine, such as a delivery by portal."`
}

type stageTimesInput struct {
	From string          `query:"from" required:"true" format:"date" doc:"First day, Europe/Athens."`
	To   string          `query:"to" required:"true" format:"date" doc:"Last day, counted in."`
	By   models.ReportBy `query:"by" enum:"service,unit,employee,stage" default:"service"`
	Unit models.UnitCode `query:"unit" maxLength:"100" doc:"Visits of this unit only."`

	Service models.ServiceCode `query:"service" maxLength:"100" doc:"Visits of this service only."`
	Exact   bool               `query:"exact" doc:"Exact percentiles, from every visit: slower over long periods."`
	Export
}

func (s *server) stageTimes(ctx context.Context, in *stageTimesInput) (*huma.StreamResponse, error) {
	out, err := s.stageReport(ctx, in)
	if err != nil {
		return nil, err
	}
	rows := append(out.Rows[:len(out.Rows):len(out.Rows)], out.Total)
	return listing[StageTimesRow]{name: "stage-times", export: in.Export, columns: reportColumns(in.By),
		page: func(models.Page) ([]StageTimesRow, string, error) { return rows, "", nil },
		body: func() (any, error) { return out, nil }}.serve(ctx, s)
}

// stageReport is the report as JSON gives it and pages show it.
func (s *server) stageReport(ctx context.Context, in *stageTimesInput) (out StageTimes, err error) {
	from, err1 := calendar.ParseDay(in.From)
	to, err2 := calendar.ParseDay(in.To)
	switch {
	case err1 != nil:
		return out, fieldError("from", "date-form")
	case err2 != nil:
		return out, fieldError("to", "date-form")
	case to.Before(from):
		return out, fieldError("to", "before-from")
	case from.DaysTo(to) > 3*366:
		return out, &models.Error{Kind: models.Invalid, Code: "invalid-request",
			Fields: []models.FieldFault{{Field: "to", Code: "period-too-long", Data: map[string]any{"limit": 3}}}}
	}
	read, off := s.desk(ctx).RoughStageTimes, store.RoughError
	if in.Exact {
		read, off = s.desk(ctx).StageTimes, 0
	}
	report, err := read(ctx, models.ReportFilter{From: from.Start(), To: to.Add(1).Start(), Unit: in.Unit, Service: in.Service}, in.By)
	if err != nil {
		return out, err
	}
	label, err := s.reportLabels(ctx, in.By)
	if err != nil {
		return out, err
	}
	out = StageTimes{From: from.String(), To: to.String(), By: in.By, Unit: in.Unit, Service: in.Service, Rows: []StageTimesRow{},
		Total: stageTimesRow(report.Total), Exact: in.Exact, Error: off}
	out.Total.Name = texts.word(of(ctx).Lang, "total")
	for _, r := range report.Rows {
		row := stageTimesRow(r)
		row.Name, row.ServiceTitle = label(r.Key, r.Name, r.Service)
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

func stageTimesRow(r models.StageTimes) StageTimesRow {
	row := StageTimesRow{Key: r.Key, Service: r.Service, N: r.N, DueN: r.DueN, OnTime: r.OnTime, WaitN: r.WaitN, AutoN: r.AutoN}
	if p := r.Took; p != nil {
		row.P10, row.P25, row.P50, row.P75, row.P90 = &p.P10, &p.P25, &p.P50, &p.P75, &p.P90
	}
	if p := r.Wait; p != nil {
		row.WaitP10, row.WaitP25, row.WaitP50, row.WaitP75, row.WaitP90 = &p.P10, &p.P25, &p.P50, &p.P75, &p.P90
	}
	return row
}

// reportLabels says how a row of a report is called in the caller's language,
// and of a stage its service, from its key, the employee's name and the service.
func (s *server) reportLabels(ctx context.Context, by models.ReportBy) (func(key, name string, of models.ServiceCode) (string, string), error) {
	lang := of(ctx).Lang
	units, err := s.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.services(ctx)
	if err != nil {
		return nil, err
	}
	services := map[models.ServiceCode]*catalogue.Service{}
	for _, v := range all {
		services[v.Code] = v
	}
	return func(key, name string, code models.ServiceCode) (string, string) {
		title := ""
		switch by {
		case models.ByUnit:
			name = units[models.UnitCode(key)]
		case models.ByService:
			if v := services[models.ServiceCode(key)]; v != nil {
				name = v.Title.In(lang)
			}
		case models.ByStage:
			if v := services[code]; v != nil {
				name, title = s.Texts.StageLabel(lang, v, models.StageKey(key)), v.Title.In(lang)
			}
		case models.ByEmployee:
			if key == "" {
				name = texts.word(lang, "nobody")
			}
		}
		if name == "" {
			name = key
		}
		return name, title
	}, nil
}
