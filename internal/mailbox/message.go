// Package mailbox is the post office of development and tests: a real SMTP
// server and a stand-in for Twilio's Messages endpoint, both in the process and
// on loopback only, with what they took readable over HTTP. Production never
// runs it.
package mailbox

import (
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/greek"
)

// Channel is the way a message came.
type Channel string

// The channels.
const (
	Email Channel = "email"
	SMS   Channel = "sms"
)

// Message is what arrived, decoded. Its JSON is the form of GET /dev/messages.
type Message struct {
	ID        string    `json:"id"` // the Message-ID or the SID
	Channel   Channel   `json:"channel"`
	To        string    `json:"to"`
	From      string    `json:"from"`
	Subject   string    `json:"subject"`
	Text      string    `json:"text"`
	HTML      string    `json:"html"`
	At        time.Time `json:"at"` // of the first arrival, by the clock of the mailbox
	MessageID string    `json:"message_id"`
	Segments  int       `json:"segments"` // SMS parts, 0 for e-mail
	Copies    int       `json:"copies"`   // arrivals with the same ID: more than 1 is a fault of the sender
	// Headers of an e-mail that tests look at, by canonical name, decoded.
	Headers map[string]string `json:"headers,omitempty"`
}

// Filter chooses messages; its zero value chooses all.
type Filter struct {
	To       string  // the recipient, whole, in any case
	Channel  Channel //
	Contains string  // in subject or text, without regard to accents and case
	After    string  // a time in RFC 3339, or the ID of a message: only what came later
}

func (f Filter) matches(m Message) bool {
	if f.Channel != "" && m.Channel != f.Channel {
		return false
	}
	if f.To != "" && !sameRecipient(f.To, m.To) {
		return false
	}
	return f.Contains == "" || strings.Contains(greek.Fold(m.Subject+" "+m.Text), greek.Fold(f.Contains))
}

// sameRecipient forgives the plus sign that an unescaped query turns into a blank.
func sameRecipient(asked, to string) bool {
	asked = strings.TrimLeft(strings.TrimSpace(asked), "+")
	for one := range strings.SplitSeq(to, ",") {
		if strings.EqualFold(asked, strings.TrimLeft(strings.TrimSpace(one), "+")) {
			return true
		}
	}
	return false
}
