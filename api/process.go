package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

func (s *server) processRoutes() {
	s.versionRoutes()
	s.undeliveredRoutes()
	s.examinationRoutes()
	add(s, http.MethodGet, "/admin/cases/{id}/process", "show-process", "Show a case's process, as the database and as the workflow see it",
		s.showProcess)
	addList[auditInput, List[AuditLine]](s, "/admin/audit", "list-audit", "List what was done and refused", s.listAudit)
}

// Process is a case as the administrator sees it.
type Process struct {
	Case       models.CaseID    `json:"case" format:"uuid"`
	WorkflowID string           `json:"workflowId"`
	State      models.CaseState `json:"state" enum:"open,closed"`
	Stage      models.StageKey  `json:"stage,omitempty"`
	Back       models.StageKey  `json:"back,omitempty" doc:"Where the case goes on after the citizen has completed."`
	Visit      int              `json:"visit"`
	Halted     models.Code      `json:"halted,omitempty" doc:"Why it stands still."`
	Visits     []ProcessVisit   `json:"visits" nullable:"false"`
	Messages   []ProcessMessage `json:"messages" nullable:"false" doc:"To Temporal."`
	Workflow   *Progress        `json:"workflow,omitempty" doc:"What the workflow says of itself."`
	Why        string           `json:"workflowUnavailable,omitempty" doc:"Why the workflow could not be asked: a code."`
}

// ProcessVisit is one visit as the database has it.
type ProcessVisit struct {
	Visit     int             `json:"visit"`
	Ordinal   int             `json:"ordinal"`
	Stage     models.StageKey `json:"stage"`
	Audience  models.Audience `json:"audience"`
	Unit      models.UnitCode `json:"unit"`
	Handler   string          `json:"handler,omitempty"`
	ActingFor string          `json:"actingFor,omitempty" doc:"Name of the absent person whom the handler stood in for."`
	OpenedAt  time.Time       `json:"openedAt"`
	DueAt     *time.Time      `json:"dueAt,omitempty"`
	ClosedAt  *time.Time      `json:"closedAt,omitempty"`
	Outcome   models.Outcome  `json:"outcome,omitempty"`
}

// ProcessMessage is one message to Temporal.
type ProcessMessage struct {
	ID          int64       `json:"id"`
	Verb        string      `json:"verb" enum:"start,update"`
	UpdateID    string      `json:"updateId,omitempty"`
	Attempts    int         `json:"attempts"`
	CreatedAt   time.Time   `json:"createdAt"`
	DeliveredAt *time.Time  `json:"deliveredAt,omitempty"`
	Refused     models.Code `json:"refused,omitempty"`
}

// Progress is what a workflow says of itself.
type Progress struct {
	Visit   int             `json:"visit"`
	Stage   models.StageKey `json:"stage,omitempty"`
	Back    models.StageKey `json:"back,omitempty"`
	Open    []int           `json:"open,omitempty" doc:"Ordinals of the tasks it waits for."`
	Parked  int             `json:"parked,omitempty" doc:"Decisions it has not come to yet."`
	TimerAt *time.Time      `json:"timerAt,omitempty"`
	Outcome models.Outcome  `json:"outcome,omitempty"`
}

type processOutput struct{ Body Process }

