package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

func (s *server) taskRoutes() {
	addList[listTasksInput, TaskList](s, "/tasks", "list-tasks", "List a queue of tasks", s.listTasks,
		describe("By due time. mine: in my hands, or for a citizen what waits for him; unit: all of my units; "+
			"unassigned: those nobody has; citizen: those that wait for a citizen; sign: those that wait for a signature I may give."))
	add(s, http.MethodGet, "/tasks/{id}", "show-task", "Show a task", s.showTaskByID)
	add(s, http.MethodPost, "/tasks/{id}/claim", "claim-task", "Take a task into my hands", s.claimTask)
	add(s, http.MethodPost, "/tasks/{id}/release", "release-task", "Put a task back into the queue", s.releaseTask)
	add(s, http.MethodPost, "/tasks/{id}/assignment", "assign-task", "Put a task into somebody's hands", s.assignTask)
	add(s, http.MethodPost, "/tasks/{id}/decision", "decide-task", "Decide a task", s.decideTask,
		also(http.StatusAccepted, "Recorded: it counts, and the process will hear of it as soon as it can."),
		describe("Of two who decide one takes effect; the other gets 409 with who and when."))
	add(s, http.MethodPost, "/tasks/assignments", "assign-tasks", "Put several tasks into somebody's hands", s.assignTasks,
		describe("Each task has its own result; what is refused does not hold up the rest."))
	s.reassignRoutes()
}

// Task is one thing somebody has to do.
type Task struct {
	ID            models.TaskID      `json:"id" format:"uuid"`
	Case          models.CaseID      `json:"case" format:"uuid"`
	Purpose       models.Purpose     `json:"purpose" enum:"stage,contact" doc:"contact: reach a person by phone or post; no process waits for it."`
	Visit         int                `json:"visit"`
	Ordinal       int                `json:"ordinal"`
	Service       models.ServiceCode `json:"service"`
	ServiceTitle  string             `json:"serviceTitle"`
	Stage         models.StageKey    `json:"stage"`
	StageLabel    string             `json:"stageLabel"`
	Audience      models.Audience    `json:"audience" enum:"clerk,head,signatory,citizen,payer,machine"`
	Unit          models.UnitCode    `json:"unit"`
	UnitName      string             `json:"unitName"`
	Outcomes      []TaskOutcome      `json:"outcomes" nullable:"false" doc:"Those the caller may choose now."`
	Away          []TaskOutcome      `json:"away" nullable:"false" doc:"Those that give the case to another unit or body, if the caller may."`
	Assignee      models.AccountID   `json:"assignee,omitempty" format:"uuid"`
	AssigneeName  string             `json:"assigneeName,omitempty"`
	ActingFor     string             `json:"actingFor,omitempty" doc:"Name: who has it stands in for him; of a task that the caller may do as somebody's substitute only, whose it is."`
	ClaimedAt     *time.Time         `json:"claimedAt,omitempty"`
	OpenedAt      time.Time          `json:"openedAt"`
	DueAt         time.Time          `json:"dueAt"`
	Overdue       bool               `json:"overdue"`
	State         models.TaskState   `json:"state" enum:"open,decided,closed"`
	Refused       *TaskRefusal       `json:"refused,omitempty" doc:"The task was decided, and the decision did not take effect: it is open again."`
	Protocol      *models.Entry      `json:"protocol,omitempty"`
	ApplicantName string             `json:"applicant,omitempty"`
	Needed        []NeededPaper      `json:"needed,omitempty" doc:"Of what waits for the citizen: papers that were refused and must be brought again."`
}

// TaskRefusal is why a decision did not take effect.
type TaskRefusal struct {
	Code    ProblemCode `json:"code"`
	Message string      `json:"message"`
}

// TaskOutcome is one way to end a task.
type TaskOutcome struct {
	Outcome  models.Outcome `json:"outcome"`
	Label    string         `json:"label" doc:"What its button says."`
	Reasoned bool           `json:"reasoned,omitempty" doc:"Needs a note."`
}

