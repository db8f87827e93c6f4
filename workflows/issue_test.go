package workflows_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/thyrida/thyrida/models"
)

// certificate is the plan of a certificate that a person signs.
func certificate() models.Plan {
	signature := task("signature", 1, models.Signed, models.SentBack)
	signature.ReturnTo = "statements"
	return models.Plan{Service: "c", Version: 1, Stages: []models.Stage{
		task("statements", 1, models.Done, models.Rejected), signature,
		{Key: "issue", Kind: models.KindIssue},
		{Key: "delivery", Kind: models.KindDeliver},
	}, Completion: task(models.Completion, 0, models.Answered)}
}

func TestACertificateIsIssuedStepByStep(t *testing.T) {
	t.Parallel()
	const h = time.Hour
	for name, tc := range map[string]struct {
		said    []said
		keyless int
		want    string
	}{
		"signed": {[]said{{h, 1, 0, models.Done, ""}, {2 * h, 2, 0, models.Signed, ""}}, 0,
			"open 1 statements; close 1 done decided=true; open 2 signature; close 2 signed decided=false; " +
				"open 3 issue; intend; render; sign r; issue s; close 3 done decided=false; open 4 delivery; close 4 done decided=true; end granted"},
		"sent back, then signed while the key is away": {[]said{{h, 1, 0, models.Done, ""}, {2 * h, 2, 0, models.SentBack, ""}, {3 * h, 3, 0, models.Done, ""},
			{4 * h, 4, 0, models.Signed, ""}}, 8,
			"open 1 statements; close 1 done decided=true; open 2 signature; close 2 sent-back decided=false; " +
				"open 3 statements; close 3 done decided=true; open 4 signature; close 4 signed decided=false; " +
				"open 5 issue; intend; render; sign r; issue s; close 5 done decided=false; open 6 delivery; close 6 done decided=true; end granted"},
		"cannot be issued": {[]said{{h, 1, 0, models.Rejected, ""}}, 0, "open 1 statements; close 1 rejected decided=true; end rejected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &counter{plan: certificate(), keyless: tc.keyless}
			env := start(t, c, models.CaseStart{}, func(env *testsuite.TestWorkflowEnvironment) { say(t, env, tc.said...) })
			require.NoError(t, env.GetWorkflowError())
			require.Equal(t, tc.want, strings.Join(c.trace, "; "))
		})
	}
}

// Whose key does not come back for days gives the document to whoever else may
// sign it.
func TestASignatureWithoutAKeyGoesBackToTheSignatories(t *testing.T) {
	t.Parallel()
	const h = time.Hour
	p := certificate()
	p.Stages[2].ReturnTo = "signature"
	c := &counter{plan: p, keyless: 3 * 24 * 60}
	env := start(t, c, models.CaseStart{}, func(env *testsuite.TestWorkflowEnvironment) {
		say(t, env, said{h, 1, 0, models.Done, ""}, said{2 * h, 2, 0, models.Signed, ""}, said{100 * h, 4, 0, models.Signed, ""})
		env.RegisterDelayedCallback(func() { c.keyless = 0 }, 99*h)
	})
	require.NoError(t, env.GetWorkflowError())
	require.Equal(t, "open 3 issue; intend; render; close 3 sent-back decided=false; open 4 signature; "+
		"late 4 reminder; late 4 escalation; close 4 signed decided=false; open 5 issue; intend; render; sign r; issue s",
		strings.Join(c.trace[4:len(c.trace)-4], "; "))
}

func TestWhatCannotBePrintedGoesToTheAdministrator(t *testing.T) {
	t.Parallel()
	c := &counter{plan: certificate(), broken: map[string]error{"render": temporal.NewNonRetryableApplicationError("", "not-printable", nil)}}
	env := start(t, c, models.CaseStart{}, func(env *testsuite.TestWorkflowEnvironment) {
		say(t, env, said{time.Hour, 1, 0, models.Done, ""}, said{2 * time.Hour, 2, 0, models.Signed, ""})
	})
	require.ErrorContains(t, env.GetWorkflowError(), "not-printable")
	require.Equal(t, "halt not-printable", c.trace[len(c.trace)-1])
	require.NotContains(t, c.trace, "sign r")
}
