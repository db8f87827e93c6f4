package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/models"
)

func (s *server) draftRoutes() {
	add(s, http.MethodPut, "/drafts/{id}", "save-draft", "Keep an application as far as it has come", s.saveDraft)
	add(s, http.MethodGet, "/drafts", "list-drafts", "List my drafts", s.listDrafts)
	add(s, http.MethodGet, "/drafts/{id}", "show-draft", "Show a draft", s.showDraft)
	add(s, http.MethodDelete, "/drafts/{id}", "delete-draft", "Forget a draft", s.deleteDraft, noBody)
}

// DraftBody is an application that is not finished: nothing in it is checked
// before it is filed.
type DraftBody struct {
	Form        map[string]any  `json:"form,omitempty"`
	Attachments []SlotFile      `json:"attachments,omitempty" maxItems:"100"`
	Delivery    models.Delivery `json:"delivery,omitempty" enum:"portal,email,post"`
	Behalf      map[string]any  `json:"behalf,omitempty" doc:"As it is filed later, as far as it has come."`

	Channel   models.FilingChannel `json:"channel,omitempty" enum:"counter,phone,post,email" doc:"Of an employee's: how somebody else's request came."`
	Applicant map[string]any       `json:"applicant,omitempty" doc:"With channel: who came, as he is filed later."`
}

// Draft is a kept draft.
type Draft struct {
	ID        models.DraftID     `json:"id" format:"uuid"`
	Service   models.ServiceCode `json:"service"`
	UpdatedAt time.Time          `json:"updatedAt"`
	DraftBody
}

func showDraft(d models.Draft) (Draft, error) {
	out := Draft{ID: d.ID, Service: d.Service, UpdatedAt: d.UpdatedAt.UTC()}
	return out, json.Unmarshal(d.Body, &out.DraftBody)
}

type saveDraftInput struct {
	ID   models.DraftID `path:"id" format:"uuid"`
	Body struct {
		Service models.ServiceCode `json:"service" minLength:"1" maxLength:"100"`
		DraftBody
	}
}

type draftOutput struct{ Body Draft }

func (s *server) saveDraft(ctx context.Context, in *saveDraftInput) (*draftOutput, error) {
	_, err := s.service(ctx, in.Body.Service, 0)
	if notFound(err) {
		return nil, fieldError("service", "no-such-service")
	}
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(in.Body.DraftBody)
	if err != nil {
		return nil, err
	}
	if err := s.desk(ctx).SaveDraft(ctx, models.Draft{ID: in.ID, Service: in.Body.Service, Body: body}); err != nil {
		return nil, err
	}
	return s.showDraft(ctx, &draftInput{ID: in.ID})
}

type draftInput struct {
	ID models.DraftID `path:"id" format:"uuid"`
}

func (s *server) showDraft(ctx context.Context, in *draftInput) (*draftOutput, error) {
	d, err := s.desk(ctx).Draft(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	body, err := showDraft(d)
	return &draftOutput{Body: body}, err
}

type listDraftsOutput struct{ Body List[Draft] }

func (s *server) listDrafts(ctx context.Context, _ *struct{}) (*listDraftsOutput, error) {
	drafts, err := s.desk(ctx).Drafts(ctx)
	if err != nil {
		return nil, err
	}
	out := &listDraftsOutput{Body: List[Draft]{Items: []Draft{}}}
	for _, d := range drafts {
		body, err := showDraft(d)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, body)
	}
	return out, nil
}

func (s *server) deleteDraft(ctx context.Context, in *draftInput) (*struct{}, error) {
	return nil, s.desk(ctx).DeleteDraft(ctx, in.ID)
}
