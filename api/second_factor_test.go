package api_test

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"

	"github.com/thyrida/thyrida/api"
)

// app is an authenticator of a telephone.
type app struct {
	t      testing.TB
	h      *house
	secret string
}

// shows is the code at the clock's time, moved by a number of steps.
func (a *app) shows(steps int) string {
	a.t.Helper()
	code, err := totp.GenerateCode(a.secret, a.h.clock.Now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		a.t.Fatal(err)
	}
	return code
}

// enrols sets a second factor up and gives the app and the recovery codes.
func (c *caller) enrols() (*app, []string) { return c.enrolsWith(password) }

func (c *caller) enrolsWith(password string) (*app, []string) {
	c.t.Helper()
	r := c.post("me/second-factor", map[string]any{"password": password}).want(201)
	a := &app{t: c.t, h: c.h, secret: r.object()["secret"].(string)}
	var got struct{ RecoveryCodes []string }
	c.post("me/second-factor/confirmation", map[string]any{"code": a.shows(0)}).want(200).into(&got)
	return a, got.RecoveryCodes
}

// enrolled gives an account that the administrator has just made a second
// factor.
func (h *house) enrolled(t testing.TB, id string) {
	t.Helper()
	var list struct{ Items []struct{ ID, Email string } }
	for cursor := ""; ; {
		r := h.as(t, "admin").get("admin/accounts?limit=100" + cursor).want(200)
		r.into(&list)
		for _, a := range list.Items {
			if a.ID == id {
				var got struct{ Token string }
				h.as(t, "").logsIn(a.Email, "a long password").want(201).into(&got)
				(&caller{t: t, h: h, token: got.Token, lang: "en"}).enrolsWith("a long password")
				return
			}
		}
		next, _ := r.object()["next"].(string)
		if next == "" {
			t.Fatalf("account %s is not listed", id)
		}
		cursor = "&cursor=" + next
	}
}

func (c *caller) logsInWith(email, code string) *reply {
	c.t.Helper()
	return c.post("sessions", map[string]any{"email": email, "password": password, "code": code})
}

func TestASecondFactorIsSetUpWithPasswordAndFirstCode(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk := h.as(t, "clerk")
	clerk.post("me/second-factor", map[string]any{"password": "wrong"}).problem(403, "wrong-password")
	r := clerk.post("me/second-factor", map[string]any{"password": password}).want(201)
	o := r.object()
	uri, err := url.Parse(o["uri"].(string))
	if err != nil || uri.Scheme != "otpauth" || uri.Host != "totp" || uri.Query().Get("secret") != o["secret"] ||
		!strings.HasSuffix(uri.Path, ":clerk@example.org") || len(o["secret"].(string)) != 32 {
		t.Errorf("uri %q, %v", o["uri"], err)
	}
	picture, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(o["qr"].(string), "data:image/png;base64,"))
	if err == nil {
		_, err = png.Decode(bytes.NewReader(picture))
	}
	if err != nil {
		t.Error(err)
	}
	h.as(t, "").logsIn("clerk@example.org", password).want(201) // it does not count yet
	a := &app{t: t, h: h, secret: o["secret"].(string)}
	clerk.post("me/second-factor/confirmation", map[string]any{"code": wrong(a.shows(0))}).problem(422, "second-factor-refused")
	var got struct{ RecoveryCodes []string }
	clerk.post("me/second-factor/confirmation", map[string]any{"code": a.shows(0)}).want(200).into(&got)
	if len(got.RecoveryCodes) != 10 || len(got.RecoveryCodes[0]) != 11 {
		t.Errorf("recovery codes %q", got.RecoveryCodes)
	}
	clerk.post("me/second-factor/confirmation", map[string]any{"code": a.shows(1)}).problem(409, "second-factor-exists")
	clerk.post("me/second-factor", map[string]any{"password": password}).problem(409, "second-factor-exists")
	state := clerk.get("me/second-factor").want(200).object()
	if state["rule"] != "optional" || state["recoveryCodes"] != 10.0 || state["confirmedAt"] != monday.Format(time.RFC3339) {
		t.Errorf("state %v", state)
	}
	if log := h.log.String(); strings.Contains(log, a.secret) || strings.Contains(log, got.RecoveryCodes[0]) {
		t.Error("the log knows a secret")
	}
	h.as(t, "citizen").post("me/second-factor", map[string]any{"password": password}).problem(403, "not-allowed")
	h.as(t, "head").post("me/second-factor/confirmation", map[string]any{"code": "123456"}).problem(404, "no-second-factor")
}

