package mail_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/mail"
	"github.com/thyrida/thyrida/internal/mailbox"
)

// setup starts a mailbox and a sender that delivers to it.
func setup(t *testing.T) (*mail.Sender, *mailbox.Box) {
	t.Helper()
	box, err := mailbox.Open(t.TempDir(), clock.At(time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)))
	require.NoError(t, err)
	l, err := mailbox.Loopback()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- box.RunSMTP(ctx, l) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-done); require.NoError(t, box.Close()) })
	return sender(t, l.Addr(), mail.Config{TLS: mail.None}), box
}

func sender(t *testing.T, at net.Addr, cfg mail.Config) *mail.Sender {
	t.Helper()
	cfg.Host, cfg.Port = "127.0.0.1", at.(*net.TCPAddr).Port
	s, err := mail.New(cfg)
	require.NoError(t, err)
	return s
}

func notice() mail.Message {
	return mail.Message{
		ID: "0190-notice.7@elaiona.example", From: mail.Address{Name: "Δήμος Ελαιώνα", Email: "no-reply@elaiona.example"},
		ReplyTo: mail.Address{Name: "Μαρία, Ληξιαρχείο", Email: "clerk@example.org"}, To: mail.Address{Name: "Πολίτης", Email: "citizen@example.org"},
		Subject:  "[ΑΠ 12345/2026] Η αίτησή σας «Βεβαίωση μόνιμης κατοικίας» είναι υπό επεξεργασία από την υπηρεσία",
		Text:     "Η αίτησή σας <είναι> υπό επεξεργασία.\nΔείτε https://elaiona.example/cases/1?a=1&b=2.\n\nΧειριστής: Μαρία, 2313 301069",
		Language: "el", InReplyTo: "0190-notice.6@elaiona.example", References: []string{"0190-notice.1@elaiona.example", "0190-notice.6@elaiona.example"},
		At: time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC),
	}
}

func TestANoticeArrivesWithAllItsHeaders(t *testing.T) {
	t.Parallel()
	s, box := setup(t)
	m := notice()
	require.NoError(t, s.Send(t.Context(), m))
	got := box.Messages(mailbox.Filter{})
	require.Len(t, got, 1)
	g := got[0]
	require.Equal(t, m.ID, g.ID)
	require.Equal(t, m.Subject, g.Subject)
	require.Equal(t, m.Text, g.Text)
	require.Equal(t, "citizen@example.org", g.To)
	for name, want := range map[string]string{
		"From": "Δήμος Ελαιώνα <no-reply@elaiona.example>", "Reply-To": "Μαρία, Ληξιαρχείο <clerk@example.org>",
		"Auto-Submitted": "auto-generated", "Content-Language": "el", "Message-Id": "<" + m.ID + ">",
		"In-Reply-To": "<" + m.InReplyTo + ">", "References": "<0190-notice.1@elaiona.example> <0190-notice.6@elaiona.example>",
		"Date": "Sun, 22 Nov 2026 09:05:00 +0000", "X-Auto-Response-Suppress": "All",
	} {
		require.Equal(t, want, strings.Join(strings.Fields(strings.ReplaceAll(g.Headers[name], `"`, "")), " "), name)
	}
	require.Contains(t, g.HTML, `<html lang="el">`)
	require.Contains(t, g.HTML, "&lt;είναι&gt; υπό επεξεργασία.<br>")
	require.Contains(t, g.HTML, `<a href="https://elaiona.example/cases/1?a=1&amp;b=2">https://elaiona.example/cases/1?a=1&amp;b=2</a>.</p>`)
	require.Contains(t, g.HTML, "<p>Χειριστής: Μαρία, 2313 301069</p>")
}

func TestRepeatingKeepsTheMessageID(t *testing.T) {
	t.Parallel()
	s, box := setup(t)
	box.Fail(mailbox.Email, mailbox.Fault{Drop: true, Keep: true})
	err := s.Send(t.Context(), notice())
	require.True(t, mail.Uncertain(err), "%v", err)
	require.False(t, mail.Permanent(err))
	require.NoError(t, s.Send(t.Context(), notice()))
	got := box.Messages(mailbox.Filter{})
	require.Len(t, got, 1)
	require.Equal(t, 2, got[0].Copies, "the receiver recognises the repetition by its ID")
}

func TestOutcomesAreToldApart(t *testing.T) {
	t.Parallel()
	s, box := setup(t)
	for _, row := range []struct {
		fault                mailbox.Fault
		code                 string
		permanent, uncertain bool
	}{
		{mailbox.Fault{Status: 451}, "smtp-451 4.0.0", false, false},
		{mailbox.Fault{Status: 550}, "smtp-550 5.0.0", true, false},
		{mailbox.Fault{Status: 535}, "smtp-535 5.0.0", false, false},
		{mailbox.Fault{Drop: true}, "smtp-interrupted", false, true},
	} {
		box.Fail(mailbox.Email, row.fault)
		err := s.Send(t.Context(), notice())
		require.EqualError(t, err, row.code)
		require.Equal(t, row.permanent, mail.Permanent(err), row.code)
		require.Equal(t, row.uncertain, mail.Uncertain(err), row.code)
		require.NotContains(t, err.Error(), "example", "no address in an error")
	}
	require.Empty(t, box.Messages(mailbox.Filter{}))
}

