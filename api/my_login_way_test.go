package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/internal/oidc"
	"github.com/thyrida/thyrida/internal/oidc/oidctest"
	"github.com/thyrida/thyrida/models"
)

// ways lists how the caller can log in.
func (c *caller) ways() (items []struct {
	ID, Provider, Label string
	ByHand, Removable   bool
}) {
	c.t.Helper()
	var got struct {
		Items []struct {
			ID, Provider, Label string
			ByHand, Removable   bool
		}
	}
	c.get("me/login-ways").want(200).into(&got)
	return got.Items
}

// addsTax adds the tax authority to the caller's account.
func (c *caller) addsTax(server *oidctest.GSIS, password string) {
	c.t.Helper()
	r := c.post("me/login-ways", map[string]any{"provider": "taxisnet", "password": password}).want(201)
	b := c.h.browser(c.t)
	b.takes(r.header)
	b.returns(server.Login(c.t, r.object()["url"].(string)))
}

func TestAWayToLogInIsListedToldAndRemoved(t *testing.T) {
	t.Parallel()
	h, server := taxHouse(t)
	server.UserInfo = `<root><userinfo taxid="094019245" lastname="ΟΝΟΜΑ" firstname="CITIZEN"/></root>`
	citizen := h.as(t, "citizen")
	if got := citizen.ways(); len(got) != 0 {
		t.Fatalf("ways %+v", got)
	}
	citizen.addsTax(server, password)
	if f := h.one(t, models.Email, models.EventLoginWayAdded, "citizen@example.org"); f.LoginWay != "Κωδικοί TaxisNet" {
		t.Errorf("told of %q", f.LoginWay)
	}
	got := citizen.ways()
	if len(got) != 1 || got[0].Provider != "taxisnet" || got[0].Label != "TaxisNet" || !got[0].ByHand || !got[0].Removable {
		t.Fatalf("ways %+v", got)
	}
	b := h.browser(t)
	b.returns(server.Login(t, b.begins("taxisnet", "/")))
	var by struct{ Token string }
	b.session("").want(201).into(&by)
	opened := &caller{t: t, h: h, token: by.Token, lang: "en"}
	half := h.browser(t)
	half.returns(server.Login(t, half.begins("taxisnet", "/")))

	h.as(t, "citizen2").do("DELETE", "me/login-ways/"+got[0].ID, nil).problem(404, "no-such-login-way")
	citizen.do("DELETE", "me/login-ways/"+got[0].ID, nil).want(204)
	if f := h.one(t, models.Email, models.EventLoginWayRemoved, "citizen@example.org"); f.LoginWay != "Κωδικοί TaxisNet" {
		t.Errorf("told of %q", f.LoginWay)
	}
	citizen.do("DELETE", "me/login-ways/"+got[0].ID, nil).problem(404, "no-such-login-way")
	opened.get("me").problem(401, "session-over")
	half.session("").problem(401, "login-over")
	if got := citizen.ways(); len(got) != 0 {
		t.Errorf("ways %+v", got)
	}
	// His number is known now, and yet nobody comes in by it.
	b = h.browser(t)
	b.fails(server.Login(t, b.begins("taxisnet", "/")).RequestURI(), 403, "έχει αφαιρεθεί", "was removed")
	h.clock.Advance(time.Second)
	citizen.addsTax(server, password)
	h.one(t, models.Email, models.EventLoginWayAdded, "citizen@example.org")
	b = h.browser(t)
	b.returns(server.Login(t, b.begins("taxisnet", "/")))
	b.session("").want(201)
}

func TestANewPasswordTakesAwayWhatWasAddedFromASession(t *testing.T) {
	t.Parallel()
	h, server := taxHouse(t)
	server.UserInfo = `<root><userinfo taxid="094019245" lastname="ΟΝΟΜΑ" firstname="CITIZEN"/></root>`
	nobody := h.as(t, "")
	h.as(t, "citizen").addsTax(server, password) // who knew the password
	h.one(t, models.Email, models.EventLoginWayAdded, "citizen@example.org")
	id := nobody.post("password-resets", map[string]any{"email": "citizen@example.org"}).want(202).id()
	code := h.one(t, models.Email, models.EventPasswordCode, "citizen@example.org").OneTimeCode
	body := brought(id, code)
	body["password"] = "another long password"
	nobody.post("password-resets/confirmation", body).want(204)
	b := h.browser(t)
	b.fails(server.Login(t, b.begins("taxisnet", "/")).RequestURI(), 403, "έχει αφαιρεθεί", "was removed")
	told := map[models.Event]bool{}
	for _, m := range h.mail(t, models.Email) {
		told[m.Event] = true
	}
	if !told[models.EventLoginWayRemoved] || !told[models.EventPasswordChanged] {
		t.Errorf("told of %v", told)
	}
}

func TestTheLastWayInIsNotRemoved(t *testing.T) {
	t.Parallel()
	h, server := taxHouse(t)
	b := h.browser(t)
	b.returns(server.Login(t, b.begins("taxisnet", "/")))
	var by struct{ Token string }
	b.session("").want(201).into(&by)
	eleni := &caller{t: t, h: h, token: by.Token, lang: "en"}
	got := eleni.ways()
	if len(got) != 1 || got[0].Removable || got[0].ByHand {
		t.Fatalf("ways %+v", got)
	}
	eleni.do("DELETE", "me/login-ways/"+got[0].ID, nil).problem(409, "last-login-way")
}

func TestWhatGivesRolesIsNotRemovedAndItsOwnerIsToldOfIt(t *testing.T) {
	t.Parallel()
	h, server := officeHouse(t, func(*oidc.Setting) {})
	server.Says("clerk", map[string]any{"email": "clerk@example.org", "email_verified": true, "groups": []string{"board"}})
	b := h.browser(t)
	b.returns(oidctest.Login(t, b.begins("office", "/"), "clerk"))
	b.session("").want(201)
	h.one(t, models.Email, models.EventLoginWayAdded, "clerk@example.org")
	clerk := h.as(t, "clerk")
	got := clerk.ways()
	if len(got) != 1 || got[0].Removable || got[0].Label != "Municipal login" {
		t.Fatalf("ways %+v", got)
	}
	clerk.do("DELETE", "me/login-ways/"+got[0].ID, nil).problem(409, "login-way-gives-roles")
	if r := string(clerk.get("me/login-ways").body); strings.Contains(r, "example.org") {
		t.Errorf("it says more than it should: %s", r)
	}
}