func TestALoginWithASecondFactorTakesOneRequestOrTwo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	a, _ := h.as(t, "clerk").enrols()
	nobody := h.as(t, "")
	h.clock.Advance(time.Minute)
	nobody.logsInWith("clerk@example.org", a.shows(0)).want(201)
	nobody.logsInWith("clerk@example.org", a.shows(0)).problem(422, "second-factor-refused") // once
	nobody.logsInWith("clerk@example.org", a.shows(-1)).problem(422, "second-factor-refused")
	var needed struct{ Data struct{ Ticket string } }
	nobody.logsIn("clerk@example.org", password).problem(401, "second-factor-needed").into(&needed)
	by := func(code string) *reply {
		t.Helper()
		return nobody.post("sessions", map[string]any{"ticket": needed.Data.Ticket, "code": code})
	}
	by("").problem(401, "second-factor-needed")
	by(wrong(a.shows(1))).problem(422, "second-factor-refused")
	me := by(a.shows(1)).want(201).object()["account"].(map[string]any) // a clock that is ahead
	if me["secondFactor"] != true {
		t.Errorf("account %v", me)
	}
	by(a.shows(1)).problem(401, "login-over")
	nobody.logsIn("clerk@example.org", password).problem(401, "second-factor-needed").into(&needed)
	h.clock.Advance(5 * time.Minute)
	by(a.shows(0)).problem(401, "login-over")
	nobody.logsInWith("clerk@example.org", a.shows(-2)).problem(422, "second-factor-refused") // too old
	nobody.logsInWith("clerk@example.org", a.shows(-1)).want(201)                             // a clock that is behind
	nobody.post("sessions", map[string]any{"code": "123456"}).problem(422, "invalid-request", "email required")
	nobody.post("sessions", map[string]any{"email": "clerk@example.org"}).problem(422, "invalid-request", "password required")
}

func TestGuessedCodesLockTheAccountAndAKnownPasswordDoesNotOpenItAgain(t *testing.T) {
	t.Parallel()
	h := setup(t)
	a, _ := h.as(t, "clerk").enrols()
	nobody := h.as(t, "")
	h.clock.Advance(time.Minute)
	for range 5 {
		nobody.logsIn("clerk@example.org", password).problem(401, "second-factor-needed")
		nobody.logsInWith("clerk@example.org", wrong(a.shows(0))).problem(422, "second-factor-refused")
	}
	nobody.logsInWith("clerk@example.org", a.shows(0)).waits(30 * time.Second)
	h.clock.Advance(30 * time.Second)
	nobody.logsInWith("clerk@example.org", a.shows(0)).want(201)
}

func TestARecoveryCodeOpensOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk, nobody := h.as(t, "clerk"), h.as(t, "")
	a, codes := clerk.enrols()
	nobody.logsInWith("clerk@example.org", strings.ToUpper(strings.ReplaceAll(codes[3], "-", " "))).want(201)
	nobody.logsInWith("clerk@example.org", codes[3]).problem(422, "second-factor-refused")
	if n := clerk.get("me/second-factor").object()["recoveryCodes"]; n != 9.0 {
		t.Errorf("%v are left", n)
	}
	h.clock.Advance(time.Minute)
	var renewed struct{ RecoveryCodes []string }
	clerk.post("me/second-factor/recovery-codes", map[string]any{"password": "wrong", "code": a.shows(0)}).problem(403, "wrong-password")
	clerk.post("me/second-factor/recovery-codes", map[string]any{"password": password, "code": a.shows(0)}).want(200).into(&renewed)
	nobody.logsInWith("clerk@example.org", codes[4]).problem(422, "second-factor-refused")
	nobody.logsInWith("clerk@example.org", renewed.RecoveryCodes[9]).want(201)
	audit := string(h.as(t, "admin").get("admin/audit?object=account&id=" + string(account("clerk"))).want(200).body)
	for _, action := range []string{"offer-second-factor", "confirm-second-factor", "use-recovery-code", "renew-recovery-codes"} {
		if !strings.Contains(audit, action) {
			t.Errorf("the audit lacks %s", action)
		}
	}
}

