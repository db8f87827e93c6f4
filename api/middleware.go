package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/thyrida/thyrida/internal/i18n"
	"github.com/thyrida/thyrida/models"
)

// begin gives the request its identity and language: the one that somebody chose
// on a page, whose links lead here too, else the one his program asks for.
func (s *server) begin(c *gin.Context) {
	r := &request{ID: uuid.Must(uuid.NewV7()).String(), Lang: i18n.Match(c.GetHeader("Accept-Language")),
		Address: c.ClientIP(), Actor: models.Actor{Municipality: s.Municipality}}
	if kept, err := c.Cookie(langCookie); err == nil && isLang(kept) {
		r.Lang = kept
	}
	r.Device, _ = c.Cookie(deviceCookie)
	c.Header("X-Request-Id", r.ID)
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestKey{}, r))
	c.Next()
}

// logged writes one line per request and measures it. The route is logged as
// it is declared: paths and query strings may hold what is nobody's business.
func (s *server) logged(c *gin.Context) {
	start := s.Clock.Now()
	c.Next()
	route, status, took := c.FullPath(), c.Writer.Status(), s.Clock.Now().Sub(start)
	if route == "" {
		route = "unknown"
	}
	if route != eventsPath { // it lasts as long as its page is looked at
		s.meters.requests.WithLabelValues(c.Request.Method, route, strconv.Itoa(status)).Observe(took.Seconds())
	}
	r := of(c.Request.Context())
	level, attrs := slog.LevelInfo, append(r.attrs(), slog.String("method", c.Request.Method),
		slog.String("route", route), slog.Int("status", status), slog.Duration("took", took))
	switch {
	case r.Cause != nil && (status == http.StatusServiceUnavailable || errors.Is(r.Cause, context.Canceled)):
		level, attrs = slog.LevelWarn, append(attrs, slog.Any("err", r.Cause))
	case r.Cause != nil:
		level, attrs = slog.LevelError, append(attrs, slog.Any("err", r.Cause))
	case route == "/healthz" || route == "/readyz" || route == "/metrics" || route == eventsPath:
		level = slog.LevelDebug
	}
	s.Log.LogAttrs(c.Request.Context(), level, "request", attrs...)
}

// recovered turns a panic into a problem.
func (s *server) recovered(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		err := &models.Error{Kind: models.Broken, Code: "internal", Err: fmt.Errorf("panic: %v\n%s", p, debug.Stack())}
		if c.Writer.Written() {
			of(c.Request.Context()).Cause = err
			c.Abort()
			return
		}
		s.refuse(c, err)
	}()
	c.Next()
}

// bounded ends what takes too long. Uploads and downloads may take longer
// than words.
func (s *server) bounded(c *gin.Context) {
	limit := 30 * time.Second
	switch c.FullPath() {
	case eventsPath:
		c.Next()
		return
	case prefix + "/attachments", prefix + "/attachments/:id", prefix + "/tasks/:id/signed-document", "/tasks/:id/signed",
		"/apply/:code/:draft/:step", "/cases/:id/papers", "/cases/:id/messages":
		limit = 2 * time.Minute
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), limit)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// headers sets what every answer carries. Answers are nobody else's to keep
// unless a handler says otherwise.
func (s *server) headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language, Cookie")
	h.Set("Content-Language", of(c.Request.Context()).Lang)
	if c.FullPath() == "/dev/*path" { // pages of its own, for developers only
		h.Del("Content-Security-Policy")
		h.Del("Content-Language")
	}
	c.Next()
}
