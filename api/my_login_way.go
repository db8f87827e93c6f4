package api

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/models"
)

// MyLoginWay is a provider that logs the caller in.
type MyLoginWay struct {
	ID        models.LoginWayID `json:"id" format:"uuid"`
	Provider  string            `json:"provider" doc:"Its key, among those of GET /login-ways unless the municipality has ended it."`
	Label     string            `json:"label" doc:"In the caller's language."`
	AddedAt   time.Time         `json:"addedAt"`
	UsedAt    time.Time         `json:"usedAt"`
	ByHand    bool              `json:"byHand" doc:"Added from a session: a new password takes it away."`
	Removable bool              `json:"removable" doc:"False for the last way in, and for what gives roles."`
}

type myLoginWaysOutput struct {
	Body struct {
		Items    []MyLoginWay `json:"items" nullable:"false"`
		Password bool         `json:"password" doc:"The account has an e-mail address and a password."`
	}
}

func (s *server) myLoginWays(ctx context.Context, _ *struct{}) (*myLoginWaysOutput, error) {
	ways, password, err := s.desk(ctx).LoginWays(ctx)
	if err != nil {
		return nil, err
	}
	alive := 0
	for _, w := range ways {
		if s.provider(w.Provider) != nil {
			alive++
		}
	}
	out := &myLoginWaysOutput{}
	out.Body.Items, out.Body.Password = []MyLoginWay{}, password
	for _, w := range ways {
		others := alive
		if p := s.provider(w.Provider); p != nil {
			w.LabelEl, w.LabelEn = p.LabelEl, p.LabelEn
			others--
		}
		label := nameIn(of(ctx).Lang, w.LabelEl, w.LabelEn)
		if label == "" {
			label = w.Provider
		}
		out.Body.Items = append(out.Body.Items, MyLoginWay{ID: w.ID, Provider: w.Provider, Label: label, AddedAt: w.AddedAt.UTC(), UsedAt: w.UsedAt.UTC(),
			ByHand: w.ByHand, Removable: !w.GivesRoles && (password || others > 0)})
	}
	return out, nil
}

type loginWayInput struct {
	ID models.LoginWayID `path:"id" format:"uuid"`
}

func (s *server) removeLoginWay(ctx context.Context, in *loginWayInput) (*struct{}, error) {
	var alive []string
	for _, p := range s.Providers {
		alive = append(alive, p.Key)
	}
	return nil, s.desk(ctx).RemoveLoginWay(ctx, in.ID, of(ctx).Token, alive)
}
