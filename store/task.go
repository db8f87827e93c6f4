package store

import (
	"slices"
	"time"

	"github.com/thyrida/thyrida/models"
)

// taskColumns are what people see of task t, with its case c, its applicant p,
// its line e of the book, its assignee h and the actor's rights r; taskJoins brings these.
var taskColumns = `t.id, t.case_id, t.purpose, t.visit, t.ordinal, t.service, c.version, t.stage, t.audience, t.unit,
	array_to_string(t.outcomes, ',') AS outcomes, t.assignee, h.name AS handler, t.acting_for AS taken_for, f.name AS acting_for, r.acts_for, t.claimed_at, t.opened_at, t.due_at, t.state,
	e.number, e.year, e.at AS numbered_at, p.name AS applicant,
	r.works, r.heads, r.signs, coalesce(` + isApplicant + `, false) AS applies, ` +
	himself + ` AS himself, ` + noLogin + ` AS no_login, ` + mayLeave + ` AS leaves, c.decided_at IS NOT NULL AS answered,
	t.four_eyes <> '' AND (EXISTS (SELECT FROM decisions d WHERE d.case_id = t.case_id AND d.stage = t.four_eyes
		AND d.actor = CAST(@actor AS uuid) AND d.state <> 'refused') OR ` + wrote(`CAST(@actor AS uuid)`, `t.case_id`) + `) AS barred,
	CASE WHEN t.state = 'open' AND t.audience = 'citizen' THEN ` + neededSlots + ` END AS needed,
	CASE WHEN t.state = 'open' THEN (SELECT d.refused_code FROM decisions d WHERE d.case_id = t.case_id AND d.task_id = t.id
		AND d.state = 'refused' ORDER BY d.recorded_at DESC LIMIT 1) END AS refused`

const taskJoins = ` JOIN cases c ON c.id = t.case_id
	LEFT JOIN persons p ON p.id = c.applicant
	LEFT JOIN protocol_entries e ON e.subject = 'case/' || CAST(c.id AS text)
	LEFT JOIN accounts h ON h.id = t.assignee` + onTaskOf + `
	LEFT JOIN accounts f ON f.id = coalesce(t.acting_for, r.acts_for)`

type taskRow struct {
	ID, CaseID, Purpose            string
	Visit, Ordinal, Version        int
	Service, Stage, Audience, Unit string
	Outcomes, Assignee, Handler    string
	TakenFor, ActingFor, ActsFor   string // account; name; account
	ClaimedAt, OpenedAt, DueAt     *time.Time
	State, Applicant               string
	Number, Year                   int
	NumberedAt                     *time.Time
	Works, Heads, Applies, Barred  bool
	Signs, NoLogin, Leaves         bool
	Himself, Answered              bool
	Refused, Needed                string
	Line                           int64 // of the audit: when it was decided, in the order of lists
}

// task is the row as models have it. The outcomes are those the actor may
// choose now; a task that is not his to decide comes without.
func (r taskRow) task(actor models.AccountID, now time.Time) models.Task {
	t := models.Task{ID: models.TaskID(r.ID), CaseID: models.CaseID(r.CaseID), Purpose: models.Purpose(r.Purpose),
		Visit: r.Visit, Ordinal: r.Ordinal, Service: models.ServiceCode(r.Service), Version: r.Version,
		Stage: models.StageKey(r.Stage), Audience: models.Audience(r.Audience), Unit: models.UnitCode(r.Unit),
		Assignee: models.AccountID(r.Assignee), Handler: r.Handler, ActingFor: r.ActingFor, ClaimedAt: utc(r.ClaimedAt), OpenedAt: utc(r.OpenedAt),
		DueAt: utc(r.DueAt), State: models.TaskState(r.State), Refused: models.Code(r.Refused), Applicant: r.Applicant,
		Protocol: models.Entry{Number: r.Number, Year: r.Year, At: utc(r.NumberedAt)}}
	for _, k := range split(r.Needed) {
		t.Needed = append(t.Needed, models.SlotKey(k))
	}
	for _, o := range split(r.Outcomes) {
		if r.mayChoose(models.Outcome(o), actor, now) {
			t.Outcomes = append(t.Outcomes, models.Outcome(o))
		}
	}
	r.Barred = false // who gives a case away does not judge it
	if r.Leaves && r.mayChoose(models.Forwarded, actor, now) {
		t.Away = []models.Outcome{models.Forwarded, models.HandedOn}
		if r.Answered { // nobody is sent to another body with his answer in hand
			t.Away = t.Away[:1]
		}
	}
	return t
}

// mayChoose mirrors what DecideTask allows, so that nobody is offered what
// would be refused.
func (r taskRow) mayChoose(o models.Outcome, actor models.AccountID, now time.Time) bool {
	a := models.Audience(r.Audience)
	switch {
	case r.State != string(models.TaskOpen) || r.Barred:
		return false
	case (r.Applies || r.Himself) && (a.Staff() || o == models.Lapsed): // nobody judges his own request (ν. 2690/1999 art. 7)
		return false
	case o == models.Lapsed:
		return r.Works && !now.Before(utc(r.DueAt))
	case a == models.ForCitizen:
		return r.Applies || r.NoLogin && r.Works
	case a == models.ForPayer:
		return r.Applies || r.Works
	case a == models.ForHead:
		return r.Heads
	case a == models.ForSigner:
		return r.Signs
	case a == models.ForMachine:
		return false
	}
	return r.Works && (r.Assignee == "" || r.Assignee == string(actor) || r.Assignee == r.ActsFor || r.TakenFor == string(actor) || r.Heads)
}

func tasksOf(rows []taskRow, actor models.AccountID, now time.Time) []models.Task {
	ts := make([]models.Task, len(rows))
	for i, r := range rows {
		ts[i] = r.task(actor, now)
	}
	return slices.Clip(ts)
}
