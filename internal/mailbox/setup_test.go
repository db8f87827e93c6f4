package mailbox_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/mailbox"
)

type office struct {
	*mailbox.Box
	clock *clock.Fake
	smtp  string // address
	web   *httptest.Server
	sms   *httptest.Server
	dir   string
}

const (
	account = "AC00000000000000000000000000000000"
	token   = "secret"
)

func setup(t *testing.T) office {
	t.Helper()
	o := office{clock: clock.At(time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)), dir: t.TempDir()}
	var err error
	o.Box, err = mailbox.Open(o.dir, o.clock)
	require.NoError(t, err)
	l, err := mailbox.Loopback()
	require.NoError(t, err)
	o.smtp = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- o.RunSMTP(ctx, l) }()
	o.web, o.sms = httptest.NewServer(o.Handler()), httptest.NewServer(o.Twilio(account, token))
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
		require.NoError(t, o.Close())
		o.web.Close()
		o.sms.Close()
	})
	return o
}

// deliver hands a raw e-mail to the server with the standard library's client.
func (o office) deliver(t *testing.T, raw string, to ...string) error {
	t.Helper()
	if len(to) == 0 {
		to = []string{"citizen@example.org"}
	}
	return smtp.SendMail(o.smtp, nil, "thyrida@example.org", to, []byte(raw))
}

// listed asks GET /dev/messages.
func (o office) listed(t *testing.T, query string) []mailbox.Message {
	t.Helper()
	r, err := http.Get(o.web.URL + "/dev/messages" + query)
	require.NoError(t, err)
	defer r.Body.Close()
	require.Equal(t, http.StatusOK, r.StatusCode)
	var out struct{ Messages []mailbox.Message }
	require.NoError(t, json.NewDecoder(r.Body).Decode(&out))
	return out.Messages
}
