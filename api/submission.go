package api

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/intake"
	"github.com/thyrida/thyrida/models"
)

// SlotFile says which uploaded file fills which slot.
type SlotFile struct {
	Slot     models.SlotKey        `json:"slot" minLength:"1" maxLength:"100"`
	ID       models.AttachmentID   `json:"id" format:"uuid" doc:"Of POST /attachments."`
	Replaces []models.AttachmentID `json:"replaces,omitempty" maxItems:"20" doc:"Of a completion: files of the case of which it is the newer version. Absent: what was refused in its slot, and the one that is there if the slot takes one."`
}

func slotFiles(files []SlotFile) []models.SlotFile {
	out := make([]models.SlotFile, len(files))
	for i, f := range files {
		out[i] = models.SlotFile{Slot: f.Slot, ID: f.ID, Replaces: f.Replaces}
	}
	return out
}

type submitInput struct {
	Body struct {
		Service        models.ServiceCode   `json:"service" minLength:"1" maxLength:"100"`
		Form           map[string]any       `json:"form,omitempty" doc:"Answers by key of the service's fields."`
		Attachments    []SlotFile           `json:"attachments,omitempty" maxItems:"100"`
		Delivery       models.Delivery      `json:"delivery,omitempty" enum:"portal,email,post" doc:"How the result shall come; the service's first if absent."`
		Draft          models.DraftID       `json:"draft,omitempty" format:"uuid" doc:"Removed when the application is filed."`
		Applicant      *Applicant           `json:"applicant,omitempty" doc:"By a clerk for somebody at the counter; absent: who asks."`
		Behalf         *Behalf              `json:"behalf,omitempty" doc:"When it is for another: a minor child, an organisation, or whom a paper names."`
		Identification *ShownDocument       `json:"identification,omitempty" doc:"By a clerk at the counter: the identity document that the applicant shows. Without it an application that needs a sure identity waits."`
		Channel        models.FilingChannel `json:"channel,omitempty" enum:"portal,counter,phone,post,email" doc:"With applicant; counter if absent."`
		FiledAt        time.Time            `json:"filedAt,omitzero" doc:"With applicant: when it was filed with another body, which sent it here. The legal term runs from now."`
		FromBody       string               `json:"fromBody,omitempty" maxLength:"200" doc:"With filedAt: that body."`
	}
}

// Filed answers an application.
type Filed struct {
	ID       models.CaseID   `json:"id" format:"uuid"`
	Protocol models.Entry    `json:"protocol" doc:"Number, year and time of entry in the protocol book."`
	Due      models.Due      `json:"due" doc:"By when: what the law says, and what the municipality aims at."`
	Stage    models.StageKey `json:"stage" doc:"Where it begins."`
	Warnings []Warning       `json:"warnings" nullable:"false"`
}

// Warning is something the applicant should know.
type Warning struct {
	Code    string        `json:"code" enum:"same-open-application,waits-for-identity"`
	Message string        `json:"message"`
	Case    models.CaseID `json:"case,omitempty" format:"uuid"`
}

type filedOutput struct {
	Location string `header:"Location"`
	Body     Filed
}

// submitCase files an application. Everything is checked before anything is
// written, and all of it is written in one commit; whether Temporal can be
// told at once changes nothing for the applicant.
func (s *server) submitCase(ctx context.Context, in *submitInput) (*filedOutput, error) {
	r, b := of(ctx), in.Body
	service, err := s.service(ctx, b.Service, 0)
	if notFound(err) {
		return nil, fieldError("service", "no-such-service")
	}
	if err != nil {
		return nil, err
	}
	sub := models.Submission{CaseID: models.CaseID(r.intention("case")), Service: service.Code, Version: service.Version,
		Unit: service.Unit, Attachments: slotFiles(b.Attachments), Draft: b.Draft, Channel: models.FiledPortal}
	r.Case = sub.CaseID
	if r.Key != "" { // after a crash the first attempt may be found whole
		if out, err := s.refiled(ctx, sub.CaseID, service); err == nil || !notFound(err) {
			return out, err
		}
	}
	faults := s.fillForm(service, &sub, b.Form, b.Delivery)
	more, err := s.checkFiles(ctx, service, sub.Attachments)
	if err != nil {
		return nil, err
	}
	faults = append(faults, more...)
	for _, f := range sub.Attachments {
		if len(f.Replaces) > 0 {
			faults = append(faults, models.FieldFault{Field: "attachments." + string(f.Slot), Code: "not-expected"})
		}
	}
	sub.Behalf, more = b.Behalf.behalf(service, sub.Attachments, s.Clock.Now())
	faults = append(faults, more...)
	if d := b.Identification; d != nil && (b.Applicant == nil || b.Channel != "" && b.Channel != models.FiledCounter) {
		faults = append(faults, models.FieldFault{Field: "identification", Code: "not-expected"})
	} else if d != nil {
		if sub.Shown, more, err = s.shown(ctx, "identification", *d); err != nil {
			return nil, err
		}
		faults = append(faults, more...)
	}
	switch {
	case b.Applicant != nil:
		person, more := b.Applicant.person()
		faults = append(faults, more...)
		sub.Applicant, sub.Channel = &person, models.FiledCounter
		if b.Channel != "" {
			sub.Channel = b.Channel
		}
	case b.Channel != "" && b.Channel != models.FiledPortal:
		faults = append(faults, models.FieldFault{Field: "channel", Code: "not-expected"})
	}
	faults = append(faults, arrived(&sub, b.FiledAt, b.FromBody, s.Clock.Now())...)
	if err := fieldErrors(faults); err != nil {
		return nil, err
	}
	sub.Due = service.Due(s.Calendar, s.Clock.Now())
	filed, err := s.desk(ctx).SubmitCase(ctx, sub)
	if err != nil {
		return nil, err
	}
	s.meters.submissions.WithLabelValues(string(service.Code)).Inc()
	s.deliver(ctx, filed.Outbox)
	return showFiled(ctx, filed, service), nil
}

