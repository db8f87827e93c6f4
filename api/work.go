package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/models"
)

func (s *server) workRoutes() {
	addList[workInput, WorkInHand](s, "/reports/work-in-hand", "report-work-in-hand", "Report what waits and how old it is", s.workInHand,
		describe("Of open stages, now: how many are in the municipality's hands and how many days they have been there, by the limits of "+
			"the law (3 days to forward, 10 for a certificate, 20 for access to documents, 50 for any request: ν. 2690/1999), how many are "+
			"past the term of their stage, how many belong to cases past the legal term. What waits for the citizen is counted apart. "+
			"A manager is told of the municipality, a head of his units. GET /cases lists the cases behind a figure (hand and what follows)."))
}

// WorkInHand is the report.
type WorkInHand struct {
	At      time.Time          `json:"at"`
	By      models.ReportBy    `json:"by" enum:"service,unit,employee,stage"`
	Unit    models.UnitCode    `json:"unit,omitempty" doc:"In the hands of this unit only."`
	Service models.ServiceCode `json:"service,omitempty" doc:"Of this service only."`
	Total   WorkRow            `json:"total"`
	Rows    []WorkRow          `json:"rows" nullable:"false"`
}

// WorkRow is one service, unit, employee or stage, or the total.
type WorkRow struct {
	Key          string             `json:"key" doc:"Code of the service, unit or stage, account of the employee; empty: nobody has taken it, or the total."`
	Name         string             `json:"name"`
	Service      models.ServiceCode `json:"service,omitempty" doc:"Of the stage."`
	ServiceTitle string             `json:"serviceTitle,omitempty"`
	Open         int                `json:"open" doc:"In the municipality's hands."`
	Overdue      int                `json:"overdue" doc:"Of them past the term of their stage."`
	PastLegal    int                `json:"pastLegal" doc:"Of them in cases past the legal term."`
	Ages         []WorkAge          `json:"ages" nullable:"false" doc:"All of open by age, youngest first."`
	Oldest       int                `json:"oldest" doc:"Days; 0 if none is open."`
	Median       float64            `json:"median" doc:"Days; 0 if none is open."`

	Waiting       int `json:"waiting" doc:"Waits for the citizen."`
	WaitingOldest int `json:"waitingOldest" doc:"Days."`
}

// WorkAge is how much is of some age, in days of the calendar of Greece: what
// came today is of age 0.
type WorkAge struct {
	From int  `json:"from"`
	To   *int `json:"to,omitempty" doc:"Counted in; absent: and older."`
	N    int  `json:"n"`
}

// Hand picks cases by an open stage: those behind a figure of the report.
type Hand struct {
	In        string           `query:"hand" enum:"house,citizen" doc:"Open cases only, by a stage that is open now: in the hands of the municipality, or of the citizen. Together with what follows; house if only that is given."`
	HandUnit  models.UnitCode  `query:"handUnit" maxLength:"100" doc:"The unit that has it, which need not be the one that answers for the case."`
	Stage     models.StageKey  `query:"stage" maxLength:"100"`
	Assignee  models.AccountID `query:"assignee" format:"uuid" doc:"In whose hands."`
	Untaken   bool             `query:"untaken" doc:"In nobody's hands."`
	Overdue   bool             `query:"overdue" doc:"Past the term of the stage."`
	PastLegal bool             `query:"pastLegal" doc:"The case is past the legal term."`
	AgeFrom   int              `query:"ageFrom" minimum:"0" maximum:"36500" doc:"Days at least in the stage."`
	AgeTo     int              `query:"ageTo" minimum:"0" maximum:"36500" doc:"Days at most in the stage; 0: any."`
}

// filter is nil if nothing was asked of the open stage.
func (h Hand) filter() *models.InHand {
	if h == (Hand{}) {
		return nil
	}
	return &models.InHand{Unit: h.HandUnit, Stage: h.Stage, Assignee: h.Assignee, Untaken: h.Untaken, Waiting: h.In == "citizen",
		Overdue: h.Overdue, PastLegal: h.PastLegal, AgeFrom: h.AgeFrom, AgeTo: h.AgeTo}
}

type workInput struct {
	By      models.ReportBy    `query:"by" enum:"service,unit,employee,stage" default:"service"`
	Unit    models.UnitCode    `query:"unit" maxLength:"100" doc:"What this unit has only."`
	Service models.ServiceCode `query:"service" maxLength:"100" doc:"Of this service only."`
	Export
}

func (s *server) workInHand(ctx context.Context, in *workInput) (*huma.StreamResponse, error) {
	out, err := s.workReport(ctx, in)
	if err != nil {
		return nil, err
	}
	rows := append(out.Rows[:len(out.Rows):len(out.Rows)], out.Total)
	return listing[WorkRow]{name: "work-in-hand", export: in.Export, columns: workColumns(in.By),
		page: func(models.Page) ([]WorkRow, string, error) { return rows, "", nil },
		body: func() (any, error) { return out, nil }}.serve(ctx, s)
}

// workReport is the report as JSON gives it and pages show it.
func (s *server) workReport(ctx context.Context, in *workInput) (out WorkInHand, err error) {
	report, err := s.desk(ctx).WorkInHand(ctx, models.WorkFilter{Unit: in.Unit, Service: in.Service}, in.By)
	if err != nil {
		return out, err
	}
	label, err := s.reportLabels(ctx, in.By)
	if err != nil {
		return out, err
	}
	out = WorkInHand{At: s.Clock.Now().UTC(), By: in.By, Unit: in.Unit, Service: in.Service, Rows: []WorkRow{}, Total: showWork(report.Total)}
	out.Total.Name = texts.word(of(ctx).Lang, "total")
	for _, r := range report.Rows {
		row := showWork(r)
		row.Name, row.ServiceTitle = label(r.Key, r.Name, r.Service)
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

func showWork(r models.WorkInHand) WorkRow {
	row := WorkRow{Key: r.Key, Service: r.Service, Open: r.Open, Overdue: r.Overdue, PastLegal: r.PastLegal, Oldest: r.Oldest,
		Median: r.Median, Waiting: r.Waiting, WaitingOldest: r.WaitingOldest}
	from := 0
	for i, n := range r.Ages {
		age := WorkAge{From: from, N: n}
		if i < len(models.WorkAges) {
			age.To, from = &models.WorkAges[i], models.WorkAges[i]+1
		}
		row.Ages = append(row.Ages, age)
	}
	return row
}
