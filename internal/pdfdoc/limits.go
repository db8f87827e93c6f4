package pdfdoc

import (
	"errors"
	"fmt"
)

// ErrMalformed is every file that cannot be read, and every file that would
// cost too much to read.
var ErrMalformed = errors.New("PDF cannot be read")

// ErrEncrypted is a file that needs a password or a key to be read.
var ErrEncrypted = fmt.Errorf("%w: it is encrypted", ErrMalformed)

// ErrTooMuch is a file that would cost too much to read, such as a bomb.
var ErrTooMuch = fmt.Errorf("%w: it asks for too much", ErrMalformed)

func malformed(what string, at int) error {
	return fmt.Errorf("%w: %s at byte %d", ErrMalformed, what, at)
}

// Limits of what one file may ask for.
const (
	MaxBytes    = 64 << 20
	maxDepth    = 48      // arrays and dictionaries in each other
	maxNumber   = 1 << 21 // highest object number
	maxObjects  = 300_000
	maxSections = 256 // cross-reference sections, so revisions
	maxPages    = 5_000
	maxHops     = 16 // references that lead to references
)

// Budget is what is left to spend on reading. Several readings of the same
// file (a verifier reads every revision) share one.
type Budget struct {
	steps   int // values, tokens and table entries
	inflate int // bytes that come out of compressed streams
}

// NewBudget is enough for any document a municipality signs and ends in about
// a second for one that is made to be slow.
func NewBudget() *Budget { return &Budget{steps: 3_000_000, inflate: 96 << 20} }

// BudgetOf is a budget of so many steps and of so many bytes out of compressed
// streams, for who must be quicker.
func BudgetOf(steps, inflate int) *Budget { return &Budget{steps: steps, inflate: inflate} }

func (b *Budget) spend(n, at int) error {
	if b.steps -= n; b.steps < 0 {
		return fmt.Errorf("%w at byte %d", ErrTooMuch, at)
	}
	return nil
}

// Spend takes n steps for work that others do over the file.
func (b *Budget) Spend(n int) error { return b.spend(n, 0) }
