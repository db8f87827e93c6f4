package api_test

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs so
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/sms"
	"github.com/thyrida/thyrida/models"
)

const (
	statusAt    = "https://elaionas.example" + api.SMSStatusPath
	twilioToken = "secret"
)

// twilio reports a status of a message as Twilio does, and gives the answer's
// status.
func (h *house) twilio(t *testing.T, token, reference, sid, status, code string) int {
	t.Helper()
	query := "?reference=" + url.QueryEscape(reference)
	form, signed := url.Values{"MessageSid": {sid}, "MessageStatus": {status}}, statusAt+query
	if code != "" {
		form.Set("ErrorCode", code)
		signed += "ErrorCode" + code
	}
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(signed + "MessageSid" + sid + "MessageStatus" + status))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url+api.SMSStatusPath+query, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	a, err := h.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	return a.StatusCode
}

// text sends the SMS of a case as far as Twilio has it under a SID.
func (h *house) text(t *testing.T, c, sid string) models.NoticeID {
	t.Helper()
	y := h.store.System()
	ns, err := y.TakeNotices(t.Context(), models.SMS, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range ns {
		if n.CaseID == models.CaseID(c) {
			if err := y.NoticeSent(t.Context(), n.ID, sid, "", "text"); err != nil {
				t.Fatal(err)
			}
			return n.ID
		}
	}
	t.Fatal("the case has no SMS")
	return ""
}

// sms is the SMS of a case as somebody sees it.
func (c *caller) sms(id string) (state, text, failure string) {
	c.t.Helper()
	var got struct {
		Messages []struct{ Channel, State, StateText, Failure string }
	}
	c.get("cases/" + id).want(200).into(&got)
	for _, m := range got.Messages {
		if m.Channel == "sms" {
			return m.State, m.StateText, m.Failure
		}
	}
	return "", "", ""
}

func withTwilio(d *api.Deps) { d.SMSStatus = sms.NewCallback(statusAt, twilioToken) }

func TestWhatTwilioSaysIsShownAndNeverGoesBack(t *testing.T) {
	t.Parallel()
	h := furnished(t, withTwilio)
	citizen := h.as(t, "citizen")
	id := citizen.files()
	n := string(h.text(t, id, "SM1"))
	for _, step := range []struct {
		status, code    string
		state, sentence string
	}{
		{"sent", "", "sent", "Sent by SMS"},
		{"delivered", "", "delivered", "Delivered"},
		{"delivered", "", "delivered", "Delivered"}, // said twice
		{"sent", "", "delivered", "Delivered"},      // late
		{"undelivered", "30005", "delivered", "Delivered"},
	} {
		if got := h.twilio(t, twilioToken, n, "SM1", step.status, step.code); got != http.StatusNoContent {
			t.Fatalf("%s: %d", step.status, got)
		}
		for _, who := range []string{"citizen", "clerk"} {
			if state, text, failure := h.as(t, who).sms(id); state != step.state || text != step.sentence || failure != "" {
				t.Errorf("after %s %s sees %s, %s, %s", step.status, who, state, text, failure)
			}
		}
	}
	second := citizen.files()
	n = string(h.text(t, second, "SM2"))
	for _, step := range []struct{ sid, status, state, failure string }{
		{"SM9", "undelivered", "sent", ""}, // an attempt whose end nobody saw; ours may still arrive
		{"SM2", "undelivered", "failed", "twilio-30005"},
		{"SM2", "undelivered", "failed", "twilio-30005"},
		{"SM2", "delivered", "delivered", ""}, // it has arrived after all
	} {
		h.twilio(t, twilioToken, n, step.sid, step.status, map[string]string{"undelivered": "30005"}[step.status])
		if state, _, failure := h.as(t, "clerk").sms(second); state != step.state || failure != step.failure {
			t.Errorf("after %s %s: %s, %s", step.sid, step.status, state, failure)
		}
	}
}

func TestNobodyButTwilioSaysWhatBecameOfAMessage(t *testing.T) {
	t.Parallel()
	h := furnished(t, withTwilio)
	citizen := h.as(t, "citizen")
	id := citizen.files()
	n := string(h.text(t, id, "SM1"))
	if got := h.twilio(t, "wrong", n, "SM1", "undelivered", ""); got != http.StatusForbidden {
		t.Error(got)
	}
	for _, reference := range []string{"", "nonsense", "' OR 1=1", uuid.NewString()} {
		if got := h.twilio(t, twilioToken, reference, "SM1", "undelivered", ""); got != http.StatusNoContent {
			t.Errorf("%q: %d", reference, got)
		}
	}
	if state, _, _ := citizen.sms(id); state != "sent" {
		t.Error(state)
	}
	if log := h.log.String(); !strings.Contains(log, "unknown-message") || strings.Contains(log, "SM1") || strings.Contains(log, "1=1") {
		t.Error("the log names what it should not")
	}
	if got := setup(t).twilio(t, twilioToken, n, "SM1", "sent", ""); got != http.StatusNotFound {
		t.Error("not configured and answered all the same:", got)
	}
}

// Twilio may be faster than the commit of what it took.
func TestAStatusThatIsFasterThanOurCommitStays(t *testing.T) {
	t.Parallel()
	h := furnished(t, withTwilio)
	citizen := h.as(t, "citizen")
	id := citizen.files()
	ns, err := h.store.System().TakeNotices(t.Context(), models.SMS, 10)
	if err != nil || len(ns) != 1 {
		t.Fatal(ns, err)
	}
	h.twilio(t, twilioToken, string(ns[0].ID), "SM1", "delivered", "")
	if err := h.store.System().NoticeSent(t.Context(), ns[0].ID, "SM1", "", "text"); err != nil {
		t.Fatal(err)
	}
	if state, _, _ := citizen.sms(id); state != "delivered" {
		t.Error(state)
	}
}

func TestACitizenChoosesHowHeIsTold(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	type choice struct {
		Ways  string
		Quiet *struct{ From, Until string }
	}
	var got choice
	citizen.get("me/notices").want(200).into(&got)
	if got.Ways != "both" || got.Quiet != nil {
		t.Error(got)
	}
	citizen.do("PUT", "me/notices", map[string]any{"ways": "email", "quiet": map[string]any{"from": "22:00", "until": "08:00"}}).want(200).into(&got)
	if got.Ways != "email" || got.Quiet == nil || got.Quiet.Until != "08:00" {
		t.Error(got)
	}
	id := citizen.files()
	if state, _, _ := citizen.sms(id); state != "" {
		t.Error("he is told by SMS")
	}
	citizen.do("PUT", "me/notices", map[string]any{"ways": "both"}).want(200)
	if state, _, _ := citizen.sms(citizen.files()); state != "queued" {
		t.Error(state)
	}
	citizen.do("PUT", "me/notices", map[string]any{"ways": "pigeon"}).problem(422, "invalid-request", "ways not-a-choice")
	citizen.do("PUT", "me/notices", map[string]any{"ways": "sms", "quiet": map[string]any{"from": "24:00", "until": "08:00"}}).want(422)
	h.as(t, "clerk").get("me/notices").problem(403, "not-allowed")
	h.as(t, "clerk").do("PUT", "me/notices", map[string]any{"ways": "sms"}).problem(403, "not-allowed")
}

func TestTheMetersCountWhatDidNotArrive(t *testing.T) {
	t.Parallel()
	h := furnished(t, withTwilio)
	n := h.text(t, h.as(t, "citizen").files(), "SM1")
	h.twilio(t, twilioToken, string(n), "SM1", "undelivered", "30005")
	r, err := h.client.Get(h.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`thyrida_notices_lost{channel="sms"} 1`, `thyrida_notices_lost{channel="email"} 0`, `thyrida_sms_statuses_total{result="lost"} 1`} {
		if !strings.Contains(string(body), want) {
			t.Error("missing", want)
		}
	}
}
