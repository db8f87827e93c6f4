// Package mail hands notices to an SMTP server. It says of each attempt whether
// the message is sent, may be tried again, or never will go out, and whether an
// attempt that failed may have arrived all the same.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"

	smtp "github.com/wneessen/go-mail"
)

// Policy says how the connection to the server is protected.
type Policy string

// The policies. A password is never sent over an unprotected connection.
const (
	Mandatory     Policy = "mandatory"     // STARTTLS or nothing; what the empty Policy means
	Opportunistic Policy = "opportunistic" // STARTTLS when the server offers it
	Implicit      Policy = "implicit"      // TLS from the first byte, usually port 465
	None          Policy = "none"          // only to a loopback address, for development
)

// Config is where and how messages leave.
type Config struct {
	Host     string
	Port     int
	Username string // "" = no authentication
	Password string
	TLS      Policy
	RootCAs  *x509.CertPool // nil = those of the system
	HELO     string         // our name towards the server, "" = the machine's
	Timeout  time.Duration  // for one message, 0 = 30 s
}

// Sender sends messages, one after the other over a connection that waits a
// little for the next one. It is safe for concurrent use.
type Sender struct {
	cfg   Config
	tls   *tls.Config
	spare spares
}

// New checks the configuration. It does not connect.
func New(cfg Config) (*Sender, error) {
	if cfg.TLS == "" {
		cfg.TLS = Mandatory
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 30 * time.Second
	}
	switch {
	case cfg.Host == "":
		return nil, errors.New("mail: no SMTP host given")
	case cfg.Port < 1 || cfg.Port > 65535:
		return nil, fmt.Errorf("mail: %d is no SMTP port", cfg.Port)
	case cfg.TLS == None && !loopback(cfg.Host):
		return nil, fmt.Errorf("mail: TLS policy none is for loopback only, not for %s", cfg.Host)
	}
	s := &Sender{cfg: cfg, tls: &tls.Config{ServerName: cfg.Host, RootCAs: cfg.RootCAs, MinVersion: tls.VersionTLS12,
		ClientSessionCache: tls.NewLRUClientSessionCache(0)}}
	if _, err := s.client((&net.Dialer{}).DialContext); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return s, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// client is made for one connection, which dial makes.
func (s *Sender) client(dial smtp.DialContextFunc) (*smtp.Client, error) {
	opts := []smtp.Option{
		smtp.WithPort(s.cfg.Port), smtp.WithTimeout(s.cfg.Timeout), smtp.WithTLSConfig(s.tls.Clone()), smtp.WithDialContextFunc(dial),
		smtp.WithoutNoop(), // MAIL tells as well whether the connection lives
		smtp.WithoutRset(), // a server that took a message waits for the next one (RFC 5321 section 4.1.1.4)
	}
	switch s.cfg.TLS {
	case Mandatory:
		opts = append(opts, smtp.WithTLSPolicy(smtp.TLSMandatory))
	case Opportunistic:
		opts = append(opts, smtp.WithTLSPolicy(smtp.TLSOpportunistic))
	case Implicit, None: // the connection is already what it should be
		opts = append(opts, smtp.WithTLSPolicy(smtp.NoTLS))
	default:
		return nil, fmt.Errorf("unknown TLS policy %q", s.cfg.TLS)
	}
	if s.cfg.HELO != "" {
		opts = append(opts, smtp.WithHELO(s.cfg.HELO))
	}
	if s.cfg.Username != "" {
		opts = append(opts, smtp.WithUsername(s.cfg.Username), smtp.WithPassword(s.cfg.Password),
			smtp.WithOpportunisticSMTPAuth(smtp.SMTPAuthSCRAMSHA256, smtp.SMTPAuthPlain, smtp.SMTPAuthLogin))
	}
	return smtp.NewClient(s.cfg.Host, opts...)
}

// Send tries once to hand over the message. Nil means that the server has taken
// it; every error is a *Failure.
func (s *Sender) Send(ctx context.Context, m Message) error {
	msg, err := m.build()
	if err != nil {
		return err
	}
	// The bound of the whole attempt: go-mail renews its own with every message.
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	if c := s.spare.take(); c != nil {
		if err := s.over(ctx, c, msg); !hungUp(err) {
			return classify(err, msg.IsDelivered())
		}
	}
	c, err := s.open(ctx)
	if err != nil {
		return classify(err, false)
	}
	return classify(s.over(ctx, c, msg), msg.IsDelivered())
}

// over hands a message over a connection, and keeps it for the next one unless
// something went wrong.
func (s *Sender) over(ctx context.Context, c *conn, msg *smtp.Msg) error {
	free := c.until(ctx)
	err := c.client.SendWithSMTPClient(c.smtp, msg)
	c.messages++
	switch {
	case !free(): // closed under us, by the end of ctx
	case err == nil && c.messages < enough && s.spare.put(c):
	default:
		c.quit()
	}
	return err
}

// hungUp: the server ended a connection that waited, before it heard of the
// message.
func hungUp(err error) bool {
	sent, ok := errors.AsType[*smtp.SendError](err)
	return ok && (sent.Reason == smtp.ErrSMTPMailFrom || sent.Reason == smtp.ErrConnCheck) &&
		(sent.ErrorCode() == 0 || sent.ErrorCode() == 421)
}
