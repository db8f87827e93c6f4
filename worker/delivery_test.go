package worker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/bounce"
	"github.com/thyrida/thyrida/internal/bounce/bouncetest"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// choose lets the citizen of the tests choose how he is told.
func (p *post) choose(t *testing.T, w models.Ways, quiet *models.QuietHours) {
	t.Helper()
	require.NoError(t, p.Store.For(p.Account("citizen@example.org").Actor()).ChooseNotices(t.Context(), w, quiet))
}

// contacts are the tasks to phone or write to somebody.
func (p *post) contacts(t *testing.T) (n int) {
	t.Helper()
	tasks, _, err := p.Store.For(p.Clerk("protocol").Actor()).Tasks(t.Context(), models.TaskFilter{Queue: models.QueueUnit, Page: models.Page{Limit: 50}})
	require.NoError(t, err)
	for _, task := range tasks {
		if task.Purpose == models.ForContact {
			n++
		}
	}
	return n
}

func TestAnEmailThatComesBackGoesBySMSAndThenToAClerk(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	m := bouncetest.Start(t)
	box, err := bounce.New(m.Config)
	require.NoError(t, err)
	read := func() {
		_, err := (&worker.Bouncer{Store: p.Store.System(), Box: box}).Once(t.Context())
		require.NoError(t, err)
	}
	p.choose(t, models.OnlyEmail, nil)
	id := p.file(t)
	p.send(t)
	mails := p.box.Messages(mailbox.Filter{})
	require.Len(t, mails, 1, "he wants no SMS")
	ref := mails[0].MessageID
	require.Contains(t, ref, string(p.states(t, id)[models.Email].ID)+".")

	m.Put(t, bouncetest.Report(string(p.states(t, id)[models.Email].ID)+"@elaionas.example.org", "failed", "5.1.1"))
	m.Put(t, bouncetest.Report(string(p.states(t, id)[models.Email].ID)+".AAAAAAAAAAAAAAAAAAAAAA@elaionas.example.org", "failed", "5.1.1"))
	m.Put(t, bouncetest.Report("'; DROP TABLE notices; --@x", "failed", "5.1.1"))
	read()
	require.Equal(t, models.Sent, p.states(t, id)[models.Email].State, "forged ones count for nothing")

	m.Put(t, bouncetest.Report(ref, "delayed", "4.4.1"))
	read()
	n := p.states(t, id)[models.Email]
	require.Equal(t, models.Sent, n.State)
	require.Equal(t, models.Code("delayed-4.4.1"), n.Failure)
	require.Zero(t, p.contacts(t))

	for range 2 { // two servers say the same
		m.Put(t, bouncetest.Report(ref, "failed", "5.1.1"))
	}
	read()
	n = p.states(t, id)[models.Email]
	require.Equal(t, models.Failed, n.State)
	require.Equal(t, models.Code("bounced-5.1.1"), n.Failure)
	require.False(t, n.FailedAt.IsZero())
	p.send(t)
	text := p.states(t, id)[models.SMS]
	require.Equal(t, models.Sent, text.State)
	require.True(t, text.Instead)
	require.Equal(t, 1, p.copies(mailbox.SMS))
	require.Zero(t, p.contacts(t))

	for range 2 {
		require.NoError(t, p.Store.System().NoticeLost(t.Context(), models.NoticeReport{Notice: text.ID, Channel: models.SMS,
			Reference: p.box.Messages(mailbox.Filter{Channel: mailbox.SMS})[0].ID, State: models.Failed, Code: "twilio-30005"}))
	}
	p.send(t)
	require.Equal(t, 1, p.contacts(t), "no way is left: a clerk phones")
	require.Len(t, p.box.Messages(mailbox.Filter{}), 2, "nothing goes a third time")
}

