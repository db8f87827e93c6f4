// Package activities performs the steps that the workflows name: one activity
// is one transaction or one call that leaves the house.
package activities

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Papers says whether the content of an attachment is still there.
type Papers interface {
	Has(ctx context.Context, key string) (bool, error)
}

// Application performs the steps of an application.
type Application struct {
	Store    store.System
	Services *catalogue.Book
	Calendar *calendar.Calendar
	Clock    clock.Clock
	Papers   Papers
}

// LoadPlan reads the plan of the version the case was filed with.
func (a *Application) LoadPlan(ctx context.Context, in models.PlanRef) (models.Plan, error) {
	s, err := a.Services.Service(ctx, in)
	if err != nil {
		return models.Plan{}, err
	}
	return s.Plan(), nil
}

// OpenStage opens a visit with its times, or lets the machine do it at once.
func (a *Application) OpenStage(ctx context.Context, in models.StageOpening) (models.StageOpened, error) {
	if in.Stage.Kind == models.KindStep {
		return a.check(ctx, in)
	}
	t := store.VisitTimes{OpenedAt: a.Clock.Now()}
	if in.Stage.Term.Days > 0 {
		t.DueAt = a.due(t.OpenedAt, in.Stage.Term)
	}
	if in.Stage.Escalate.Days > 0 && !t.DueAt.IsZero() {
		t.EscalateAt = a.due(t.DueAt, in.Stage.Escalate)
	}
	if in.Stage.Lapse.Days > 0 && !t.DueAt.IsZero() {
		t.LapseAt = a.due(t.DueAt, in.Stage.Lapse)
	}
	return a.Store.OpenStage(ctx, in, t)
}

// check is CheckCase, the step every service begins with.
func (a *Application) check(ctx context.Context, in models.StageOpening) (out models.StageOpened, err error) {
	out.Outcome = models.Done
	files, others, err := a.Store.CaseToCheck(ctx, in.CaseID)
	if err != nil {
		return out, err
	}
	var found []models.Finding
	for _, f := range files {
		ok, err := a.Papers.Has(ctx, f.Blob)
		if err != nil {
			return out, err
		}
		if !ok {
			found = append(found, models.Finding{Code: "paper-unreadable", Subject: string(f.Slot)})
		}
	}
	for _, c := range others {
		found = append(found, models.Finding{Code: "same-request-open", Subject: string(c)})
	}
	return out, a.Store.CheckCase(ctx, in, a.Clock.Now(), found)
}

// CloseTask ends one of several tasks of a visit.
func (a *Application) CloseTask(ctx context.Context, in models.TaskClosing) (out models.None, err error) {
	return out, a.Store.CloseTask(ctx, in)
}

// TellLate tells of a late visit.
func (a *Application) TellLate(ctx context.Context, in models.StageLate) (out models.None, err error) {
	return out, a.Store.TellLate(ctx, in)
}

// LapseStage ends a visit whose last time has passed.
func (a *Application) LapseStage(ctx context.Context, in models.StageLapse) (models.StageLapsed, error) {
	done, err := a.Store.LapseStage(ctx, in)
	return models.StageLapsed{Done: done}, err
}

// CloseStage ends a visit.
func (a *Application) CloseStage(ctx context.Context, in models.StageClosing) (out models.None, err error) {
	return out, a.Store.CloseStage(ctx, in)
}

// CloseCase ends a case.
func (a *Application) CloseCase(ctx context.Context, in models.CaseClosing) (out models.None, err error) {
	return out, a.Store.CloseCase(ctx, in)
}

// HaltCase gives a case to the administrator.
func (a *Application) HaltCase(ctx context.Context, in models.CaseHalting) (out models.None, err error) {
	return out, a.Store.HaltCase(ctx, in)
}

// due reckons a term with the calendar of the municipality.
func (a *Application) due(from time.Time, t models.Term) time.Time {
	unit := calendar.CalendarDays
	if t.Working {
		unit = calendar.Working
	}
	return a.Calendar.Due(from, calendar.Term{Days: t.Days, Unit: unit}).UTC()
}
