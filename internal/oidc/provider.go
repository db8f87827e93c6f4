package oidc

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/thyrida/thyrida/internal/clock"
)

// Errors of a login. Their causes name no person.
var (
	ErrRefused = errors.New("the person did not agree")
	ErrAnswer  = errors.New("the answer of the provider does not count")
	ErrAway    = errors.New("the provider does not answer")
)

// Provider is one provider of identities.
type Provider struct {
	Setting
	secret   string
	redirect string
	portal   string
	client   *http.Client
	clock    clock.Clock

	mu     sync.Mutex
	remote *gooidc.Provider // what it says of itself, once it was asked
}

// Start is the beginning of a login: where to send the browser, and what the
// answer must match.
type Start struct{ URL, State, Nonce, Verifier string }

// Identity is what a provider says of somebody.
type Identity struct {
	Issuer     string
	Subject    string // unique with its issuer
	Tax        bool   // the subject is his ΑΦΜ
	Email      string // verified; else empty
	Name       string // given and family name
	FatherName string
	Language   string // "el" or "en"; empty if not said
	Roles      []Rule // those whose value he has
}

// New makes a provider of a setting that is checked.
func New(s Setting, secret, portal string, c clock.Clock) *Provider {
	s.Issuer = strings.TrimSpace(s.Issuer)
	if s.Kind == GSIS {
		s.Level, s.Issuer = "B", strings.TrimRight(s.Issuer, "/")
	}
	if s.Level == "" {
		s.Level = "A"
	}
	return &Provider{Setting: s, secret: secret, portal: portal, redirect: portal + "/oidc/" + s.Key + "/callback", clock: c,
		client: &http.Client{Timeout: 10 * time.Second, Transport: bounded{http.DefaultTransport}}}
}

// Begin makes the address that the browser is sent to. Errors: ErrAway,
// ErrAnswer.
func (p *Provider) Begin(ctx context.Context) (Start, error) {
	s := Start{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	c, err := p.config(ctx)
	if err != nil {
		return Start{}, err
	}
	if p.Kind == GSIS { // it documents neither nonce nor PKCE
		s.URL = c.AuthCodeURL(s.State)
	} else {
		s.URL = c.AuthCodeURL(s.State, gooidc.Nonce(s.Nonce), oauth2.S256ChallengeOption(s.Verifier))
	}
	return s, nil
}

// Finish reads what the browser brought back and asks the provider who it is.
// Whether the state is right the caller has checked. Errors: ErrRefused,
// ErrAway, ErrAnswer.
func (p *Provider) Finish(ctx context.Context, back url.Values, nonce, verifier string) (Identity, error) {
	switch {
	case back.Get("error") == "access_denied", back.Get("error_description") == "User denied access":
		return Identity{}, ErrRefused
	case back.Get("error") != "":
		return Identity{}, fmt.Errorf("%w: it reports an error", ErrAnswer)
	case back.Get("code") == "":
		return Identity{}, fmt.Errorf("%w: it lacks a code", ErrAnswer)
	case back.Has("iss") && back.Get("iss") != p.Issuer: // RFC 9207: another provider's answer
		return Identity{}, fmt.Errorf("%w: it is of another issuer", ErrAnswer)
	}
	c, err := p.config(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = gooidc.ClientContext(ctx, p.client)
	var opts []oauth2.AuthCodeOption
	if p.Kind == OpenID {
		opts = append(opts, oauth2.VerifierOption(verifier))
	}
	token, err := c.Exchange(ctx, back.Get("code"), opts...)
	var said *oauth2.RetrieveError
	switch {
	case errors.As(err, &said) && said.Response != nil && said.Response.StatusCode < http.StatusInternalServerError:
		return Identity{}, fmt.Errorf("%w: the code is refused (%s)", ErrAnswer, said.ErrorCode)
	case err != nil:
		return Identity{}, fmt.Errorf("%w: exchange of the code", away(err))
	case p.Kind == GSIS:
		return p.taxpayer(ctx, token)
	}
	return p.holder(ctx, token, nonce)
}

// Logout is where the provider's own session ends; empty if it is not known.
func (p *Provider) Logout() string {
	if p.Kind != GSIS {
		return ""
	}
	return p.Issuer + "/logout/" + url.PathEscape(p.ClientID) + "/?" + url.Values{"url": {p.portal + "/"}}.Encode()
}

func (p *Provider) config(ctx context.Context) (*oauth2.Config, error) {
	c := &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.secret, RedirectURL: p.redirect}
	if p.Kind == GSIS {
		c.Scopes = []string{"read"}
		c.Endpoint = oauth2.Endpoint{AuthURL: p.Issuer + "/oauth/authorize", TokenURL: p.Issuer + "/oauth/token",
			AuthStyle: oauth2.AuthStyleInParams}
		return c, nil
	}
	remote, err := p.discovered(ctx)
	if err != nil {
		return nil, err
	}
	c.Endpoint, c.Scopes = remote.Endpoint(), append([]string{gooidc.ScopeOpenID}, p.Scopes...)
	if len(p.Scopes) == 0 {
		c.Scopes = append(c.Scopes, "profile", "email")
	}
	return c, nil
}

// discovered asks an OpenID provider once what it says of itself. One that is
// away now is asked again by the next login.
func (p *Provider) discovered(ctx context.Context) (*gooidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.remote != nil {
		return p.remote, nil
	}
	remote, err := gooidc.NewProvider(gooidc.ClientContext(ctx, p.client), p.Issuer)
	var foreign *gooidc.IssuerMismatchError
	switch {
	case errors.As(err, &foreign):
		return nil, fmt.Errorf("%w: it calls itself %s", ErrAnswer, foreign.Discovered)
	case err != nil:
		return nil, fmt.Errorf("%w: discovery: %w", away(err), err)
	}
	p.remote = remote
	return remote, nil
}

// away says whether an error is of the way to the provider or of its answer.
func away(err error) error {
	var u *url.Error
	var said *oauth2.RetrieveError
	if errors.As(err, &u) || errors.As(err, &said) {
		return ErrAway
	}
	return ErrAnswer
}

// answerLimit is how many bytes an answer of a provider may have.
const answerLimit = 1 << 20

// bounded cuts answers that are too long.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = http.MaxBytesReader(nil, res.Body, answerLimit)
	}
	return res, err
}
