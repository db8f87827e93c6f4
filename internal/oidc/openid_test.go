package oidc_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/oidc"
	"github.com/thyrida/thyrida/internal/oidc/oidctest"
)

// office is the provider's client; its tokens are of the real time.
func office(issuer string, rules ...oidc.Rule) *oidc.Provider {
	return oidc.New(oidc.Setting{Key: oidctest.Key, Kind: oidc.OpenID, Audience: oidc.Staff, Issuer: issuer, ClientID: oidctest.ClientID,
		Roles: rules}, oidctest.Secret, oidctest.Portal, clock.System{})
}

func TestALoginIsGoodForItsOwnCodeNonceVerifierAndIssuerOnly(t *testing.T) {
	t.Parallel()
	server := oidctest.Start(t)
	server.Says("eleni", map[string]any{"name": "Ελένη  Δοκιμαστική", "email": "eleni@example.org", "email_verified": true, "locale": "el-GR",
		"groups": []string{"kep", "roll"}, "realm_access": map[string]any{"roles": []string{"boss"}}})
	p := office(server.Issuer, oidc.Rule{Claim: "groups", Value: "roll", Role: "clerk", Unit: "roll"},
		oidc.Rule{Claim: "groups", Value: "mayor", Role: "admin"}, oidc.Rule{Claim: "realm_access.roles", Value: "boss", Role: "manager"})
	ctx := t.Context()
	begin := func() (oidc.Start, url.Values) {
		t.Helper()
		start, err := p.Begin(ctx)
		require.NoError(t, err)
		asked, err := url.Parse(start.URL)
		require.NoError(t, err)
		require.Equal(t, "S256", asked.Query().Get("code_challenge_method"))
		back := oidctest.Login(t, start.URL, "eleni").Query()
		require.Equal(t, start.State, back.Get("state"))
		require.Equal(t, server.Issuer, back.Get("iss"))
		return start, back
	}
	start, back := begin()
	who, err := p.Finish(ctx, back, start.Nonce, start.Verifier)
	require.NoError(t, err)
	require.Equal(t, oidc.Identity{Issuer: server.Issuer, Subject: "eleni", Email: "eleni@example.org", Name: "Ελένη Δοκιμαστική", Language: "el",
		Roles: []oidc.Rule{p.Roles[0], p.Roles[2]}}, who)

	_, err = p.Finish(ctx, back, start.Nonce, start.Verifier)
	require.ErrorIs(t, err, oidc.ErrAnswer, "a code is good once")

	start, back = begin()
	_, err = p.Finish(ctx, back, "another", start.Verifier)
	require.ErrorIs(t, err, oidc.ErrAnswer)
	require.ErrorContains(t, err, "another login")

	start, back = begin()
	_, err = p.Finish(ctx, back, start.Nonce, strings.Repeat("v", 43))
	require.ErrorIs(t, err, oidc.ErrAnswer, "who stole the code lacks the verifier")

	start, back = begin()
	back.Set("iss", "https://foreign.example")
	_, err = p.Finish(ctx, back, start.Nonce, start.Verifier)
	require.ErrorIs(t, err, oidc.ErrAnswer)
	require.ErrorContains(t, err, "another issuer")
}

func TestAnUnverifiedAddressAndARefusalAreNoProof(t *testing.T) {
	t.Parallel()
	server := oidctest.Start(t)
	server.Says("nobody", map[string]any{"email": "mayor@example.org", "email_verified": false})
	p := office(server.Issuer)
	start, err := p.Begin(t.Context())
	require.NoError(t, err)
	who, err := p.Finish(t.Context(), oidctest.Login(t, start.URL, "nobody").Query(), start.Nonce, start.Verifier)
	require.NoError(t, err)
	require.Empty(t, who.Email)

	start, err = p.Begin(t.Context())
	require.NoError(t, err)
	_, err = p.Finish(t.Context(), oidctest.Login(t, start.URL, "").Query(), start.Nonce, start.Verifier)
	require.ErrorIs(t, err, oidc.ErrRefused)
}

func TestAProviderUnderAnotherNameAndOneThatIsAwayAreRefused(t *testing.T) {
	t.Parallel()
	server := oidctest.Start(t)
	_, err := office(strings.Replace(server.Issuer, "127.0.0.1", "localhost", 1)).Begin(t.Context())
	require.ErrorIs(t, err, oidc.ErrAnswer, "it calls itself something else")

	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	_, err = office(gone.URL).Begin(t.Context())
	require.ErrorIs(t, err, oidc.ErrAway)
}

// What a foreign provider signs does not count, even when the right one hands
// it over.
func TestATokenOfAForeignIssuerIsRefused(t *testing.T) {
	t.Parallel()
	foreign := oidctest.Start(t)
	var ours string
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/.well-known/openid-configuration" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"issuer":"` + ours + `","authorization_endpoint":"` + foreign.Issuer + `/auth","token_endpoint":"` +
				foreign.Issuer + `/token","jwks_uri":"` + foreign.Issuer + `/jwks","id_token_signing_alg_values_supported":["RS256"]}`))
			return
		}
		http.NotFound(w, r)
	}))
	defer front.Close()
	ours = front.URL
	p := office(ours)
	start, err := p.Begin(t.Context())
	require.NoError(t, err)
	back := oidctest.Login(t, start.URL, "eleni").Query()
	back.Del("iss")
	_, err = p.Finish(t.Context(), back, start.Nonce, start.Verifier)
	require.ErrorIs(t, err, oidc.ErrAnswer)
	require.ErrorContains(t, err, "different provider")
}
