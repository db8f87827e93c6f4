package oidc_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/oidc"
	"github.com/thyrida/thyrida/internal/oidc/oidctest"
)

func taxis(t *testing.T, issuer string) *oidc.Provider {
	t.Helper()
	return oidc.New(oidc.Setting{Key: "taxisnet", Kind: oidc.GSIS, Audience: oidc.Citizen, Issuer: issuer, ClientID: "D9999"},
		oidctest.Secret, oidctest.Portal, clock.System{})
}

func TestTheTaxAuthoritySaysWhoItIs(t *testing.T) {
	t.Parallel()
	server := oidctest.StartGSIS(t, "D9999")
	server.UserInfo = `<root><userinfo userid="U1 " taxid="094019245 " lastname="ΔΟΚΙΜΑΣΤΙΚΗ   " firstname="ΕΛΕΝΗ  " fathername="ΠΕΤΡΟΣ " mothername="ΑΝΝΑ" birthyear="1980"/></root>`
	p := taxis(t, server.Base)
	start, err := p.Begin(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, start.State)
	asked, err := url.Parse(start.URL)
	require.NoError(t, err)
	require.Equal(t, url.Values{"client_id": {"D9999"}, "redirect_uri": {oidctest.Portal + "/oidc/taxisnet/callback"}, "response_type": {"code"},
		"scope": {"read"}, "state": {start.State}}, asked.Query())
	back := server.Login(t, start.URL)
	who, err := p.Finish(t.Context(), back.Query(), start.Nonce, start.Verifier)
	require.NoError(t, err)
	require.Equal(t, oidc.Identity{Issuer: server.Base, Subject: "094019245", Tax: true, Name: "ΕΛΕΝΗ ΔΟΚΙΜΑΣΤΙΚΗ", FatherName: "ΠΕΤΡΟΣ", Language: "el"}, who)
	_, err = p.Finish(t.Context(), back.Query(), start.Nonce, start.Verifier)
	require.ErrorIs(t, err, oidc.ErrAnswer, "a code is good once")
	require.Equal(t, server.Base+"/logout/D9999/?url=http%3A%2F%2F127.0.0.1%3A1%2F", p.Logout())
}

func TestARefusalAtTheTaxAuthorityIsTold(t *testing.T) {
	t.Parallel()
	server := oidctest.StartGSIS(t, "D9999")
	server.Declines = true
	p := taxis(t, server.Base)
	start, err := p.Begin(t.Context())
	require.NoError(t, err)
	_, err = p.Finish(t.Context(), server.Login(t, start.URL).Query(), start.Nonce, start.Verifier)
	require.ErrorIs(t, err, oidc.ErrRefused)
}

func TestWhatTheTaxAuthorityMustNotSayIsRefused(t *testing.T) {
	t.Parallel()
	server := oidctest.StartGSIS(t, "D9999")
	p := taxis(t, server.Base)
	const good = `<userinfo taxid="094019245" lastname="Α" firstname="Β"/>`
	for what, body := range map[string]string{
		"an error":            `{"error":"invalid_token","error_description":"expired"}`,
		"nothing":             ``,
		"nobody":              `<root/>`,
		"two people":          `<root>` + good + good + `</root>`,
		"two answers":         `<root>` + good + `</root><root/>`,
		"something below":     `<root><userinfo taxid="094019245" lastname="Α"><x/></userinfo></root>`,
		"another element":     `<root><person taxid="094019245" lastname="Α"/></root>`,
		"a type of document":  `<!DOCTYPE root [<!ENTITY a "b">]><root>` + good + `</root>`,
		"an entity":           `<root><userinfo taxid="094019245" lastname="&a;"/></root>`,
		"twice the same":      `<root><userinfo taxid="094019245" taxid="090000045" lastname="Α"/></root>`,
		"cut off":             `<root>` + good,
		"a wrong tax number":  `<root><userinfo taxid="094019246" lastname="Α"/></root>`,
		"no tax number":       `<root><userinfo lastname="Α"/></root>`,
		"no name":             `<root><userinfo taxid="094019245" lastname="  "/></root>`,
		"more than is wanted": `<root>` + strings.Repeat(" ", 64<<10) + good + `</root>`,
	} {
		server.UserInfo = body
		start, err := p.Begin(t.Context())
		require.NoError(t, err)
		_, err = p.Finish(t.Context(), server.Login(t, start.URL).Query(), start.Nonce, start.Verifier)
		require.ErrorIs(t, err, oidc.ErrAnswer, what)
		require.NotContains(t, err.Error(), "094019245", what)
	}
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	defer broken.Close()
	_, err := taxis(t, broken.URL).Finish(t.Context(), url.Values{"code": {"x"}}, "", "")
	require.ErrorIs(t, err, oidc.ErrAway)
}

func TestSettingsNameTheirFaults(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "secret"), []byte(" hidden \n"), 0o600))
	load := func(text, portal string) ([]*oidc.Provider, error) {
		path := filepath.Join(dir, "oidc.json")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return oidc.Load(path, portal, clock.System{})
	}
	ps, err := load(`[{"key":"taxisnet","kind":"gsis","audience":"citizen","labelEl":"α","labelEn":"a","issuer":"https://test.gsis.gr/oauth2server/",
		"clientId":"D1","clientSecretFile":"secret"},
		{"key":"office","kind":"openid","audience":"staff","labelEl":"α","labelEn":"a","issuer":"https://id.example.org/","clientId":"x",
		"roles":[{"claim":"groups","value":"a","role":"clerk","unit":"roll"},{"claim":"groups","value":"b","role":"admin"}]}]`, "https://thyrida.example.org")
	require.NoError(t, err)
	require.Len(t, ps, 2)
	require.Equal(t, "B", ps[0].Level)
	none, err := oidc.Load("", "", clock.System{})
	require.NoError(t, err)
	require.Empty(t, none)

	_, err = load(`[{"key":"A b","kind":"saml","audience":"all","issuer":"http://id.example.org","clientSecretFile":"none","level":"C",
		"roles":[{"claim":"g","value":"v","role":"clerk"},{"claim":"","value":"v","role":"mayor"}]},
		{"key":"g","kind":"gsis","audience":"staff","labelEl":"α","labelEn":"a","issuer":"https://h","clientId":"x","level":"A"},
		{"key":"o","kind":"openid","audience":"citizen","labelEl":"α","labelEn":"a","issuer":"https://h","clientId":"x","clientSecretFile":"none"}]`, "")
	for _, fault := range []string{"THYRIDA_PORTAL", "key is not", "kind is", "audience is", "labelEl", "clientId", "issuer is not", "level is neither",
		"role clerk and unit", `role "mayor"`, "lacks claim", "gsis knows citizens only", "clientSecretFile is missing", "gsis gives level B", "level is for citizens", "no such file"} {
		require.ErrorContains(t, err, fault)
	}
	_, err = load(`[{"key":"o","clientSecret":"x"}]`, "https://h")
	require.ErrorContains(t, err, "clientSecret", "a secret in the file itself is refused")
}
