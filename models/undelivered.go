package models

import "time"

// RetryWithin is how long after it was written a message that did not arrive
// may be sent again: what it says is too old afterwards.
const RetryWithin = 30 * 24 * time.Hour

// Undelivered is a message that did not arrive, or not yet, as the
// administrator sees it: whom it was for is masked.
type Undelivered struct {
	ID        NoticeID
	CaseID    CaseID // empty: it told of no case
	Number    Entry  // of the case
	Event     Event
	Channel   Channel
	State     NoticeState
	Failure   Code // why; empty if nobody knows
	Attempts  int
	To        string // masked; empty if there is no address
	Staff     bool   // told to staff
	CreatedAt time.Time
	FailedAt  time.Time // when it was known not to arrive; zero while it is tried
	NextAt    time.Time // of what is tried: not before

	Other      Channel     // the channel it went on instead; empty if it did not
	OtherState NoticeState // how far that came
	Contact    TaskState   // of the task to tell by phone or post; empty if there is none
	Retry      NoticeID    // the message that was sent again in its place; empty if none
	RetryState NoticeState
	MayRetry   bool
}

// UndeliveredFilter narrows the list.
type UndeliveredFilter struct {
	Trying  bool    // those that are still tried; else those that are over
	Channel Channel // empty: both
	Failure Code    // empty: any
}

// UndeliveredCount is how many messages of a channel did not arrive for one
// reason.
type UndeliveredCount struct {
	Channel Channel
	Failure Code // empty: unknown
	N       int
	LastAt  time.Time
}