// fillForm checks the answers and the way of delivery, and puts them into the
// submission.
func (s *server) fillForm(v *catalogue.Service, sub *models.Submission, form map[string]any, by models.Delivery) []models.FieldFault {
	answers := map[string]any{}
	for k, a := range form {
		answers[k] = a
	}
	var faults []models.FieldFault
	key := string(catalogue.DeliveryField)
	if _, asked := v.Field(catalogue.DeliveryField); by != "" && asked && answers[key] == nil {
		answers[key] = string(by)
	} else if by != "" && !asked && v.Delivery[0] != by {
		faults = append(faults, models.FieldFault{Field: "delivery", Code: "not-a-choice"})
	}
	clean, more := v.Validate(answers, slotsOf(sub.Attachments), s.Clock.Now())
	sub.Form, sub.Delivery = clean, v.DeliveryOf(clean)
	return append(faults, more...)
}

func slotsOf(files []models.SlotFile) []models.SlotKey {
	out := make([]models.SlotKey, len(files))
	for i, f := range files {
		out[i] = f.Slot
	}
	return out
}

// checkFiles looks whether every file is there and fits its slot.
func (s *server) checkFiles(ctx context.Context, v *catalogue.Service, files []models.SlotFile) (faults []models.FieldFault, err error) {
	seen := map[models.AttachmentID]bool{}
	for _, f := range files {
		field := "attachments." + string(f.Slot)
		if seen[f.ID] {
			faults = append(faults, models.FieldFault{Field: field, Code: "repeated"})
			continue
		}
		seen[f.ID] = true
		a, err := s.desk(ctx).Attachment(ctx, f.ID)
		switch {
		case notFound(err):
			faults = append(faults, models.FieldFault{Field: field, Code: "no-such-attachment"})
			continue
		case err != nil:
			return nil, err
		case a.CaseID != "":
			faults = append(faults, models.FieldFault{Field: field, Code: "attachment-used"})
			continue
		case a.State == models.AttachmentRefused:
			faults = append(faults, models.FieldFault{Field: field, Code: models.Code(intake.Infected)})
			continue
		}
		if p, ok := v.Paper(f.Slot); ok {
			faults = append(faults, fitsPaper(p, a, field)...)
		}
	}
	return faults, nil
}

// fits gives the slot of a file, and refuses a file that it does not take.
func (s *server) fits(ctx context.Context, code models.ServiceCode, a models.Attachment) (p catalogue.Paper, err error) {
	v, err := s.service(ctx, code, 0)
	if notFound(err) {
		return p, fieldError("service", "no-such-service")
	}
	if err != nil {
		return p, err
	}
	p, ok := v.Paper(a.Slot)
	if !ok {
		return p, fieldError("slot", "unknown-slot")
	}
	faults := fitsPaper(p, a, "file")
	if len(faults) == 0 {
		return p, nil
	}
	e := &models.Error{Kind: models.Invalid, Code: "too-large", Fields: faults, Data: faults[0].Data}
	if faults[0].Code == "kind-not-allowed" {
		e.Code = "kind-not-allowed"
	}
	return p, e
}

func fitsPaper(p catalogue.Paper, a models.Attachment, field string) []models.FieldFault {
	accept := make([]string, len(p.Accept))
	for i, k := range p.Accept {
		accept[i] = string(k)
	}
	switch {
	case !blob.Allowed(a.MediaType, accept):
		return []models.FieldFault{{Field: field, Code: "kind-not-allowed"}}
	case a.Size > p.MaxBytes():
		return []models.FieldFault{{Field: field, Code: "file-too-large", Data: map[string]any{"limit": p.MaxMB}}}
	}
	return nil
}

// refiled gives what a request with the same key has filed before.
func (s *server) refiled(ctx context.Context, id models.CaseID, v *catalogue.Service) (*filedOutput, error) {
	r, err := s.desk(ctx).Receipt(ctx, id)
	if err != nil {
		return nil, err
	}
	return showFiled(ctx, models.Filed{CaseID: id, Protocol: r.Protocol, Due: r.Due}, v), nil
}

func showFiled(ctx context.Context, f models.Filed, v *catalogue.Service) *filedOutput {
	out := &filedOutput{Location: prefix + "/cases/" + string(f.CaseID), Body: Filed{ID: f.CaseID, Protocol: f.Protocol,
		Due: f.Due, Stage: v.Plan().First().Stage, Warnings: []Warning{}}}
	if f.Identify {
		out.Body.Stage = models.Identification
		out.Body.Warnings = append(out.Body.Warnings, Warning{Code: "waits-for-identity", Message: texts.word(of(ctx).Lang, "waits-for-identity")})
	}
	if f.Duplicate != "" {
		out.Body.Warnings = append(out.Body.Warnings, Warning{Code: "same-open-application",
			Message: texts.word(of(ctx).Lang, "same-open-application"), Case: f.Duplicate})
	}
	return out
}
