package api_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/oidc"
	"github.com/thyrida/thyrida/internal/oidc/oidctest"
	"github.com/thyrida/thyrida/models"
)

// browser keeps cookies of the house and follows nothing.
type browser struct {
	t       testing.TB
	h       *house
	cookies map[string]string
}

func (h *house) browser(t testing.TB) *browser {
	return &browser{t: t, h: h, cookies: map[string]string{}}
}

// page opens a path of the house and gives the answer with its text.
func (b *browser) page(path string) (*http.Response, string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.h.url+path, http.NoBody)
	if err != nil {
		b.t.Fatal(err)
	}
	if s := b.sends(); s != "" {
		req.Header.Set("Cookie", s)
	}
	c := *b.h.client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := c.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.takes(res.Header)
	return res, string(text)
}

func (b *browser) takes(h http.Header) {
	b.t.Helper()
	for _, line := range h["Set-Cookie"] {
		c, err := http.ParseSetCookie(line)
		if err != nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure {
			b.t.Fatalf("cookie %q: %v", line, err)
		}
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
}

func (b *browser) sends() string {
	var all []string
	for name, value := range b.cookies {
		all = append(all, name+"="+value)
	}
	return strings.Join(all, "; ")
}

// begins starts a login and gives the address at the provider.
func (b *browser) begins(key, back string) string {
	b.t.Helper()
	res, text := b.page("/oidc/" + key + "/start?return=" + url.QueryEscape(back))
	if res.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("start: %s\n%s", res.Status, text)
	}
	return res.Header.Get("Location")
}

// returns brings back what the provider said, and gives where to go on.
func (b *browser) returns(back *url.URL) string {
	b.t.Helper()
	res, text := b.page(back.RequestURI())
	if res.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("callback: %s\n%s", res.Status, text)
	}
	return res.Header.Get("Location")
}

// fails brings back what must be refused with a page in both languages.
func (b *browser) fails(uri string, status int, el, en string) {
	b.t.Helper()
	res, text := b.page(uri)
	if res.StatusCode != status || !strings.Contains(text, el) || !strings.Contains(text, en) || b.cookies["thyrida-login"] != "" {
		b.t.Fatalf("callback: %s, want %d with %q\n%s", res.Status, status, en, text)
	}
}

// session opens the session of a login at a provider.
func (b *browser) session(code string) *reply {
	b.t.Helper()
	r := b.h.as(b.t, "").post("sessions", map[string]any{"code": code}, "Cookie", b.sends())
	b.takes(r.header)
	return r
}

// roles of an answer of POST /sessions, as "role unit".
func (r *reply) roles() string {
	r.t.Helper()
	var got struct {
		Account struct{ Roles []models.Grant }
	}
	r.want(201).into(&got)
	var all []string
	for _, g := range got.Account.Roles {
		all = append(all, strings.TrimSpace(string(g.Role)+" "+string(g.Unit)))
	}
	return strings.Join(all, ", ")
}

// officeHouse is a house whose staff log in at a real provider.
func officeHouse(t testing.TB, change func(*oidc.Setting)) (*house, *oidctest.Provider) {
	t.Helper()
	server := oidctest.Start(t)
	s := oidc.Setting{Key: oidctest.Key, Kind: oidc.OpenID, Audience: oidc.Staff, LabelEl: "Κωδικοί δήμου", LabelEn: "Municipal login",
		Issuer: server.Issuer, ClientID: oidctest.ClientID, Roles: []oidc.Rule{
			{Claim: "groups", Value: "roll", Role: "clerk", Unit: "municipal-roll"}, {Claim: "groups", Value: "board", Role: "manager"}}}
	change(&s)
	return furnished(t, func(d *api.Deps) {
		d.Portal = oidctest.Portal
		d.Providers = []*oidc.Provider{oidc.New(s, oidctest.Secret, oidctest.Portal, clock.System{})}
	}), server
}

