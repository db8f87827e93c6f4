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
	if v.Note == "" && in.Body.Form == nil && len(v.Attachments) == 0 && !broughtSince(c, v.TaskID) {
		return nil, fieldError("note", "required")
	}
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return nil, err
	}
	var more []models.FieldFault
	faults, err := s.checkFiles(ctx, service, v.Attachments)
	if err != nil {
		return nil, err
	}
	v.Attachments, more = succeed(service, v.Attachments, c.Files)
	faults = append(faults, more...)
	form := in.Body.Form
	if form == nil {
		form = c.Form
	}
	clean, more := service.Validate(form, slotsAfter(c.Files, v.Attachments), s.Clock.Now())
	for _, f := range more {
		if (in.Body.Form != nil || !strings.HasPrefix(f.Field, "form.")) && !inherited(f, c, v) {
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

// slotsAfter are the slots of the papers that count when new ones have taken
// the place of older ones.
func slotsAfter(there []models.Attachment, files []models.SlotFile) []models.SlotKey {
	slots := slotsOf(files)
	for _, a := range there {
		gone := slices.ContainsFunc(files, func(f models.SlotFile) bool { return slices.Contains(f.Replaces, a.ID) })
		if a.Slot != "" && a.Counts() && !gone {
			slots = append(slots, a.Slot)
		}
	}
	return slots
}

// inherited says whether a fault is of papers that were there before the answer,
// or that the return wants: nobody can take a paper away, so what the form asks
// for no more stands in no answer's way.
func inherited(f models.FieldFault, c models.CaseDetail, v models.Verdict) bool {
	slot, ok := strings.CutPrefix(f.Field, "attachments.")
	if !ok || f.Code != "not-expected" && f.Code != "too-many-files" {
		return false
	}
	wanted := slices.ContainsFunc(c.OpenTasks, func(t models.Task) bool {
		return t.ID == v.TaskID && slices.Contains(t.Needed, models.SlotKey(slot))
	})
	count := func(files []models.SlotFile) (n int) {
		for _, k := range slotsAfter(c.Files, files) {
			if string(k) == slot {
				n++
			}
		}
		return n
	}
	return wanted && f.Code == "not-expected" || count(v.Attachments) <= count(nil)
}

// broughtSince says whether the applicant has added a file since a task was
// opened: that is an answer too.
func broughtSince(c models.CaseDetail, id models.TaskID) bool {
	i := slices.IndexFunc(c.OpenTasks, func(t models.Task) bool { return t.ID == id })
	return i >= 0 && slices.ContainsFunc(c.Files, func(a models.Attachment) bool { return !a.Internal && !a.AddedAt.Before(c.OpenTasks[i].OpenedAt) })
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
