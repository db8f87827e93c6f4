package worker_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// copies is how often messages of a channel came.
func (p *post) copies(ch mailbox.Channel) (n int) {
	for _, m := range p.box.Messages(mailbox.Filter{Channel: ch}) {
		n += m.Copies
	}
	return n
}

// Each fault of a provider is followed to the end of the message. Only an
// e-mail that a server took without saying so may come twice, under one
// Message-ID.
func TestEveryFaultOfAProviderLeadsToItsRightEndAndToOneCopy(t *testing.T) {
	t.Parallel()
	const mail, text = models.Email, models.SMS
	for name, row := range map[string]struct {
		channel models.Channel
		fault   mailbox.Fault
		first   models.NoticeState // after the first attempt
		end     models.NoticeState
		failure models.Code // of the first attempt
		copies  int
	}{
		"SMTP 451":                         {mail, mailbox.Fault{Status: 451}, models.Queued, models.Sent, "smtp-451", 1},
		"SMTP 550":                         {mail, mailbox.Fault{Status: 550}, models.GivenUp, models.GivenUp, "smtp-550", 0},
		"SMTP hangs":                       {mail, mailbox.Fault{Hang: true}, models.Sending, models.Sent, "", 1},
		"SMTP hangs and has it":            {mail, mailbox.Fault{Hang: true, Keep: true}, models.Sending, models.Sent, "", 2},
		"SMTP drops after DATA":            {mail, mailbox.Fault{Drop: true}, models.Sending, models.Sent, "", 1},
		"SMTP drops after DATA and has it": {mail, mailbox.Fault{Drop: true, Keep: true}, models.Sending, models.Sent, "", 2},
		"Twilio 429":                       {text, mailbox.Fault{Status: 429, Code: 20429}, models.Queued, models.Sent, "twilio-20429", 1},
		"Twilio 400, not a number":         {text, mailbox.Fault{Status: 400, Code: 21211}, models.GivenUp, models.GivenUp, "twilio-21211", 0},
		"Twilio 500":                       {text, mailbox.Fault{Status: 500, Code: 20500}, models.Sending, models.Sent, "", 1},
		"Twilio 500 and has it":            {text, mailbox.Fault{Status: 500, Code: 20500, Keep: true}, models.Sending, models.Sent, "", 1},
		"Twilio is silent":                 {text, mailbox.Fault{Hang: true}, models.Sending, models.Sent, "", 1},
		"Twilio is silent and has it":      {text, mailbox.Fault{Hang: true, Keep: true}, models.Sending, models.Sent, "", 1},
		"Twilio breaks off":                {text, mailbox.Fault{Drop: true}, models.Sending, models.Sent, "", 1},
		"Twilio breaks off and has it":     {text, mailbox.Fault{Drop: true, Keep: true}, models.Sending, models.Sent, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := withPost(t)
			if row.fault.Hang {
				p.smtp.Timeout, p.sms.Timeout = 500*time.Millisecond, 500*time.Millisecond
				p.connect(t)
			}
			id := p.file(t)
			p.box.Fail(mailbox.Channel(row.channel), row.fault)
			p.send(t)
			got := p.states(t, id)[row.channel]
			require.Equal(t, row.first, got.State)
			require.Equal(t, row.failure, got.Failure)
			for range 3 { // longer than a lease, and again: nothing more comes
				p.at.Advance(3 * time.Minute)
				p.send(t)
			}
			got = p.states(t, id)[row.channel]
			require.Equal(t, row.end, got.State)
			require.Equal(t, row.end == models.GivenUp, !got.FailedAt.IsZero())
			require.Equal(t, row.copies, p.copies(mailbox.Channel(row.channel)))
			require.LessOrEqual(t, len(p.box.Messages(mailbox.Filter{Channel: mailbox.Channel(row.channel)})), 1, "one Message-ID, one SID")
			for ch, n := range p.states(t, id) {
				if ch != row.channel {
					require.Equal(t, models.Sent, n.State, "the other channel goes on")
					require.Equal(t, 1, p.copies(mailbox.Channel(ch)))
				}
			}
		})
	}
}

