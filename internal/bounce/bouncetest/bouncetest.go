// Package bouncetest runs a real IMAP server in the process, for tests of what
// reads a mailbox.
package bouncetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/bounce"
	"github.com/thyrida/thyrida/internal/clock"
)

// Mailbox is the INBOX of bounces@example.org.
type Mailbox struct {
	Config bounce.Config // reaches it
	user   *imapmemserver.User
}

// Start serves an empty mailbox over TLS on loopback until the test ends.
func Start(t testing.TB) *Mailbox {
	t.Helper()
	cert, pool := certificate(t)
	m := &Mailbox{user: imapmemserver.NewUser("bounces@example.org", "right")}
	require.NoError(t, m.user.Create("INBOX", nil))
	users := imapmemserver.New()
	users.AddUser(m.user)
	s := imapserver.New(&imapserver.Options{Logger: log.New(io.Discard, "", 0),
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return users.NewSession(), nil, nil
		}})
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
	require.NoError(t, err)
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	m.Config = bounce.Config{URL: "imaps://bounces%40example.org@" + l.Addr().String() + "/INBOX", Password: "right", RootCAs: pool}
	return m
}

// Put lets a mail arrive.
func (m *Mailbox) Put(t testing.TB, raw string) {
	t.Helper()
	_, err := m.user.Append("INBOX", literal{strings.NewReader(raw)}, &imap.AppendOptions{})
	require.NoError(t, err)
}

// Unseen is how many mails nobody has seen.
func (m *Mailbox) Unseen(t testing.TB) int {
	t.Helper()
	s, err := m.user.Status("INBOX", &imap.StatusOptions{NumUnseen: true})
	require.NoError(t, err)
	return int(*s.NumUnseen)
}

type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// Report is what a mail server writes of a message with the Message-ID.
func Report(messageID, action, status string) string {
	return strings.ReplaceAll(fmt.Sprintf(`From: MAILER-DAEMON@mx.example.org
To: bounces@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Sun, 22 Nov 2026 09:05:00 +0200

Final-Recipient: rfc822; citizen@example.org
Action: %s
Status: %s
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

From: thyrida@elaionas.example.org
To: citizen@example.org
Message-ID: <%s>
Subject: =?utf-8?b?zpE=?=

--b--
`, action, status, messageID), "\n", "\r\n")
}

func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
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
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
