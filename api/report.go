package api

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

func (s *server) reportRoutes() {
	const path = "/reports/stage-times"
	add(s, http.MethodGet, path, "report-stage-times", "Report how long stages took", s.stageTimes,
		describe("Of visits that ended in the period: how many, median and 90th percentile in seconds, and the share that ended "+
			"by its due time. Waiting for citizens is counted apart. JSON, or CSV by Accept: text/csv or format=csv."))
	op := s.api.OpenAPI().Paths[prefix+path].Get
	body := s.api.OpenAPI().Components.Schemas.Schema(typeOf[StageTimes](), true, "")
	op.Responses["200"].Content = map[string]*huma.MediaType{
		"application/json": {Schema: body}, "text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}
}

// StageTimes is the report.
type StageTimes struct {
	From string          `json:"from" format:"date" doc:"First day, Europe/Athens."`
	To   string          `json:"to" format:"date" doc:"Last day, counted in."`
	By   models.ReportBy `json:"by" enum:"service,unit,employee,stage"`
	Rows []StageTimesRow `json:"rows" nullable:"false"`
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
	From   string          `query:"from" required:"true" format:"date" doc:"First day, Europe/Athens."`
	To     string          `query:"to" required:"true" format:"date" doc:"Last day, counted in."`
	By     models.ReportBy `query:"by" enum:"service,unit,employee,stage" default:"service"`
	Format string          `query:"format" enum:"json,csv" doc:"json unless Accept says text/csv."`
	Accept string          `header:"Accept" hidden:"true"`
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
	rows, err := s.desk(ctx).StageTimes(ctx, from.Start(), to.Add(1).Start(), in.By)
	if err != nil {
		return nil, err
	}
	out := StageTimes{From: from.String(), To: to.String(), By: in.By, Rows: []StageTimesRow{}}
	if out.Rows, err = s.reportRows(ctx, in.By, rows); err != nil {
		return nil, err
	}
	if in.Format == "csv" || in.Format == "" && prefersCSV(in.Accept) {
		return stageTimesCSV(out), nil
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", "application/json")
		c.SetStatus(http.StatusOK)
		_ = json.NewEncoder(c.BodyWriter()).Encode(out) // the client is gone: nothing to do about it
	}}, nil
}

// prefersCSV says whether text/csv comes before JSON in an Accept header.
func prefersCSV(accept string) bool {
	csvAt := strings.Index(accept, "text/csv")
	jsonAt := strings.Index(accept, "json")
	return csvAt >= 0 && (jsonAt < 0 || csvAt < jsonAt)
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

// stageTimesCSV writes the report for a spreadsheet. The mark at the beginning
// tells Excel that the text is UTF-8.
func stageTimesCSV(t StageTimes) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", "text/csv; charset=utf-8")
		c.SetHeader("Content-Disposition", `attachment; filename="stage-times-`+t.From+`-`+t.To+`.csv"`)
		c.SetStatus(http.StatusOK)
		_, _ = c.BodyWriter().Write([]byte("\ufeff"))
		w := csv.NewWriter(c.BodyWriter())
		_ = w.Write([]string{"by", "key", "name", "service", "n", "p50_seconds", "p90_seconds", "on_time",
			"wait_n", "wait_p50_seconds", "wait_p90_seconds", "auto_n"})
		for _, r := range t.Rows {
			cells := []string{string(t.By), r.Key, r.Name, string(r.Service), itoa(r.N), number(r.P50), number(r.P90),
				share(r.OnTime), itoa(r.WaitN), number(r.WaitP50), number(r.WaitP90), itoa(r.AutoN)}
			for i := range cells {
				cells[i] = harmless(cells[i])
			}
			_ = w.Write(cells)
		}
		w.Flush() // an error means that the client is gone
	}}
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// share writes a share that may be absent.
func share(x *float64) string {
	if x == nil {
		return ""
	}
	return number(*x)
}