func TestStaffLogInAtAProviderAndHaveTheRolesItSays(t *testing.T) {
	t.Parallel()
	h, server := officeHouse(t, func(*oidc.Setting) {})
	says := func(groups ...string) {
		server.Says("eleni", map[string]any{"name": "Ελένη Δοκιμαστική", "email": "Eleni@example.org", "email_verified": true, "groups": groups})
	}
	logIn := func() *reply {
		t.Helper()
		b := h.browser(t)
		if to := b.returns(oidctest.Login(t, b.begins("office", "/tasks?mine=1"), "eleni")); to != "/tasks?mine=1" {
			t.Errorf("goes on to %s", to)
		}
		r := b.session("")
		if len(b.cookies) != 1 || b.cookies["thyrida-device"] == "" { // of the login nothing stays
			t.Errorf("cookies stay: %v", b.cookies)
		}
		return r
	}
	says("others")
	b := h.browser(t)
	b.fails(oidctest.Login(t, b.begins("office", "/"), "eleni").RequestURI(), 403, "Δεν έχετε ρόλο", "You have no role")
	says("roll", "board")
	first := logIn()
	if got := first.roles(); got != "clerk municipal-roll, manager" {
		t.Errorf("roles %q", got)
	}
	me := first.object()["account"].(map[string]any)
	h.as(t, "admin").post("admin/accounts/"+me["id"].(string)+"/grants", map[string]any{"role": "protocol"}).want(204)
	says("board")
	if got := logIn().roles(); got != "manager, protocol" {
		t.Errorf("roles %q", got)
	}
	var token struct{ Token string }
	first.into(&token)
	if got := string((&caller{t: t, h: h, token: token.Token, lang: "en"}).get("me").want(200).body); strings.Contains(got, "clerk") {
		t.Errorf("a session that was open keeps the role: %s", got)
	}
	says()
	if got := logIn().roles(); got != "protocol" { // the administrator's stays
		t.Errorf("roles %q", got)
	}
	h.as(t, "").logsIn("eleni@example.org", "").problem(422, "invalid-request")
	h.as(t, "").logsIn("eleni@example.org", "x").problem(401, "login-refused") // there is no password
	h.as(t, "admin").post("admin/accounts/"+me["id"].(string)+"/disable", nil).want(204)
	b = h.browser(t)
	b.fails(oidctest.Login(t, b.begins("office", "/"), "eleni").RequestURI(), 403, "απενεργοποιηθεί", "disabled")
}

func TestALoginAtAProviderBelongsToOneBrowserAndCountsOnce(t *testing.T) {
	t.Parallel()
	h, server := officeHouse(t, func(*oidc.Setting) {})
	server.Says("clerk", map[string]any{"email": "clerk@example.org", "email_verified": true})
	const el, en = "Η σύνδεση δεν ολοκληρώθηκε", "The login took too long"
	b := h.browser(t)
	back := oidctest.Login(t, b.begins("office", "//evil.example/x"), "clerk")
	h.browser(t).fails(back.RequestURI(), 401, el, en) // a link sent to somebody else
	q := back.Query()
	q.Set("state", "another")
	cookie := b.cookies["thyrida-flow"]
	b.fails(back.Path+"?"+q.Encode(), 401, el, en)
	b.cookies["thyrida-flow"] = cookie
	if to := b.returns(back); to != "/" {
		t.Errorf("led to %s", to)
	}
	r := b.session("").want(201)
	if id := r.object()["account"].(map[string]any)["id"]; id != string(account("clerk")) {
		t.Errorf("the verified address is the clerk's, the account is %v", id)
	}
	b.cookies["thyrida-flow"] = cookie
	b.fails(back.RequestURI(), 401, el, en) // replayed

	b = h.browser(t)
	back = oidctest.Login(t, b.begins("office", "/"), "clerk")
	h.clock.Advance(10 * time.Minute)
	b.fails(back.RequestURI(), 401, el, en)

	b = h.browser(t)
	q = oidctest.Login(t, b.begins("office", "/"), "clerk").Query()
	q.Set("iss", "https://foreign.example")
	b.fails(back.Path+"?"+q.Encode(), 502, "δεν έγινε δεκτή", "was not accepted")
	q = oidctest.Login(t, b.begins("office", "/"), "").Query()
	b.fails(back.Path+"?"+q.Encode(), 403, "Δεν δώσατε τη συγκατάθεσή σας", "You did not agree")
	if res, _ := b.page("/oidc/unknown/start"); res.StatusCode != 404 {
		t.Errorf("unknown provider: %s", res.Status)
	}
	ways := string(h.as(t, "").get("login-ways").want(200).body)
	if !strings.Contains(ways, `"key":"office"`) || !strings.Contains(ways, `"label":"Municipal login"`) || strings.Contains(ways, oidctest.Secret) {
		t.Errorf("ways: %s", ways)
	}
}

