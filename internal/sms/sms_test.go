package sms_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/internal/sms"
)

const (
	account = "AC00000000000000000000000000000000"
	token   = "secret"
	citizen = "+306900000001"
	body    = "ΔHMOΣ EΛAIΩNA: A.Π. 12345/2026 YΠO EΠEΞEPΓAΣIA. clerk@example.org"
)

type office struct {
	*sms.Sender
	box   *mailbox.Box
	clock *clock.Fake
	base  string
}

func setup(t *testing.T, opts ...func(*sms.Config)) office {
	t.Helper()
	o := office{clock: clock.At(time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC))}
	var err error
	o.box, err = mailbox.Open(t.TempDir(), o.clock)
	require.NoError(t, err)
	web := httptest.NewServer(o.box.Twilio(account, token))
	t.Cleanup(func() { require.NoError(t, o.box.Close()); web.Close() })
	o.base = web.URL
	cfg := sms.Config{BaseURL: web.URL, AccountSID: account, AuthToken: token, From: "ELAIONA"}
	for _, opt := range opts {
		opt(&cfg)
	}
	o.Sender, err = sms.New(cfg)
	require.NoError(t, err)
	return o
}

func TestAMessageGoesOutWithItsReceipt(t *testing.T) {
	t.Parallel()
	o := setup(t)
	got, err := o.Send(t.Context(), sms.Message{Reference: "n-1", To: citizen, Body: body})
	require.NoError(t, err)
	list := o.box.Messages(mailbox.Filter{})
	require.Len(t, list, 1)
	require.Equal(t, sms.Receipt{SID: list[0].ID, Status: "queued", Parts: 1}, got)
	require.Equal(t, body, list[0].Text)
	require.Equal(t, citizen, list[0].To)
	require.Equal(t, "ELAIONA", list[0].From)
}

func TestTheReferenceTravelsInTheCallback(t *testing.T) {
	t.Parallel()
	seen := make(chan url.Values, 1)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		seen <- r.PostForm
		_, _ = io.WriteString(w, `{"sid":"SM1","status":"queued"}`)
	}))
	defer web.Close()
	o := setup(t, func(c *sms.Config) {
		c.BaseURL, c.StatusCallback = web.URL+"/prefix", "https://elaiona.example/hooks/sms?k=v"
	})
	_, err := o.Send(t.Context(), sms.Message{Reference: "0190-7", To: citizen, Body: body})
	require.NoError(t, err)
	form := <-seen
	require.Equal(t, "https://elaiona.example/hooks/sms?k=v&reference=0190-7", form.Get("StatusCallback"))
	require.NotContains(t, form.Get("Body"), "0190-7")
}

func TestOutcomesAreToldApart(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.box.Refuse("+306900000003", 21610)
	for _, row := range []struct {
		to                   string
		fault                mailbox.Fault
		code                 string
		permanent, uncertain bool
	}{
		{citizen, mailbox.Fault{Status: 429, Code: 20429}, "twilio-20429", false, false},
		{citizen, mailbox.Fault{Status: 500, Code: 20500}, "twilio-20500", false, true},
		{citizen, mailbox.Fault{Status: 503}, "http-503", false, true},
		{citizen, mailbox.Fault{Status: 400, Code: 30007}, "twilio-30007", true, false},
		{citizen, mailbox.Fault{Status: 403, Code: 20403}, "twilio-20403", false, false},
		{citizen, mailbox.Fault{Drop: true}, "sms-interrupted", false, true},
		{"+15005550001", mailbox.Fault{}, "twilio-21211", true, false},
		{"+15005550009", mailbox.Fault{}, "twilio-21614", true, false},
		{"+306900000003", mailbox.Fault{}, "twilio-21610", true, false},
		{"6900000001", mailbox.Fault{}, "sms-number", true, false},
	} {
		if row.fault != (mailbox.Fault{}) {
			o.box.Fail(mailbox.SMS, row.fault)
		}
		_, err := o.Send(t.Context(), sms.Message{To: row.to, Body: body})
		require.EqualError(t, err, row.code)
		require.Equal(t, row.permanent, sms.Permanent(err), row.code)
		require.Equal(t, row.uncertain, sms.Uncertain(err), row.code)
	}
	_, err := o.Send(t.Context(), sms.Message{To: citizen, Body: " "})
	require.EqualError(t, err, "sms-empty")
	require.Empty(t, o.box.Messages(mailbox.Filter{}))
}

func TestAWrongTokenNeverGivesACitizenUp(t *testing.T) {
	t.Parallel()
	o := setup(t, func(c *sms.Config) { c.AuthToken = "wrong" })
	_, err := o.Send(t.Context(), sms.Message{To: citizen, Body: body})
	require.EqualError(t, err, "twilio-20003")
	require.False(t, sms.Permanent(err))
	_, _, err = o.Find(t.Context(), citizen, body, o.clock.Now())
	require.EqualError(t, err, "twilio-20003")
	require.False(t, sms.Permanent(err))
	require.True(t, sms.Uncertain(err), "the attempt that it asks about is")
}

