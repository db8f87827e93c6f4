package workflows_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"github.com/thyrida/thyrida/models"
)

// proving is a plan whose applicant must be identified before the first stage.
func proving() models.Plan {
	p := plan()
	p.Stages = []models.Stage{task("review", 1, models.Done, models.Returned, models.Rejected)}
	p.Identify = &models.Stage{Key: models.Identification, Kind: models.KindProve, Audience: models.ForCitizen,
		Outcomes: []models.Outcome{models.Done}, Term: models.Term{Days: 60}, Lapse: models.Term{Days: 30}}
	return p
}

func TestAnApplicationWaitsUntilItsApplicantIsIdentified(t *testing.T) {
	t.Parallel()
	const h = time.Hour
	for _, tc := range []struct {
		name     string
		in       models.CaseStart
		recorded bool
		said     []said
		want     string
	}{
		{"identified before", models.CaseStart{}, false, []said{{h, 1, 0, models.Done, ""}},
			"open 1 review; close 1 done decided=true; end granted"},
		{"identified in time", models.CaseStart{Identify: true}, false, []said{{h, 1, 0, models.Done, ""}, {2 * h, 2, 0, models.Done, ""}},
			"open 1 identification; close 1 done decided=false; open 2 review; close 2 done decided=true; end granted"},
		{"identified after the reminder", models.CaseStart{Identify: true}, false, []said{{100 * h, 1, 0, models.Done, ""}, {101 * h, 2, 0, models.Rejected, ""}},
			"open 1 identification; late 1 reminder; close 1 done decided=false; open 2 review; close 2 rejected decided=true; end rejected"},
		{"never identified", models.CaseStart{Identify: true}, false, nil,
			"open 1 identification; late 1 reminder; lapse 1; close 1 lapsed decided=true; end lapsed"},
		{"identified at the last moment", models.CaseStart{Identify: true}, true, []said{{200 * h, 1, 0, models.Done, ""}, {300 * h, 2, 0, models.Done, ""}},
			"open 1 identification; late 1 reminder; lapse 1; close 1 done decided=false; open 2 review; late 2 reminder; late 2 escalation; close 2 done decided=true; end granted"},
		{"rebuilt while it waits", models.CaseStart{Identify: true, Resume: &models.Resume{Visit: 1, Position: models.Position{Stage: models.Identification}}}, false,
			[]said{{h, 1, 0, models.Done, ""}, {2 * h, 2, 0, models.Done, ""}},
			"open 1 identification; close 1 done decided=false; open 2 review; close 2 done decided=true; end granted"},
		{"withdrawn while it waits", models.CaseStart{Identify: true}, false, []said{{h, 0, 0, models.Withdrawn, ""}},
			"open 1 identification; close 1 withdrawn decided=true; end withdrawn"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := &counter{plan: proving(), recorded: tc.recorded}
			env := start(t, c, tc.in, func(env *testsuite.TestWorkflowEnvironment) { say(t, env, tc.said...) })
			require.NoError(t, env.GetWorkflowError())
			require.Equal(t, tc.want, strings.Join(c.trace, "; "))
		})
	}
}

// Staff give a case to another unit, or to the body that is competent, in any
// stage of theirs, whatever outcomes the service lists.
func TestACaseIsGivenToOthers(t *testing.T) {
	t.Parallel()
	const h = time.Hour
	for _, tc := range []struct {
		name string
		said []said
		want string
	}{
		{"to another unit and decided there", []said{{h, 1, 0, models.Forwarded, ""}, {2 * h, 2, 0, models.Done, ""}},
			"open 1 review; close 1 forwarded decided=false; open 2 review; close 2 done decided=true; end granted"},
		{"to another body", []said{{h, 1, 0, models.HandedOn, ""}},
			"open 1 review; close 1 handed-on decided=true; end handed-on"},
		{"never by the citizen", []said{{h, 1, 0, models.Returned, ""}, {2 * h, 2, 0, models.Forwarded, "outcome-not-allowed"},
			{3 * h, 2, 0, models.Answered, ""}, {4 * h, 3, 0, models.Done, ""}},
			"open 1 review; close 1 returned decided=false; open 2 completion; close 2 answered decided=false; open 3 review; close 3 done decided=true; end granted"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := proving()
			p.Completion.Audience = models.ForCitizen
			c := &counter{plan: p}
			env := start(t, c, models.CaseStart{}, func(env *testsuite.TestWorkflowEnvironment) { say(t, env, tc.said...) })
			require.NoError(t, env.GetWorkflowError())
			require.Equal(t, tc.want, strings.Join(c.trace, "; "))
		})
	}
}