func TestAnSMSThatIsRefusedGoesByEmailOnce(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	p.choose(t, models.OnlySMS, nil)
	p.box.Refuse(p.Account("citizen@example.org").Person.Mobile, 21614)
	id := p.file(t)
	p.send(t)
	p.send(t)
	got := p.states(t, id)
	require.Equal(t, models.GivenUp, got[models.SMS].State)
	require.Equal(t, models.Sent, got[models.Email].State)
	require.True(t, got[models.Email].Instead)
	require.Equal(t, 1, p.copies(mailbox.Email))
	require.Zero(t, p.contacts(t))
}

func TestAnUncertainSMSFoundToHaveFailedGoesByEmail(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	p.choose(t, models.OnlySMS, nil)
	id := p.file(t)
	p.box.Fail(mailbox.SMS, mailbox.Fault{Drop: true, Keep: true, Undelivered: true})
	p.send(t)
	require.Equal(t, models.Sending, p.states(t, id)[models.SMS].State)
	p.at.Advance(3 * time.Minute)
	p.send(t)
	p.send(t)
	got := p.states(t, id)
	require.Equal(t, models.Failed, got[models.SMS].State)
	require.Equal(t, models.Sent, got[models.Email].State)
	require.Equal(t, 1, p.copies(mailbox.SMS))
}

func TestNoSMSWakesAnybodyButTheOneHeHasJustCaused(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	p.choose(t, models.BothWays, &models.QuietHours{From: "09:00", Until: "17:00"}) // it is ten in Athens
	p.file(t)
	p.send(t)
	require.Equal(t, 1, p.copies(mailbox.SMS), "the receipt he waits for")

	quiet := p.file(t)
	conn := testkitConn(t, p.url)
	_, err := conn.Exec(t.Context(), `UPDATE notices SET event = 'approved' WHERE case_id = $1`, string(quiet))
	require.NoError(t, err)
	p.box.Fail(mailbox.SMS, mailbox.Fault{Status: 500}) // would be met by an attempt
	p.send(t)
	require.Equal(t, models.Queued, p.states(t, quiet)[models.SMS].State)
	require.Equal(t, models.Sent, p.states(t, quiet)[models.Email].State, "an e-mail wakes nobody")
	p.box.Clear()
	p.at.Advance(7*time.Hour - time.Minute)
	p.send(t)
	require.Equal(t, 1, p.copies(mailbox.SMS))
	p.at.Advance(2 * time.Minute)
	p.send(t)
	require.Equal(t, models.Sent, p.states(t, quiet)[models.SMS].State)
	require.Equal(t, 2, p.copies(mailbox.SMS))
}

func TestWhatWaitsForQuietHoursFollowsNewOnesAndKeepsItsWorkflow(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	p.choose(t, models.BothWays, &models.QuietHours{From: "09:00", Until: "17:00"}) // it is ten in Athens
	id := p.file(t)
	conn := testkitConn(t, p.url)
	_, err := conn.Exec(t.Context(), `UPDATE notices SET event = 'approved' WHERE case_id = $1`, string(id))
	require.NoError(t, err)
	p.send(t)
	require.Equal(t, 0, p.copies(mailbox.SMS))
	p.choose(t, models.BothWays, &models.QuietHours{From: "09:00", Until: "20:00"})
	p.send(t)
	require.Equal(t, 0, p.copies(mailbox.SMS), "it is quiet still")

	n := p.states(t, id)[models.SMS]
	_, err = conn.Exec(t.Context(), `UPDATE notices SET state = 'durable' WHERE id = $1`, string(n.ID))
	require.NoError(t, err)
	sent, err := p.acts.Notice.Send(t.Context(), models.NoticeRef{ID: n.ID})
	require.NoError(t, err)
	require.Equal(t, models.Durable, sent.State, "its workflow keeps it")
	require.Equal(t, p.at.Now().Add(10*time.Hour), sent.Until)

	p.choose(t, models.BothWays, &models.QuietHours{From: "22:00", Until: "08:00"})
	p.send(t)
	require.Equal(t, 1, p.copies(mailbox.SMS), "not at the old time")
}
