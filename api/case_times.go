package api

import (
	"context"
	"math"
	"time"

	"github.com/thyrida/thyrida/models"
)

// CaseTimes is how long applications for a service took lately.
type CaseTimes struct {
	N      int `json:"n" doc:"Applications that were granted or rejected and ended in the last twelve months; 10 at least."`
	Median int `json:"median" doc:"Days begun that half of them were the municipality's at most, from filing to the end; what it waited for the citizen is not counted."`
	P90    int `json:"p90" doc:"The same of nine in ten."`
}

// timesFor is how long they are kept: a year's figures do not change in a quarter
// of an hour, and counting a year's cases takes a moment.
const timesFor = 15 * time.Minute

type timesKept struct {
	at time.Time
	of *CaseTimes // nil: of too few
}

func (s *server) caseTimes(ctx context.Context, code models.ServiceCode) (*CaseTimes, error) {
	now := s.Clock.Now()
	if kept, ok := s.times.Load(code); ok && now.Before(kept.(timesKept).at.Add(timesFor)) {
		return kept.(timesKept).of, nil
	}
	t, err := s.Store.CaseTimes(ctx, s.Municipality, code, now.AddDate(-1, 0, 0))
	if err != nil {
		return nil, err
	}
	kept := timesKept{at: now}
	if t.N >= models.FewCases {
		kept.of = &CaseTimes{N: t.N, Median: max(1, int(math.Ceil(t.Median))), P90: max(1, int(math.Ceil(t.P90)))}
	}
	s.times.Store(code, kept)
	return kept.of, nil
}