func (s *server) showProcess(ctx context.Context, in *caseInput) (*processOutput, error) {
	of(ctx).Case = in.ID
	p, err := s.desk(ctx).Process(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := Process{Case: p.CaseID, WorkflowID: p.WorkflowID, State: p.State, Stage: p.Position.Stage, Back: p.Position.Back,
		Visit: p.Visit, Halted: p.Halted, Visits: []ProcessVisit{}, Messages: []ProcessMessage{}}
	for _, v := range p.Visits {
		out.Visits = append(out.Visits, ProcessVisit{Visit: v.Visit, Ordinal: v.Ordinal, Stage: v.Stage, Audience: v.Audience,
			Unit: v.Unit, Handler: v.Handler, ActingFor: v.ActingFor, OpenedAt: v.OpenedAt.UTC(), DueAt: moment(v.DueAt), ClosedAt: moment(v.ClosedAt), Outcome: v.Outcome})
	}
	for _, m := range p.Messages {
		out.Messages = append(out.Messages, ProcessMessage{ID: m.ID, Verb: m.Verb, UpdateID: m.UpdateID, Attempts: m.Attempts,
			CreatedAt: m.CreatedAt.UTC(), DeliveredAt: moment(m.DeliveredAt), Refused: m.Refused})
	}
	asked, cancel := context.WithTimeout(ctx, deliveryBudget)
	defer cancel()
	w, err := s.Relay.Progress(asked, in.ID)
	if err != nil {
		out.Why = string(known(asked, err).Code)
		s.Log.InfoContext(ctx, "ask workflow", "request", of(ctx).ID, "case", in.ID, "err", err)
		return &processOutput{Body: out}, nil
	}
	out.Workflow = &Progress{Visit: w.Visit, Stage: w.Position.Stage, Back: w.Position.Back, Open: w.Open, Parked: w.Parked,
		TimerAt: moment(w.TimerAt), Outcome: w.Outcome}
	return &processOutput{Body: out}, nil
}

// AuditLine is one line of the audit.
type AuditLine struct {
	ID       int64            `json:"id"`
	At       time.Time        `json:"at"`
	Actor    models.AccountID `json:"actor,omitempty" format:"uuid" doc:"Absent: the machine."`
	Name     string           `json:"actorName,omitempty"`
	Action   models.Code      `json:"action"`
	Object   string           `json:"object"`
	ObjectID string           `json:"objectId"`
	Called   string           `json:"called,omitempty" doc:"Name of an account, number of a case or of a task's."`
	Refused  models.Code      `json:"refused,omitempty" doc:"Why it was refused; absent when it was done."`

	ActingFor     models.AccountID `json:"actingFor,omitempty" format:"uuid" doc:"As whose substitute; absent: for himself."`
	ActingForName string           `json:"actingForName,omitempty"`
}

type auditInput struct {
	Cursor
	Object  string           `query:"object" maxLength:"50" doc:"Kind of thing, e.g. case, task, account."`
	ID      string           `query:"id" maxLength:"100"`
	Actor   models.AccountID `query:"actor" format:"uuid"`
	Who     string           `query:"who" maxLength:"254" doc:"Part of the name of who did it, or his e-mail address."`
	Action  models.Code      `query:"action" maxLength:"60" doc:"E.g. decide-task."`
	Case    string           `query:"case" maxLength:"20" doc:"A number of the book with its year, e.g. 18452/2026: what was done to the case and what is in it."`
	From    string           `query:"from" format:"date" doc:"The first day, in Greece."`
	To      string           `query:"to" format:"date" doc:"The last day, in Greece."`
	Refused bool             `query:"refused" doc:"Only what was refused."`
	Export
}

// filter is what the store is asked for. The days were checked by their format.
func (in *auditInput) filter(p models.Page) models.AuditFilter {
	f := models.AuditFilter{Object: in.Object, ID: in.ID, Actor: in.Actor, Who: in.Who, Action: in.Action, Case: in.Case, Refused: in.Refused, Page: p}
	if day, err := time.ParseInLocation(time.DateOnly, in.From, calendar.Athens); err == nil {
		f.From = day
	}
	if day, err := time.ParseInLocation(time.DateOnly, in.To, calendar.Athens); err == nil {
		f.Until = day.AddDate(0, 0, 1)
	}
	return f
}

func (s *server) listAudit(ctx context.Context, in *auditInput) (*huma.StreamResponse, error) {
	page := func(p models.Page) ([]AuditLine, string, error) {
		lines, next, err := s.desk(ctx).Audit(ctx, in.filter(p))
		return shown(lines, next, err, func(l models.AuditLine) AuditLine {
			return AuditLine{ID: l.ID, At: l.At.UTC(), Actor: l.Actor, Name: l.ActorName, Action: l.Action, Object: l.Object, ObjectID: l.ObjectID, Called: l.Called,
				Refused: l.Code, ActingFor: l.ActingFor, ActingForName: l.ActingForName}
		})
	}
	return listing[AuditLine]{name: "audit", export: in.Export, columns: auditColumns, page: page, body: bodyOf(page, in.Cursor)}.serve(ctx, s)
}
