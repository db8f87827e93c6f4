package api

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// Case is a case as its page shows it.
type Case struct {
	CaseLine
	Version     int                  `json:"version" doc:"Of the service, which the case keeps."`
	Channel     models.FilingChannel `json:"channel" enum:"portal,counter,phone,post,email"`
	Delivery    models.Delivery      `json:"delivery" enum:"portal,email,post"`
	FromBody    string               `json:"fromBody,omitempty" doc:"The body it was filed with before it came here."`
	CompetentAt *time.Time           `json:"competentAt,omitempty" doc:"When it came here from another body: the legal term runs from then. submittedAt never changes."`
	ForwardBy   *time.Time           `json:"forwardBy,omitempty" doc:"In its first stage: until when it goes on to the competent office if that is another (ν. 2690/1999 art. 4)."`
	DecidedAt   *time.Time           `json:"decidedAt,omitempty"`
	WithdrawnAt *time.Time           `json:"withdrawnAt,omitempty"`
	HaltedAt    *time.Time           `json:"haltedAt,omitempty" doc:"It stands still until the administrator has looked."`
	Behalf      *Representation      `json:"behalf,omitempty" doc:"Who speaks for the applicant; absent when he does himself."`
	Handler     Handler              `json:"handler" doc:"Who has it now, or the unit's contact."`
	Form        map[string]any       `json:"form,omitempty" doc:"Absent for who may not read it."`
	Timeline    []Visit              `json:"timeline" nullable:"false"`
	Files       []Attachment         `json:"files" nullable:"false"`
	Tasks       []Task               `json:"tasks" nullable:"false" doc:"Open ones; those the caller may decide come with their outcomes."`
	Payments    []PaymentLine        `json:"payments" nullable:"false"`
	Findings    []Finding            `json:"findings" nullable:"false" doc:"For staff."`
	Messages    []Message            `json:"messages" nullable:"false"`
	Parent      models.CaseID        `json:"parent,omitempty" format:"uuid" doc:"For staff: the application that waits for this case."`
	Children    []models.CaseID      `json:"children,omitempty" doc:"For staff: the cases that make this one's certificates."`
	Watched     bool                 `json:"watched,omitempty" doc:"For staff: the caller is told of its stages and its end."`
	Links       []CaseLink           `json:"links" nullable:"false" doc:"Cases that it has to do with, as far as the caller may open them; to a citizen those of his own."`
	Documents   []Document           `json:"documents" nullable:"false" doc:"That the case brought, as far as the caller may see them."`
}

// Handler is whom to ask about a case.
type Handler struct {
	models.Contact
	Unit     models.UnitCode `json:"unit"`
	UnitName string          `json:"unitName"`
}

// Visit is one visit of one stage.
type Visit struct {
	Visit       int             `json:"visit"`
	Ordinal     int             `json:"ordinal" doc:"Among the units asked at the same time."`
	Stage       models.StageKey `json:"stage"`
	StageLabel  string          `json:"stageLabel"`
	Audience    models.Audience `json:"audience" enum:"clerk,head,signatory,citizen,payer,machine"`
	Unit        models.UnitCode `json:"unit"`
	UnitName    string          `json:"unitName"`
	Handler     string          `json:"handler,omitempty"`
	ActingFor   string          `json:"actingFor,omitempty" doc:"Name of the absent person whom the handler stood in for."`
	OpenedAt    time.Time       `json:"openedAt"`
	DueAt       *time.Time      `json:"dueAt,omitempty"`
	ClosedAt    *time.Time      `json:"closedAt,omitempty"`
	Outcome     models.Outcome  `json:"outcome,omitempty"`
	OutcomeText string          `json:"outcomeText,omitempty"`
	Note        string          `json:"note,omitempty" doc:"Reasons, where the caller may read them."`
	Tracking    string          `json:"tracking,omitempty"`
	ToUnit      models.UnitCode `json:"toUnit,omitempty" doc:"With forwarded."`
	ToUnitName  string          `json:"toUnitName,omitempty"`
	ToBody      *Body           `json:"toBody,omitempty" doc:"With handed-on."`
	Late        bool            `json:"late,omitempty" doc:"With forwarded and handed-on: later than three days after it was filed."`
}

// PaymentLine is the proof of a fee.
type PaymentLine struct {
	Kind       models.PaymentKind `json:"kind" enum:"e-paravolo,rf"`
	Code       string             `json:"code"`
	RecordedAt time.Time          `json:"recordedAt"`
}

// Finding is what the machine noticed.
type Finding struct {
	Code    models.Code `json:"code"`
	Subject string      `json:"subject,omitempty" doc:"A slot, or another case."`
}