func TestTwilioIsLeftAloneForAsLongAsItWants(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	p.file(t)
	p.box.Fail(mailbox.SMS, mailbox.Fault{Status: 429, Code: 20429, After: 90})
	p.send(t)
	p.at.Advance(89 * time.Second)
	p.send(t)
	require.Zero(t, p.copies(mailbox.SMS))
	p.at.Advance(2 * time.Second)
	p.send(t)
	require.Equal(t, 1, p.copies(mailbox.SMS))
}

// The sender dies while the provider has the message and has not answered; the
// next one finds the row in dead hands.
func TestASenderThatDiesInTheMiddleOfASendIsNotRepeated(t *testing.T) {
	t.Parallel()
	for ch, copies := range map[models.Channel]int{models.SMS: 1, models.Email: 2} { // SMTP cannot be asked: one Message-ID
		t.Run(string(ch), func(t *testing.T) {
			t.Parallel()
			p := withPost(t)
			id := p.file(t)
			p.box.Fail(mailbox.Channel(ch), mailbox.Fault{Hang: true, Keep: true})
			life, kill := context.WithCancel(t.Context())
			died := make(chan error, 1)
			go func() {
				s := worker.Sender{Store: p.Store.System(), Notice: p.acts.Notice}
				_, err := s.Once(life, ch)
				died <- err
			}()
			require.Eventually(t, func() bool { return p.copies(mailbox.Channel(ch)) == 1 }, 10*time.Second, 5*time.Millisecond)
			kill()
			<-died
			p.box.Clear()
			require.Equal(t, models.Sending, p.states(t, id)[ch].State)
			p.send(t)
			require.Equal(t, 1, p.copies(mailbox.Channel(ch)), "the row is held until its lease ends")
			p.at.Advance(3 * time.Minute)
			p.send(t)
			require.Equal(t, models.Sent, p.states(t, id)[ch].State)
			require.Equal(t, copies, p.copies(mailbox.Channel(ch)))
			require.Len(t, p.box.Messages(mailbox.Filter{Channel: mailbox.Channel(ch)}), 1)
		})
	}
}

// Whether Twilio has the message is still open when it cannot be asked.
func TestAnUncertainSMSStaysSoWhileTwilioCannotBeAsked(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	id := p.file(t)
	p.box.Fail(mailbox.SMS, mailbox.Fault{Drop: true, Keep: true})
	p.send(t)
	there := p.sms.BaseURL
	p.sms.BaseURL = "http://127.0.0.1:1"
	p.connect(t)
	p.at.Advance(3 * time.Minute)
	p.send(t)
	p.sms.BaseURL = there
	p.connect(t)
	p.at.Advance(3 * time.Minute)
	p.send(t)
	require.Equal(t, models.Sent, p.states(t, id)[models.SMS].State)
	require.Equal(t, 1, p.copies(mailbox.SMS))
}

// Only what is with the provider when a sender stops has an open end; the rest of
// its batch goes back at once.
func TestASenderThatStopsPutsBackWhatItHasNotBegun(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	for range 8 {
		p.file(t)
	}
	p.box.Fail(mailbox.Email, mailbox.Fault{Hang: true, Keep: true, Times: 3})
	life, stop := context.WithCancel(t.Context())
	died := make(chan error, 1)
	go func() {
		s := worker.Sender{Store: p.Store.System(), Notice: p.acts.Notice}
		_, err := s.Once(life, models.Email)
		died <- err
	}()
	require.Eventually(t, func() bool { return p.copies(mailbox.Email) == 3 }, 10*time.Second, 5*time.Millisecond)
	stop()
	require.NoError(t, <-died)
	p.box.Clear()
	p.send(t)
	require.Equal(t, 3+5, p.copies(mailbox.Email), "those not begun leave without waiting for a lease")
	p.at.Advance(3 * time.Minute)
	p.send(t)
	require.Len(t, p.box.Messages(mailbox.Filter{Channel: mailbox.Email}), 8)
	require.Equal(t, 3+5+3, p.copies(mailbox.Email), "SMTP cannot be asked: one Message-ID")
}
