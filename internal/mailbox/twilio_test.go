package mailbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/mailbox"
)

// call talks to the stand-in as Twilio's own client does.
func (o office) call(t *testing.T, method, path, user, pass string, form url.Values) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, o.sms.URL+path, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(user, pass)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	var out map[string]any
	require.NoError(t, json.NewDecoder(res.Body).Decode(&out))
	return res.StatusCode, out
}

const messages = "/2010-04-01/Accounts/" + account + "/Messages.json"

func (o office) create(t *testing.T, to, body string) (int, map[string]any) {
	t.Helper()
	return o.call(t, "POST", messages, account, token, url.Values{"To": {to}, "From": {"ELAIONA"}, "Body": {body}})
}

func TestCreatingAnSMSAnswersAsTwilioDoes(t *testing.T) {
	t.Parallel()
	o := setup(t)
	status, got := o.create(t, "+306900000001", strings.Repeat("A", 161))
	require.Equal(t, http.StatusCreated, status)
	require.Regexp(t, `^SM[0-9a-f]{32}$`, got["sid"])
	require.Equal(t, "queued", got["status"])
	require.Equal(t, "2", got["num_segments"])
	require.Equal(t, "Sun, 22 Nov 2026 09:05:00 +0000", got["date_created"])
	m := o.listed(t, "?channel=sms")[0]
	require.Equal(t, got["sid"], m.ID)
	require.Equal(t, 2, m.Segments)
	require.Equal(t, "ELAIONA", m.From)
	require.Equal(t, 1, m.Copies)
}

func TestFaultyRequestsAreRefusedWithTwiliosCodes(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.Refuse("+306900000002", 21211)
	right := url.Values{"To": {"+306900000001"}, "From": {"X"}, "Body": {"b"}}
	with := func(k, v string) url.Values {
		out := url.Values{}
		for key, value := range right {
			out[key] = value
		}
		out.Set(k, v)
		return out
	}
	for _, row := range []struct {
		path, user, pass string
		form             url.Values
		status, code     int
	}{
		{messages, account, "wrong", right, 401, 20003},
		{messages, "", "", right, 401, 20003},
		{"/2010-04-01/Accounts/AC1/Messages.json", account, token, right, 404, 20404},
		{"/elsewhere", account, token, right, 404, 20404},
		{messages, account, token, with("To", ""), 400, 21604},
		{messages, account, token, with("To", "6900000001"), 400, 21211},
		{messages, account, token, with("To", "+306900000002"), 400, 21211},
		{messages, account, token, with("To", "+15005550004"), 400, 21610},
		{messages, account, token, with("To", "+15005550009"), 400, 21614},
		{messages, account, token, with("From", ""), 400, 21603},
		{messages, account, token, with("Body", ""), 400, 21602},
		{messages, account, token, with("Body", strings.Repeat("a", 1601)), 400, 21617},
		{messages, account, token, with("StatusCallback", "nowhere"), 400, 21609},
	} {
		status, got := o.call(t, "POST", row.path, row.user, row.pass, row.form)
		require.Equal(t, row.status, status, row)
		require.EqualValues(t, row.code, got["code"], row)
		require.EqualValues(t, row.status, got["status"])
	}
	require.Empty(t, o.listed(t, ""))
}

func TestListingFiltersByRecipientAndDayInPages(t *testing.T) {
	t.Parallel()
	o := setup(t)
	for i := range 5 {
		o.create(t, "+306900000001", string(rune('a'+i)))
		o.clock.Advance(12 * time.Hour) // 22nd 09:05 and 21:05, 23rd …
	}
	o.create(t, "+306900000009", "other")
	bodies := func(query string) string {
		status, got := o.call(t, "GET", messages+"?"+query, account, token, nil)
		require.Equal(t, http.StatusOK, status, query)
		var b strings.Builder
		for _, m := range got["messages"].([]any) {
			b.WriteString(m.(map[string]any)["body"].(string))
		}
		return b.String()
	}
	to := "To=%2B306900000001"
	require.Equal(t, "edcba", bodies(to))
	require.Equal(t, "dc", bodies(to+"&DateSent=2026-11-23"))
	require.Equal(t, "edc", bodies(to+"&DateSent%3E=2026-11-23"))
	require.Equal(t, "ba", bodies(to+"&DateSent%3C=2026-11-22"))
	require.Equal(t, "edcb", bodies(to+"&DateSent%3E=2026-11-22T21:05:00Z"))
	require.Equal(t, "ed", bodies(to+"&PageSize=2"))
	require.Equal(t, "cb", bodies(to+"&PageSize=2&Page=1"))
	require.Empty(t, bodies(to+"&PageSize=2&Page=9"))
	_, got := o.call(t, "GET", messages+"?"+to+"&PageSize=2", account, token, nil)
	require.Contains(t, got["next_page_uri"], "Page=1")
	status, _ := o.call(t, "GET", messages+"?DateSent=soon", account, token, nil)
	require.Equal(t, http.StatusBadRequest, status)
}

func TestPlannedFaultsOfTheSMSChannel(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.Fail(mailbox.SMS, mailbox.Fault{Status: 429, Code: 20429, Times: 2}, mailbox.Fault{Status: 500, Keep: true}, mailbox.Fault{Drop: true, Keep: true})
	for range 2 {
		status, got := o.create(t, "+306900000001", "x")
		require.Equal(t, 429, status)
		require.EqualValues(t, 20429, got["code"])
	}
	require.Empty(t, o.listed(t, ""))
	status, _ := o.create(t, "+306900000001", "x")
	require.Equal(t, 500, status)
	require.Len(t, o.listed(t, ""), 1)
	req, err := http.NewRequest("POST", o.sms.URL+messages, strings.NewReader("To=%2B306900000001&From=X&Body=x"))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(account, token)
	res, err := http.DefaultClient.Do(req)
	if err == nil {
		_ = res.Body.Close()
	}
	require.ErrorIs(t, err, io.EOF)
	require.Len(t, o.listed(t, ""), 2)
	status, _ = o.create(t, "+306900000001", "x")
	require.Equal(t, http.StatusCreated, status)
}
