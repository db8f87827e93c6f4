package oidctest

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
)

// GSIS speaks the documented protocol of the tax authority's closed service:
// no real one can run in a test. It strictly checks what it is asked.
type GSIS struct {
	Base     string
	UserInfo string // what it says of whoever logs in: XML, or an error in JSON
	Declines bool   // he does not agree

	mu     sync.Mutex
	codes  map[string]string // code → redirect_uri
	tokens map[string]bool
}

// StartGSIS serves until the test ends.
func StartGSIS(t testing.TB, client string) *GSIS {
	t.Helper()
	g := &GSIS{codes: map[string]string{}, tokens: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oauth2server/oauth/authorize", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("client_id") != client || q.Get("scope") != "read" || q.Get("response_type") != "code" {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		back := url.Values{"state": {q.Get("state")}}
		if g.Declines {
			back.Set("error", "access_denied")
			back.Set("error_description", "User denied access")
		} else {
			code := rand.Text()
			g.mu.Lock()
			g.codes[code] = q.Get("redirect_uri")
			g.mu.Unlock()
			back.Set("code", code)
		}
		http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
	})
	mux.HandleFunc("POST /oauth2server/oauth/token", func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		redirect, known := g.codes[r.PostFormValue("code")]
		w.Header().Set("Content-Type", "application/json")
		if !known || r.PostFormValue("redirect_uri") != redirect || r.PostFormValue("client_id") != client ||
			r.PostFormValue("client_secret") != Secret || r.PostFormValue("grant_type") != "authorization_code" || r.URL.RawQuery != "" {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"Invalid authorization code"}`))
			return
		}
		delete(g.codes, r.PostFormValue("code"))
		token := rand.Text()
		g.tokens[token] = true
		_, _ = w.Write([]byte(`{"access_token":"` + token + `","token_type":"bearer","expires_in":300,"scope":"read"}`))
	})
	mux.HandleFunc("GET /oauth2server/userinfo", func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		const scheme = "Bearer "
		auth := r.Header.Get("Authorization")
		if len(auth) < len(scheme) || !g.tokens[auth[len(scheme):]] || r.URL.Query().Get("format") != "xml" {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"error":"invalid_token"}`))
			return
		}
		w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
		_, _ = w.Write([]byte(g.UserInfo))
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	g.Base = s.URL + "/oauth2server"
	return g
}

// Login goes to an address of the service as somebody who is logged in there,
// and gives the address it sends him back to.
func (g *GSIS) Login(t testing.TB, at string) *url.URL {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	back, err := res.Location()
	if err != nil {
		t.Fatalf("%s answers %s", at, res.Status)
	}
	return back
}