func TestAProviderThatAsksForNoSecondFactorLeavesItToTheHouse(t *testing.T) {
	t.Parallel()
	h, server := officeHouse(t, func(*oidc.Setting) {})
	server.Says("clerk", map[string]any{"email": "clerk@example.org", "email_verified": true})
	a, _ := h.as(t, "clerk").enrols()
	h.clock.Advance(time.Minute)
	b := h.browser(t)
	b.returns(oidctest.Login(t, b.begins("office", "/"), "clerk"))
	b.session("").problem(401, "second-factor-needed")
	b.session(wrong(a.shows(0))).problem(422, "second-factor-refused")
	b.session(a.shows(0)).want(201)
}

func TestAProviderForCitizensDoesNotSpeakForStaff(t *testing.T) {
	t.Parallel()
	h, server := officeHouse(t, func(s *oidc.Setting) { s.Audience, s.Roles, s.Level = oidc.Citizen, nil, "A" })
	for subject, email := range map[string]string{"thief": "admin@example.org", "owner": "citizen@example.org", "shy": ""} {
		server.Says(subject, map[string]any{"name": "Όνομα " + subject, "email": email, "email_verified": true})
	}
	enter := func(subject string) map[string]any {
		t.Helper()
		b := h.browser(t)
		b.returns(oidctest.Login(t, b.begins("office", "/"), subject))
		return b.session("").want(201).object()["account"].(map[string]any)
	}
	if me := enter("thief"); me["id"] == string(account("admin")) || len(me["roles"].([]any)) != 0 || me["citizen"] != true || me["level"] != "A" {
		t.Errorf("thief: %v", me)
	}
	if me := enter("owner"); me["id"] != string(account("citizen")) {
		t.Errorf("owner: %v", me)
	}
	if a, b := enter("shy"), enter("shy"); a["id"] != b["id"] || a["citizen"] != true {
		t.Errorf("shy: %v, %v", a, b)
	}
}

// taxHouse is a house whose citizens log in at the tax authority.
func taxHouse(t testing.TB) (*house, *oidctest.GSIS) {
	t.Helper()
	server := oidctest.StartGSIS(t, "D9999")
	s := oidc.Setting{Key: "taxisnet", Kind: oidc.GSIS, Audience: oidc.Citizen, LabelEl: "Κωδικοί TaxisNet", LabelEn: "TaxisNet",
		Issuer: server.Base, ClientID: "D9999"}
	server.UserInfo = `<root><userinfo userid="u" taxid="094019245 " lastname="ΔΟΚΙΜΑΣΤΙΚΗ  " firstname="ΕΛΕΝΗ " fathername="ΠΕΤΡΟΣ"/></root>`
	return furnished(t, func(d *api.Deps) {
		d.Portal = oidctest.Portal
		d.Providers = []*oidc.Provider{oidc.New(s, oidctest.Secret, oidctest.Portal, clock.System{})}
	}), server
}

