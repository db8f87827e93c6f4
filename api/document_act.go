package api

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/models"
)

// LinkSent says until when the link opens.
type LinkSent struct {
	EndsAt time.Time `json:"endsAt"`
}

type linkSentOutput struct{ Body LinkSent }

// sendLink sends the e-mail with the link once more.
func (s *server) sendLink(ctx context.Context, in *documentInput) (*linkSentOutput, error) {
	ends, err := s.desk(ctx).SendLink(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &linkSentOutput{Body: LinkSent{EndsAt: ends.UTC()}}, nil
}

type revokeInput struct {
	ID   models.DocumentID `path:"id" format:"uuid"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"The applicant reads it."`
	}
}

func (s *server) revokeDocument(ctx context.Context, in *revokeInput) (*documentOutput, error) {
	if err := s.desk(ctx).RevokeDocument(ctx, in.ID, tidyNote(in.Body.Reason)); err != nil {
		return nil, err
	}
	return s.showDocument(ctx, &documentInput{ID: in.ID})
}

type correctInput struct {
	ID   models.DocumentID `path:"id" format:"uuid"`
	Body struct {
		CaseID models.CaseID `json:"caseId,omitempty" format:"uuid" doc:"Chosen by the caller: the same again is the first one's success."`
		Reason string        `json:"reason" minLength:"1" maxLength:"500" doc:"Printed on the repetition."`
	}
}

// CorrectionStarted says which case makes the repetition.
type CorrectionStarted struct {
	Case models.CaseID `json:"case" format:"uuid"`
}

type correctionOutput struct{ Body CorrectionStarted }

func (s *server) correctDocument(ctx context.Context, in *correctInput) (*correctionOutput, error) {
	id := in.Body.CaseID
	if id == "" {
		id = models.CaseID(of(ctx).intention("correction"))
	}
	of(ctx).Case = id
	outbox, err := s.desk(ctx).CorrectDocument(ctx, in.ID, id, oneLine(in.Body.Reason))
	if err != nil {
		return nil, err
	}
	s.deliver(ctx, outbox)
	return &correctionOutput{Body: CorrectionStarted{Case: id}}, nil
}
