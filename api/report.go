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
		describe("Of visits that ended in the period: how many, median and 90th percentile in seconds, and the share that ended "+
			"by its due time. Waiting for citizens is counted apart. Percentiles come from histograms unless exact=true: off by less than error."))
}

// StageTimes is the report.
type StageTimes struct {
	From string          `json:"from" format:"date" doc:"First day, Europe/Athens."`
	To   string          `json:"to" format:"date" doc:"Last day, counted in."`
	By   models.ReportBy `json:"by" enum:"service,unit,employee,stage"`
	Rows []StageTimesRow `json:"rows" nullable:"false"`

	Exact bool    `json:"exact" doc:"Every figure is exact. Otherwise percentiles are from histograms; counts and shares are exact all the same."`
	Error float64 `json:"error" doc:"How far a percentile is off at most, as a share of itself; 0 when exact."`
}

// StageTimesRow is one service, unit, employee or stage.
type StageTimesRow struct {
	Key          string             `json:"key" doc:"Code of the service, unit or stage, account of the employee; empty: in nobody's hands."`
	Name         string             `json:"name"`
	Service      models.ServiceCode `json:"service,omitempty" doc:"Of the stage."`
	ServiceTitle string             `json:"serviceTitle,omitempty"`
	N            int                `json:"n" doc:"Visits of the municipality."`
	P50          float64            `json:"p50" doc:"Seconds."`
	P90          float64            `json:"p90" doc:"Seconds."`
	OnTime       *float64           `json:"onTime,omitempty" doc:"Share that ended by its due time, 0 to 1; absent when n is 0."`
	WaitN        int                `json:"waitN" doc:"Visits that waited for the citizen."`
	WaitP50      float64            `json:"waitP50" doc:"Seconds."`
	WaitP90      float64            `json:"waitP90" doc:"Seconds."`
	AutoN        int                `json:"autoN" doc:"With by=stage: visits that the machine ended at once, such as a delivery by portal."`
}

type stageTimesInput struct {
	From  string          `query:"from" required:"true" format:"date" doc:"First day, Europe/Athens."`
	To    string          `query:"to" required:"true" format:"date" doc:"Last day, counted in."`
	By    models.ReportBy `query:"by" enum:"service,unit,employee,stage" default:"service"`
	Exact bool            `query:"exact" doc:"Exact percentiles, from every visit: slower over long periods."`
	Export
}

func (s *server) stageTimes(ctx context.Context, in *stageTimesInput) (*huma.StreamResponse, error) {
	from, err1 := calendar.ParseDay(in.From)
	to, err2 := calendar.ParseDay(in.To)
	switch {
	case err1 != nil:
		return nil, fieldError("from", "date-form")
	case err2 != nil:
		return nil, fieldError("to", "date-form")
	case to.Before(from):
		return nil, fieldError("to", "before-from")
	case from.DaysTo(to) > 3*366:
		return nil, &models.Error{Kind: models.Invalid, Code: "invalid-request",
			Fields: []models.FieldFault{{Field: "to", Code: "period-too-long", Data: map[string]any{"limit": 3}}}}
	}
	read, off := s.desk(ctx).RoughStageTimes, store.RoughError
	if in.Exact {
		read, off = s.desk(ctx).StageTimes, 0
	}
	rows, err := read(ctx, from.Start(), to.Add(1).Start(), in.By)
	if err != nil {
		return nil, err
	}
	out := StageTimes{From: from.String(), To: to.String(), By: in.By, Exact: in.Exact, Error: off}
	if out.Rows, err = s.reportRows(ctx, in.By, rows); err != nil {
		return nil, err
	}
	return listing[StageTimesRow]{name: "stage-times", export: in.Export, columns: reportColumns(in.By),
		page: func(models.Page) ([]StageTimesRow, string, error) { return out.Rows, "", nil },
		body: func() (any, error) { return out, nil }}.serve(ctx, s)
}

// reportRows names the rows in the caller's language.
func (s *server) reportRows(ctx context.Context, by models.ReportBy, rows []models.StageTimes) ([]StageTimesRow, error) {
	lang, out := of(ctx).Lang, []StageTimesRow{}
	names, err := s.unitNames(ctx)
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
	for _, r := range rows {
		row := StageTimesRow{Key: r.Key, Name: r.Name, Service: r.Service, N: r.N, P50: r.P50, P90: r.P90,
			WaitN: r.WaitN, WaitP50: r.WaitP50, WaitP90: r.WaitP90, AutoN: r.AutoN}
		if r.N > 0 {
			row.OnTime = &r.OnTime
		}
		code := r.Service
		if by == models.ByService {
			code = models.ServiceCode(r.Key)
		}
		if service := services[code]; service != nil {
			row.ServiceTitle = service.Title.In(lang)
			row.Name = row.ServiceTitle
			if by == models.ByStage {
				row.Name = s.Texts.StageLabel(lang, service, models.StageKey(r.Key))
			} else {
				row.ServiceTitle = ""
			}
		}
		switch {
		case by == models.ByUnit:
			row.Name = names[models.UnitCode(r.Key)]
		case by == models.ByEmployee && r.Key == "":
			row.Name = texts.word(lang, "nobody")
		}
		if row.Name == "" {
			row.Name = r.Key
		}
		out = append(out, row)
	}
	return out, nil
}
