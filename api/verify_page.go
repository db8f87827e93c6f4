package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/thyrida/thyrida/internal/verifycode"
)

//go:embed verify/page.html verify/page.css
var verifyFiles embed.FS

var (
	verifyPage  = template.Must(template.ParseFS(verifyFiles, "verify/page.html"))
	verifyStyle = mustRead("verify/page.css")
	// verifyStylePath changes with the style, so it may be kept for long.
	verifyStylePath = func() string {
		sum := sha256.Sum256(verifyStyle)
		return "/v/page.css?" + hex.EncodeToString(sum[:6])
	}()
)

func mustRead(name string) []byte {
	b, err := verifyFiles.ReadFile(name)
	if err != nil {
		panic(err) // embedded: cannot happen
	}
	return b
}

// pageCSP is what a page of plain forms needs.
const pageCSP = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// verifyPages serves the public check to people: plain forms, no script.
func (s *server) verifyPages(r *gin.Engine) {
	r.GET("/v", s.verifyForm)
	r.POST("/v", s.verifyUpload)
	r.GET("/v/:code", s.verifyShow)
	r.GET("/v/page.css", func(c *gin.Context) {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
		c.Header("Content-Security-Policy", "default-src 'none'")
		c.Data(http.StatusOK, "text/css; charset=utf-8", verifyStyle)
	})
}

// verifyForm asks for a code. What is typed leads to its page when it can be a
// code, and to the answer of an unknown one when it cannot.
func (s *server) verifyForm(c *gin.Context) {
	v := s.newPage(c, c.Query("lang"))
	typed, sent := c.GetQuery("code")
	if code, ok := verifycode.Normalise(typed); sent && ok {
		c.Redirect(http.StatusSeeOther, v.path(code))
		return
	}
	if sent {
		_, err := s.lookUp(v.ctx, typed)
		v.Typed = typed
		v.fail(err)
	}
	s.show(c, v)
}

func (s *server) verifyShow(c *gin.Context) {
	v := s.newPage(c, c.Query("lang"))
	s.document(v, c.Param("code"))
	s.show(c, v)
}

// verifyUpload checks a file, and shows again the document beside whose page
// the form stood.
func (s *server) verifyUpload(c *gin.Context) {
	v := s.newPage(c, c.Query("lang"))
	done, err := s.door.bring(of(v.ctx).Address)
	if err != nil {
		v.fail(err)
		s.show(c, v)
		return
	}
	defer done()
	sent, err := receiveFile(c.Writer, c.Request)
	v.speak(c, sent.lang)
	if err == nil {
		var check FileCheck
		if check, err = s.checkFile(v.ctx, sent); err == nil {
			v.File = &check
			v.Doc = check.Document
		}
	}
	if v.Doc == nil && sent.code != "" {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(v.ctx), verifyTime)
		defer cancel()
		v.ctx = ctx
		s.document(v, sent.code)
	}
	v.fail(err)
	s.show(c, v)
}

// document puts the document of a code on the page.
func (s *server) document(v *page, typed string) {
	found, err := s.lookUp(v.ctx, typed)
	if err != nil {
		v.Typed = typed
		v.fail(err)
		return
	}
	d := showVerified(v.Lang, found)
	v.Doc, v.House = &d, found.House
}

// newPage is a page in a language: Greek unless English is asked for, whatever
// the browser prefers, since the paper that led here is Greek.
func (s *server) newPage(c *gin.Context, lang string) *page {
	v := &page{ctx: c.Request.Context(), Status: http.StatusOK, Style: verifyStylePath, Host: c.Request.Host}
	if u, err := url.Parse(s.Portal); err == nil && u.Host != "" {
		v.Host = u.Host
	}
	v.speak(c, lang)
	return v
}

// show writes the page; nobody keeps or indexes it.
func (s *server) show(c *gin.Context, v *page) {
	if v.House.ID == 0 {
		m, err := s.Store.Municipality(v.ctx, s.Municipality)
		if err != nil && !notFound(err) {
			v.fail(err)
		}
		v.House = m
	}
	var b bytes.Buffer
	if err := verifyPage.Execute(&b, v); err != nil {
		s.refuse(c, err)
		return
	}
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", pageCSP)
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Content-Language", v.Lang)
	h.Del("Vary")
	if v.Problem != nil {
		for k, w := range v.Problem.headers {
			h[k] = w
		}
	}
	c.Data(v.Status, "text/html; charset=utf-8", b.Bytes())
}

// path is where a code's page is, in the language of this one.
func (v *page) path(code string) string {
	out := "/v"
	if code != "" {
		out += "/" + url.PathEscape(code)
	}
	if v.Lang == "en" {
		out += "?lang=en"
	}
	return out
}

// speak sets the language of the page and of its problems.
func (v *page) speak(c *gin.Context, lang string) {
	if v.Lang = "el"; lang == "en" || lang == "" && c.Query("lang") == "en" {
		v.Lang = "en"
	}
	of(v.ctx).Lang = v.Lang
}

// fail puts a problem on the page, the first one only.
func (v *page) fail(err error) {
	if err == nil || v.Problem != nil {
		return
	}
	v.Problem = problem(v.ctx, err)
	v.Status = v.Problem.Status
	for _, e := range v.Problem.Errors {
		if e.Field == "file" {
			v.FileFault = e.Message
		}
	}
	if v.Problem.Code == "no-such-document" {
		v.CodeFault = strings.TrimSuffix(v.Problem.Title, ".")
	}
}
