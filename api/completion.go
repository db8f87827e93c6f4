package api

import (
	"context"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/models"
)

type completeInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body struct {
		Note        string         `json:"note,omitempty" maxLength:"4000" doc:"For the clerk."`
		Form        map[string]any `json:"form,omitempty" doc:"The whole form as completed; absent when nothing in it changes."`
		Attachments []SlotFile     `json:"attachments,omitempty" maxItems:"100"`
	}
}

// completeCase answers what the clerk asked the citizen for.
func (s *server) completeCase(ctx context.Context, in *completeInput) (*decidedOutput, error) {
	of(ctx).Case = in.ID
	v := models.Verdict{ID: models.DecisionID(of(ctx).intention("completion")), Outcome: models.Answered,
		Note: tidyNote(in.Body.Note), Attachments: slotFiles(in.Body.Attachments)}
	if out, err := s.settled(ctx, v.ID); out != nil || err != nil {
		return out, err
	}
	c, err := s.desk(ctx).Case(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if v.TaskID, err = openTask(c, models.ForCitizen, "nothing-to-complete"); err != nil {
		return nil, err
	}
	if v.Note == "" && in.Body.Form == nil && len(v.Attachments) == 0 {
		return nil, fieldError("note", "required")
	}
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return nil, err
	}
	faults, err := s.checkFiles(ctx, service, v.Attachments)
	if err != nil {
		return nil, err
	}
	form := in.Body.Form
	if form == nil {
		form = c.Form
	}
	slots := slotsOf(v.Attachments) // what came before counts, what comes again replaces it
	for _, f := range c.Files {
		if !slices.Contains(slots, f.Slot) {
			slots = append(slots, f.Slot)
		}
	}
	clean, more := service.Validate(form, slots, s.Clock.Now())
	for _, f := range more {
		if in.Body.Form != nil || !strings.HasPrefix(f.Field, "form.") {
			faults = append(faults, f)
		}
	}
	if err := fieldErrors(faults); err != nil {
		return nil, err
	}
	if in.Body.Form != nil {
		v.Form = clean
	}
	return s.decide(ctx, v)
}

// openTask is the case's open task of an audience.
func openTask(c models.CaseDetail, a models.Audience, none models.Code) (models.TaskID, error) {
	for _, t := range c.OpenTasks {
		if t.Audience == a && t.State == models.TaskOpen && t.Purpose == models.ForStage {
			return t.ID, nil
		}
	}
	return "", models.Fault(models.Conflict, none)
}
