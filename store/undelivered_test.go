package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// lose takes the only waiting notice of a channel and fails it for good.
func (h *house) lose(t testing.TB, ch models.Channel, code models.Code) models.NoticeID {
	t.Helper()
	ns, err := h.System().TakeNotices(t.Context(), ch, 10)
	require.NoError(t, err)
	require.Len(t, ns, 1)
	require.NoError(t, h.System().NoticeFailed(t.Context(), ns[0], models.NoticeFault{Code: code, Permanent: true}))
	return ns[0].ID
}

// lost fails one of the notices that wait for good.
func (h *house) lost(t testing.TB) models.NoticeID {
	t.Helper()
	ns, err := h.System().TakeNotices(t.Context(), models.Email, 1)
	want(t, err, "")
	want(t, h.System().NoticeFailed(t.Context(), ns[0], models.NoticeFault{Code: "smtp-550", Permanent: true}), "")
	return ns[0].ID
}

func TestTheAdministratorSeesWhatDidNotArriveAndSendsItAgainOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	c := h.file(t, "citizen")
	us, _, err := admin.UndeliveredNotices(ctx, models.UndeliveredFilter{}, models.Page{})
	require.NoError(t, err)
	require.Empty(t, us)

	email := h.lose(t, models.Email, "smtp-550")
	h.clock.Advance(time.Hour)
	us, _, err = admin.UndeliveredNotices(ctx, models.UndeliveredFilter{}, models.Page{})
	require.NoError(t, err)
	require.Len(t, us, 1)
	u := us[0]
	require.Equal(t, []any{email, c, models.EventReceived, models.GivenUp, models.Code("smtp-550"), "c•••@example.org", true, models.TaskState("")},
		[]any{u.ID, u.CaseID, u.Event, u.State, u.Failure, u.To, u.MayRetry, u.Contact})
	require.NotZero(t, u.Number.Number)
	require.True(t, monday.Equal(u.FailedAt))

	h.lose(t, models.SMS, "twilio-21211") // now nothing has reached him
	us, _, err = admin.UndeliveredNotices(ctx, models.UndeliveredFilter{Channel: models.SMS}, models.Page{})
	require.NoError(t, err)
	require.Len(t, us, 1)
	require.Equal(t, "•••000", us[0].To)
	require.Equal(t, models.TaskOpen, us[0].Contact)
	cs, err := admin.CountUndelivered(ctx, monday.AddDate(0, 0, -1))
	require.NoError(t, err)
	require.Len(t, cs, 2)

	again, err := admin.RetryNotice(ctx, email)
	require.NoError(t, err)
	_, err = admin.RetryNotice(ctx, email)
	want(t, err, "already-retried")
	_, err = admin.RetryNotice(ctx, again)
	want(t, err, "not-over")
	ns, err := h.System().TakeNotices(ctx, models.Email, 10)
	require.NoError(t, err)
	require.Len(t, ns, 1)
	require.Equal(t, again, ns[0].ID)
	facts, err := h.System().NoticeFacts(ctx, ns[0])
	require.NoError(t, err)
	require.Equal(t, "citizen@example.org", facts.To)
	require.NoError(t, h.System().NoticeSent(ctx, again, "ref", "subject", "body"))
	us, _, err = admin.UndeliveredNotices(ctx, models.UndeliveredFilter{Failure: "smtp-550"}, models.Page{})
	require.NoError(t, err)
	require.Len(t, us, 1)
	require.Equal(t, []any{again, models.Sent, false}, []any{us[0].Retry, us[0].RetryState, us[0].MayRetry})
}

func TestWhatIsTooOldOrStillTriedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	h.file(t, "citizen")
	ns, err := h.System().TakeNotices(ctx, models.Email, 10)
	require.NoError(t, err)
	require.NoError(t, h.System().NoticeFailed(ctx, ns[0], models.NoticeFault{Code: "smtp-451"}))
	us, _, err := admin.UndeliveredNotices(ctx, models.UndeliveredFilter{Trying: true}, models.Page{})
	require.NoError(t, err)
	require.Len(t, us, 1)
	require.False(t, us[0].MayRetry)
	require.True(t, us[0].NextAt.After(monday))
	old := h.lose(t, models.SMS, "twilio-30005")
	h.clock.Advance(models.RetryWithin)
	us, _, err = admin.UndeliveredNotices(ctx, models.UndeliveredFilter{}, models.Page{})
	require.NoError(t, err)
	require.False(t, us[0].MayRetry)
	_, err = admin.RetryNotice(ctx, old)
	want(t, err, "not-repeatable")
	_, err = admin.RetryNotice(ctx, models.NoticeID(newID()))
	want(t, err, "no-such-notice")
}

func TestUndeliveredNoticesAreReadPageByPage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	seen := map[models.NoticeID]bool{}
	for range 3 {
		h.file(t, "citizen")
		h.lose(t, models.Email, "smtp-550")
		h.clock.Advance(time.Minute)
	}
	p := models.Page{Limit: 2}
	for n := 0; ; n++ {
		us, next, err := h.as(t, "admin").UndeliveredNotices(t.Context(), models.UndeliveredFilter{}, p)
		require.NoError(t, err)
		for _, u := range us {
			seen[u.ID] = true
		}
		if p.After = next; next == "" {
			require.Equal(t, 1, n)
			break
		}
	}
	require.Len(t, seen, 3)
}

func TestVersionsCountTheOpenCasesThatFollowThem(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.file(t, "citizen")
	vs, err := h.as(t, "admin").Versions(t.Context())
	require.NoError(t, err)
	require.Len(t, vs, 1)
	v := vs[0]
	require.Equal(t, []any{service, 1, models.KindApplication, "first", 1}, []any{v.Service, v.Version, v.Kind, v.SHA256, v.Open})
	require.False(t, v.PublishedAt.IsZero())
}
