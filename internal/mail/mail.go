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

// Sender sends messages, each over a connection of its own. It is safe for
// concurrent use.
type Sender struct{ cfg Config }

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
	s := &Sender{cfg: cfg}
	if _, err := s.client(context.Background()); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return s, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// client is made for one message, so that its connection can be tied to the
// context of that message.
func (s *Sender) client(ctx context.Context) (*smtp.Client, error) {
	tlsConfig := &tls.Config{ServerName: s.cfg.Host, RootCAs: s.cfg.RootCAs, MinVersion: tls.VersionTLS12}
	opts := []smtp.Option{
		smtp.WithPort(s.cfg.Port), smtp.WithTimeout(s.cfg.Timeout), smtp.WithTLSConfig(tlsConfig),
		smtp.WithoutNoop(), // a fresh connection needs no proof of life
		smtp.WithDialContextFunc(func(dial context.Context, network, addr string) (net.Conn, error) {
			return s.dial(dial, ctx, network, addr, tlsConfig)
		}),
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

// dial connects under the context of dialling; the connection itself ends when
// the context of the message does, which go-mail alone would not see.
func (s *Sender) dial(dialling, message context.Context, network, addr string, cfg *tls.Config) (net.Conn, error) {
	var d net.Dialer
	raw, err := d.DialContext(dialling, network, addr)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(message, func() { _ = raw.Close() })
	if s.cfg.TLS != Implicit {
		return raw, nil
	}
	conn := tls.Client(raw, cfg)
	if err := conn.HandshakeContext(dialling); err != nil {
		_ = raw.Close()
		return nil, err
	}
	return conn, nil
}

// Send tries once to hand over the message. Nil means that the server has taken
// it; every error is a *Failure.
func (s *Sender) Send(ctx context.Context, m Message) error {
	msg, err := m.build()
	if err != nil {
		return err
	}
	// The bound of the whole attempt: go-mail renews its own with every command.
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	c, err := s.client(ctx)
	if err != nil {
		return &Failure{Code: "smtp-configuration"}
	}
	return classify(c.DialAndSendWithContext(ctx, msg), msg.IsDelivered())
}