func TestTheTaxAuthorityMakesACitizenOfLevelBOnce(t *testing.T) {
	t.Parallel()
	h, server := taxHouse(t)
	enter := func() *reply {
		t.Helper()
		b := h.browser(t)
		b.returns(server.Login(t, b.begins("taxisnet", "/")))
		return b.session("").want(201)
	}
	var first struct {
		Token   string
		Account struct{ ID, Name, Level, LogoutURL string }
	}
	enter().into(&first)
	if a := first.Account; a.Level != "B" || a.Name != "ΕΛΕΝΗ ΔΟΚΙΜΑΣΤΙΚΗ" || !strings.HasPrefix(a.LogoutURL, server.Base+"/logout/D9999/") {
		t.Errorf("account %+v", a)
	}
	if again := enter().object()["account"].(map[string]any)["id"]; again != first.Account.ID {
		t.Errorf("a second account %v", again)
	}
	// Nothing else comes from there: an address is asked and confirmed by a code.
	eleni := &caller{t: t, h: h, token: first.Token, lang: "en"}
	id := eleni.post("email-changes", map[string]any{"email": "eleni@example.org", "password": ""}).want(202).id()
	code := h.one(t, models.Email, models.EventEmailCode, "eleni@example.org").OneTimeCode
	eleni.post("email-changes/confirmation", brought(id, code)).want(204)
	if ms := h.mail(t, models.Email); len(ms) != 0 {
		t.Errorf("an address before is told that there was none: %+v", ms)
	}
	if log := h.log.String(); strings.Contains(log, "094019245") || strings.Contains(log, "ΔΟΚΙΜΑΣΤΙΚΗ") {
		t.Error("the log knows who it was")
	}
	server.Declines = true
	b := h.browser(t)
	b.fails(server.Login(t, b.begins("taxisnet", "/")).RequestURI(), 403, "Δεν δώσατε τη συγκατάθεσή σας", "You did not agree")
	server.Declines, server.UserInfo = false, `{"error":"invalid_token"}`
	b.fails(server.Login(t, b.begins("taxisnet", "/")).RequestURI(), 502, "δεν έγινε δεκτή", "was not accepted")
}

func TestACitizenAddsTheTaxAuthorityToHisAccount(t *testing.T) {
	t.Parallel()
	h, server := taxHouse(t)
	nobody := h.as(t, "")
	sign := func(email, name string) *caller {
		t.Helper()
		id := nobody.post("registrations", map[string]any{"email": email, "password": "a long password", "name": name}).want(202).id()
		nobody.post("registrations/confirmation", brought(id, h.one(t, models.Email, models.EventRegistrationCode, email).OneTimeCode)).want(204)
		var got struct{ Token string }
		nobody.logsIn(email, "a long password").want(201).into(&got)
		return &caller{t: t, h: h, token: got.Token, lang: "en"}
	}
	add := func(c *caller) (*browser, string) {
		t.Helper()
		c.post("me/login-ways", map[string]any{"provider": "taxisnet", "password": "wrong"}).problem(403, "wrong-password")
		r := c.post("me/login-ways", map[string]any{"provider": "taxisnet", "password": "a long password", "return": "/profile"}).want(201)
		b := h.browser(t)
		b.takes(r.header)
		return b, server.Login(t, r.object()["url"].(string)).RequestURI()
	}
	other := sign("other@example.org", "Άλλος Άνθρωπος")
	b, back := add(other)
	b.fails(back, 409, "διαφέρουν", "differs") // credentials of somebody else
	if me := other.get("me").object(); me["level"] != "A" {
		t.Errorf("other %v", me)
	}
	eleni := sign("eleni@example.org", "Ελένη Δοκιμαστική")
	_, back = add(eleni)
	h.browser(t).fails(back, 401, "Η σύνδεση δεν ολοκληρώθηκε", "The login took too long") // another browser
	b, back = add(eleni)
	if res, text := b.page(back); res.Header.Get("Location") != "/profile" {
		t.Fatalf("%s\n%s", res.Status, text)
	}
	me := eleni.get("me").object()
	if me["level"] != "B" || me["name"] != "Ελένη Δοκιμαστική" {
		t.Errorf("eleni %v", me)
	}
	in := h.browser(t)
	in.returns(server.Login(t, in.begins("taxisnet", "/")))
	if id := in.session("").want(201).object()["account"].(map[string]any)["id"]; id != me["id"] {
		t.Errorf("logs in to %v", id)
	}
	b, back = add(other)
	b.fails(back, 409, "ήδη άλλος λογαριασμός", "Another account")
	h.as(t, "clerk").post("me/login-ways", map[string]any{"provider": "taxisnet", "password": password}).problem(403, "not-allowed")
	eleni.post("me/login-ways", map[string]any{"provider": "none", "password": "a long password"}).problem(422, "invalid-request", "provider no-such-provider")
}