func TestAProviderThatHangsOrIsAwayIsTemporary(t *testing.T) {
	t.Parallel()
	o := setup(t, func(c *sms.Config) { c.Timeout = 100 * time.Millisecond })
	o.box.Fail(mailbox.SMS, mailbox.Fault{Hang: true, Times: 2})
	_, err := o.Send(t.Context(), sms.Message{To: citizen, Body: body})
	require.EqualError(t, err, "sms-timeout")
	require.True(t, sms.Uncertain(err))

	patient := setup(t, func(c *sms.Config) { c.BaseURL, c.Timeout = o.base, time.Hour })
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = patient.Send(ctx, sms.Message{To: citizen, Body: body})
	require.Error(t, err, "the caller's context ends the attempt")
	require.True(t, sms.Uncertain(err))

	closed := httptest.NewServer(nil)
	closed.Close()
	away := setup(t, func(c *sms.Config) { c.BaseURL = closed.URL })
	_, err = away.Send(t.Context(), sms.Message{To: citizen, Body: body})
	require.EqualError(t, err, "sms-unreachable")
	require.False(t, sms.Uncertain(err))
	require.False(t, sms.Permanent(err))
}

func TestAnswersThatAreNotTwiliosAreUncertain(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		status       int
		answer, code string
	}{
		"a page of a proxy": {502, "<html>", "http-502"}, "success without SID": {201, "{}", "http-201"},
		"success cut off": {201, `{"sid":"SM`, "http-201"}, "a redirect": {302, "", "http-302"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(row.status)
				_, _ = io.WriteString(w, row.answer)
			}))
			defer web.Close()
			o := setup(t, func(c *sms.Config) { c.BaseURL = web.URL })
			_, err := o.Send(t.Context(), sms.Message{To: citizen, Body: body})
			require.EqualError(t, err, row.code)
			require.True(t, sms.Uncertain(err))
			require.False(t, sms.Permanent(err))
		})
	}
}

func TestAnUncertainAttemptIsFoundBeforeItIsRepeated(t *testing.T) {
	t.Parallel()
	o := setup(t)
	since := o.clock.Now()
	_, found, err := o.Find(t.Context(), citizen, body, since)
	require.NoError(t, err)
	require.False(t, found)

	o.box.Fail(mailbox.SMS, mailbox.Fault{Drop: true, Keep: true})
	_, err = o.Send(t.Context(), sms.Message{To: citizen, Body: body})
	require.True(t, sms.Uncertain(err))
	got, found, err := o.Find(t.Context(), citizen, body, since)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, o.box.Messages(mailbox.Filter{})[0].ID, got.SID)

	for _, other := range []struct {
		to, body string
		since    time.Time
	}{{"+306900000002", body, since}, {citizen, body + ".", since}, {citizen, body, since.Add(time.Hour)}} {
		_, found, err = o.Find(t.Context(), other.to, other.body, other.since)
		require.NoError(t, err)
		require.False(t, found, "%+v", other)
	}
}

func TestAQueuedMessageWithoutDateSentIsFoundToo(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("DateSent>") != "" { // Twilio's filter does not see it
			_, _ = io.WriteString(w, `{"messages":[]}`)
			return
		}
		_, _ = io.WriteString(w, `{"messages":[{"sid":"SM9","to":"`+citizen+`","body":"`+body+`","status":"queued","date_sent":null,"date_created":"Sun, 22 Nov 2026 09:05:01 +0000"}]}`)
	}))
	defer web.Close()
	o := setup(t, func(c *sms.Config) { c.BaseURL = web.URL })
	got, found, err := o.Find(t.Context(), citizen, body, o.clock.Now())
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, sms.Receipt{SID: "SM9", Status: "queued"}, got)
}

func TestConfigurationFaultsAreNamed(t *testing.T) {
	t.Parallel()
	right := sms.Config{AccountSID: account, AuthToken: token, From: "ELAIONA"}
	_, err := sms.New(right)
	require.NoError(t, err)
	for _, spoil := range []func(*sms.Config){
		func(c *sms.Config) { c.BaseURL = "http://api.example.org" }, func(c *sms.Config) { c.BaseURL = "nowhere" },
		func(c *sms.Config) { c.AccountSID = "" }, func(c *sms.Config) { c.AuthToken = "a b" },
		func(c *sms.Config) { c.From = "ΔΗΜΟΣ" }, func(c *sms.Config) { c.From = "12345" },
		func(c *sms.Config) { c.From = strings.Repeat("A", 12) }, func(c *sms.Config) { c.From = "" },
		func(c *sms.Config) { c.StatusCallback = "hook" },
	} {
		cfg := right
		spoil(&cfg)
		_, err := sms.New(cfg)
		require.ErrorContains(t, err, "sms: ", "%+v", cfg)
	}
}

func TestMessagesFollowEachOtherOverOneConnection(t *testing.T) {
	t.Parallel()
	var came atomic.Int32
	o := setup(t)
	web := httptest.NewUnstartedServer(o.box.Twilio(account, token))
	web.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			came.Add(1)
		}
	}
	web.Start()
	t.Cleanup(web.Close)
	cfg := sms.Config{AccountSID: account, AuthToken: token, From: "ELAIONA"}
	cfg.BaseURL = web.URL
	s, err := sms.New(cfg)
	require.NoError(t, err)
	for range 20 {
		_, err := s.Send(t.Context(), sms.Message{To: citizen, Body: body})
		require.NoError(t, err)
		_, _, err = s.Find(t.Context(), citizen, body, o.clock.Now())
		require.NoError(t, err)
		o.box.Fail(mailbox.SMS, mailbox.Fault{Status: 429, Code: 20429})
		_, err = s.Send(t.Context(), sms.Message{To: citizen, Body: body})
		require.Error(t, err)
	}
	require.EqualValues(t, 1, came.Load())
	var wg sync.WaitGroup
	for range 2 { // as many as the sender has hands
		for range 8 {
			wg.Go(func() { _, _ = s.Send(t.Context(), sms.Message{To: citizen, Body: body}) })
		}
		wg.Wait()
	}
	require.LessOrEqual(t, came.Load(), int32(8))
}
