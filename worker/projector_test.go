package worker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/worker"
)

func TestTheProjectorKeysNamesAndRollsUpEveryDayThatIsOver(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	ctx, c := t.Context(), testkitConn(t, p.url)
	m := p.Clerk("protocol").Actor().Municipality
	_, err := c.Exec(ctx, `UPDATE persons SET name = name || ' Ξένος'`)
	require.NoError(t, err)
	j := &worker.Projector{Store: p.Store.System(), Clock: p.at, Municipality: m}
	for more := true; more; {
		more, err = j.Once(ctx)
		require.NoError(t, err)
	}
	var unkeyed, keyed int
	var until time.Time
	require.NoError(t, c.QueryRow(ctx, `SELECT count(*) FILTER (WHERE name_keys IS NULL), count(*) FILTER (WHERE 'ksenos' = ANY(name_keys)) FROM persons`).Scan(&unkeyed, &keyed))
	require.Zero(t, unkeyed)
	require.NotZero(t, keyed)
	require.NoError(t, c.QueryRow(ctx, `SELECT until FROM visit_rollups WHERE municipality = $1`, int(m)).Scan(&until))
	require.Equal(t, p.at.Now().Format(time.DateOnly), until.Format(time.DateOnly))
}
