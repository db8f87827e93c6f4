package sms

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/twilio/twilio-go/client"
)

// Failure says why a message did not go out. It holds no text of the provider,
// which often quotes the number.
type Failure struct {
	Code      string        // kebab-case: twilio-21211, http-502, sms-timeout, sms-unreachable, …
	Permanent bool          // trying again is of no use
	Uncertain bool          // Twilio may have taken the message: ask with Find before repeating
	After     time.Duration // how long Twilio wants to be left alone, an hour at most; 0 if it did not say
}

func (f *Failure) Error() string { return f.Code }

// Permanent tells whether err is a Failure that no repetition mends.
func Permanent(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.Permanent
}

// Uncertain tells whether after err the message may have been taken.
func Uncertain(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.Uncertain
}

// ours are the answers that blame the account or the moment, never the message:
// 401 and 403 credentials, 404 the account, 408 and 429 too slow or too fast. A
// wrong token must not make us give citizens up.
var ours = map[int]bool{
	http.StatusUnauthorized: true, http.StatusForbidden: true, http.StatusNotFound: true,
	http.StatusRequestTimeout: true, http.StatusTooManyRequests: true,
}

// classify reads the outcome of one request.
func classify(err error, w *wire) *Failure {
	f := &Failure{}
	if w.status == 0 {
		f.Code, f.Uncertain = unanswered(err)
		return f
	}
	f.Code, f.After = "http-"+strconv.Itoa(w.status), w.after
	if t, ok := errors.AsType[*client.TwilioRestError](err); ok && t.Code != 0 {
		f.Code = "twilio-" + strconv.Itoa(t.Code)
	}
	switch {
	case w.status >= 400 && w.status < 500:
		f.Permanent = !ours[w.status]
	default:
		// A fault at Twilio, or a success whose answer broke off: it may stand
		// in their queue already.
		f.Uncertain = true
	}
	return f
}

// unanswered names the trouble when no status came. Only a connection that was
// never made is certain not to have carried the message.
func unanswered(err error) (code string, uncertain bool) {
	if t, ok := errors.AsType[*client.TwilioRestError](err); ok { // refused by twilio-go itself
		return "twilio-" + strconv.Itoa(t.Code), false
	}
	if o, ok := errors.AsType[*net.OpError](err); ok && o.Op == "dial" {
		return "sms-unreachable", false
	}
	if n, ok := errors.AsType[net.Error](err); ok && n.Timeout() {
		return "sms-timeout", true
	}
	return "sms-interrupted", true
}

// ending calls end when the body is closed, so that its context lives as long
// as the answer is read.
type ending struct {
	io.ReadCloser
	end func()
}

// Close reads a little further first: twilio-go stops behind the JSON, and only
// an answer that was read whole leaves its connection to the next request.
func (e *ending) Close() error {
	_, _ = io.CopyN(io.Discard, e.ReadCloser, 4<<10)
	err := e.ReadCloser.Close()
	e.end()
	return err
}

// retryAfter reads the header Retry-After (RFC 9110 §10.2.3), seconds or a date,
// which is told from the answer's own. More than an hour counts as an hour.
func retryAfter(h http.Header) time.Duration {
	after := h.Get("Retry-After")
	seconds, err := strconv.Atoi(after)
	wait := time.Duration(min(max(seconds, 0), 3600)) * time.Second
	if err != nil {
		until, err1 := http.ParseTime(after)
		now, err2 := http.ParseTime(h.Get("Date"))
		if err1 != nil || err2 != nil {
			return 0
		}
		wait = min(max(until.Sub(now), 0), time.Hour)
	}
	return wait
}
