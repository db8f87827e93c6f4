package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestWhatABrowserFetchesInAdvanceMarksNothingAsRead(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	h.as(t, "clerk").post("cases/"+id+"/messages", map[string]any{"text": "Καλημέρα σας"}).want(201)
	unread := func() int {
		var c struct{ Unread int }
		h.as(t, "citizen").get("cases/" + id).want(200).into(&c)
		return c.Unread
	}
	b := h.reader(t).logsIn("citizen")
	b.ask(http.MethodGet, "/cases/"+id, "", map[string]string{"Sec-Purpose": "prefetch"}).sees(200, "Καλημέρα σας")
	if unread() != 1 {
		t.Error("read by nobody")
	}
	b.opens("/cases/"+id).sees(200, "Καλημέρα σας")
	if unread() != 0 {
		t.Error("not read")
	}
}

func TestWhatWasWrittenBeforeTheSessionEndedIsShown(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	b := h.reader(t)
	const text = "Σας στέλνω τον <νέο> λογαριασμό μου"
	b.sends("/case/"+id+"/messages", "key", "0190e3c5-0000-7000-8000-000000000000", "text", text, "password", "a very long password indeed").
		sees(401, "Όσα γράψατε", "τον &lt;νέο&gt; λογαριασμό")
	if strings.Contains(b.page, "very long password") || strings.Contains(b.page, "0190e3c5-0000") {
		t.Error("a secret came back")
	}
	b.ask(http.MethodPost, "/case/"+id+"/messages", "text="+strings.Repeat("x", 40), map[string]string{"Sec-Fetch-Site": "cross-site"})
	if b.status != 401 || strings.Contains(b.page, "xxxx") {
		t.Errorf("%d: another site put words on our page", b.status)
	}
}

func TestAForgedFlashSaysOnlyOurOwnWords(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	for cookie, shown := range map[string]bool{"%253Dreassigned%2526Done%253D3%2526Refused%253D0": true, "%253Dreassigned%2526Done%253DSTOLEN": false} {
		b.ask(http.MethodGet, "/", "", map[string]string{"Cookie": "thyrida-flash=" + strings.ReplaceAll(cookie, "%25", "%")}).sees(200)
		if strings.Contains(b.page, "STOLEN") || shown != strings.Contains(b.page, "Μεταφέρθηκαν: 3. Δεν") {
			t.Errorf("%s: %v", cookie, shown)
		}
	}
}
