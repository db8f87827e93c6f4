package mail

import (
	"context"
	"crypto/tls"
	"net"
	"slices"
	"sync"
	"time"

	smtp "github.com/wneessen/go-mail"
	wire "github.com/wneessen/go-mail/smtp"
)

const (
	// idle is how long a connection waits for the next message: far less than
	// servers wait (RFC 5321 section 4.5.3.2.7), and than a router forgets it.
	idle = 10 * time.Second
	// enough is how many messages go over one connection; servers have limits.
	enough = 50
	// most is how many connections wait.
	most = 8
	// farewell is how long a server may take to answer QUIT.
	farewell = time.Second
)

// conn is one connection, ready for a message.
type conn struct {
	client   *smtp.Client
	smtp     *wire.Client
	raw      net.Conn
	messages int
	timer    *time.Timer // ends the waiting
}

// open connects and introduces us.
func (s *Sender) open(ctx context.Context) (*conn, error) {
	c := &conn{}
	var err error
	free := func() bool { return true }
	c.client, err = s.client(func(dialling context.Context, network, addr string) (net.Conn, error) {
		var d net.Dialer
		var err error
		if c.raw, err = d.DialContext(dialling, network, addr); err != nil {
			return nil, err
		}
		free = c.until(ctx)
		if s.cfg.TLS != Implicit {
			return c.raw, nil
		}
		conn := tls.Client(c.raw, s.tls)
		return conn, conn.HandshakeContext(dialling)
	})
	if err != nil {
		return nil, &Failure{Code: "smtp-configuration"}
	}
	c.smtp, err = c.client.DialToSMTPClientWithContext(ctx)
	if free(); err != nil && c.raw != nil {
		_ = c.raw.Close()
	}
	return c, err
}

// until closes the connection when ctx ends, which go-mail alone would not see,
// unless it is freed before; free says whether it was.
func (c *conn) until(ctx context.Context) (free func() bool) {
	return context.AfterFunc(ctx, func() { _ = c.raw.Close() })
}

// quit takes leave, if the server listens.
func (c *conn) quit() {
	if c.smtp.UpdateDeadline(farewell) == nil {
		_ = c.client.CloseWithSMTPClient(c.smtp)
	}
	_ = c.raw.Close()
}

// spares are connections that wait for a message.
type spares struct {
	mu    sync.Mutex
	conns []*conn
}

// take gives the connection that waited least; nil if there is none.
func (p *spares) take() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.conns) == 0 {
		return nil
	}
	c := p.conns[len(p.conns)-1]
	p.conns = p.conns[:len(p.conns)-1]
	c.timer.Stop()
	return c
}

// put lets a connection wait, unless enough others do.
func (p *spares) put(c *conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.conns) == most {
		return false
	}
	p.conns = append(p.conns, c)
	c.timer = time.AfterFunc(idle, func() {
		if p.remove(c) {
			c.quit()
		}
	})
	return true
}

// remove says whether the connection still waited.
func (p *spares) remove(c *conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.conns, c)
	if i >= 0 {
		p.conns = slices.Delete(p.conns, i, i+1)
	}
	return i >= 0
}
