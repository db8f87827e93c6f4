package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestTheEndsOfABatchAreRecordedEachAsItCame(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	for range 7 {
		h.file(t, "citizen")
	}
	ns, err := y.TakeNotices(t.Context(), models.Email, 10)
	require.NoError(t, err)
	require.Len(t, ns, 7)
	end := func(i int, s models.NoticeState) models.NoticeEnd { return models.NoticeEnd{Notice: ns[i], State: s} }
	sent, odd, failed, hopeless, later, uncertain, nobody := end(0, models.Sent), end(1, models.Sent), end(2, models.Queued),
		end(3, models.Queued), end(4, models.Queued), end(5, models.Sending), end(6, models.Cancelled)
	sent.Reference, sent.Subject, sent.Body = "ref", `a "subject"`, "a\nbody \\ {}"
	odd.Reference = "\x00" // no database takes it
	failed.Fault = models.NoticeFault{Code: "smtp-451", After: time.Minute}
	hopeless.Fault = models.NoticeFault{Code: "smtp-550", Permanent: true}
	later.Until = h.clock.Now().Add(time.Hour)
	nobody.Fault.Code = "no-address"
	require.Error(t, y.NoticesEnded(t.Context(), []models.NoticeEnd{odd, sent, failed, hopeless, later, uncertain, nobody}))
	for i, want := range []models.NoticeState{models.Sent, models.Sending, models.Queued, models.GivenUp, models.Queued, models.Sending, models.Cancelled} {
		n, err := y.Notice(t.Context(), ns[i].ID)
		require.NoError(t, err)
		require.Equal(t, want, n.State, "%d", i)
	}
	require.Equal(t, `ref / a "subject" / `+"a\nbody \\ {}", h.rows(t, `SELECT concat_ws(' / ', reference, subject, body) FROM notices WHERE sent_at IS NOT NULL`))
	require.Equal(t, "1", h.rows(t, `SELECT CAST(attempts AS text) FROM notices WHERE failure = 'smtp-451'`))
	require.Equal(t, 1, len(take(t, h, time.Minute)), "not before the provider wants it, and nothing else")
	require.Len(t, take(t, h, time.Hour), 4, "what was postponed, and what has no end")
}

// take is what a sender finds after a while.
func take(t *testing.T, h *house, after time.Duration) []models.Notice {
	t.Helper()
	h.clock.Advance(after)
	ns, err := h.System().TakeNotices(t.Context(), models.Email, 10)
	require.NoError(t, err)
	return ns
}

// A telephone company calls back before we have written that it took the message.
func TestAReportThatOvertakesTheRecordOfItsMessageStays(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	h.file(t, "citizen")
	ns, err := y.TakeNotices(t.Context(), models.SMS, 10)
	require.NoError(t, err)
	require.Len(t, ns, 1)
	conn := h.connect(t)
	report, err := conn.Begin(t.Context())
	require.NoError(t, err)
	_, err = report.Exec(t.Context(), `UPDATE notices SET state = 'delivered', delivered_at = now() WHERE id = $1`, string(ns[0].ID))
	require.NoError(t, err)
	done := make(chan error)
	go func() {
		done <- y.NoticesEnded(t.Context(), []models.NoticeEnd{{Notice: ns[0], State: models.Sent, Reference: "SM1", Body: "text"}})
	}()
	require.Eventually(t, func() bool {
		var waiting int
		err := report.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting)
		return err == nil && waiting == 1
	}, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, report.Commit(t.Context()))
	require.NoError(t, <-done)
	require.Equal(t, "delivered SM1 text", h.rows(t, `SELECT concat_ws(' ', state, reference, body) FROM notices WHERE channel = 'sms'`))

	known, err := h.ReportNotice(t.Context(), models.NoticeReport{Notice: ns[0].ID, Channel: models.SMS, State: models.Arrived, Reference: "SM1"})
	require.NoError(t, err)
	require.True(t, known, "heard again")
	known, err = h.ReportNotice(t.Context(), models.NoticeReport{Notice: ns[0].ID, Channel: models.Email, State: models.Arrived})
	require.NoError(t, err)
	require.False(t, known, "never sent that way")
}
