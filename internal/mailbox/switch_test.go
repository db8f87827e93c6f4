package mailbox_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFaultsArePlannedFromAnotherProcess(t *testing.T) {
	t.Parallel()
	o := setup(t)
	ask := func(method, query string) int {
		q, err := http.NewRequestWithContext(t.Context(), method, o.web.URL+"/dev/faults"+query, nil)
		require.NoError(t, err)
		a, err := http.DefaultClient.Do(q)
		require.NoError(t, err)
		require.NoError(t, a.Body.Close())
		return a.StatusCode
	}
	require.Equal(t, http.StatusNoContent, ask("POST", "?channel=email&status=451&times=-1&to=citizen@example.org"))
	require.ErrorContains(t, o.deliver(t, mixed), "451")
	require.ErrorContains(t, o.deliver(t, mixed), "451")
	require.NoError(t, o.deliver(t, mixed, "other@example.org"))
	require.Equal(t, http.StatusNoContent, ask("DELETE", ""))
	require.NoError(t, o.deliver(t, mixed))
	require.Equal(t, http.StatusNoContent, ask("POST", "?channel=email&status=550&keep=true"))
	require.ErrorContains(t, o.deliver(t, mixed), "550")
	require.Equal(t, 3, o.listed(t, "")[0].Copies, "kept all the same")
	for _, wrong := range []string{"", "?channel=post&status=451", "?channel=sms&status=200", "?channel=sms&status=451&times=x", "?channel=sms&status=451&keep=x"} {
		require.Equal(t, http.StatusBadRequest, ask("POST", wrong), wrong)
	}
}
