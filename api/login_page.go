package api

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/internal/oidc"
	"github.com/thyrida/thyrida/models"
)

//go:embed login/page.html
var loginFiles embed.FS

var loginPage = template.Must(template.ParseFS(loginFiles, "login/page.html"))

// loginPages lead a browser to a provider and back.
func (s *server) loginPages(r *gin.Engine) {
	r.GET("/oidc/:provider/start", s.startLogin)
	r.GET("/oidc/:provider/callback", s.endLogin)
}

// startLogin sends the browser to the provider.
func (s *server) startLogin(c *gin.Context) {
	p := s.provider(c.Param("provider"))
	if p == nil {
		s.refuse(c, fault404)
		return
	}
	to, cookie, err := s.beginFlow(c.Request.Context(), p, c.Query("return"), "")
	if err != nil {
		s.noLogin(c, p, localPath(c.Query("return")), err)
		return
	}
	c.Header("Set-Cookie", cookie)
	c.Redirect(http.StatusSeeOther, to)
}

// endLogin takes up what the provider sends back, and leaves the ticket of the
// session in a cookie: a ticket in an address would stay in the browser's
// history, and a link with somebody else's would log people into his account.
func (s *server) endLogin(c *gin.Context) {
	p := s.provider(c.Param("provider"))
	if p == nil {
		s.refuse(c, fault404)
		return
	}
	c.Writer.Header().Add("Set-Cookie", s.cookie(flowCookie, "", "/oidc/"+p.Key+"/", -1))
	back, err := s.finishFlow(c, p)
	if err != nil {
		s.noLogin(c, p, back, err)
		return
	}
	c.Redirect(http.StatusSeeOther, back)
}

// finishFlow logs in, or adds the provider to the account that began, and says
// where to go on.
func (s *server) finishFlow(c *gin.Context, p *oidc.Provider) (back string, err error) {
	ctx, asked := c.Request.Context(), c.Request.URL.Query()
	if err := s.logins.try(of(ctx).Address); err != nil {
		return "/", err
	}
	browser, _ := c.Cookie(flowCookie) // without one the flow is not found
	desk := s.desk(ctx)
	flow, err := desk.TakeFlow(ctx, p.Key, hashOf(asked.Get("state")), hashOf(browser))
	if err != nil {
		return "/", err
	}
	who, err := p.Finish(ctx, asked, flow.Nonce, flow.Verifier)
	if err != nil {
		return flow.Return, providerFault(err)
	}
	proven := proof(p, who, of(ctx).Lang)
	if flow.Account != "" {
		return flow.Return, desk.AddProven(ctx, flow.Account, proven)
	}
	ticket, hash := newToken()
	if err := desk.EnterProven(ctx, proven, hash, s.Clock.Now().Add(ticketLength)); err != nil {
		return flow.Return, err
	}
	c.Writer.Header().Add("Set-Cookie", s.cookie(ticketCookie, ticket, "/", ticketLength))
	return flow.Return, nil
}

// noLogin says in both languages what went wrong and what to do.
func (s *server) noLogin(c *gin.Context, p *oidc.Provider, back string, err error) {
	ctx := c.Request.Context()
	said := problem(ctx, err)
	house, e := s.Store.Municipality(ctx, s.Municipality)
	type words struct{ Title, Detail string }
	in := map[string]words{}
	for _, lang := range []string{"el", "en"} {
		title, detail, _ := texts.problem(lang, models.Code(said.Code), said.Data)
		in[lang] = words{title, detail}
	}
	again := "/oidc/" + p.Key + "/start?" + url.Values{"return": {back}}.Encode()
	if said.Status == http.StatusConflict { // the same would happen again
		again = ""
	}
	var b bytes.Buffer
	e = errors.Join(e, loginPage.Execute(&b, map[string]any{"House": house, "Phone": ident.ShowPhone(house.Phone), "Return": back,
		"Again": again, "In": in, "Style": verifyStylePath}))
	if e != nil {
		s.refuse(c, err)
		return
	}
	h := c.Writer.Header()
	for k, v := range said.headers {
		if k != "Www-Authenticate" {
			h[k] = v
		}
	}
	h.Set("Content-Security-Policy", pageCSP)
	h.Set("Content-Language", "el, en")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Del("Vary")
	c.Data(said.Status, "text/html; charset=utf-8", b.Bytes())
}