func (s *server) showTask(ctx context.Context, names unitNames, t models.Task) (Task, error) {
	lang := of(ctx).Lang
	service, err := s.service(ctx, t.Service, t.Version)
	if err != nil {
		return Task{}, err
	}
	out := Task{ID: t.ID, Case: t.CaseID, Purpose: t.Purpose, Visit: t.Visit, Ordinal: t.Ordinal, Service: t.Service,
		ServiceTitle: service.Title.In(lang), Stage: t.Stage, StageLabel: s.Texts.StageLabel(lang, service, t.Stage),
		Audience: t.Audience, Unit: t.Unit, UnitName: names[t.Unit], Outcomes: []TaskOutcome{}, Away: []TaskOutcome{}, Assignee: t.Assignee,
		AssigneeName: t.Handler, ActingFor: t.ActingFor, ClaimedAt: moment(t.ClaimedAt), OpenedAt: t.OpenedAt.UTC(), DueAt: t.DueAt.UTC(),
		Overdue: t.State == models.TaskOpen && t.DueAt.Before(s.Clock.Now()), State: t.State, ApplicantName: t.Applicant}
	out.Needed = showNeeded(lang, service, t.Needed)
	if t.Protocol.Number > 0 {
		out.Protocol = &t.Protocol
	}
	if t.Purpose == models.ForContact {
		out.StageLabel = texts.word(lang, "contact-task")
	}
	if t.Refused != "" {
		title, _, code := texts.problem(lang, t.Refused, nil)
		out.Refused = &TaskRefusal{Code: ProblemCode(code), Message: title}
	}
	for _, o := range t.Outcomes {
		out.Outcomes = append(out.Outcomes, TaskOutcome{Outcome: o, Label: s.Texts.OutcomeText(lang, service, t.Stage, o), Reasoned: o.Reasoned()})
	}
	for _, o := range t.Away {
		out.Away = append(out.Away, TaskOutcome{Outcome: o, Label: s.Texts.Outcome(lang, o), Reasoned: true})
	}
	return out, nil
}

type listTasksInput struct {
	Cursor
	Queue   models.Queue       `query:"queue" enum:"mine,unit,unassigned,citizen,sign" default:"mine"`
	Unit    models.UnitCode    `query:"unit" maxLength:"100"`
	Service models.ServiceCode `query:"service" maxLength:"100"`
	Stage   models.StageKey    `query:"stage" maxLength:"100"`
	Overdue bool               `query:"overdue" doc:"Late ones only; the same as due=late."`
	Due     string             `query:"due" enum:"late,today,week" doc:"late: past due; today: until the day ends in Greece; week: until the seventh day from today ends."`
	Query   string             `query:"q" maxLength:"100" doc:"As in the search of cases: a protocol number, a whole tax number (audited), or the beginnings of a name."`
	Export
}

// before is when what is asked for is due at the latest; zero: any time.
func (in *listTasksInput) before(now time.Time) time.Time {
	switch in.Due {
	case "late":
		return now
	case "today":
		return calendar.DayOf(now).Add(1).Start()
	case "week":
		return calendar.DayOf(now).Add(8).Start()
	}
	return time.Time{}
}

// TaskList is part of a queue, with the lengths of all queues.
type TaskList struct {
	List[Task]
	Counts TaskCounts `json:"counts" doc:"How long each queue of the caller is, without filters."`
}

// TaskCounts are the lengths of the queues.
type TaskCounts struct {
	Mine       int `json:"mine"`
	Unit       int `json:"unit"`
	Unassigned int `json:"unassigned"`
	Citizen    int `json:"citizen"`
	Sign       int `json:"sign"`
}

func (s *server) listTasks(ctx context.Context, in *listTasksInput) (*huma.StreamResponse, error) {
	page := func(p models.Page) ([]Task, string, error) { return s.taskPage(ctx, in, p) }
	return listing[Task]{name: "tasks", export: in.Export, columns: taskColumns(ctx), page: page, body: func() (any, error) {
		tasks, next, err := page(in.page())
		if err != nil {
			return nil, err
		}
		n, err := s.desk(ctx).TaskCounts(ctx)
		return TaskList{List: listOf(tasks, next, itself), Counts: TaskCounts{
			Mine: n[models.QueueMine], Unit: n[models.QueueUnit], Unassigned: n[models.QueueUnassigned], Citizen: n[models.QueueCitizen],
			Sign: n[models.QueueSign]}}, err
	}}.serve(ctx, s)
}

