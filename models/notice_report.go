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
