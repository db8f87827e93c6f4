package worker_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/seal"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
	"github.com/thyrida/thyrida/worker"
)

// BenchmarkSendNotices counts what the sending of six notices, those of a life,
// asks of the database when so many cases have something to tell at once:
// transactions as PostgreSQL counts them, each a commit if it wrote. Times are
// those of loopback providers.
func BenchmarkSendNotices(b *testing.B) {
	for _, cases := range []int{1, 8, 48} {
		b.Run(fmt.Sprintf("cases=%d", cases), func(b *testing.B) {
			var commits, notices int
			for range b.N {
				b.StopTimer()
				p := withPost(b)
				p.file(b)
				p.send(b) // what is read once is read
				for range cases {
					p.file(b)
				}
				p.Store.Close()
				before := p.commits(b)
				waiting := p.reopen(b)
				b.StartTimer()
				s := worker.Sender{Store: waiting.System(), Notice: p.acts.Notice}
				for _, ch := range []models.Channel{models.Email, models.SMS} {
					n, err := 1, error(nil)
					for n > 0 {
						n, err = s.Once(b.Context(), ch)
						require.NoError(b, err)
						notices += n
					}
				}
				b.StopTimer()
				waiting.Close()
				commits += p.commits(b) - before
			}
			b.ReportMetric(6*float64(commits)/float64(notices), "commits/life")
			b.ReportMetric(float64(b.Elapsed().Microseconds())*6/float64(notices), "µs/life")
		})
	}
}

// reopen gives the notices a store of their own.
func (p *post) reopen(b *testing.B) *store.Store {
	b.Helper()
	keys, err := seal.LoadOrCreate(b.TempDir() + "/keys.json")
	require.NoError(b, err)
	s, err := store.Open(b.Context(), p.url, store.Options{Clock: p.at, Seal: keys})
	require.NoError(b, err)
	p.acts.Notice.Store = s.System()
	return s
}

// commits are the transactions of the house's database. A connection tells of
// its own at the latest when it ends, so all must have ended.
func (p *post) commits(b *testing.B) (n int) {
	b.Helper()
	cfg, err := pgx.ParseConfig(p.url)
	require.NoError(b, err)
	of := cfg.Database
	cfg.Database = "postgres" // not to count what asks
	c, err := pgx.ConnectConfig(b.Context(), cfg)
	require.NoError(b, err)
	defer func() { require.NoError(b, c.Close(context.WithoutCancel(b.Context()))) }()
	require.Eventually(b, func() bool {
		var left int
		err := c.QueryRow(b.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = $1`, of).Scan(&left)
		return err == nil && left == 0
	}, settle, 10*time.Millisecond)
	require.NoError(b, c.QueryRow(b.Context(), `SELECT xact_commit FROM pg_stat_database WHERE datname = $1`, of).Scan(&n))
	return n
}
