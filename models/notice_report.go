package models

import "time"

// NoticeReport is what a provider says of a message that it took: Arrived,
// Failed, or Sent when it still tries.
type NoticeReport struct {
	Notice    NoticeID
	Channel   Channel
	Reference string // the provider's
	State     NoticeState
	Code      Code // why it failed or is late
}

// NoticeFault is an attempt that failed.
type NoticeFault struct {
	Code      Code
	Permanent bool          // trying again is of no use
	After     time.Duration // how long the provider wants to be left alone; 0 if it did not say
}

// NoticeEnd is how one attempt of a notice ended: Sent; Queued, when it failed
// or, with a time to wait until, was not made; Sending, when nobody knows; or
// Cancelled, with the code of its fault.
type NoticeEnd struct {
	Notice    Notice
	State     NoticeState
	Reference string // the provider's, of what was sent
	Subject   string
	Body      string
	Lost      Code // why what was sent is known not to arrive; empty otherwise
	Fault     NoticeFault
	Until     time.Time
}
