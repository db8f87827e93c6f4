package api_test

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/thyrida/thyrida/internal/verifycode"
)

// sees fails the test unless the page says all of this, and is a sound page.
func (r *reply) sees(lang string, words ...string) *reply {
	r.t.Helper()
	body := string(r.body)
	for _, w := range words {
		if !strings.Contains(body, w) {
			r.t.Errorf("%s: does not say %q\n%s", r.what, w, body)
		}
	}
	if strings.Count(body, "<h1") != 1 || !strings.Contains(body, `<html lang="`+lang+`">`) || !strings.Contains(body, `class="skip" href="#main"`) {
		r.t.Errorf("%s: no sound page\n%s", r.what, body)
	}
	if regexp.MustCompile(`(?i)<script|<style| style=| on[a-z]+=|ZgotmplZ|<no value>|%!|\{[a-z]+\}`).MatchString(body) {
		r.t.Errorf("%s: something that the policy forbids, or a word that was not filled\n%s", r.what, body)
	}
	ids := map[string]bool{}
	for z := html.NewTokenizer(strings.NewReader(body)); ; {
		if z.Next() == html.ErrorToken {
			if z.Err() != io.EOF {
				r.t.Error(z.Err())
			}
			break
		}
		for _, a := range z.Token().Attr {
			if a.Key == "id" && ids[a.Val] {
				r.t.Errorf("%s: id %s comes twice", r.what, a.Val)
			}
			ids[a.Val] = ids[a.Val] || a.Key == "id"
		}
	}
	for k, v := range map[string]string{"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Content-Language": lang,
		"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"} {
		if r.header.Get(k) != v {
			r.t.Errorf("%s: %s is %q", r.what, k, r.header.Get(k))
		}
	}
	for _, s := range unnamed {
		if strings.Contains(body, s) {
			r.t.Errorf("%s: shows %q", r.what, s)
		}
	}
	return r
}

func TestThePageOfACodeSpeaksPlainly(t *testing.T) {
	t.Parallel()
	h := setup(t)
	p, c := h.issues(t, []byte("file")), h.as(t, "") // whose browser prefers English
	c.get("/v/"+strings.ToLower(p.code)).want(200).sees("el", "<title>Ισχύει: Πιστοποιητικό γέννησης – ", p.code, "23 Νοεμβρίου 2026",
		"ΔΟΚΙΜΑΣΤΙΚΟ ΕΓΓΡΑΦΟ", "μη εγκεκριμένη", "Ο Δήμαρχος", "με εντολή Δημάρχου", "Η σελίδα δεν δείχνει προσωπικά δεδομένα",
		strings.TrimPrefix(h.url, "http://"), `action="/v" enctype="multipart/form-data"`, `hreflang="en" lang="en"`)
	c.get("/v/"+p.code+"?lang=en").want(200).sees("en", "<title>Valid: Certificate of birth – ", "TEST DOCUMENT", "23 November 2026",
		`<span lang="el">Ο Δήμαρχος</span>`, `href="/v/`+p.code+`"`)
	h.sql(t, `UPDATE documents SET state = 'revoked', revoked_at = $2, revoked_why = $3 WHERE id = $1`, p.id, monday, unnamed[1])
	c.get("/v/"+p.code).want(200).sees("el", "<title>Ανακλήθηκε: ", "Ανακλήθηκε από τον δήμο", `class="box bad"`)
}

func TestTheFormLeadsToThePageOfItsCode(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.as(t, "")
	c.get("/v").want(200).sees("el", `name="code"`, `name="file"`, "<title>Έλεγχος γνησιότητας")
	style := regexp.MustCompile(`href="(/v/page\.css[^"]*)"`).FindStringSubmatch(string(c.get("/v?lang=en").want(200).sees("en").body))
	if r := c.get(style[1]).want(200); r.header.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(r.header.Get("Cache-Control"), "immutable") {
		t.Errorf("%v", r.header)
	}
	h.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	code := verifycode.New()
	r := c.get("/v?lang=en&code=" + strings.ToLower(strings.ReplaceAll(code, "-", "+"))).want(303)
	if r.header.Get("Location") != "/v/"+code+"?lang=en" {
		t.Errorf("led to %q", r.header.Get("Location"))
	}
	bad := "Σφάλμα: Δεν βρέθηκε έγγραφο"
	c.get("/v?code=%22%3E%3Cscript%3E").want(404).sees("el", bad, `value="&#34;&gt;&lt;script&gt;"`, `href="#code"`)
	c.get("/v/"+code).want(404).sees("el", bad, code)
	c.get("/v/nonsense?lang=en").want(404).sees("en", "<title>Error: No document", "nonsense")
}

func TestAFileIsCheckedByAPlainForm(t *testing.T) {
	t.Parallel()
	h := setup(t)
	p, c := h.issues(t, []byte("file")), h.as(t, "")
	c.sends("/v", "file", "lang", "el", "code", p.code).want(200).sees("el", "<title>Είναι δικό μας", "byte προς byte", "Πιστοποιητικό γέννησης")
	other := h.issues(t, []byte("other"))
	c.sends("/v", "other", "lang", "en", "code", p.code).want(200).sees("en", "Attention: the file is of another document", other.code)
	c.sends("/v", "forged", "lang", "el", "code", p.code).want(200).sees("el", "<title>Δεν διαβάζεται", p.code, `class="box warn"`)
	c.sends("/v", "", "lang", "el", "code", p.code).want(422).sees("el", "<title>Σφάλμα: ", `href="#file"`, "Το αρχείο είναι κενό")
	c.sends("/v", strings.Repeat("x", 20_000_001), "lang", "en").want(413).sees("en", "<title>Error: ", "20 MB")
	c.sends("/v", "x", "lang", "en", "code", "wrong").want(404).sees("en", "Cannot be read", "No document has this code")
}
