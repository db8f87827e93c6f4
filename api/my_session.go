package api

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/models"
)

// Session is one of the caller's sessions.
type Session struct {
	ID        models.SessionID `json:"id" format:"uuid"`
	Device    string           `json:"device" doc:"What the program that logged in called itself, shortened."`
	BeganAt   time.Time        `json:"beganAt"`
	SeenAt    time.Time        `json:"seenAt" doc:"To five minutes."`
	ExpiresAt time.Time        `json:"expiresAt"`
	Current   bool             `json:"current" doc:"The session that asks."`
}

type listSessionsOutput struct {
	Body struct {
		Items []Session `json:"items" nullable:"false"`
	}
}

func (s *server) listSessions(ctx context.Context, _ *struct{}) (*listSessionsOutput, error) {
	mine, err := s.desk(ctx).Sessions(ctx, of(ctx).Token)
	if err != nil {
		return nil, err
	}
	out := &listSessionsOutput{}
	out.Body.Items = []Session{}
	for _, m := range mine {
		m.BeganAt, m.SeenAt, m.ExpiresAt = m.BeganAt.UTC(), m.SeenAt.UTC(), m.ExpiresAt.UTC()
		out.Body.Items = append(out.Body.Items, Session(m))
	}
	return out, nil
}

type endSessionInput struct {
	ID models.SessionID `path:"id" format:"uuid"`
}

func (s *server) endSession(ctx context.Context, in *endSessionInput) (*struct{}, error) {
	return nil, s.desk(ctx).EndOne(ctx, in.ID)
}

func (s *server) endOtherSessions(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, s.desk(ctx).EndOthers(ctx, of(ctx).Token)
}

// deviceLength is how much of a User-Agent is kept.
const deviceLength = 120

// shortDevice is a User-Agent as it is kept and shown.
func shortDevice(agent string) string {
	r := []rune(oneLine(agent))
	return string(r[:min(len(r), deviceLength)])
}
