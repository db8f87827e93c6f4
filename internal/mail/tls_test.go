package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/mail"
)

// relay is a mail server that demands a password and counts what it takes.
type relay struct {
	taken chan bool // whether each message came over TLS
	from  string    // envelope sender of the last message, once it is taken
}

type relaySession struct {
	r       *relay
	conn    *smtp.Conn
	trusted bool
}

func (s *relaySession) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *relaySession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, pass string) error {
		if user != "thyrida" || pass != "right" {
			return errors.New("wrong")
		}
		s.trusted = true
		return nil
	}), nil
}
func (s *relaySession) Reset()        {}
func (s *relaySession) Logout() error { return nil }
func (s *relaySession) Mail(from string, _ *smtp.MailOptions) error {
	if !s.trusted {
		return smtp.ErrAuthRequired
	}
	s.r.from = from
	return nil
}
func (s *relaySession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *relaySession) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	_, secure := s.conn.TLSConnectionState()
	s.r.taken <- secure
	return err
}

func startRelay(t *testing.T, cert *tls.Certificate, implicit bool) (*relay, net.Addr) {
	t.Helper()
	r := &relay{taken: make(chan bool, 1)}
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &relaySession{r: r, conn: c}, nil }))
	s.Domain, s.AllowInsecureAuth = "relay.test", true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := l.Addr()
	if cert != nil {
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*cert}}
		if implicit {
			l = tls.NewListener(l, s.TLSConfig)
		}
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return r, addr
}

func certificate(t *testing.T) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	now := clock.System{}.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestPasswordsTravelOnlyUnderTLSAndToACertifiedServer(t *testing.T) {
	t.Parallel()
	cert, pool := certificate(t)
	for name, row := range map[string]struct {
		cert     *tls.Certificate
		implicit bool
		cfg      mail.Config
		fault    string
	}{
		"STARTTLS":                        {cert, false, mail.Config{TLS: mail.Mandatory, RootCAs: pool, Password: "right"}, ""},
		"opportunistic":                   {cert, false, mail.Config{TLS: mail.Opportunistic, RootCAs: pool, Password: "right"}, ""},
		"implicit":                        {cert, true, mail.Config{TLS: mail.Implicit, RootCAs: pool, Password: "right"}, ""},
		"a server without STARTTLS":       {nil, false, mail.Config{RootCAs: pool, Password: "right"}, "smtp-connection"},
		"an unknown certificate":          {cert, false, mail.Config{Password: "right"}, "smtp-certificate"},
		"an unknown certificate at first": {cert, true, mail.Config{TLS: mail.Implicit, Password: "right"}, "smtp-certificate"},
		"a wrong password":                {cert, false, mail.Config{RootCAs: pool, Password: "wrong"}, "smtp-connection"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, at := startRelay(t, row.cert, row.implicit)
			row.cfg.Username = "thyrida"
			err := sender(t, at, row.cfg).Send(t.Context(), notice())
			if row.fault == "" {
				require.NoError(t, err)
				require.True(t, <-r.taken, "the message came over TLS")
				return
			}
			require.EqualError(t, err, row.fault)
			require.False(t, mail.Permanent(err), "our own trouble never gives a notice up")
			require.Empty(t, r.taken)
		})
	}
	r, at := startRelay(t, nil, false)
	err := sender(t, at, mail.Config{TLS: mail.None}).Send(t.Context(), notice())
	require.Error(t, err, "the relay wants a password")
	require.False(t, mail.Permanent(err))
	require.Empty(t, r.taken)
}

func TestReportsGoToTheirOwnAddressAndAnswersDoNot(t *testing.T) {
	t.Parallel()
	cert, pool := certificate(t)
	for bounces, want := range map[string]string{"bounces@elaiona.example": "bounces@elaiona.example", "": notice().From.Email} {
		r, at := startRelay(t, cert, false)
		m := notice()
		m.Bounces = bounces
		require.NoError(t, sender(t, at, mail.Config{RootCAs: pool, Username: "thyrida", Password: "right"}).Send(t.Context(), m))
		<-r.taken
		require.Equal(t, want, r.from)
	}
	m := notice()
	m.Bounces = "nobody"
	_, at := startRelay(t, cert, false)
	require.True(t, mail.Permanent(sender(t, at, mail.Config{RootCAs: pool}).Send(t.Context(), m)))
}
