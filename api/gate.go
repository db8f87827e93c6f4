package api

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/time/rate"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/models"
)

// Passwords are the costs of a password hash (RFC 9106, the second choice, on
// few cores).
var Passwords = &argon2id.Params{Memory: 64 << 10, Iterations: 3, Parallelism: 2, SaltLength: 16, KeyLength: 32}

// attemptsPerAddress is how many attempts to log in one network address has at
// once, before the database hears of them.
const attemptsPerAddress = 60

// The same for codes that are asked for, by whom or where they go and by
// network address, and for codes that are brought, by network address.
const (
	codesPerReceiver = 5
	codesPerAddress  = 30
	triesPerAddress  = 60
)

var (
	addressRefill  = rate.Every(2 * time.Second)
	receiverRefill = rate.Every(10 * time.Minute)
	codeRefill     = rate.Every(time.Minute)
	tryRefill      = rate.Every(10 * time.Second)
)

// gate guards the login and the codes: it counts attempts in memory and lets few password
// hashes be computed at the same time, for each takes 64 MB.
type gate struct {
	clock clock.Clock
	slots chan struct{}
	mu    sync.Mutex
	seen  map[string]*visitor
}

type visitor struct {
	limit *rate.Limiter
	last  time.Time
}

func newGate(c clock.Clock) *gate {
	return &gate{clock: c, slots: make(chan struct{}, max(2, runtime.GOMAXPROCS(0))), seen: map[string]*visitor{}}
}

// enter takes one attempt to log in, or says when the next is taken.
func (g *gate) enter(at models.Attempt) error {
	if wait := g.take("address "+from(at), addressRefill, attemptsPerAddress); wait > 0 {
		return tooMany(wait)
	}
	return nil
}

// ask takes one code for all its receivers (addresses, and the account that
// asks), or says when the next is given. A receiver is counted for each who
// asks, or anybody could use up another's.
func (g *gate) ask(at models.Attempt, receivers ...string) error {
	wait := g.take("codes "+from(at), codeRefill, codesPerAddress)
	for _, r := range receivers {
		wait = max(wait, g.take("code "+r+" "+from(at), receiverRefill, codesPerReceiver))
	}
	if wait == 0 {
		return nil
	}
	return tooMany(wait)
}

// from is where an attempt comes from.
func from(at models.Attempt) string {
	if at.Device != nil {
		return "device " + string(at.Device)
	}
	return at.Network
}

// try takes one code that is brought.
func (g *gate) try(address string) error {
	if wait := g.take("tries "+network(address), tryRefill, triesPerAddress); wait > 0 {
		return tooMany(wait)
	}
	return nil
}

func (g *gate) take(key string, refill rate.Limit, burst int) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	v := g.seen[key]
	if v == nil {
		g.sweep(now)
		v = &visitor{limit: rate.NewLimiter(refill, burst)}
		g.seen[key] = v
	}
	v.last = now
	r := v.limit.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// sweep forgets whom the limits have forgotten, so that nobody fills memory
// with invented addresses.
func (g *gate) sweep(now time.Time) {
	if len(g.seen) < 10_000 {
		return
	}
	for k, v := range g.seen {
		if now.Sub(v.last) > 15*time.Minute || len(g.seen) > 100_000 {
			delete(g.seen, k)
		}
	}
}

// compare checks a password against a hash when there is room for it.
func (g *gate) compare(ctx context.Context, password, hash string) (ok bool, err error) {
	if err := g.wait(ctx); err != nil {
		return false, err
	}
	defer g.leave()
	return argon2id.ComparePasswordAndHash(password, hash)
}

// hash makes the hash of a new password when there is room for it.
func (g *gate) hash(ctx context.Context, password string, p *argon2id.Params) (string, error) {
	if err := g.wait(ctx); err != nil {
		return "", err
	}
	defer g.leave()
	return argon2id.CreateHash(password, p)
}

func (g *gate) wait(ctx context.Context) error {
	select {
	case g.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &models.Error{Kind: models.Unavailable, Code: "out-of-time", Err: ctx.Err()}
	}
}

func (g *gate) leave() { <-g.slots }
