package models

// Ways are the channels that a person wants to be told by. Whom only one
// reaches is told by that one, whatever he wants: the law wants him told.
type Ways string

const (
	BothWays  Ways = "both"
	OnlyEmail Ways = "email"
	OnlySMS   Ways = "sms"
)

// QuietHours are the hours of the day, HH:MM in Athens, in which no SMS is
// sent. They may pass midnight; equal or empty ends mean that there are none.
type QuietHours struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

// NoticeChoice is how a person wants to be told, and where he is.
type NoticeChoice struct {
	Ways   Ways
	Quiet  *QuietHours // nil: as the municipality
	House  QuietHours  // the municipality's
	Email  string
	Mobile string
}

// Prompt says whether somebody has just caused the event himself and looks at
// his telephone: quiet hours do not hold it up.
func (e Event) Prompt() bool {
	switch e {
	case EventReceived, EventWithdrawn, EventRegistrationCode, EventPasswordCode, EventEmailCode, EventMobileCode, EventMobileChanged:
		return true
	}
	return false
}
