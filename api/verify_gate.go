package api

import (
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/thyrida/thyrida/models"
)

// What one network address may ask of the public check: so many wrong codes
// in ten minutes, so many questions and files at once and one more each
// refill, and so many files that are on their way at the same time.
const (
	missesPerAddress    = 30
	missForgottenIn     = 20 * time.Second
	questionsPerAddress = 120
	filesPerAddress     = 10
	filesAtOnce         = 3  // of one address
	filesAtOnceOfAll    = 16 // each up to verifyLimit in memory
)

var (
	questionRefill = rate.Every(time.Second)
	fileRefill     = rate.Every(6 * time.Second)
)

// doorman guards the public check. A code cannot be guessed anyway; the limits
// keep those who try from costing anything.
type doorman struct {
	*gate     // counts questions and files; its slots are for reading PDFs
	guessing  sync.Mutex
	misses    map[string]*missed
	uploading map[string]int
	uploads   int
}

// missed is how many wrong codes are not forgotten yet.
type missed struct {
	n    float64
	last time.Time
}

func newDoorman(g *gate) *doorman {
	return &doorman{gate: g, misses: map[string]*missed{}, uploading: map[string]int{}}
}

// ask counts a question as a wrong one until right says otherwise, so that
// many at once are bounded too.
func (d *doorman) ask(address string) (right func(), err error) {
	key := network(address)
	if wait := d.take("ask "+key, questionRefill, questionsPerAddress); wait > 0 {
		return nil, tooMany(wait)
	}
	d.guessing.Lock()
	defer d.guessing.Unlock()
	now := d.clock.Now()
	m := d.misses[key]
	if m == nil {
		d.forget(now)
		m = &missed{last: now}
		d.misses[key] = m
	}
	m.n = max(0, m.n-float64(now.Sub(m.last))/float64(missForgottenIn))
	m.last = now
	if over := m.n + 1 - missesPerAddress; over > 0 {
		return nil, tooMany(time.Duration(over * float64(missForgottenIn)))
	}
	m.n++
	return func() {
		d.guessing.Lock()
		defer d.guessing.Unlock()
		m.n = max(0, m.n-1)
	}, nil
}

// forget drops who has nothing left to forget.
func (d *doorman) forget(now time.Time) {
	if len(d.misses) < 10_000 {
		return
	}
	for k, m := range d.misses {
		if now.Sub(m.last) > missesPerAddress*missForgottenIn || len(d.misses) > 100_000 {
			delete(d.misses, k)
		}
	}
}

// bring lets a file in; done when it has been looked at.
func (d *doorman) bring(address string) (done func(), err error) {
	key := network(address)
	if wait := d.take("file "+key, fileRefill, filesPerAddress); wait > 0 {
		return nil, tooMany(wait)
	}
	d.guessing.Lock()
	defer d.guessing.Unlock()
	if d.uploading[key] >= filesAtOnce || d.uploads >= filesAtOnceOfAll {
		return nil, tooMany(5 * time.Second)
	}
	d.uploading[key]++
	d.uploads++
	return func() {
		d.guessing.Lock()
		defer d.guessing.Unlock()
		if d.uploads--; d.uploading[key] > 1 {
			d.uploading[key]--
		} else {
			delete(d.uploading, key)
		}
	}, nil
}

func tooMany(wait time.Duration) error {
	return &models.Error{Kind: models.Unavailable, Code: "too-many-attempts",
		Data: map[string]any{"seconds": int(math.Ceil(wait.Seconds()))}}
}

// network is what counts as one address: of IPv6 what one line is given, which
// is a /56 with most providers of homes (RIPE-690 §4.2).
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || a.Unmap().Is4() {
		return address
	}
	p, err := a.WithZone("").Prefix(56)
	if err != nil {
		return address
	}
	return p.String()
}
