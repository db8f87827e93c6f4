package bounce

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Config is where reports arrive.
type Config struct {
	URL      string // imaps://user@host/INBOX, the folder INBOX if none is named
	Password string
	RootCAs  *x509.CertPool // nil = those of the system
	Timeout  time.Duration  // of one look, 0 = 2 min
}

// Box is a mailbox to which reports come.
type Box struct {
	cfg                  Config
	address, user, inbox string
	host                 string
}

// New checks the configuration. It does not connect.
func New(cfg Config) (*Box, error) {
	u, err := url.Parse(cfg.URL)
	switch {
	case err != nil || u.Scheme != "imaps" || u.Hostname() == "" || u.User == nil || u.User.Username() == "":
		return nil, errors.New("bounce: the mailbox is not of the form imaps://user@host/INBOX")
	case cfg.Password == "":
		return nil, errors.New("bounce: the mailbox has no password")
	}
	if _, inside := u.User.Password(); inside {
		return nil, errors.New("bounce: the password does not belong into the address of the mailbox")
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 2 * time.Minute
	}
	port, inbox := u.Port(), strings.Trim(u.Path, "/")
	if port == "" {
		port = "993"
	}
	if inbox == "" {
		inbox = "INBOX"
	}
	return &Box{cfg: cfg, address: net.JoinHostPort(u.Hostname(), port), user: u.User.Username(), inbox: inbox, host: u.Hostname()}, nil
}

// batch is how many mails one look takes.
const batch = 50

// Look reads the mails that nobody has seen, at most fifty, gives what is a
// report to take, and marks each mail as seen once take has had it. It says
// whether there may be more. An error of take ends the look and leaves its mail
// as it was.
func (b *Box) Look(ctx context.Context, take func(context.Context, Report) error) (more bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, b.cfg.Timeout)
	defer cancel()
	d := tls.Dialer{Config: &tls.Config{ServerName: b.host, RootCAs: b.cfg.RootCAs, MinVersion: tls.VersionTLS12}}
	conn, err := d.DialContext(ctx, "tcp", b.address)
	if err != nil {
		return false, fmt.Errorf("reach bounce mailbox: %w", err)
	}
	c := imapclient.New(conn, nil)
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) // the client knows no contexts
	defer stop()
	if err := c.Login(b.user, b.cfg.Password).Wait(); err != nil {
		return false, fmt.Errorf("log in to bounce mailbox: %w", err)
	}
	if _, err := c.Select(b.inbox, nil).Wait(); err != nil {
		return false, fmt.Errorf("open bounce mailbox: %w", err)
	}
	found, err := c.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen}}, nil).Wait()
	if err != nil {
		return false, fmt.Errorf("search bounce mailbox: %w", err)
	}
	uids := found.AllUIDs()
	for _, uid := range uids[:min(batch, len(uids))] {
		if err := b.one(ctx, c, uid, take); err != nil {
			return false, err
		}
	}
	_ = c.Logout().Wait() // what was to be done is done
	return len(uids) > batch, nil
}

// one takes one mail. Only its beginning is fetched, and by Peek: it is seen
// only afterwards.
func (b *Box) one(ctx context.Context, c *imapclient.Client, uid imap.UID, take func(context.Context, Report) error) error {
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: maxReport}}
	ms, err := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		return fmt.Errorf("read bounce mailbox: %w", err)
	}
	if len(ms) == 1 && len(ms[0].BodySection) == 1 {
		r, err := Read(bytes.NewReader(ms[0].BodySection[0].Bytes))
		if err == nil {
			err = take(ctx, r)
		}
		if err != nil && !errors.Is(err, ErrNoReport) {
			return err
		}
	}
	seen := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}, Silent: true}
	if err := c.Store(imap.UIDSetNum(uid), seen, nil).Close(); err != nil {
		return fmt.Errorf("mark mail of bounce mailbox: %w", err)
	}
	return nil
}
