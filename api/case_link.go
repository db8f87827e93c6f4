package api

import (
	"context"
	"net/http"

	"github.com/thyrida/thyrida/models"
)

func (s *server) caseLinkRoutes() {
	add(s, http.MethodPut, "/cases/{id}/watch", "watch-case", "Watch a case", s.watchCase, noBody,
		describe("For staff who may open it: an e-mail tells them of every stage and of the end, except of what they do themselves."))
	add(s, http.MethodDelete, "/cases/{id}/watch", "unwatch-case", "Stop watching a case", s.unwatchCase, noBody)
	add(s, http.MethodPost, "/cases/{id}/links", "link-cases", "Say that a case has to do with another", s.linkCases, noBody, unkept,
		describe("By staff who work on it and may open the other."))
	add(s, http.MethodDelete, "/cases/{id}/links/{to}", "unlink-cases", "Take back that two cases have to do with each other", s.unlinkCases, noBody)
}

// CaseLink is another case that a case has to do with.
type CaseLink struct {
	Kind models.LinkKind `json:"kind" enum:"same-matter,duplicate,follow-up,answers"`
	Back bool            `json:"back,omitempty" doc:"Said of the other: that one repeats, follows or answers this one."`
	Text string          `json:"text" doc:"What this one is to the other, in plain words."`
	Case CaseLine        `json:"case"`
}

func (s *server) showLinks(ctx context.Context, names unitNames, ls []models.CaseLink) ([]CaseLink, error) {
	out := []CaseLink{}
	for _, l := range ls {
		line, err := s.showLine(ctx, names, l.Other)
		if err != nil {
			return nil, err
		}
		word := "link-" + models.Code(l.Kind)
		if l.Back {
			word += "-back"
		}
		out = append(out, CaseLink{Kind: l.Kind, Back: l.Back, Text: texts.word(of(ctx).Lang, word), Case: line})
	}
	return out, nil
}

func (s *server) watchCase(ctx context.Context, in *caseInput) (*struct{}, error) {
	of(ctx).Case = in.ID
	return nil, s.desk(ctx).WatchCase(ctx, in.ID)
}

func (s *server) unwatchCase(ctx context.Context, in *caseInput) (*struct{}, error) {
	of(ctx).Case = in.ID
	return nil, s.desk(ctx).UnwatchCase(ctx, in.ID)
}

type linkCasesInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body struct {
		To   models.CaseID   `json:"to" format:"uuid"`
		Kind models.LinkKind `json:"kind" enum:"same-matter,duplicate,follow-up,answers" doc:"What this case is to the other."`
	}
}

func (s *server) linkCases(ctx context.Context, in *linkCasesInput) (*struct{}, error) {
	of(ctx).Case = in.ID
	return nil, s.desk(ctx).LinkCases(ctx, models.NewLink{From: in.ID, To: in.Body.To, Kind: in.Body.Kind})
}

type unlinkCasesInput struct {
	ID models.CaseID `path:"id" format:"uuid"`
	To models.CaseID `path:"to" format:"uuid"`
}

func (s *server) unlinkCases(ctx context.Context, in *unlinkCasesInput) (*struct{}, error) {
	of(ctx).Case = in.ID
	return nil, s.desk(ctx).UnlinkCases(ctx, in.ID, in.To)
}
