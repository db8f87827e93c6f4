package mailbox_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/mailbox"
)

// mixed is an e-mail with every encoding a mail program uses.
const mixed = "From: =?utf-8?q?=CE=94=CE=AE=CE=BC=CE=BF=CF=82?= <thyrida@example.org>\r\n" +
	"To: citizen@example.org\r\nSubject: =?utf-8?B?zpEuzqAu?= 12/2026\r\nMessage-ID: <n-1@example.org>\r\n" +
	"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n" +
	"--out\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n" +
	"--in\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
	"=CE=97 =CE=B1=CE=AF=CF=84=CE=B7=CF=83=CE=B7 =\r\n=CE=BF=CE=BA\r\n" +
	"--in\r\nContent-Type: text/html; charset=iso-8859-7\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+x+z89TwvcD4=\r\n" +
	"--in--\r\n--out\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nnot the text\r\n--out--\r\n"

func TestAnEMailIsDecodedWhole(t *testing.T) {
	t.Parallel()
	o := setup(t)
	require.NoError(t, o.deliver(t, mixed))
	got := o.listed(t, "")
	require.Len(t, got, 1)
	m := got[0]
	require.Equal(t, "n-1@example.org", m.ID)
	require.Equal(t, m.ID, m.MessageID)
	require.Equal(t, mailbox.Email, m.Channel)
	require.Equal(t, "citizen@example.org", m.To)
	require.Equal(t, "Δήμος <thyrida@example.org>", m.From)
	require.Equal(t, "Α.Π. 12/2026", m.Subject)
	require.Equal(t, "Η αίτηση οκ", m.Text)
	require.Equal(t, "<p>Ημόυ</p>", m.HTML)
	require.Equal(t, 1, m.Copies)
	require.Zero(t, m.Segments)
	require.Equal(t, o.clock.Now(), m.At)
}

