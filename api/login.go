package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/oidc"
	"github.com/thyrida/thyrida/models"
)

// flowLength is how long somebody may be away at his provider.
const flowLength = 10 * time.Minute

func (s *server) loginRoutes() {
	add(s, http.MethodGet, "/login-ways", "login-ways", "How one can log in", s.loginWays, public, describe(
		"A login at a provider begins with its address start, opened in the browser with ?return= and a path of the portal. "+
			"It ends there again with the cookie thyrida-login, which POST /sessions takes for the session. "+
			"What goes wrong on the way is shown on a page of its own."))
	add(s, http.MethodPost, "/me/login-ways", "add-login-way", "Add a provider to my account", s.addLoginWay, unkept, created, describe(
		"For citizens. The browser that asked opens the address of the answer. Whoever comes back identified is of level B, if the provider vouches for it. "+
			"The account's e-mail address is told. A new password takes the way away again, for it may have been somebody else's."))
	add(s, http.MethodGet, "/me/login-ways", "my-login-ways", "How I can log in", s.myLoginWays, weak)
	add(s, http.MethodDelete, "/me/login-ways/{id}", "remove-login-way", "Remove a provider from my account", s.removeLoginWay, noBody, describe(
		"Ends the sessions that it opened, but not the one that asks. The account's e-mail address is told. The last way in stays."))
}

// LoginWay is a provider of identities.
type LoginWay struct {
	Key      string `json:"key"`
	Kind     string `json:"kind" enum:"openid,gsis"`
	Audience string `json:"audience" enum:"staff,citizen"`
	Label    string `json:"label" doc:"In the caller's language."`
	Level    string `json:"level,omitempty" enum:"A,B" doc:"Of a citizen who comes from there."`
	Start    string `json:"start" format:"uri-reference"`
}

type loginWaysOutput struct {
	Body struct {
		Items []LoginWay `json:"items" nullable:"false" doc:"Beside e-mail address and password."`
	}
}

func (s *server) loginWays(ctx context.Context, _ *struct{}) (*loginWaysOutput, error) {
	out := &loginWaysOutput{}
	out.Body.Items = []LoginWay{}
	for _, p := range s.Providers {
		w := LoginWay{Key: p.Key, Kind: p.Kind, Audience: p.Audience, Start: "/oidc/" + p.Key + "/start",
			Label: nameIn(of(ctx).Lang, p.LabelEl, p.LabelEn)}
		if p.Audience == oidc.Citizen {
			w.Level = p.Level
		}
		out.Body.Items = append(out.Body.Items, w)
	}
	return out, nil
}

type addLoginWayInput struct {
	Body struct {
		Provider string `json:"provider" maxLength:"40" doc:"Key of one of GET /login-ways for citizens."`
		Return   string `json:"return,omitempty" maxLength:"500" doc:"Path of the portal to come back to."`
		Password string `json:"password,omitempty" maxLength:"200" doc:"Of the account, unless it has none: a session alone does not suffice."`
	}
}

type addLoginWayOutput struct {
	SetCookie string `header:"Set-Cookie"`
	Body      struct {
		URL string `json:"url" format:"uri"`
	}
}

// addLoginWay binds the way to the browser that is logged in by a cookie of
// its answer, so that nobody adds a stranger to his account by a link.
func (s *server) addLoginWay(ctx context.Context, in *addLoginWayInput) (*addLoginWayOutput, error) {
	p := s.provider(in.Body.Provider)
	switch {
	case of(ctx).Actor.Person == "":
		return nil, models.Fault(models.Forbidden, "not-allowed")
	case p == nil || p.Audience != oidc.Citizen:
		return nil, fieldError("provider", "no-such-provider")
	}
	if err := s.confirmPassword(ctx, in.Body.Password); err != nil {
		return nil, err
	}
	out := &addLoginWayOutput{}
	var err error
	out.Body.URL, out.SetCookie, err = s.beginFlow(ctx, p, in.Body.Return, of(ctx).Actor.Account)
	return out, err
}

// provider finds one by its key; nil if there is none.
func (s *server) provider(key string) *oidc.Provider {
	for _, p := range s.Providers {
		if p.Key == key {
			return p
		}
	}
	return nil
}

// beginFlow gives the address at the provider and the cookie of the browser.
func (s *server) beginFlow(ctx context.Context, p *oidc.Provider, back string, account models.AccountID) (to, cookie string, err error) {
	if wait := s.logins.take("flow "+network(of(ctx).Address), tryRefill, triesPerAddress); wait > 0 {
		return "", "", tooMany(wait)
	}
	start, err := p.Begin(ctx)
	if err != nil {
		return "", "", &models.Error{Kind: models.Unavailable, Code: "provider-away", Err: err}
	}
	browser, browserHash := newToken()
	err = s.desk(ctx).BeginFlow(ctx, hashOf(start.State), browserHash, models.LoginFlow{Provider: p.Key, Nonce: start.Nonce,
		Verifier: start.Verifier, Return: localPath(back), Account: account}, s.Clock.Now().Add(flowLength))
	return start.URL, s.cookie(flowCookie, browser, "/oidc/"+p.Key+"/", flowLength), err
}

// providerFault is what a person is told of a provider's error.
func providerFault(err error) error {
	switch {
	case errors.Is(err, oidc.ErrRefused):
		return models.Fault(models.Forbidden, "login-declined")
	case errors.Is(err, oidc.ErrAway):
		return &models.Error{Kind: models.Unavailable, Code: "provider-away", Err: err}
	}
	return &models.Error{Kind: models.Unavailable, Code: "provider-answer", Err: err}
}

// Cookies of a login at a provider: the browser that began, and its ticket.
const (
	flowCookie   = "thyrida-flow"
	ticketCookie = "thyrida-login"
)

// cookie is one that no script reads and that other sites cannot make a
// browser send but by a link. A negative time takes it away.
func (s *server) cookie(name, value, path string, lasts time.Duration) string {
	c := http.Cookie{Name: name, Value: value, Path: path, MaxAge: int(lasts.Seconds()), HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(s.Portal, "https:")}
	if lasts < 0 {
		c.MaxAge = -1
	}
	return c.String()
}

// localPath is a path of the portal, whatever somebody put into a link: one
// slash, then something that no browser takes for a host.
func localPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || u.IsAbs() || u.Host != "" ||
		strings.ContainsAny(to, "\\\t\r\n") || len(to) > 500 {
		return "/"
	}
	return to
}

// proof is an identity as the store takes it.
func proof(p *oidc.Provider, i oidc.Identity, lang string) models.Proof {
	out := models.Proof{Provider: p.Key, LabelEl: p.LabelEl, LabelEn: p.LabelEn, Issuer: i.Issuer, Subject: i.Subject, Tax: i.Tax, Staff: p.Audience == oidc.Staff, Email: i.Email,
		Name: i.Name, FatherName: i.FatherName, Language: i.Language, SecondFactor: p.SecondFactor}
	if out.Language == "" {
		out.Language = lang
	}
	if !out.Staff {
		out.Level = models.IdentityLevel(p.Level)
	}
	for _, r := range i.Roles {
		out.Grants = append(out.Grants, models.Grant{Role: models.Role(r.Role), Unit: models.UnitCode(r.Unit)})
	}
	return out
}
