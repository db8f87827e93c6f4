package api

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

//go:embed link/page.html
var linkFiles embed.FS

var linkPage = template.Must(template.ParseFS(linkFiles, "link/page.html"))

// linkPages serves the links in e-mails. Whoever has the link gets the file, as
// often as he asks: programs that look into e-mails follow links too.
func (s *server) linkPages(r *gin.Engine) {
	r.GET("/d/:token", s.openLink)
	r.HEAD("/d/:token", s.openLink)
}

// openLink sends the newest file of the version. A link that is unknown, has
// ended or leads to a revoked document gets one and the same page.
func (s *server) openLink(c *gin.Context) {
	ctx := c.Request.Context()
	c.Header("X-Robots-Tag", "noindex, nofollow")
	right, err := s.door.ask(of(ctx).Address)
	var f models.FetchedFile
	if err == nil {
		if f, err = s.Store.OpenLink(ctx, c.Param("token")); !notFound(err) {
			right() // found, or not known whether
		}
	}
	var b []byte
	if err == nil {
		b, err = s.bytesOf(ctx, f)
	}
	if err != nil {
		s.noLink(c, err)
		return
	}
	for k, v := range fileHeaders(f, len(b)) {
		c.Header(k, v)
	}
	c.Status(http.StatusOK)
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return
	}
	if _, err := c.Writer.Write(b); err != nil {
		s.Log.WarnContext(ctx, "open link", "request", of(ctx).ID, "err", err)
	}
}

// noLink says in both languages what to do: it is not known who asks.
func (s *server) noLink(c *gin.Context, err error) {
	p := problem(c.Request.Context(), err)
	house, e := s.Store.Municipality(c.Request.Context(), s.Municipality)
	var b bytes.Buffer
	e = errors.Join(e, linkPage.Execute(&b, map[string]any{"House": house, "Phone": ident.ShowPhone(house.Phone), "Portal": s.Portal,
		"Style": verifyStylePath, "Later": p.Status != http.StatusNotFound}))
	if e != nil {
		s.refuse(c, err)
		return
	}
	h := c.Writer.Header()
	for k, v := range p.headers {
		h[k] = v
	}
	h.Set("Content-Security-Policy", pageCSP)
	h.Set("Content-Language", "el, en")
	h.Del("Vary")
	c.Data(p.Status, "text/html; charset=utf-8", b.Bytes())
}
