package sms_test

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs so
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/sms"
)

const hook = "https://elaiona.example/twilio/status"

// sign is the documented signature over the URL and the form in order.
func sign(token, at, fields string) string {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(at + fields))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func callback(target, form, signature string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", signature)
	return r
}

func TestACallbackIsBelievedOnlyWithItsSignature(t *testing.T) {
	t.Parallel()
	c := sms.NewCallback(hook, "secret")
	const target, form = "/twilio/status?reference=n-1", "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30005"
	const fields = "ErrorCode30005MessageSidSM1MessageStatusundelivered"
	right := sign("secret", hook+"?reference=n-1", fields)
	got, err := c.Read(callback(target, form, right))
	require.NoError(t, err)
	require.Equal(t, sms.Status{Reference: "n-1", SID: "SM1", Status: "undelivered", Code: "twilio-30005"}, got)
	require.True(t, sms.Lost(got.Status))
	require.False(t, sms.Arrived(got.Status))
	for name, r := range map[string]*http.Request{
		"no signature":       callback(target, form, ""),
		"another token":      callback(target, form, sign("other", hook+"?reference=n-1", fields)),
		"another reference":  callback("/twilio/status?reference=n-2", form, right),
		"another status":     callback(target, strings.Replace(form, "undelivered", "delivered", 1), right),
		"another address":    callback(target, form, sign("secret", "https://evil.example/twilio/status?reference=n-1", fields)),
		"a field more":       callback(target, form+"&X=1", right),
		"a form that breaks": callback(target, "%zz", right),
	} {
		_, err := c.Read(r)
		require.ErrorIs(t, err, sms.ErrSignature, name)
	}
}
