package mailbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs its callbacks so
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// reports are the callbacks that the stand-in for Twilio makes.
type reports struct {
	ctx  context.Context
	stop context.CancelFunc
	wg   *sync.WaitGroup
	lost *sync.Map // SIDs of messages that did not arrive
}

func newReports() reports {
	ctx, stop := context.WithCancel(context.Background())
	return reports{ctx, stop, &sync.WaitGroup{}, &sync.Map{}}
}

func (r reports) end() {
	r.stop()
	r.wg.Wait()
}

// status is how a message stands in the end.
func (r reports) status(sid string) string {
	if _, lost := r.lost.Load(sid); lost {
		return "undelivered"
	}
	return "delivered"
}

// report is what became of one SMS.
type report struct {
	to, account, token, sid, from, number string
	lost                                  bool
}

// send makes the callbacks of a message, in order, to a loopback address; there
// are none to other addresses.
func (r reports) send(p report) {
	if p.lost {
		r.lost.Store(p.sid, true)
	}
	u, err := url.Parse(p.to)
	if err != nil || r.ctx.Err() != nil {
		return
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return
	}
	last, code := r.status(p.sid), ""
	if p.lost {
		code = "30005" // unknown destination
	}
	r.wg.Go(func() {
		for _, status := range []string{"sent", last} {
			form := url.Values{"AccountSid": {p.account}, "ApiVersion": {"2010-04-01"}, "From": {p.from}, "To": {p.number},
				"MessageSid": {p.sid}, "SmsSid": {p.sid}, "MessageStatus": {status}, "SmsStatus": {status}}
			if status == last && code != "" {
				form.Set("ErrorCode", code)
			}
			r.post(p, form)
		}
	})
}

// post makes one callback. Nobody is told when nobody answers: Twilio does not
// try again either.
func (r reports) post(p report, form url.Values) {
	ctx, cancel := context.WithTimeout(r.ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.to, strings.NewReader(form.Encode()))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", signature(p.token, p.to, form))
	if res, err := http.DefaultClient.Do(req); err == nil {
		_ = res.Body.Close()
	}
}

// signature is Twilio's of a callback: HMAC-SHA1 over the URL and the sorted
// fields of the form, https://www.twilio.com/docs/usage/security.
func signature(token, at string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(at))
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		mac.Write([]byte(name + form.Get(name)))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
