package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/paper"
)

// printLabel prints what stands in the window of the envelope.
func (s *server) printLabel(ctx context.Context, in *caseInput) (*huma.StreamResponse, error) {
	of(ctx).Case = in.ID
	l, err := s.desk(ctx).Label(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	b, err := paper.Label(l)
	if err != nil {
		return nil, err
	}
	return s.print(ctx, paper.LabelName(l.Number, of(ctx).Lang), b), nil
}
