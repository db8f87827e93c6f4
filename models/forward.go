package models

import "time"

// ForwardDays is within how many days of filing a request that came to the
// wrong office is passed on to the competent one (ν. 2690/1999 art. 4 §1).
const ForwardDays = 3

// Body is another public body: one that a case is handed on to.
type Body struct {
	Code    Code // kebab-case, of one the municipality keeps in its list; empty when it was typed
	Name    string
	Email   string
	Phone   string
	Address string
	EndedAt time.Time // no longer offered; zero while it is
}

// Reached says whether anybody can write to the body or call it.
func (b Body) Reached() bool { return b.Email != "" || b.Phone != "" || b.Address != "" }

// Arrival is where and when a request was filed that another body had first.
type Arrival struct {
	FromBody string
	FiledAt  time.Time
}
