package bounce_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/bounce"
	"github.com/thyrida/thyrida/internal/bounce/bouncetest"
)

func TestAReportNamesMessageActionAndStatus(t *testing.T) {
	t.Parallel()
	right := bouncetest.Report("n.proof@elaionas.example.org", "failed", "5.1.1")
	replaced := func(old, with string) string {
		require.Contains(t, right, old)
		return strings.Replace(right, old, with, 1)
	}
	for name, row := range map[string]struct {
		raw    string
		action bounce.Action
		status string
	}{
		"as usual":           {right, bounce.Failed, "5.1.1"},
		"late":               {bouncetest.Report("n.proof@elaionas.example.org", "delayed", "4.4.1"), bounce.Delayed, "4.4.1"},
		"in capitals":        {replaced("Action: failed", "ACTION: FAILED"), bounce.Failed, "5.1.1"},
		"with comments":      {replaced("5.1.1\r\n", "5.1.1 (bad destination)\r\n"), bounce.Failed, "5.1.1"},
		"an odd status":      {replaced("Status: 5.1.1", "Status: <script>"), bounce.Failed, ""},
		"the whole message":  {replaced("text/rfc822-headers", "message/rfc822"), bounce.Failed, "5.1.1"},
		"cut off at the end": {strings.TrimSuffix(right, "\r\n--b--\r\n"), bounce.Failed, "5.1.1"},
		"two recipients": {replaced("Diagnostic-Code:", "\r\nFinal-Recipient: rfc822; other@example.org\r\nAction: delayed\r\nStatus: 4.0.0\r\nDiagnostic-Code:"),
			bounce.Failed, "5.1.1"},
	} {
		got, err := bounce.Read(strings.NewReader(row.raw))
		require.NoError(t, err, name)
		require.Equal(t, bounce.Report{MessageID: "n.proof@elaionas.example.org", Action: row.action, Status: row.status}, got, name)
	}
}

func TestWhatIsNoReportOrAHostileOneIsRefused(t *testing.T) {
	t.Parallel()
	right := bouncetest.Report("n@x", "failed", "5.1.1")
	deep := "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n" +
		strings.Repeat("--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", 4000) + right
	for name, raw := range map[string]string{
		"empty":                       "",
		"an answer of a person":       "Subject: Re: hello\r\nContent-Type: text/plain\r\n\r\nAction: failed\r\nMessage-ID: <n@x>\r\n",
		"an unknown action":           strings.Replace(right, "failed", "exploded", 1),
		"without the message":         strings.Replace(right, "Message-ID:", "X-ID:", 1),
		"without boundary":            strings.Replace(right, `; boundary="b"`, "", 1),
		"a read receipt":              strings.Replace(right, "report-type=delivery-status", "report-type=disposition-notification", 1),
		"huge":                        "X: " + strings.Repeat("x", 10<<20),
		"the report behind megabytes": strings.Replace(right, "I'm sorry", strings.Repeat("x\r\n", 1<<20), 1),
		"deep":                        deep,
		"endless headers":             "Content-Type: multipart/report\r\n" + strings.Repeat("X: y\r\n", 1<<20),
		"no text at all":              strings.Repeat("\x00\xff", 1<<10),
	} {
		_, err := bounce.Read(strings.NewReader(raw))
		require.ErrorIs(t, err, bounce.ErrNoReport, name)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(bouncetest.Report("n@x", "failed", "5.1.1"))
	f.Add("Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n--b--")
	f.Fuzz(func(t *testing.T, raw string) {
		r, err := bounce.Read(strings.NewReader(raw))
		if err == nil && (r.MessageID == "" || r.Action == "") {
			t.Fatalf("%+v", r)
		}
	})
}

func TestEveryMailIsTakenOnceAndForeignOnesArePassedOver(t *testing.T) {
	t.Parallel()
	m := bouncetest.Start(t)
	box, err := bounce.New(m.Config)
	require.NoError(t, err)
	m.Put(t, bouncetest.Report("first@x", "failed", "5.1.1"))
	m.Put(t, "Subject: Re: hello\r\n\r\nthank you\r\n")
	m.Put(t, bouncetest.Report("second@x", "delayed", "4.4.1")+strings.Repeat("x", 2<<20))
	var got []bounce.Report
	take := func(_ context.Context, r bounce.Report) error { got = append(got, r); return nil }
	for range 2 {
		more, err := box.Look(t.Context(), take)
		require.NoError(t, err)
		require.False(t, more)
	}
	require.Equal(t, []bounce.Report{{"first@x", bounce.Failed, "5.1.1"}, {"second@x", bounce.Delayed, "4.4.1"}}, got)
	require.Zero(t, m.Unseen(t))

	m.Put(t, bouncetest.Report("third@x", "failed", "5.1.1"))
	away := errors.New("the database is away")
	_, err = box.Look(t.Context(), func(context.Context, bounce.Report) error { return away })
	require.ErrorIs(t, err, away)
	require.Equal(t, 1, m.Unseen(t), "it comes again")
	_, err = box.Look(t.Context(), take)
	require.NoError(t, err)
	require.Len(t, got, 3)
}

func TestMoreMailsThanOneLookTakesAreLeftForTheNext(t *testing.T) {
	t.Parallel()
	m := bouncetest.Start(t)
	box, err := bounce.New(m.Config)
	require.NoError(t, err)
	for range 51 {
		m.Put(t, "Subject: spam\r\n\r\nspam\r\n")
	}
	more, err := box.Look(t.Context(), nil)
	require.NoError(t, err)
	require.True(t, more)
	require.Equal(t, 1, m.Unseen(t))
}

func TestThePasswordGoesOnlyToACertifiedServer(t *testing.T) {
	t.Parallel()
	m := bouncetest.Start(t)
	for name, change := range map[string]func(*bounce.Config){
		"an unknown certificate": func(c *bounce.Config) { c.RootCAs = nil },
		"a wrong password":       func(c *bounce.Config) { c.Password = "wrong" },
		"another folder":         func(c *bounce.Config) { c.URL = strings.Replace(c.URL, "INBOX", "Elsewhere", 1) },
	} {
		cfg := m.Config
		change(&cfg)
		box, err := bounce.New(cfg)
		require.NoError(t, err, name)
		_, err = box.Look(t.Context(), nil)
		require.Error(t, err, name)
	}
	for _, cfg := range []bounce.Config{{}, {URL: "imap://u@h", Password: "p"}, {URL: "imaps://h", Password: "p"}, {URL: "imaps://u@h"},
		{URL: "imaps://u:p@h", Password: "p"}, {URL: "%", Password: "p"}} {
		_, err := bounce.New(cfg)
		require.Error(t, err)
		require.NotContains(t, err.Error(), ":p@")
	}
}
