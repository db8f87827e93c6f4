package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/models"
)

func (s *server) caseRoutes() {
	recorded := also(http.StatusAccepted, "Recorded: it counts, and the process will hear of it as soon as it can.")
	add(s, http.MethodPost, "/cases", "submit-case", "File an application", s.submitCase, created,
		describe("The application gets its protocol number at once, whatever else is away. Bad input names the field, and nothing is written."))
	addList[listCasesInput, List[CaseLine]](s, "/cases", "list-cases", "List cases", s.listCases,
		describe("A citizen sees his own; staff see those their units answer for; protocol and manager see all. Newest first. "+
			"With q all cases that the caller may open are searched."))
	add(s, http.MethodGet, "/cases/{id}", "show-case", "Show a case", s.showCase)
	add(s, http.MethodGet, "/cases/{id}/receipt", "show-receipt", "Show the receipt of an application", s.showReceipt)
	s.caseLinkRoutes()
	s.paperRoutes()
	s.messageRoutes()
	s.casePaperRoutes()
	add(s, http.MethodPost, "/cases/{id}/withdrawal", "withdraw-case", "Take an application back", s.withdrawCase,
		recorded, describe("By the applicant; of one without a login, by a clerk of the responsible unit."))
	add(s, http.MethodPost, "/cases/{id}/completion", "complete-case", "Answer what the municipality asked for", s.completeCase,
		recorded, describe("By the applicant; of one without a login, by a clerk of the unit that asked."))
	add(s, http.MethodPost, "/cases/{id}/payment", "pay-case", "Prove the fee", s.payCase, recorded)
}

// CaseLine is a case in a list.
type CaseLine struct {
	ID           models.CaseID      `json:"id" format:"uuid"`
	Kind         models.CaseKind    `json:"kind" enum:"application,certificate,identity,transfer,problem"`
	Service      models.ServiceCode `json:"service"`
	ServiceTitle string             `json:"serviceTitle"`
	Unit         models.UnitCode    `json:"unit" doc:"Responsible."`
	UnitName     string             `json:"unitName"`
	Protocol     *models.Entry      `json:"protocol,omitempty" doc:"Absent of a certificate's case: its document has the number."`
	State        models.CaseState   `json:"state" enum:"open,closed"`
	StateText    string             `json:"stateText" doc:"Where it stands, in plain words."`
	Stage        models.StageKey    `json:"stage,omitempty" doc:"Absent before the first and after the last."`
	StageLabel   string             `json:"stageLabel,omitempty"`
	Outcome      models.Outcome     `json:"outcome,omitempty" enum:"granted,rejected,withdrawn,lapsed,handed-on" doc:"Absent while open."`
	OutcomeText  string             `json:"outcomeText,omitempty"`
	Applicant    string             `json:"applicant"`
	SubmittedAt  time.Time          `json:"submittedAt"`
	ClosedAt     *time.Time         `json:"closedAt,omitempty"`
	Due          models.Due         `json:"due"`
	Unread       int                `json:"unread,omitempty" doc:"Messages of the other side that nobody of the caller's has read."`
}

func (s *server) showLine(ctx context.Context, names unitNames, c models.CaseSummary) (CaseLine, error) {
	lang := of(ctx).Lang
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return CaseLine{}, err
	}
	out := CaseLine{ID: c.ID, Kind: c.Kind, Service: c.Service, ServiceTitle: service.Title.In(lang), Unit: c.Unit,
		UnitName: names[c.Unit], State: c.State, Stage: c.Stage, Outcome: c.Outcome,
		Applicant: c.Applicant, SubmittedAt: c.SubmittedAt.UTC(), ClosedAt: moment(c.ClosedAt), Due: c.Due, Unread: c.Unread}
	if c.Protocol.Number > 0 {
		out.Protocol = &c.Protocol
	}
	switch {
	case c.State == models.Closed:
		out.OutcomeText = texts.word(lang, "closed-"+models.Code(c.Outcome))
		out.StateText = out.OutcomeText
	case c.Stage == "":
		out.StateText = texts.word(lang, "received")
	default:
		out.StageLabel = s.Texts.StageLabel(lang, service, c.Stage)
		out.StateText = s.Texts.StageState(lang, service, c.Stage)
	}
	return out, nil
}

type listCasesInput struct {
	Cursor
	State   models.CaseState   `query:"state" enum:"open,closed"`
	Service models.ServiceCode `query:"service" maxLength:"100"`
	Unit    models.UnitCode    `query:"unit" maxLength:"100"`
	Number  int                `query:"number" minimum:"1" maximum:"2147483647" doc:"Protocol number, with year."`
	Watched bool               `query:"watched" doc:"Only those the caller watches."`
	Year    int                `query:"year" minimum:"1990" maximum:"9999"`
	Hand
	Query string `query:"q" maxLength:"100" doc:"A protocol number (1234 or 1234/2026), a whole tax number, or beginnings of the words of the applicant's name, in Greek or Latin letters."`
	Export
}

func (s *server) listCases(ctx context.Context, in *listCasesInput) (*huma.StreamResponse, error) {
	if in.Number > 0 && in.Year == 0 {
		return nil, fieldError("year", "required")
	}
	page := func(p models.Page) ([]CaseLine, string, error) {
		return s.caseLines(ctx, models.CaseFilter{State: in.State, Service: in.Service, Unit: in.Unit,
			Number: in.Number, Year: in.Year, Query: in.Query, Watched: in.Watched, Hand: in.filter(), Page: p})
	}
	return listing[CaseLine]{name: "cases", export: in.Export, columns: caseColumns, page: page, body: bodyOf(page, in.Cursor)}.serve(ctx, s)
}

// caseLines is one page of the cases of a filter.
func (s *server) caseLines(ctx context.Context, f models.CaseFilter) (lines []CaseLine, next string, err error) {
	names, err := s.unitNames(ctx)
	if err != nil {
		return nil, "", err
	}
	cases, next, err := s.desk(ctx).Cases(ctx, f)
	if err != nil {
		return nil, "", err
	}
	for _, c := range cases {
		line, err := s.showLine(ctx, names, c)
		if err != nil {
			return nil, "", err
		}
		lines = append(lines, line)
	}
	return lines, next, nil
}

type caseInput struct {
	ID models.CaseID `path:"id" format:"uuid"`
}

type caseOutput struct{ Body Case }

func (s *server) showCase(ctx context.Context, in *caseInput) (*caseOutput, error) {
	of(ctx).Case = in.ID
	c, err := s.desk(ctx).Case(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	body, err := s.caseBody(ctx, c)
	if err != nil {
		return nil, err
	}
	return &caseOutput{Body: body}, nil
}
