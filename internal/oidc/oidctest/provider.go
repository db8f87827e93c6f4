// Package oidctest runs a real provider of OpenID Connect for tests (npm
// oidc-provider), and a browser that logs in there.
package oidctest

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/internal/proc"
)

// Portal is where the provider sends people back to, under the key Key.
// Nothing listens there: a Browser stops before it.
const (
	Portal = "http://127.0.0.1:1"
	Key    = "office"

	ClientID = "thyrida"
	Secret   = "a secret of tests only"
)

var (
	//go:embed testdata/oidc-provider/package.json
	manifest []byte
	//go:embed testdata/oidc-provider/provider.mjs
	program []byte
)

// Provider is a provider that runs.
type Provider struct {
	Issuer string
	t      testing.TB
}

// Start runs a provider until the test ends.
func Start(t testing.TB) *Provider {
	t.Helper()
	dir, err := installed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", filepath.Join(dir, "provider.mjs"), Portal+"/oidc/"+Key+"/callback")
	var says bytes.Buffer
	cmd.Dir, cmd.Stderr = dir, &says
	in, err := cmd.StdinPipe() // it ends with us, whatever happens to us
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	if err != nil {
		t.Fatalf("start oidc-provider: %v\n%s", err, says.String())
	}
	return &Provider{Issuer: strings.TrimSpace(line), t: t}
}

// installed puts the package into the user's cache, once for all tests.
func installed(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	var of struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := json.Unmarshal(manifest, &of); err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "thyrida", "oidc-provider-"+of.Dependencies["oidc-provider"])
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return dir, proc.Exclusively(filepath.Join(dir, "lock"), func() error {
		for name, b := range map[string][]byte{"package.json": manifest, "provider.mjs": program} {
			if old, err := os.ReadFile(filepath.Join(dir, name)); err == nil && bytes.Equal(old, b) {
				continue
			}
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
				return err
			}
		}
		done := filepath.Join(dir, "complete") // an install that was cut short lacks it
		if _, err := os.Stat(done); err == nil {
			return nil
		}
		ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
		cmd.Dir = dir
		if b, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("run npm install: %w: %s", err, b)
		}
		return os.WriteFile(done, nil, 0o644)
	})
}

// Says sets what the provider says of somebody.
func (p *Provider) Says(subject string, claims map[string]any) {
	p.t.Helper()
	b, err := json.Marshal(claims)
	if err != nil {
		p.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodPut, p.Issuer+"/people/"+subject, bytes.NewReader(b))
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != http.StatusNoContent {
		p.t.Fatal(res, err)
	}
	_ = res.Body.Close()
}

// Login goes to an address at the provider with a fresh browser, logs in as
// somebody, agrees, and gives the address the provider sends it back to. An
// empty subject declines.
func Login(t testing.TB, at, subject string) *url.URL {
	t.Helper()
	jar, _ := cookiejar.New(nil) // never fails
	c := &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), Portal) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	res, err := c.Get(at)
	for _, step := range []url.Values{{"prompt": {"login"}, "login": {subject}}, {"prompt": {"consent"}}} {
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.Header.Get("Location") != "" { // nothing more is asked
			break
		}
		if !strings.Contains(res.Request.URL.Path, "/interaction/") {
			t.Fatalf("%s answers %s", res.Request.URL, res.Status)
		}
		if subject == "" {
			res, err = c.Get(res.Request.URL.String() + "/abort")
			continue
		}
		res, err = c.PostForm(res.Request.URL.String(), step)
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	back, err := res.Location()
	if err != nil {
		t.Fatalf("%s answers %s", res.Request.URL, res.Status)
	}
	return back
}