func TestAServerThatHangsOrIsAwayIsTemporary(t *testing.T) {
	t.Parallel()
	_, box := setup(t)
	l, err := mailbox.Loopback()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- box.RunSMTP(ctx, l) }()
	box.Fail(mailbox.Email, mailbox.Fault{Hang: true, Times: 2})

	short := sender(t, l.Addr(), mail.Config{TLS: mail.None, Timeout: 100 * time.Millisecond})
	err = short.Send(t.Context(), notice())
	require.True(t, mail.Uncertain(err), "%v", err)

	long := sender(t, l.Addr(), mail.Config{TLS: mail.None, Timeout: time.Hour})
	leaving, leave := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer leave()
	err = long.Send(leaving, notice())
	require.Error(t, err, "the caller's context ends the attempt")
	require.False(t, mail.Permanent(err))

	cancel()
	require.NoError(t, <-done)
	err = short.Send(t.Context(), notice())
	require.EqualError(t, err, "smtp-unreachable")
	require.False(t, mail.Permanent(err))
	require.False(t, mail.Uncertain(err))
}

func TestNothingCanInjectAHeaderOrARecipient(t *testing.T) {
	t.Parallel()
	s, box := setup(t)
	for _, evil := range []string{"x\r\nBcc: victim@example.org", "x\nBcc: victim@example.org", "x\r\n\r\nbody", "x\u2028Bcc: v@x", "\x00x"} {
		m := notice()
		m.Subject, m.To.Name, m.ReplyTo.Name, m.From.Name = evil, evil, evil, evil
		m.Language = evil
		require.NoError(t, s.Send(t.Context(), m))
		g := box.Messages(mailbox.Filter{})[0]
		require.NotContains(t, g.Headers, "Bcc")
		require.Equal(t, "citizen@example.org", g.To)
		require.Equal(t, notice().Text, g.Text)

		for _, spoil := range []func(*mail.Message){
			func(m *mail.Message) { m.ID = evil + "@x" }, func(m *mail.Message) { m.InReplyTo = evil + "@x" },
			func(m *mail.Message) { m.References = []string{"a@b", evil + "@x"} }, func(m *mail.Message) { m.To.Email = evil + "@x" },
			func(m *mail.Message) { m.To.Email = "a@" + evil }, func(m *mail.Message) { m.From.Email = evil },
			func(m *mail.Message) { m.ReplyTo.Email = "a@b," + evil }, func(m *mail.Message) { m.ID = "" },
			func(m *mail.Message) { m.To.Email = "a@b, c@d" }, func(m *mail.Message) { m.To.Email = "" },
		} {
			m := notice()
			spoil(&m)
			err := s.Send(t.Context(), m)
			require.True(t, mail.Permanent(err), "%+v: %v", m, err)
		}
	}
}

func TestAnySubjectAndTextSurvivesTheJourney(t *testing.T) {
	t.Parallel()
	s, box := setup(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		m := notice()
		n++
		m.ID = fmt.Sprintf("n%d@elaiona.example", n)
		m.Subject = rapid.StringMatching(`[Α-Ωα-ω0-9«»\[\]/A-Za-zέ€😀]{1,30}( [α-ωA-Z.:=?_]{1,40}){0,6}`).Draw(rt, "subject")
		m.Text = rapid.StringMatching(`[Α-Ωα-ωa-z.=€<>&'" ]{0,200}(\n\.?[α-ω=]{1,100}){0,4}`).Draw(rt, "text")
		require.NoError(rt, s.Send(context.Background(), m))
		g := box.Messages(mailbox.Filter{})[0]
		require.Equal(rt, m.Subject, g.Subject)
		require.Equal(rt, m.Text, g.Text)
	})
}

func TestConfigurationFaultsAreNamed(t *testing.T) {
	t.Parallel()
	for _, cfg := range []mail.Config{
		{Port: 25}, {Host: "mail.example.org"}, {Host: "mail.example.org", Port: 70000},
		{Host: "mail.example.org", Port: 25, TLS: mail.None}, {Host: "mail.example.org", Port: 25, TLS: "maybe"},
	} {
		_, err := mail.New(cfg)
		require.ErrorContains(t, err, "mail: ", "%+v", cfg)
	}
	_, err := mail.New(mail.Config{Host: "mail.example.org", Port: 587})
	require.NoError(t, err)
}
