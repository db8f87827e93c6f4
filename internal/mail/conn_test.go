package mail_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/mail"
	"github.com/thyrida/thyrida/internal/mailbox"
)

// door counts who comes in, and can throw everybody out.
type door struct {
	net.Listener
	mu   sync.Mutex
	came []net.Conn
}

func (d *door) Accept() (net.Conn, error) {
	c, err := d.Listener.Accept()
	if err == nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.came = append(d.came, c)
	}
	return c, err
}

func (d *door) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.came)
}

func (d *door) clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.came {
		_ = c.Close()
	}
}

// behind starts a mailbox behind a door, and a sender that delivers to it.
func behind(t *testing.T) (*mail.Sender, *mailbox.Box, *door) {
	t.Helper()
	box, err := mailbox.Open(t.TempDir(), clock.At(notice().At))
	require.NoError(t, err)
	l, err := mailbox.Loopback()
	require.NoError(t, err)
	d := &door{Listener: l}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- box.RunSMTP(ctx, d) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-done); require.NoError(t, box.Close()) })
	return sender(t, l.Addr(), mail.Config{TLS: mail.None}), box, d
}

// numbered is a notice of its own.
func numbered(i int) mail.Message {
	m := notice()
	m.ID = fmt.Sprintf("n%d@elaiona.example", i)
	return m
}

func TestMessagesFollowEachOtherOverOneConnection(t *testing.T) {
	t.Parallel()
	s, box, d := behind(t)
	for i := range 60 {
		require.NoError(t, s.Send(t.Context(), numbered(i)))
	}
	require.Len(t, box.Messages(mailbox.Filter{}), 60)
	require.Equal(t, 2, d.count(), "a server may not want more than fifty over one")
}

func TestAServerThatHungUpMeanwhileCostsNoAttempt(t *testing.T) {
	t.Parallel()
	s, box, d := behind(t)
	for i := range 3 {
		require.NoError(t, s.Send(t.Context(), numbered(i)))
		d.clear()
	}
	require.Equal(t, 3, d.count())
	for _, m := range box.Messages(mailbox.Filter{}) {
		require.Equal(t, 1, m.Copies)
	}
}

// What the server may have is not said again, on whatever connection.
func TestAMessageLostOverAWaitingConnectionIsUncertainAndNotRepeated(t *testing.T) {
	t.Parallel()
	s, box, d := behind(t)
	require.NoError(t, s.Send(t.Context(), numbered(1)))
	box.Fail(mailbox.Email, mailbox.Fault{Drop: true, Keep: true})
	err := s.Send(t.Context(), numbered(2))
	require.True(t, mail.Uncertain(err), "%v", err)
	require.Equal(t, 1, d.count())
	require.NoError(t, s.Send(t.Context(), numbered(3)))
	require.Equal(t, 2, d.count(), "the broken connection is not used again")
	for _, m := range box.Messages(mailbox.Filter{}) {
		require.Equal(t, 1, m.Copies)
	}
}

func TestARefusalOverAWaitingConnectionIsARefusal(t *testing.T) {
	t.Parallel()
	s, box, d := behind(t)
	require.NoError(t, s.Send(t.Context(), numbered(1)))
	for _, status := range []int{550, 451, 421} {
		box.Fail(mailbox.Email, mailbox.Fault{Status: status})
		err := s.Send(t.Context(), numbered(2))
		require.EqualError(t, err, fmt.Sprintf("smtp-%d %d.0.0", status, status/100))
		require.Equal(t, status == 550, mail.Permanent(err))
		require.NoError(t, s.Send(t.Context(), numbered(3)))
	}
	require.Equal(t, 4, d.count())
}

// tired takes one message a connection and answers 421 to the next.
type tired struct{ took int }

func (s *tired) Reset()        {}
func (s *tired) Logout() error { return nil }
func (s *tired) Mail(string, *smtp.MailOptions) error {
	if s.took > 0 {
		return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 7, 0}, Message: "enough over this connection"}
	}
	return nil
}
func (s *tired) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *tired) Data(r io.Reader) error {
	s.took++
	_, err := io.Copy(io.Discard, r)
	return err
}

func TestAServerThatWantsNoSecondMessageGetsItOverAnotherConnection(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	d := &door{Listener: l}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &tired{}, nil }))
	srv.Domain = "tired.test"
	go func() { _ = srv.Serve(d) }()
	t.Cleanup(func() { _ = srv.Close() })
	s := sender(t, l.Addr(), mail.Config{TLS: mail.None})
	for i := range 3 {
		require.NoError(t, s.Send(t.Context(), numbered(i)))
	}
	require.Equal(t, 3, d.count())
}

func TestManyAtOnceEachHaveTheirConnection(t *testing.T) {
	t.Parallel()
	s, box, d := behind(t)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() { _ = s.Send(t.Context(), numbered(i)) })
	}
	wg.Wait()
	before := d.count()
	for i := range 8 {
		require.NoError(t, s.Send(t.Context(), numbered(40+i)))
	}
	require.Len(t, box.Messages(mailbox.Filter{}), 48)
	require.Equal(t, before, d.count())
}
