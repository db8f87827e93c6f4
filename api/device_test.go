package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

const (
	home     = "198.51.100.7"
	attacker = "203.0.113.66"
)

// street is a house that believes where its callers say they are.
func street(t *testing.T) *house {
	return furnished(t, func(d *api.Deps) { d.Proxies = []string{"127.0.0.1", "::1"} })
}

// logsInFrom brings the cookies of a browser, and keeps what it is given.
func (b *browser) logsInFrom(address, email, password string) *reply {
	b.t.Helper()
	r := b.h.as(b.t, "").post("sessions", map[string]any{"email": email, "password": password}, "X-Forwarded-For", address, "Cookie", b.sends())
	b.takes(r.header)
	return r
}

// besieged has had as many guesses from many networks as an account is given.
func (h *house) besieged(t *testing.T, email string) {
	t.Helper()
	for i := range 50 {
		h.browser(t).logsInFrom("192.0.2."+itoa(i), email, "wrong").problem(401, "login-refused")
	}
	h.browser(t).logsInFrom("192.0.2.200", email, "wrong").waits(30 * time.Minute)
}

func TestWhoGuessesElsewhereDoesNotKeepTheOwnerOut(t *testing.T) {
	t.Parallel()
	h := street(t)
	for _, email := range []string{"clerk@example.org", "nobody@example.org"} {
		for range 5 {
			h.browser(t).logsInFrom(attacker, email, "wrong").problem(401, "login-refused")
		}
		h.browser(t).logsInFrom(attacker, email, password).waits(30 * time.Second)
	}
	h.browser(t).logsInFrom(home, "clerk@example.org", password).want(201)
	h.browser(t).logsInFrom(home, "nobody@example.org", password).problem(401, "login-refused")
	h.browser(t).logsInFrom(attacker, "clerk@example.org", password).waits(30 * time.Second) // nor has the owner pardoned him
}

func TestOfOneIPv6LineThereIsOnePlace(t *testing.T) {
	t.Parallel()
	h := street(t)
	for i := range 5 {
		h.browser(t).logsInFrom("2001:db8:1:2"+itoa(i)+"::1", "clerk@example.org", "wrong").problem(401, "login-refused")
	}
	h.browser(t).logsInFrom("2001:db8:1:29::1", "clerk@example.org", password).waits(30 * time.Second)
	h.browser(t).logsInFrom("2001:db8:2::1", "clerk@example.org", password).want(201)
}

func TestABrowserThatHasBeenInTheAccountIsLetInWhileManyNetworksGuess(t *testing.T) {
	t.Parallel()
	h := street(t)
	laptop, thief := h.browser(t), h.browser(t)
	laptop.logsInFrom(home, "clerk@example.org", password).want(201)
	first := laptop.cookies["thyrida-device"]
	h.besieged(t, "clerk@example.org")
	h.besieged(t, "nobody@example.org")

	thief.logsInFrom(attacker, "citizen@example.org", password).want(201) // a cookie of his own opens no other's door
	thief.logsInFrom(attacker, "clerk@example.org", password).waits(30 * time.Minute)
	laptop.logsInFrom(attacker, "clerk@example.org", password).want(201) // wherever it is
	if now := laptop.cookies["thyrida-device"]; now == first || len(now) != 43 {
		t.Errorf("the cookie is %q after %q", now, first)
	}
	stale := h.browser(t)
	stale.cookies["thyrida-device"] = first
	stale.logsInFrom(home, "clerk@example.org", password).waits(30 * time.Minute)

	for range 5 { // whoever has stolen the cookie guesses no more than others
		laptop.logsInFrom(home, "clerk@example.org", "wrong").problem(401, "login-refused")
	}
	laptop.logsInFrom(home, "clerk@example.org", password).waits(30 * time.Second)
	h.clock.Advance(30 * time.Second)
	token := laptop.logsInFrom(home, "clerk@example.org", password).want(201).object()["token"].(string)
	(&caller{t: t, h: h, token: token, lang: "en"}).do("DELETE", "sessions", nil).want(204)
	h.browser(t).logsInFrom(home, "clerk@example.org", password).waits(30*time.Minute - 30*time.Second)
	laptop.logsInFrom(home, "clerk@example.org", password).waits(30*time.Minute - 30*time.Second)
}

func TestANewPasswordIsTheWayInToAnAccountThatManyGuessAt(t *testing.T) {
	t.Parallel()
	h := street(t)
	owner, nobody := h.browser(t), h.as(t, "")
	h.besieged(t, "citizen@example.org")
	for range 5 { // he uses up what one network is given, of codes too
		nobody.post("password-resets", map[string]any{"email": "citizen@example.org"}, "X-Forwarded-For", attacker).want(202)
	}
	nobody.post("password-resets", map[string]any{"email": "citizen@example.org"}, "X-Forwarded-For", attacker).problem(429, "too-many-attempts")
	h.mail(t, models.Email)

	id := nobody.post("password-resets", map[string]any{"email": "citizen@example.org"}, "X-Forwarded-For", home).want(202).id()
	code := h.one(t, models.Email, models.EventPasswordCode, "citizen@example.org").OneTimeCode
	nobody.post("password-resets", map[string]any{"email": "citizen@example.org"}, "X-Forwarded-For", "203.0.113.67").want(202) // replaces nobody's
	r := nobody.post("password-resets/confirmation", map[string]any{"id": id, "code": code, "password": "another password"}, "X-Forwarded-For", home).want(204)
	if c := r.header.Get("Set-Cookie"); !strings.HasPrefix(c, "thyrida-device=") || !strings.Contains(c, "Max-Age=31536000") || !strings.Contains(c, "HttpOnly") {
		t.Errorf("cookie %q", c)
	}
	owner.takes(r.header)
	h.browser(t).logsInFrom(home, "citizen@example.org", "another password").waits(30 * time.Minute)
	owner.logsInFrom(home, "citizen@example.org", "another password").want(201)
}
