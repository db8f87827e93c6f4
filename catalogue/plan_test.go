package catalogue

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/models"
)

// drive walks a plan through every outcome of every position it can come to,
// and fails if a stage or an outcome is out of reach or leads nowhere.
func drive(t require.TestingT, p models.Plan) {
	reached := map[models.StageKey]bool{}
	ends := map[models.Outcome]bool{}
	seen := map[models.Position]bool{}
	for todo := []models.Position{p.First()}; len(todo) > 0; {
		pos := todo[0]
		todo = todo[1:]
		if seen[pos] {
			continue
		}
		seen[pos] = true
		stage, ok := p.At(pos)
		require.True(t, ok, "%s: no stage at %v", p.Service, pos)
		require.NotEmpty(t, stage.Outcomes, "%s: %s", p.Service, stage.Key)
		reached[stage.Key] = true
		for _, o := range append(slices.Clip(stage.Outcomes), models.Withdrawn) {
			next, over := p.After(pos, o)
			if over != "" {
				ends[over] = true
				continue
			}
			todo = append(todo, next)
		}
	}
	for _, st := range p.Stages {
		require.True(t, reached[st.Key], "%s: %s is never reached", p.Service, st.Key)
	}
	require.True(t, ends[models.Granted] && ends[models.Rejected], "%s ends only with %v", p.Service, ends)
}

func TestEveryOutcomeOfEveryServiceIsReachable(t *testing.T) {
	t.Parallel()
	for _, s := range setup(t).Services {
		drive(t, s.Plan())
	}
}

func TestAnyDecisionsEndOrWaitAndNeverSkipAStage(t *testing.T) {
	t.Parallel()
	services := setup(t).Services
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(services).Draw(t, "service").Plan()
		at := func(k models.StageKey) int {
			return slices.IndexFunc(p.Stages, func(st models.Stage) bool { return st.Key == k })
		}
		pos, highest := p.First(), 0
		for range 200 {
			stage, ok := p.At(pos)
			require.True(t, ok)
			next, over := p.After(pos, rapid.SampledFrom(stage.Outcomes).Draw(t, "outcome"))
			if over == models.Granted {
				require.Equal(t, len(p.Stages)-1, at(pos.Stage))
			}
			if over != "" {
				return
			}
			if next.Stage != models.Completion {
				require.LessOrEqual(t, at(next.Stage), highest+1, "a stage was skipped")
				highest = max(highest, at(next.Stage))
			}
			pos = next
		}
	})
}

func TestEveryStageShapeIsThere(t *testing.T) {
	t.Parallel()
	shapes := map[string]bool{}
	for _, s := range setup(t).Services {
		p := s.Plan()
		if len(p.Stages) == 3 {
			shapes["straight"] = true
		}
		for i, st := range p.Stages {
			switch {
			case len(st.Units) > 1:
				shapes["opinions in parallel"] = true
			case st.Kind == models.KindTask && st.Audience.Staff() && len(st.Units) == 1 && i > 0 && i < len(p.Stages)-1:
				shapes["opinion"] = true
			case st.Audience == models.ForPayer:
				require.True(t, slices.ContainsFunc(p.Stages[i+1:], func(l models.Stage) bool { return l.Audience.Staff() && l.Kind == models.KindTask }))
				shapes["fee before review goes on"] = true
			case st.Audience == models.ForHead:
				require.Equal(t, models.StageKey("review"), st.FourEyes)
				require.Equal(t, models.StageKey("review"), st.ReturnTo)
				shapes["head, another person"] = true
			case slices.Contains(st.Outcomes, models.Returned):
				shapes["return"] = true
			}
		}
		if len(s.Delivery) == 2 {
			shapes["portal or post"] = true
		}
	}
	require.Len(t, shapes, 7, "%v", shapes)
}

func TestThePlanOfTheJourneyService(t *testing.T) {
	t.Parallel()
	s, ok := setup(t).Service("civil-marriage-ceremony")
	require.True(t, ok)
	p := s.Plan()
	var keys []models.StageKey
	for _, st := range p.Stages {
		keys = append(keys, st.Key)
	}
	require.Equal(t, []models.StageKey{"check", "review", "opinion", "approval", "delivery"}, keys)
	require.Equal(t, models.Stage{Key: "approval", Kind: models.KindTask, Audience: models.ForHead,
		Outcomes: []models.Outcome{models.Approved, models.SentBack, models.Rejected},
		ReturnTo: "review", FourEyes: "review", Term: models.Term{Days: 1, Working: true},
		Escalate: models.Term{Days: 2, Working: true}}, p.Stages[3])
	require.Equal(t, models.Stage{Key: "check", Kind: models.KindStep, Outcomes: []models.Outcome{models.Done},
		Step: models.CheckCase}, p.Stages[0])
	require.Equal(t, models.Term{Days: 30}, p.Completion.Term)
	require.True(t, p.Decisive("approval"))
}
