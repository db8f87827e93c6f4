package sms

import (
	"errors"
	"net/http"
	"strings"

	"github.com/twilio/twilio-go/client"
)

// Callback receives what Twilio says of a message after it took it.
type Callback struct {
	url   string
	check client.RequestValidator
}

// NewCallback is for requests to a URL, as it was given to Twilio in
// Config.StatusCallback, of the account with the token.
func NewCallback(url, authToken string) *Callback {
	return &Callback{url: url, check: client.NewRequestValidator(authToken)}
}

// Status is what became of a message.
type Status struct {
	Reference string // of Message
	SID       string
	Status    string // as Receipt.Status
	Code      string // kebab-case, e.g. twilio-30005; empty if there is no error
}

// ErrSignature refuses a request that does not come from Twilio.
var ErrSignature = errors.New("sms: callback without a valid signature")

// Read checks the signature of a callback, over its URL and form, and reads it.
// Whoever calls bounds the body.
func (c *Callback) Read(r *http.Request) (Status, error) {
	at, query := c.url, r.URL.RawQuery
	if query != "" {
		join := "?"
		if strings.Contains(at, "?") {
			join = "&"
		}
		at += join + query
	}
	if err := r.ParseForm(); err != nil {
		return Status{}, ErrSignature
	}
	form := make(map[string]string, len(r.PostForm))
	for k, v := range r.PostForm {
		form[k] = v[0]
	}
	if !c.check.Validate(at, form, r.Header.Get("X-Twilio-Signature")) {
		return Status{}, ErrSignature
	}
	s := Status{Reference: r.URL.Query().Get("reference"), SID: form["MessageSid"], Status: form["MessageStatus"]}
	if code := form["ErrorCode"]; plainForm.MatchString(code) && len(code) <= 10 {
		s.Code = "twilio-" + strings.ToLower(code)
	}
	return s, nil
}

// Arrived says whether the message has reached the telephone.
func Arrived(status string) bool { return status == "delivered" || status == "read" }

// Lost says whether the message never will.
func Lost(status string) bool {
	return status == "undelivered" || status == "failed" || status == "canceled"
}
