package api

import (
	"time"

	"golang.org/x/time/rate"

	"github.com/thyrida/thyrida/models"
)

// refusalsPerAccount is how many refused files an account may bring at once,
// and refusalRefill how fast more: somebody with the wrong kind of file finds
// out what is wrong with it long before, and who tries what the gate lets
// through waits.
const refusalsPerAccount = 20

var refusalRefill = rate.Every(2 * time.Minute)

// spoiled says how long an account must wait that has brought too many refused
// files, before another is read.
func (g *gate) spoiled(a models.AccountID) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	v := g.seen["refused "+string(a)]
	if v == nil {
		return nil
	}
	left := v.limit.TokensAt(g.clock.Now())
	if left >= 1 {
		return nil
	}
	return tooMany(time.Duration((1 - left) / float64(refusalRefill) * float64(time.Second)))
}

// spoil counts a refused file of an account.
func (g *gate) spoil(a models.AccountID) {
	_ = g.take("refused "+string(a), refusalRefill, refusalsPerAccount)
}
