package mailbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
)

// Limits of the SMTP server: notices carry no attachments.
const (
	maxMessage    = 1 << 20 // bytes
	maxRecipients = 20
)

// ErrNotLoopback refuses to open the mailbox to a network.
var ErrNotLoopback = errors.New("the development mailbox listens on loopback only")

// Loopback listens on a free port of 127.0.0.1.
func Loopback() (net.Listener, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the mailbox: %w", err)
	}
	return l, nil
}

// RunSMTP serves SMTP on the listener until the context ends. It refuses a
// listener that is not on loopback.
func (b *Box) RunSMTP(ctx context.Context, l net.Listener) error {
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		_ = l.Close()
		return ErrNotLoopback
	}
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{box: b, conn: c, ctx: ctx}, nil
	}))
	s.Domain = "mailbox.localhost"
	s.MaxMessageBytes, s.MaxRecipients, s.MaxLineLength = maxMessage, maxRecipients, 2000
	s.ReadTimeout, s.WriteTimeout = time.Minute, time.Minute
	s.EnableSMTPUTF8 = true
	s.ErrorLog = quiet{} // senders that hang up are what the mailbox is for
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	if err := s.Serve(l); err != nil && ctx.Err() == nil {
		return fmt.Errorf("serve SMTP mailbox: %w", err)
	}
	return nil
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// session is one connection of a sender.
type session struct {
	box  *Box
	conn *smtp.Conn
	ctx  context.Context
	to   []string
}

func (s *session) Reset()                               { s.to = nil }
func (s *session) Logout() error                        { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data takes the message. Faults come here, after the sender has given all.
func (s *session) Data(r io.Reader) error {
	m, err := decode(r)
	if err != nil {
		if _, ok := errors.AsType[*smtp.SMTPError](err); ok {
			return err // too big, or a line too long: the server's own answer
		}
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "cannot be read as an e-mail"}
	}
	m.To = strings.Join(s.to, ", ")
	if m.ID = m.MessageID; m.ID == "" {
		m.ID = "without-id-" + rand.Text()
	}
	fault, planned := s.box.faults.next(Email, m.To)
	if !planned || fault.Keep {
		if _, err := s.box.keep(m); err != nil {
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "mailbox cannot store"}
		}
	}
	switch {
	case !planned:
		return nil
	case fault.Hang:
		s.box.faults.hang(s.ctx)
		_ = s.conn.Conn().Close()
		return io.ErrClosedPipe
	case fault.Drop:
		_ = s.conn.Conn().Close()
		return io.ErrClosedPipe
	case fault.Status > 0:
		return &smtp.SMTPError{Code: fault.Status, EnhancedCode: smtp.EnhancedCode{fault.Status / 100, 0, 0}, Message: "refused as planned"}
	}
	return nil
}
