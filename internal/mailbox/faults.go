package mailbox

import (
	"context"
	"sync"
)

// Fault is what the mailbox does instead of accepting a message. The zero value
// does nothing wrong.
type Fault struct {
	Status int  // answer with this: SMTP 451, 550, …; HTTP 429, 500, …
	Code   int  // Twilio's code beside an HTTP status
	Hang   bool // give no answer until Clear or Close, or until the sender goes away
	Drop   bool // close the connection without an answer
	Keep   bool // the message is kept all the same: the sender cannot know
	After  int  // seconds of Retry-After beside an HTTP status
	// Undelivered takes an SMS and reports later that it did not arrive.
	Undelivered bool
	To          string
	Times       int // how many messages it meets: 0 counts as 1, below 0 all until Clear
}

type faults struct {
	mu   sync.Mutex
	plan map[Channel][]Fault
	free chan struct{} // closed when those who hang may go
	gone bool
}

// Fail plans faults for the next messages of a channel, in this order. A fault
// with To meets only that recipient and lets the others pass.
func (b *Box) Fail(ch Channel, f ...Fault) {
	b.faults.mu.Lock()
	defer b.faults.mu.Unlock()
	if b.faults.plan == nil {
		b.faults.plan = map[Channel][]Fault{}
	}
	b.faults.plan[ch] = append(b.faults.plan[ch], f...)
}

// Clear forgets the planned faults of both channels and frees everybody who hangs.
func (b *Box) Clear() {
	b.faults.mu.Lock()
	defer b.faults.mu.Unlock()
	b.faults.plan = nil
	if !b.faults.gone {
		close(b.faults.free)
		b.faults.free = make(chan struct{})
	}
}

func (f *faults) release() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.gone {
		f.gone = true
		close(f.free)
	}
}

// next takes the fault meant for a message to this recipient, if any.
func (f *faults) next(ch Channel, to string) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, one := range f.plan[ch] {
		if one.To != "" && !sameRecipient(one.To, to) {
			continue
		}
		switch {
		case one.Times > 1:
			f.plan[ch][i].Times--
		case one.Times >= 0:
			f.plan[ch] = append(f.plan[ch][:i:i], f.plan[ch][i+1:]...)
		}
		return one, true
	}
	return Fault{}, false
}

// hang waits until the mailbox or the context lets go.
func (f *faults) hang(ctx context.Context) {
	f.mu.Lock()
	free := f.free
	f.mu.Unlock()
	select {
	case <-free:
	case <-ctx.Done():
	}
}
