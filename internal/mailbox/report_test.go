package mailbox_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/internal/sms"
)

func TestWhatBecameOfAnSMSIsReportedSignedAsTwilioSigns(t *testing.T) {
	t.Parallel()
	o := setup(t)
	got := make(chan sms.Status, 4)
	var callback *sms.Callback
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := callback.Read(r)
		if err != nil {
			s = sms.Status{Status: err.Error()}
		}
		got <- s
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(web.Close)
	at := web.URL + "/twilio/status"
	callback = sms.NewCallback(at, token)
	next := func() sms.Status {
		select {
		case s := <-got:
			return s
		case <-time.After(10 * time.Second):
			t.Fatal("no callback")
			return sms.Status{}
		}
	}
	o.Fail(mailbox.SMS, mailbox.Fault{Undelivered: true, To: "+306900000002"})
	for number, want := range map[string]sms.Status{"+306900000001": {Status: "delivered"},
		"+306900000002": {Status: "undelivered", Code: "twilio-30005"}} {
		status, sent := o.call(t, "POST", messages, account, token, url.Values{"To": {number}, "From": {"ELAIONA"}, "Body": {"b"},
			"StatusCallback": {at + "?reference=n-1"}})
		require.Equal(t, http.StatusCreated, status)
		want.SID, want.Reference = sent["sid"].(string), "n-1"
		require.Equal(t, sms.Status{Reference: "n-1", SID: want.SID, Status: "sent"}, next())
		require.Equal(t, want, next())
	}
	require.Len(t, o.listed(t, "?channel=sms"), 2)
}