// taskPage is part of a queue.
func (s *server) taskPage(ctx context.Context, in *listTasksInput, p models.Page) ([]Task, string, error) {
	tasks, next, err := s.desk(ctx).Tasks(ctx, models.TaskFilter{Queue: in.Queue, Unit: in.Unit, Service: in.Service, Stage: in.Stage,
		Overdue: in.Overdue, Before: in.before(s.Clock.Now()), Query: in.Query, Page: p})
	if err != nil {
		return nil, "", err
	}
	out, err := s.showTasks(ctx, tasks)
	return out, next, err
}

// showTasks are tasks as they are shown.
func (s *server) showTasks(ctx context.Context, tasks []models.Task) (out []Task, err error) {
	names, err := s.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		task, err := s.showTask(ctx, names, t)
		if err != nil {
			return nil, err
		}
		out = append(out, task)
	}
	return out, nil
}

type taskInput struct {
	ID models.TaskID `path:"id" format:"uuid"`
}

type taskOutput struct{ Body Task }

func (s *server) showTaskByID(ctx context.Context, in *taskInput) (*taskOutput, error) {
	of(ctx).Task = in.ID
	t, err := s.desk(ctx).Task(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	of(ctx).Case = t.CaseID
	names, err := s.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	body, err := s.showTask(ctx, names, t)
	return &taskOutput{Body: body}, err
}

// changed does something to a task and shows it as it is then.
func (s *server) changed(ctx context.Context, id models.TaskID, do func() error) (*taskOutput, error) {
	of(ctx).Task = id
	if err := do(); err != nil {
		return nil, err
	}
	return s.showTaskByID(ctx, &taskInput{ID: id})
}

func (s *server) claimTask(ctx context.Context, in *taskInput) (*taskOutput, error) {
	return s.changed(ctx, in.ID, func() error { return s.desk(ctx).ClaimTask(ctx, in.ID) })
}

func (s *server) releaseTask(ctx context.Context, in *taskInput) (*taskOutput, error) {
	return s.changed(ctx, in.ID, func() error { return s.desk(ctx).ReleaseTask(ctx, in.ID) })
}

type assignInput struct {
	ID   models.TaskID `path:"id" format:"uuid"`
	Body struct {
		Account models.AccountID `json:"account" format:"uuid"`
	}
}

func (s *server) assignTask(ctx context.Context, in *assignInput) (*taskOutput, error) {
	return s.changed(ctx, in.ID, func() error {
		return rename(s.desk(ctx).AssignTask(ctx, in.ID, in.Body.Account), "to", "account")
	})
}

type assignTasksInput struct {
	Body struct {
		Tasks   []models.TaskID  `json:"tasks" minItems:"1" maxItems:"200" uniqueItems:"true"`
		Account models.AccountID `json:"account" format:"uuid"`
	}
}

// Assigned is what happened to one task of a bulk assignment.
type Assigned struct {
	Task    models.TaskID `json:"task" format:"uuid"`
	Done    bool          `json:"done"`
	Code    ProblemCode   `json:"code,omitempty" doc:"Why not."`
	Message string        `json:"message,omitempty"`
}

type assignTasksOutput struct {
	Body struct {
		Results []Assigned `json:"results" nullable:"false"`
	}
}

func (s *server) assignTasks(ctx context.Context, in *assignTasksInput) (*assignTasksOutput, error) {
	if faults := badIDs("tasks", in.Body.Tasks); faults != nil {
		return nil, fieldErrors(faults)
	}
	done, err := s.desk(ctx).AssignTasks(ctx, in.Body.Tasks, in.Body.Account)
	if err != nil {
		return nil, err
	}
	out := &assignTasksOutput{}
	out.Body.Results = showAssigned(ctx, done)
	return out, nil
}

func showAssigned(ctx context.Context, done []models.Assigned) []Assigned {
	out := []Assigned{}
	for _, a := range done {
		line := Assigned{Task: a.TaskID, Done: a.Code == ""}
		if !line.Done {
			title, _, code := texts.problem(of(ctx).Lang, a.Code, nil)
			line.Code, line.Message = ProblemCode(code), title
		}
		out = append(out, line)
	}
	return out
}
