package mailbox

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/thyrida/thyrida/internal/gsm"
)

// numbers are those that Twilio refuses; the first three are the magic numbers
// of its own test credentials.
type numbers struct {
	mu   sync.Mutex
	code map[string]int
}

var magic = map[string]int{"+15005550001": 21211, "+15005550004": 21610, "+15005550009": 21614}

// Refuse makes the stand-in refuse a number with a code of Twilio: 21211 not a
// number, 21610 unsubscribed, 21614 not a mobile.
func (b *Box) Refuse(number string, code int) {
	b.wrong.mu.Lock()
	defer b.wrong.mu.Unlock()
	if b.wrong.code == nil {
		b.wrong.code = map[string]int{}
	}
	b.wrong.code[number] = code
}

func (n *numbers) of(number string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return max(n.code[number], magic[number])
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// Twilio stands in for https://api.twilio.com: creating and listing messages of
// one account, with Twilio's own paths, answers and error codes.
func (b *Box) Twilio(accountSID, authToken string) http.Handler {
	mux := http.NewServeMux()
	t := &twilio{box: b, sid: accountSID, token: authToken}
	mux.HandleFunc("POST /2010-04-01/Accounts/{account}/Messages.json", t.known(t.create))
	mux.HandleFunc("GET /2010-04-01/Accounts/{account}/Messages.json", t.known(t.list))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuseTwilio(w, http.StatusNotFound, 20404, "The requested resource "+r.URL.Path+" was not found")
	})
	return mux
}

type twilio struct {
	box        *Box
	sid, token string
}

func (t *twilio) known(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		user, pass, _ := r.BasicAuth()
		if subtle.ConstantTimeCompare([]byte(user+":"+pass), []byte(t.sid+":"+t.token)) != 1 {
			refuseTwilio(w, http.StatusUnauthorized, 20003, "Authenticate")
			return
		}
		if r.PathValue("account") != t.sid {
			refuseTwilio(w, http.StatusNotFound, 20404, "The requested resource was not found")
			return
		}
		next(w, r)
	}
}

// refuseTwilio answers as Twilio does in error.
func refuseTwilio(w http.ResponseWriter, status, code int, message string) {
	answer(w, status, map[string]any{"code": code, "message": message, "status": status,
		"more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code)})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the reader is gone: nobody to tell
}

func (t *twilio) create(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		refuseTwilio(w, http.StatusBadRequest, 20001, "Unable to parse the form")
		return
	}
	to, from, body := r.PostForm.Get("To"), r.PostForm.Get("From"), r.PostForm.Get("Body")
	if code, message := t.fault(to, from, body, r.PostForm.Get("StatusCallback")); code != 0 {
		refuseTwilio(w, http.StatusBadRequest, code, message)
		return
	}
	fault, planned := t.box.faults.next(SMS, to)
	raw := make([]byte, 16)
	_, _ = rand.Read(raw)
	m := Message{ID: "SM" + hex.EncodeToString(raw), Channel: SMS, To: to, From: from, Text: body, Segments: gsm.Parts(body)}
	m.MessageID = m.ID
	if !planned || fault.Keep || fault.Undelivered {
		var err error
		if m, err = t.box.keep(m); err != nil {
			refuseTwilio(w, http.StatusInternalServerError, 20500, "Internal server error")
			return
		}
		t.box.reports.send(report{to: r.PostForm.Get("StatusCallback"), account: t.sid, token: t.token, sid: m.ID,
			from: from, number: to, lost: fault.Undelivered})
	}
	switch {
	case planned && fault.Hang:
		t.box.faults.hang(r.Context())
		panic(http.ErrAbortHandler) // closes the connection without an answer
	case planned && fault.Drop:
		panic(http.ErrAbortHandler)
	case planned && fault.Status > 0:
		if fault.After > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(fault.After))
		}
		refuseTwilio(w, fault.Status, fault.Code, "refused as planned")
	default:
		answer(w, http.StatusCreated, t.resource(m, "queued", nil))
	}
}

// fault is Twilio's check of a message: its code and text, 0 when it is right.
func (t *twilio) fault(to, from, body, callback string) (int, string) {
	if callback != "" {
		if u, err := url.Parse(callback); err != nil || u.Host == "" {
			return 21609, "The StatusCallback URL is not a valid URL"
		}
	}
	switch code := t.box.wrong.of(to); {
	case to == "":
		return 21604, "A 'To' phone number is required."
	case !e164.MatchString(to):
		return 21211, "The 'To' number is not a valid phone number."
	case code != 0:
		return code, "The 'To' number cannot be reached."
	case from == "":
		return 21603, "A 'From' phone number is required."
	case body == "":
		return 21602, "Message body is required."
	case len([]rune(body)) > 1600:
		return 21617, "The concatenated message body exceeds the 1600 character limit."
	}
	return 0, ""
}

// resource is the JSON of Twilio's message resource.
func (t *twilio) resource(m Message, status string, sent *time.Time) map[string]any {
	at := m.At.UTC().Format(time.RFC1123Z)
	var dateSent any
	if sent != nil {
		dateSent = sent.UTC().Format(time.RFC1123Z)
	}
	return map[string]any{"account_sid": t.sid, "api_version": "2010-04-01", "body": m.Text, "date_created": at,
		"date_sent": dateSent, "date_updated": at, "direction": "outbound-api", "error_code": nil, "error_message": nil,
		"from": m.From, "messaging_service_sid": nil, "num_media": "0", "num_segments": strconv.Itoa(m.Segments),
		"price": nil, "price_unit": "USD", "sid": m.ID, "status": status, "subresource_uris": map[string]any{}, "to": m.To,
		"uri": "/2010-04-01/Accounts/" + t.sid + "/Messages/" + m.ID + ".json"}
}
