package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/thyrida/thyrida/api/assets"
	"github.com/thyrida/thyrida/models"
)

// pageRouter registers pages.
type pageRouter struct {
	s *server
	r *gin.Engine
}

// who says who may see a page. What of it he sees is decided by the store, as
// everywhere.
type who int

const (
	anyone   who = iota
	loggedIn     // whoever has a session
	partly       // the same, also without the second factor he must have: to get one
	citizens     // who has requests of his own
	staff        // who works for the municipality
	admins       // who administers it
)

// get and post register the two faces of a page. A handler answers by show,
// again or goTo; its error becomes a page.
func (p pageRouter) get(path string, w who, h func(*visit) error) { p.r.GET(path, p.s.page(w, h)) }

func (p pageRouter) post(path string, w who, h func(*visit) error) { p.r.POST(path, p.s.page(w, h)) }

// pageRoutes are all pages.
func (s *server) pageRoutes(r *gin.Engine) error {
	s.origins = http.NewCrossOriginProtection()
	if u, err := url.Parse(s.Portal); err == nil && u.Host != "" {
		if err := s.origins.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return err
		}
	}
	r.GET(assets.Prefix+"*file", gin.WrapH(assets.Handler()))
	if !assets.Built() {
		s.Log.Warn(assets.Missing)
	}
	r.GET(eventsPath, s.events)
	p := pageRouter{s, r}
	s.homePages(p)
	s.aboutPages(p)
	s.loginFormPages(p)
	s.registerPages(p)
	s.queuePages(p)
	s.applyPages(p)
	s.counterPages(p)
	s.casePages(p)
	s.profilePages(p)
	s.identificationPages(p)
	s.adminPages(p)
	s.reportPages(p)

	s.paths = map[string]bool{}
	for _, known := range r.Routes() {
		s.paths[known.Path] = s.paths[known.Path] || known.Method == http.MethodGet
	}
	return nil
}

// page makes a handler of a page: who asks, in which language, and that a form
// was sent by one of our own pages.
func (s *server) page(w who, h func(*visit) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		v := s.visit(c)
		err := v.admit(w)
		if err == nil && c.Request.Method == http.MethodPost {
			err = v.receive()
		}
		if err == nil {
			err = h(v)
		}
		if err != nil {
			v.failure(err)
		}
	}
}

// admit finds out who asks and whether the page is for him. An old session
// counts as none.
func (v *visit) admit(w who) error {
	token, err := v.Cookie(sessionCookie)
	if err != nil || token == "" {
		if w == anyone {
			return nil
		}
		return loginRequired
	}
	actor, hash, err := v.s.actorOf(v.ctx, token, w == partly || w == anyone)
	switch {
	case isCode(err, sessionOver.Code) && w == anyone:
		v.set(sessionCookie, "", -1)
		return nil
	case err != nil:
		return err
	}
	v.r.Actor, v.r.Token = actor, hash
	if w == citizens && actor.Person == "" || w == staff && !actor.Staff() || w == admins && !actor.Is(models.RoleAdmin) {
		return forbidden
	}
	return nil
}

// receive reads a form that one of our own pages sent: browsers say where a
// request comes from, and cookies do not go with those of other sites.
// Multipart bodies are left to who reads them.
func (v *visit) receive() error {
	if err := v.s.origins.Check(v.Request); err != nil {
		return &models.Error{Kind: models.Forbidden, Code: "foreign-form", Err: err}
	}
	if v.ContentType() != "application/x-www-form-urlencoded" {
		return nil
	}
	v.Request.Body = http.MaxBytesReader(v.Writer, v.Request.Body, bodyLimit)
	if err := v.Request.ParseForm(); err != nil {
		return bodyFault(err)
	}
	return nil
}

// actorOf finds who has a session. Errors: session-over, second-factor-required
// unless weak.
func (s *server) actorOf(ctx context.Context, token string, weak bool) (models.Actor, []byte, error) {
	if len(token) > 100 {
		return models.Actor{}, nil, sessionOver
	}
	hash := hashOf(token)
	actor, err := s.Store.Actor(ctx, hash)
	var e *models.Error
	if errors.As(err, &e) && e.Kind != models.Unavailable && e.Kind != models.Broken {
		return models.Actor{}, nil, &models.Error{Kind: models.Forbidden, Code: sessionOver.Code, Err: err}
	}
	if err != nil {
		return models.Actor{}, nil, err
	}
	if s.StaffTOTP == TOTPRequired && actor.Staff() && !actor.SecondFactor && !weak {
		return models.Actor{}, nil, models.Fault(models.Forbidden, "second-factor-required")
	}
	return actor, hash, nil
}
