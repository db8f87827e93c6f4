package worker_test

import (
	"context"
	"math/rand/v2"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/mail"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/internal/sms"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// post is a house whose messages leave over SMTP and Twilio's protocol into a
// mailbox that can be made to fail.
type post struct {
	*house
	at   *clock.Fake
	box  *mailbox.Box
	smtp mail.Config
	sms  sms.Config
}

func withPost(t testing.TB) *post {
	t.Helper()
	at := clock.At(monday)
	p := &post{house: setup(t, at), at: at}
	var err error
	p.box, err = mailbox.Open(t.TempDir(), at)
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.box.Close() })
	l, err := mailbox.Loopback()
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go func() { _ = p.box.RunSMTP(ctx, l) }()
	web := httptest.NewServer(p.box.Twilio("AC1", "secret"))
	t.Cleanup(web.Close)
	host, port, _ := strings.Cut(l.Addr().String(), ":")
	n, err := strconv.Atoi(port)
	require.NoError(t, err)
	p.acts.Notice.From = "thyrida@elaionas.example.org"
	p.smtp = mail.Config{Host: host, Port: n, TLS: mail.None}
	p.sms = sms.Config{BaseURL: web.URL, AccountSID: "AC1", AuthToken: "secret", From: "ELAIONAS"}
	p.connect(t)
	return p
}

// connect makes the senders anew, as configured.
func (p *post) connect(t testing.TB) {
	t.Helper()
	var err error
	p.acts.Notice.Mail, err = mail.New(p.smtp)
	require.NoError(t, err)
	p.acts.Notice.SMS, err = sms.New(p.sms)
	require.NoError(t, err)
}

// file makes a case whose receipt is to be told by e-mail and SMS.
func (p *post) file(t testing.TB) models.CaseID {
	t.Helper()
	s, ok := p.Catalogue.Service("general-application")
	require.True(t, ok)
	id := models.CaseID(uuid.Must(uuid.NewV7()).String())
	_, err := p.File(t.Context(), demo.Request{ID: id, Service: s, By: p.Account("citizen@example.org"), Name: string(id),
		Random: rand.New(rand.NewPCG(1, 1))})
	require.NoError(t, err)
	return id
}

// send lets the sender work until it finds nothing more to do.
func (p *post) send(t testing.TB) {
	t.Helper()
	s := worker.Sender{Store: p.Store.System(), Notice: p.acts.Notice}
	for _, ch := range []models.Channel{models.Email, models.SMS} {
		for n := 1; n > 0; {
			var err error
			n, err = s.Once(t.Context(), ch)
			require.NoError(t, err)
		}
	}
}

// states are the notices of a case by channel.
func (p *post) states(t *testing.T, id models.CaseID) map[models.Channel]models.NoticeLine {
	t.Helper()
	c, err := p.Store.For(p.Clerk("protocol").Actor()).Case(t.Context(), id)
	require.NoError(t, err)
	out := map[models.Channel]models.NoticeLine{}
	for _, n := range c.Notices {
		out[n.Channel] = n
	}
	return out
}

func TestAReceiptIsToldByBothChannelsWithTheClerksContact(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	id := p.file(t)
	p.send(t)
	clerk := p.Clerk("protocol")
	ms := p.box.Messages(mailbox.Filter{})
	require.Len(t, ms, 2)
	for _, m := range ms {
		require.Contains(t, m.Text+m.Subject, "1/2026")
		require.Contains(t, m.Text, clerk.Phone)
		require.Contains(t, m.Text, clerk.Email)
		require.Equal(t, 1, m.Copies)
	}
	for _, n := range p.states(t, id) {
		require.Equal(t, models.Sent, n.State)
	}
}

func TestWhatFailsForAMomentIsTriedAgainAndWhatFailsForEverIsShown(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	id := p.file(t)
	p.box.Fail(mailbox.Email, mailbox.Fault{Status: 451})
	p.box.Fail(mailbox.SMS, mailbox.Fault{Status: 429})
	p.send(t)
	for ch, n := range p.states(t, id) {
		require.Equal(t, models.Queued, n.State, ch)
		require.NotEmpty(t, n.Failure)
	}
	p.at.Advance(time.Minute)
	p.send(t)
	require.Len(t, p.box.Messages(mailbox.Filter{}), 2)

	bad := p.file(t)
	p.box.Fail(mailbox.Email, mailbox.Fault{Status: 550})
	p.box.Refuse(p.Account("citizen@example.org").Person.Mobile, 21211)
	p.send(t)
	for ch, n := range p.states(t, bad) {
		require.Equal(t, models.GivenUp, n.State, ch)
	}
	tasks, _, err := p.Store.For(p.Clerk("protocol").Actor()).Tasks(t.Context(), models.TaskFilter{Queue: models.QueueUnit, Page: models.Page{Limit: 50}})
	require.NoError(t, err)
	require.Len(t, tasks, 1, "a clerk phones or writes")
	require.Equal(t, models.ForContact, tasks[0].Purpose)
}

// The provider has the message and its answer is lost: the worst moment.
func TestAnUncertainMessageIsNeverSentTwiceByUs(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	id := p.file(t)
	p.box.Fail(mailbox.Email, mailbox.Fault{Drop: true, Keep: true})
	p.box.Fail(mailbox.SMS, mailbox.Fault{Drop: true, Keep: true})
	p.send(t)
	for ch, n := range p.states(t, id) {
		require.Equal(t, models.Sending, n.State, ch)
	}
	p.at.Advance(5 * time.Minute)
	p.send(t)
	for ch, n := range p.states(t, id) {
		require.Equal(t, models.Sent, n.State, ch)
	}
	texts := p.box.Messages(mailbox.Filter{Channel: mailbox.SMS})
	require.Len(t, texts, 1, "Twilio was asked before repeating")
	mails := p.box.Messages(mailbox.Filter{Channel: mailbox.Email})
	require.Len(t, mails, 1, "one Message-ID")
	require.Equal(t, 2, mails[0].Copies, "SMTP cannot be asked: the repetition bears the same Message-ID")
}

// A notice that three quick attempts did not deliver is looked after by a
// workflow of its own.
func TestADurableNoticeIsDeliveredByItsWorkflow(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	id := p.file(t)
	p.box.Fail(mailbox.Email, mailbox.Fault{Status: 451, Times: 4})
	for range 3 {
		p.send(t)
		p.at.Advance(time.Minute)
	}
	n := p.states(t, id)[models.Email]
	require.Equal(t, models.Durable, n.State)
	for i, want := range []models.NoticeState{models.Durable, models.Sent, models.Sent} { // 451 once more, then taken, then nothing to do
		out, err := p.acts.Notice.Send(t.Context(), models.NoticeRef{ID: n.ID})
		require.NoError(t, err)
		require.Equal(t, want, out.State, "attempt %d", i+1)
	}
	require.Len(t, p.box.Messages(mailbox.Filter{Channel: mailbox.Email}), 1)
}
