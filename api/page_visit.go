package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/i18n"
	"github.com/thyrida/thyrida/models"
)

// Cookies of the pages beside that of the session.
const (
	sessionCookie = "thyrida-session"
	langCookie    = "thyrida-lang"
	flashCookie   = "thyrida-flash"
)

// visit is one request for a page.
type visit struct {
	*gin.Context
	s   *server
	ctx context.Context
	r   *request
}

// visit takes up a request; the language may be asked for in the address.
func (s *server) visit(c *gin.Context) *visit {
	v := &visit{Context: c, s: s, ctx: c.Request.Context()}
	v.r = of(v.ctx)
	if asked := c.Query("lang"); isLang(asked) {
		v.r.Lang = asked
		v.set(langCookie, asked, 365*24*time.Hour)
	}
	return v
}

func isLang(lang string) bool { return lang == i18n.Greek || lang == i18n.English }

// set sets a cookie; a negative time takes it away.
func (v *visit) set(name, value string, lasts time.Duration) {
	v.Writer.Header().Add("Set-Cookie", v.s.cookie(name, value, "/", lasts))
}

// text is a text of the pages in the visitor's language.
func (v *visit) text(key string, data ...any) string { return pages.Text(v.r.Lang, key, data...) }

// show answers with a page.
func (v *visit) show(view pages.View) error { return v.write(http.StatusOK, view) }

// again shows a form that was refused: with everything that was typed, and what
// is wrong with it. The form is the view's.
func (v *visit) again(view pages.View, form *pages.Form, err error) error {
	p := problem(v.ctx, err)
	form.Values = v.Request.PostForm
	form.Title, form.Detail, form.Faults = p.Title, p.Detail, nil
	for _, e := range p.Errors {
		form.Faults = append(form.Faults, pages.Fault{Field: e.Field, Text: e.Message})
	}
	if len(p.Errors) > 0 { // they say it better
		form.Title, form.Detail = "", ""
	}
	v.problemHeaders(p)
	return v.write(p.Status, view)
}

// goTo leads on after something was done (303), so that reloading does not do
// it again. The flash, if any, is the key under "flash." of what the next page
// says once; data are names and numbers in turn.
func (v *visit) goTo(path, flash string, data ...string) error {
	if flash != "" {
		q := url.Values{"": {flash}}
		for i := 0; i+1 < len(data); i += 2 {
			q.Set(data[i], data[i+1])
		}
		v.set(flashCookie, url.QueryEscape(q.Encode()), time.Minute)
	}
	v.Redirect(http.StatusSeeOther, path)
	return nil
}

// flash is what the page before left to say; it is said once, and only words
// that are known.
func (v *visit) flash() string {
	kept, err := v.Cookie(flashCookie)
	if err != nil {
		return ""
	}
	v.set(flashCookie, "", -1)
	q, err := url.ParseQuery(kept)
	if err != nil || !pages.Has("flash."+q.Get("")) {
		return ""
	}
	var data []any
	for name := range q {
		if _, err := strconv.Atoi(q.Get(name)); name != "" && err == nil { // numbers: a cookie that somebody else set puts no words into our mouth
			data = append(data, name, q.Get(name))
		}
	}
	return v.text("flash."+q.Get(""), data...)
}

// failure answers with the page of an error. Who must log in first is led
// there and back.
func (v *visit) failure(err error) {
	p := problem(v.ctx, err)
	if p.Status == http.StatusUnauthorized && v.Request.Method == http.MethodGet {
		v.Redirect(http.StatusSeeOther, "/login?"+url.Values{"return": {v.Request.URL.RequestURI()}}.Encode())
		return
	}
	kept := v.unsent(p.Status)
	view := pages.Failure{Kept: kept, Status: p.Status, Title: p.Title, Detail: p.Detail, Again: p.Status == http.StatusServiceUnavailable,
		LogIn: p.Status == http.StatusUnauthorized}
	if p.Status >= http.StatusInternalServerError {
		view.Request = v.r.ID
	}
	v.problemHeaders(p)
	if err := v.write(p.Status, view); err != nil {
		write(v.Writer, p)
	}
}

// looks says whether a person reads the page now: what a browser fetches in
// advance marks nothing as read.
func (v *visit) looks() bool {
	return !strings.Contains(v.GetHeader("Sec-Purpose")+v.GetHeader("Purpose"), "prefetch")
}

// unsent are the longer texts of a form that came after the session had ended,
// so that nobody has to write them again.
func (v *visit) unsent(status int) (texts []string) {
	if status != http.StatusUnauthorized || v.Request.Method != http.MethodPost || v.receive() != nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(v.Request.PostForm)) {
		if text := v.PostForm(name); utf8.RuneCountInString(text) >= 20 && name != "key" && name != "to" && name != "return" && !strings.Contains(name, "password") && uuid.Validate(text) != nil {
			texts = append(texts, text)
		}
	}
	return texts
}

func (v *visit) problemHeaders(p *Problem) {
	for k, w := range p.headers {
		if k != "Www-Authenticate" { // the browser would ask by itself
			v.Writer.Header()[k] = w
		}
	}
}

var gzips = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, gzip.DefaultCompression); return w }}

// write answers with a page, whole or not at all.
func (v *visit) write(status int, view pages.View) error {
	var b bytes.Buffer
	if err := pages.Render(&b, v.frame(), view); err != nil {
		return err
	}
	h := v.Writer.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", pages.CSP)
	h.Set("Referrer-Policy", "same-origin") // with none, browsers hide where a form comes from
	h.Set("Content-Language", v.r.Lang)
	h.Set("Vary", "Accept-Language, Accept-Encoding, Cookie")
	if v.r.Actor.Account == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	body := b.Bytes()
	if strings.Contains(v.GetHeader("Accept-Encoding"), "gzip") {
		var packed bytes.Buffer
		z := gzips.Get().(*gzip.Writer)
		defer gzips.Put(z)
		z.Reset(&packed)
		_, err := z.Write(body)
		if err = errors.Join(err, z.Close()); err != nil {
			return err
		}
		h.Set("Content-Encoding", "gzip")
		body = packed.Bytes()
	}
	v.Status(status)
	_, _ = v.Writer.Write(body) // the client is gone: nothing to do about it
	return nil
}

// wantsPage says whether who asks reads pages rather than problems.
func wantsPage(c *gin.Context) bool {
	p := c.Request.URL.Path
	return strings.Contains(c.GetHeader("Accept"), "text/html") && !strings.HasPrefix(p, "/api/") &&
		p != SMSStatusPath && !strings.HasPrefix(p, "/dev/")
}

// forbidden is the answer to who may not.
var forbidden = models.Fault(models.Forbidden, "not-allowed")

// id is an identifier of the path; what is none names nothing.
func (v *visit) id(name string) (string, error) {
	id := v.Param(name)
	if uuid.Validate(id) != nil {
		return "", fault404
	}
	return id, nil
}