func TestTheSameMessageIDCountsAsACopyAlsoAfterARestart(t *testing.T) {
	t.Parallel()
	o := setup(t)
	require.NoError(t, o.deliver(t, mixed))
	require.NoError(t, o.deliver(t, mixed))
	require.NoError(t, o.deliver(t, "Subject: none\r\n\r\none\r\n"))
	require.NoError(t, o.deliver(t, "Subject: none\r\n\r\none\r\n"))
	require.Len(t, o.listed(t, ""), 3, "without Message-ID each arrival is its own")

	// A second box reads the same folder, whose last line a kill -9 cut short.
	torn := filepath.Join(t.TempDir(), "messages.jsonl")
	b, err := os.ReadFile(filepath.Join(o.dir, "messages.jsonl"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(torn, append(b, []byte(`{"id":"half`)...), 0o600))
	for range 2 {
		again, err := mailbox.Open(filepath.Dir(torn), o.clock)
		require.NoError(t, err)
		got := again.Messages(mailbox.Filter{})
		require.Len(t, got, 3)
		require.Equal(t, 2, got[2].Copies)
		require.NoError(t, again.Close())
	}
	require.NoError(t, os.WriteFile(torn, []byte("nonsense\n"), 0o600))
	_, err = mailbox.Open(filepath.Dir(torn), o.clock)
	require.ErrorContains(t, err, "byte 0")
}

func TestFiltersChooseAndOrderMessages(t *testing.T) {
	t.Parallel()
	o := setup(t)
	for _, id := range []string{"a", "b", "c"} {
		require.NoError(t, o.deliver(t, "Message-ID: <"+id+"@x>\r\nSubject: Notice "+id+"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nΗ αίτησή σας\r\n", id+"@example.org"))
		o.clock.Advance(time.Minute)
	}
	o.create(t, "+306900000001", "KATI")
	ids := func(query string) (out []string) {
		for _, m := range o.listed(t, query) {
			out = append(out, strings.TrimSuffix(m.ID, "@x"))
		}
		return out
	}
	require.Equal(t, []string{"c", "b", "a"}, ids("?channel=email"))
	require.Equal(t, []string{"b"}, ids("?to=B@EXAMPLE.ORG"))
	require.Empty(t, ids("?to=example.org"))
	require.Equal(t, []string{"c", "b", "a"}, ids("?contains=ΑΙΤΗΣΗ"))
	require.Equal(t, []string{"c"}, ids("?contains=notice+c"))
	require.Equal(t, []string{"c", "b"}, ids("?channel=email&after=a@x"))
	require.Equal(t, []string{"c"}, ids("?channel=email&after=2026-11-22T09:06:00Z"))
	require.Len(t, ids("?to=+306900000001"), 1, "an unescaped plus sign is forgiven")
	require.Len(t, ids("?to=%2B306900000001&channel=sms"), 1)
	for _, bad := range []string{"?after=yesterday", "?channel=fax"} {
		r, err := http.Get(o.web.URL + "/dev/messages" + bad)
		require.NoError(t, err)
		require.NoError(t, r.Body.Close())
		require.Equal(t, http.StatusBadRequest, r.StatusCode, bad)
	}
	empty := setup(t)
	r, err := http.Get(empty.web.URL + "/dev/messages")
	require.NoError(t, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	require.JSONEq(t, `{"messages":[]}`, string(body))
}

func TestThePageShowsMessagesAndRunsNothingOfThem(t *testing.T) {
	t.Parallel()
	o := setup(t)
	require.NoError(t, o.deliver(t, "Message-ID: <x@x>\r\nSubject: <script>alert(1)</script>\r\n\r\n<img src=x onerror=1>\r\n"))
	r, err := http.Get(o.web.URL + "/dev/mailbox?contains=%22%3E")
	require.NoError(t, err)
	require.NoError(t, r.Body.Close())
	r, err = http.Get(o.web.URL + "/dev/mailbox")
	require.NoError(t, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	page := string(body)
	require.Contains(t, r.Header.Get("Content-Security-Policy"), "default-src 'none'")
	for _, want := range []string{`<html lang="el">`, "<main>", "<h1>", `<label for="to">`, "1 μήνυμα.", "Κυριακή 22 Νοεμβρίου 2026, 11:05", "&lt;script&gt;"} {
		require.Contains(t, page, want)
	}
	for _, never := range []string{"<script", "<img", "style=", "onerror=1>"} {
		require.NotContains(t, strings.ReplaceAll(page, "&lt;img src=x onerror=1&gt;", ""), never)
	}
	css, err := http.Get(o.web.URL + "/dev/mailbox.css")
	require.NoError(t, err)
	require.NoError(t, css.Body.Close())
	require.Equal(t, "text/css; charset=utf-8", css.Header.Get("Content-Type"))
}

func TestPlannedFaultsMeetTheirMessages(t *testing.T) {
	t.Parallel()
	o := setup(t)
	plain := "Message-ID: <f@x>\r\n\r\ntext\r\n"
	code := func(err error) int {
		e, ok := err.(*textproto.Error)
		require.True(t, ok, "%v", err)
		return e.Code
	}
	o.Fail(mailbox.Email, mailbox.Fault{Status: 451}, mailbox.Fault{Status: 550, To: "gone@example.org", Times: -1},
		mailbox.Fault{Drop: true, Keep: true, To: "citizen@example.org"})
	require.Equal(t, 451, code(o.deliver(t, plain)))
	require.Equal(t, 550, code(o.deliver(t, plain, "gone@example.org")))
	require.Equal(t, 550, code(o.deliver(t, plain, "gone@example.org")))
	require.Empty(t, o.listed(t, ""))
	require.ErrorIs(t, o.deliver(t, plain), io.EOF)
	require.Len(t, o.listed(t, ""), 1, "kept, though the sender never heard it")
	require.NoError(t, o.deliver(t, plain))
	require.Equal(t, 2, o.listed(t, "")[0].Copies)
	o.Clear()
	require.NoError(t, o.deliver(t, plain, "gone@example.org"))

	o.Fail(mailbox.Email, mailbox.Fault{Hang: true})
	hung := make(chan error, 1)
	conn, err := net.Dial("tcp", o.smtp)
	require.NoError(t, err)
	defer conn.Close()
	text := textproto.NewConn(conn)
	for _, line := range []string{"", "HELO x", "MAIL FROM:<a@x>", "RCPT TO:<b@x>", "DATA", "Message-ID: <h@x>\r\n\r\nt\r\n."} {
		if line != "" {
			require.NoError(t, text.PrintfLine("%s", line))
		}
		if !strings.HasSuffix(line, ".") {
			_, err = text.ReadLine()
			require.NoError(t, err)
		}
	}
	go func() { _, err := text.ReadLine(); hung <- err }()
	require.Never(t, func() bool { return len(hung) > 0 }, 50*time.Millisecond, 10*time.Millisecond)
	o.Clear()
	require.Error(t, <-hung)
}

func TestTheServerKeepsItsLimits(t *testing.T) {
	t.Parallel()
	o := setup(t)
	require.ErrorContains(t, o.deliver(t, "Message-ID: <big@x>\r\n\r\n"+strings.Repeat(strings.Repeat("a", 70)+"\r\n", 16000)), "552")
	require.ErrorContains(t, o.deliver(t, "no header here"), "554")
	many := make([]string, 21)
	for i := range many {
		many[i] = "a@example.org"
	}
	require.Error(t, o.deliver(t, mixed, many...))
	require.ErrorContains(t, o.deliver(t, "Content-Type: text/plain; charset=klingon\r\n\r\nx\r\n"), "554")
	require.Empty(t, o.listed(t, ""))

	open, err := net.Listen("tcp", "0.0.0.0:0")
	require.NoError(t, err)
	require.ErrorIs(t, o.RunSMTP(context.Background(), open), mailbox.ErrNotLoopback)
}