func TestASecondFactorEndsWithPasswordAndCodeOrByAnotherAdministrator(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk, admin, nobody := h.as(t, "clerk"), h.as(t, "admin"), h.as(t, "")
	a, _ := clerk.enrols()
	h.clock.Advance(time.Minute)
	remove := func(password, code string) *reply {
		t.Helper()
		return clerk.post("me/second-factor/removal", map[string]any{"password": password, "code": code})
	}
	remove("wrong", a.shows(0)).problem(403, "wrong-password")
	remove(password, wrong(a.shows(0))).problem(422, "second-factor-refused")
	remove(password, a.shows(0)).want(204)
	nobody.logsIn("clerk@example.org", password).want(201)
	remove(password, a.shows(1)).problem(404, "no-second-factor")

	clerk.enrols()
	reset := func(c *caller, whose string) *reply {
		t.Helper()
		return c.post("admin/accounts/"+string(account(whose))+"/second-factor-reset", nil)
	}
	reset(h.as(t, "head"), "clerk").problem(403, "not-allowed")
	admin.enrols()
	reset(admin, "admin").problem(403, "not-allowed") // his own needs password and code
	reset(admin, "head").problem(404, "no-second-factor")
	reset(admin, "clerk").want(204)
	clerk.get("me").problem(401, "session-over")
	nobody.logsIn("clerk@example.org", password).want(201)
}

func TestWhereASecondFactorIsRequiredStaffCanOnlySetOneUp(t *testing.T) {
	t.Parallel()
	h := furnished(t, func(d *api.Deps) { d.StaffTOTP = api.TOTPRequired })
	clerk := h.as(t, "clerk")
	clerk.get("tasks").problem(403, "second-factor-required")
	clerk.do("PUT", "drafts/"+uuid.NewString(), map[string]any{}).problem(403, "second-factor-required")
	clerk.get("me").want(200)
	h.as(t, "citizen").get("cases").want(200)
	a, _ := clerk.enrols()
	clerk.get("tasks").want(200)
	h.clock.Advance(time.Minute)
	var got struct{ Token string }
	h.as(t, "").logsInWith("clerk@example.org", a.shows(0)).want(201).into(&got)
	(&caller{t: t, h: h, token: got.Token, lang: "en"}).get("tasks").want(200)
	clerk.post("me/second-factor/removal", map[string]any{"password": password, "code": a.shows(1)}).want(204)
	clerk.get("tasks").problem(403, "second-factor-required")
}

func TestWhereItIsOffNobodyIsAsked(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "clerk").enrols()
	off := h.again(t, func(d *api.Deps) { d.StaffTOTP = api.TOTPOff })
	off.as(t, "").logsIn("clerk@example.org", password).want(201)
	off.as(t, "head").post("me/second-factor", map[string]any{"password": password}).problem(409, "second-factor-off")
}

// Who sets a second factor up or takes it away may do so because somebody else
// is in his account: that one's sessions and logins half done end with it.
func TestSettingUpOrRemovingASecondFactorEndsTheOtherSessions(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk, nobody := h.as(t, "clerk"), h.as(t, "")
	thief := func(code string) *caller {
		t.Helper()
		var got struct{ Token string }
		nobody.logsInWith("clerk@example.org", code).want(201).into(&got)
		return &caller{t: t, h: h, token: got.Token, lang: "en"}
	}
	in := thief("")
	a, codes := clerk.enrols()
	in.get("me").problem(401, "session-over")
	clerk.get("me").want(200)
	in = thief(codes[0])
	var half struct{ Data struct{ Ticket string } }
	nobody.logsIn("clerk@example.org", password).problem(401, "second-factor-needed").into(&half)
	h.clock.Advance(time.Minute)
	clerk.post("me/second-factor/removal", map[string]any{"password": password, "code": a.shows(0)}).want(204)
	in.get("me").problem(401, "session-over")
	nobody.post("sessions", map[string]any{"ticket": half.Data.Ticket}).problem(401, "login-over")
	clerk.get("me").want(200)
}
