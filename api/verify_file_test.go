package api_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/sign"
)

// signing is a house with a test authority and a signed document that it
// issued.
type signing struct {
	*house
	key    *sign.Signer
	draft  []byte // before the signature
	never  []byte // another paper
	signed []byte
	paper  issuedPaper
}

func issuing(t *testing.T, roots bool) signing {
	t.Helper()
	pki, key := mayor(t, "Δήμος Ελαιώνα")
	g := signing{key: key, house: furnished(t, func(d *api.Deps) {
		if roots {
			d.Roots = func() (*x509.CertPool, error) { return pki.Roots(), nil }
		}
	})}
	c := g.as(t, "citizen")
	file := "cases/" + c.files()
	g.draft, g.never = c.get(file+"/receipt.pdf").want(200).body, c.get(file+"/application.pdf").want(200).body
	g.signed = g.sign(t, g.draft, key)
	g.paper = g.issues(t, g.signed)
	cert := key.Certificate()
	sum := sha256.Sum256(cert.Raw)
	g.sql(t, `INSERT INTO signing_keys (municipality, holder, way, subject, issuer, serial, algorithm, class, not_before, not_after, sha256,
		certificate, seen_at) VALUES ($1, $2, 'server', '', '', '', '', '', $3, $3, $4, $5, $3)`,
		elaionas, account("head"), monday, hex.EncodeToString(sum[:]), cert.Raw)
	return g
}

func (g signing) sign(t *testing.T, pdf []byte, key *sign.Signer) []byte {
	t.Helper()
	out, err := key.Sign(t.Context(), pdf, sign.Options{At: monday})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// mayor makes a test authority with the key of somebody under it.
func mayor(t *testing.T, body string) (*sign.DevPKI, *sign.Signer) {
	t.Helper()
	pki, err := sign.DevCA(t.TempDir(), sign.Body{Name: body}, monday)
	if err != nil {
		t.Fatal(err)
	}
	store, err := pki.Issue(sign.Holder{Name: unnamed[0]})
	if err != nil {
		t.Fatal(err)
	}
	key, err := sign.ReadPKCS12(store, sign.DevPassword)
	if err != nil {
		t.Fatal(err)
	}
	return pki, key
}

func TestAFileIsOursByteForByteOrIsNot(t *testing.T) {
	t.Parallel()
	g := issuing(t, true)
	_, other := mayor(t, "Άλλος")
	changed := bytes.Clone(g.signed)
	changed[len(g.draft)/2] ^= 1
	for _, c := range []struct {
		name, file, result string
		document           bool
	}{
		{"the file", string(g.signed), "ours", true},
		{"with more after it", string(g.signed) + "%more\n", "ours-changed", true},
		{"signed once more", string(g.sign(t, g.signed, other)), "ours-changed", true},
		{"one byte changed", string(changed), "ours-changed", false},
		{"before it was signed", string(g.draft), "not-ours", false},
		{"signed by a stranger", string(g.sign(t, g.draft, other)), "not-ours", false},
		{"signed by us, issued never", string(g.sign(t, g.never, g.key)), "not-ours", false},
		{"cut off", string(g.signed[:len(g.signed)/2]), "cannot-read", false},
		{"no PDF", "hello", "cannot-read", false},
	} {
		g.clock.Advance(60e9) // a file each six seconds is welcome
		r := g.as(t, "").checks(c.file).want(200)
		v := r.object()
		if v["result"] != c.result || v["text"] == "" || (v["document"] != nil) != c.document {
			t.Errorf("%s: %s", c.name, r.body)
		}
		if strings.Contains(string(r.body), unnamed[0]) {
			t.Errorf("%s: a name is told", c.name)
		}
	}
}

func TestAFileIsHeldAgainstTheCode(t *testing.T) {
	t.Parallel()
	g := issuing(t, true)
	second := g.issues(t, []byte("another"))
	for code, same := range map[string]bool{g.paper.code: true, strings.ToLower(g.paper.code): true, second.code: false, "nonsense": false} {
		if v := g.as(t, "").checks(string(g.signed), "code", code).want(200).object(); v["sameDocument"] != same || v["newest"] != true {
			t.Errorf("%s: %v", code, v)
		}
	}
}

func TestWithoutRootsNothingIsCalledTrusted(t *testing.T) {
	t.Parallel()
	for _, g := range []signing{issuing(t, false), issuing(t, true)} {
		v := g.as(t, "").checks(string(g.signed) + " ").want(200).object()
		found := v["signatures"].([]any)[0].(map[string]any)
		trusted, checked := found["trusted"]
		if v["result"] != "ours-changed" || found["intact"] != true && found["whole"] != false || checked && trusted != true {
			t.Errorf("%v", v)
		}
	}
	h := furnished(t, func(d *api.Deps) { d.Roots = func() (*x509.CertPool, error) { return nil, errors.New("no file") } })
	h.as(t, "").checks(pdf).want(200)
	if !strings.Contains(h.log.String(), "read the trusted roots") {
		t.Error("nobody is told that the roots are missing")
	}
}

func TestUploadsToTheCheckAreBounded(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.as(t, "")
	c.checks(strings.Repeat("x", 20_000_001)).problem(413, "too-large", "file file-too-large")
	c.checks("").problem(422, "invalid-request", "file file-empty")
	c.checks("x", "size", "1").problem(422, "invalid-request", "size unknown-field")
	c.post("verify", "{}").problem(415, "media-type")
	for range 6 {
		c.checks("x").want(200)
	}
	r := c.checks("x")
	r.problem(429, "too-many-attempts")
	if r.header.Get("Retry-After") == "" {
		t.Error("not told when")
	}
}
