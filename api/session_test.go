package api_test

import (
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

func (c *caller) logsIn(email, password string) *reply {
	c.t.Helper()
	return c.post("sessions", map[string]any{"email": email, "password": password})
}

func TestASessionLastsTwelveHoursOrUntilItIsEnded(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	r := nobody.logsIn(" Clerk@Example.org ", password).want(201)
	var got struct {
		Token     string
		ExpiresAt time.Time
		Account   struct {
			ID, Name string
			Citizen  bool
			Roles    []models.Grant
		}
	}
	r.into(&got)
	if len(got.Token) != 43 || !got.ExpiresAt.Equal(monday.Add(12*time.Hour)) || got.Account.ID != string(account("clerk")) ||
		len(got.Account.Roles) != 1 || got.Account.Citizen {
		t.Errorf("session: %s", r.body)
	}
	clerk := &caller{t: t, h: h, token: got.Token, lang: "en"}
	if me := clerk.get("me").want(200).object(); me["name"] != "Όνομα clerk" {
		t.Errorf("me: %v", me)
	}
	h.clock.Advance(12 * time.Hour)
	clerk.get("me").problem(401, "session-over")

	nobody.logsIn("clerk@example.org", password).want(201).into(&got)
	clerk.token = got.Token
	clerk.do("DELETE", "sessions/current", nil).want(204)
	clerk.get("me").problem(401, "session-over")
	if www := clerk.get("me").header.Get("WWW-Authenticate"); www != "Bearer" {
		t.Errorf("challenge %q", www)
	}
	nobody.get("me").problem(401, "login-required")
	(&caller{t: t, h: h, token: "nonsense", lang: "en"}).get("me").problem(401, "session-over")
}

func TestALoginThatFailsSaysNothingAboutTheAccount(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	wrong := nobody.logsIn("clerk@example.org", "wrong").problem(401, "login-refused").object()
	unknown := nobody.logsIn("nobody@example.org", "wrong").problem(401, "login-refused").object()
	for _, k := range []string{"title", "detail", "code", "status"} {
		if wrong[k] != unknown[k] {
			t.Errorf("%s: %v and %v", k, wrong[k], unknown[k])
		}
	}
	h.as(t, "admin").post("admin/accounts/"+string(account("clerk"))+"/disable", nil).want(204)
	nobody.logsIn("clerk@example.org", password).problem(401, "login-refused")
	h.as(t, "clerk").get("me").problem(401, "session-over")
}