// Message is one message told of the case.
type Message struct {
	ID        models.NoticeID    `json:"id" format:"uuid"`
	Event     models.Event       `json:"event"`
	Visit     int                `json:"visit,omitempty"`
	Channel   models.Channel     `json:"channel" enum:"email,sms"`
	Staff     bool               `json:"staff,omitempty" doc:"Told to staff."`
	State     models.NoticeState `json:"state" enum:"queued,sending,durable,sent,delivered,failed,given-up,cancelled"`
	StateText string             `json:"stateText" doc:"The state in simple words."`
	Failure   models.Code        `json:"failure,omitempty"`
	CreatedAt time.Time          `json:"createdAt"`
	SentAt    *time.Time         `json:"sentAt,omitempty"`
	ArrivedAt *time.Time         `json:"deliveredAt,omitempty" doc:"When the provider said that it arrived. Of an e-mail that is seldom known."`
	FailedAt  *time.Time         `json:"failedAt,omitempty" doc:"When it was known not to arrive."`
	Instead   bool               `json:"instead,omitempty" doc:"Goes because the other channel failed."`
	Subject   string             `json:"subject,omitempty"`
}

func (s *server) caseBody(ctx context.Context, c models.CaseDetail) (out Case, err error) {
	lang := of(ctx).Lang
	names, err := s.unitNames(ctx)
	if err != nil {
		return out, err
	}
	line, err := s.showLine(ctx, names, c.CaseSummary)
	if err != nil {
		return out, err
	}
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return out, err
	}
	out = Case{CaseLine: line, Version: c.Version, Channel: c.Channel, Delivery: c.Delivery, DecidedAt: moment(c.DecidedAt),
		WithdrawnAt: moment(c.WithdrawnAt), HaltedAt: moment(c.HaltedAt), Form: c.Form, Parent: c.Parent, Children: c.Children,
		Behalf:   showRepresentation(lang, c.Behalf, c.Form != nil),
		Handler:  Handler{Contact: c.Handler, Unit: c.HandlerUnit, UnitName: names[c.HandlerUnit]},
		Timeline: []Visit{}, Files: []Attachment{}, Tasks: []Task{}, Payments: []PaymentLine{}, Findings: []Finding{}, Messages: []Message{}, Documents: []Document{}}
	if c.State == models.Open && !c.WithdrawnAt.IsZero() {
		out.StateText = texts.word(lang, "withdrawal-recorded")
	}
	for _, v := range c.Timeline {
		visit := s.showVisit(lang, service, names, v)
		visit.Late = v.Outcome.Away() && v.ClosedAt.After(s.forwardBy(c))
		out.Timeline = append(out.Timeline, visit)
	}
	out.Watched = c.Watched
	if out.Links, err = s.showLinks(ctx, names, c.Links); err != nil {
		return out, err
	}
	out.FromBody, out.CompetentAt = c.FromBody, moment(c.CompetentAt)
	if inFirstStage(c) {
		out.ForwardBy = ptr(s.forwardBy(c))
	}
	out.Files = s.showFiles(lang, service, c.Files)
	for _, t := range c.OpenTasks {
		task, err := s.showTask(ctx, names, t)
		if err != nil {
			return out, err
		}
		out.Tasks = append(out.Tasks, task)
	}
	for _, d := range c.Documents {
		out.Documents = append(out.Documents, showDocument(lang, names, d))
	}
	for _, p := range c.Payments {
		out.Payments = append(out.Payments, PaymentLine{Kind: p.Kind, Code: p.Code, RecordedAt: p.RecordedAt.UTC()})
	}
	for _, f := range c.Findings {
		out.Findings = append(out.Findings, Finding{Code: f.Code, Subject: f.Subject})
	}
	for _, n := range c.Notices {
		out.Messages = append(out.Messages, Message{ID: n.ID, Event: n.Event, Visit: n.Visit, Channel: n.Channel, Staff: n.Staff,
			State: n.State, StateText: noticeText(lang, n), Failure: n.Failure, CreatedAt: n.CreatedAt.UTC(), SentAt: moment(n.SentAt),
			ArrivedAt: moment(n.ArrivedAt), FailedAt: moment(n.FailedAt), Instead: n.Instead, Subject: n.Subject})
	}
	return out, nil
}

func (s *server) showVisit(lang string, v *catalogue.Service, names unitNames, t models.TimelineItem) Visit {
	out := Visit{Visit: t.Visit, Ordinal: t.Ordinal, Stage: t.Stage, StageLabel: s.Texts.StageLabel(lang, v, t.Stage),
		Audience: t.Audience, Unit: t.Unit, UnitName: names[t.Unit], Handler: t.Handler, ActingFor: t.ActingFor, OpenedAt: t.OpenedAt.UTC(),
		DueAt: moment(t.DueAt), ClosedAt: moment(t.ClosedAt), Outcome: t.Outcome, Note: t.Note, Tracking: t.Tracking, ToUnit: t.ToUnit, ToUnitName: names[t.ToUnit]}
	if t.ToBody != nil {
		out.ToBody = ptr(showBody(*t.ToBody))
	}
	if t.Outcome != "" {
		out.OutcomeText = s.Texts.OutcomeText(lang, v, t.Stage, t.Outcome)
	}
	return out
}
