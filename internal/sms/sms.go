// Package sms sends short messages through Twilio's Messages API and says of
// each attempt whether the message is accepted, may be tried again, or never
// will go out. Twilio has no key against repetition, so an attempt whose answer
// was lost is looked for with Find before it is repeated.
package sms

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// Config is the account and the sender.
type Config struct {
	BaseURL        string // "" = https://api.twilio.com; plain http only to loopback
	AccountSID     string
	AuthToken      string
	From           string        // an E.164 number or a sender ID of 1 to 11 characters
	StatusCallback string        // optional; the reference is added as its query parameter
	Timeout        time.Duration // for one request, 0 = 15 s
}

// Message is one SMS. The reference is the caller's own ID of it: it travels in
// the status callback, never in the text.
type Message struct {
	Reference string
	To        string // E.164
	Body      string
}

// Receipt is what Twilio said of a message it has.
type Receipt struct {
	SID    string
	Status string // queued, sent, delivered, undelivered, failed, …
	Parts  int    // as charged; 0 while Twilio has not counted them
}

// Sender sends from one account. It is safe for concurrent use.
type Sender struct {
	cfg  Config
	base *url.URL
	http *http.Transport
}

var (
	numberForm   = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	senderIDForm = regexp.MustCompile(`^[A-Za-z0-9 ]{1,11}$`)
	letterForm   = regexp.MustCompile(`[A-Za-z]`)
	plainForm    = regexp.MustCompile(`^[A-Za-z0-9]+$`) // twilio-go accepts no other credentials
)

// New checks the configuration. It does not connect.
func New(cfg Config) (*Sender, error) {
	if cfg.BaseURL == "" {
		cfg.BaseURL = "https://api.twilio.com"
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 15 * time.Second
	}
	u, err := url.Parse(cfg.BaseURL)
	switch {
	case err != nil || u.Host == "":
		return nil, errors.New("sms: base URL is not a URL")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return nil, errors.New("sms: base URL must be https, or http to loopback")
	case !plainForm.MatchString(cfg.AccountSID) || !plainForm.MatchString(cfg.AuthToken):
		return nil, errors.New("sms: account SID and auth token must be letters and digits")
	case !numberForm.MatchString(cfg.From) && (!senderIDForm.MatchString(cfg.From) || !letterForm.MatchString(cfg.From)):
		return nil, errors.New("sms: sender is neither an E.164 number nor 1 to 11 letters, digits and blanks with a letter")
	}
	if c, err := url.Parse(cfg.StatusCallback); cfg.StatusCallback != "" && (err != nil || c.Host == "") {
		return nil, errors.New("sms: status callback is not a URL")
	}
	wire := http.DefaultTransport.(*http.Transport).Clone()
	// As many connections wait as requests are made at once, but not for long:
	// one that Twilio has closed meanwhile makes an attempt uncertain.
	wire.MaxIdleConnsPerHost, wire.IdleConnTimeout = 16, 15*time.Second
	return &Sender{cfg: cfg, base: u, http: wire}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Send tries once to hand the message to Twilio. Every error is a *Failure.
func (s *Sender) Send(ctx context.Context, m Message) (Receipt, error) {
	if !numberForm.MatchString(m.To) {
		return Receipt{}, &Failure{Code: "sms-number", Permanent: true}
	}
	if strings.TrimSpace(m.Body) == "" {
		return Receipt{}, &Failure{Code: "sms-empty", Permanent: true}
	}
	p := &api.CreateMessageParams{}
	p.SetTo(m.To).SetFrom(s.cfg.From).SetBody(m.Body)
	if s.cfg.StatusCallback != "" {
		p.SetStatusCallback(withReference(s.cfg.StatusCallback, m.Reference))
	}
	service, wire := s.service(ctx)
	got, err := service.CreateMessage(p)
	if err == nil && (got.Sid == nil || *got.Sid == "") {
		err = errors.New("answer without SID")
	}
	if err != nil {
		return Receipt{}, classify(err, wire)
	}
	return receipt(got), nil
}

func withReference(callback, reference string) string {
	u, err := url.Parse(callback)
	if err != nil {
		return callback // checked by New
	}
	q := u.Query()
	q.Set("reference", reference)
	u.RawQuery = q.Encode()
	return u.String()
}

func receipt(m *api.ApiV2010Message) Receipt {
	r := Receipt{SID: text(m.Sid), Status: text(m.Status)}
	r.Parts, _ = strconv.Atoi(text(m.NumSegments)) // absent or odd: not counted yet
	return r
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// service makes a client for one call: twilio-go knows neither contexts nor
// another host than Twilio's, so both are put under it as the transport.
func (s *Sender) service(ctx context.Context) (*api.ApiService, *wire) {
	w := &wire{ctx: ctx, base: s.base, next: s.http}
	c := &client.Client{
		Credentials: client.NewCredentials(s.cfg.AccountSID, s.cfg.AuthToken),
		HTTPClient: &http.Client{Transport: w, Timeout: s.cfg.Timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	c.SetAccountSid(s.cfg.AccountSID)
	// A literal, because NewRequestHandler lets the environment choose the host.
	return api.NewApiService(&client.RequestHandler{Client: c}), w
}

// wire sends twilio-go's requests to the configured host under the caller's
// context, and remembers the status, which twilio-go loses in some errors.
type wire struct {
	ctx    context.Context
	base   *url.URL
	next   http.RoundTripper
	status int
	after  time.Duration // of Retry-After
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	// Two contexts end the request: that of http.Client's timeout, in r, and the caller's.
	ctx, cancel := context.WithCancelCause(r.Context())
	stop := context.AfterFunc(w.ctx, func() { cancel(context.Cause(w.ctx)) })
	r = r.Clone(ctx)
	r.URL.Scheme, r.URL.Host, r.Host = w.base.Scheme, w.base.Host, ""
	r.URL.Path = strings.TrimSuffix(w.base.Path, "/") + r.URL.Path
	res, err := w.next.RoundTrip(r)
	if err != nil {
		stop()
		cancel(nil)
		return nil, err // as it is: http.Client asks it whether it was a timeout
	}
	w.status, w.after = res.StatusCode, retryAfter(res.Header)
	res.Body = &ending{ReadCloser: res.Body, end: func() { stop(); cancel(nil) }}
	return res, nil
}
