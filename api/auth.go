package api

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"github.com/thyrida/thyrida/models"
)

var (
	loginRequired = models.Fault(models.Forbidden, "login-required")
	sessionOver   = models.Fault(models.Forbidden, "session-over")
)

// newToken is a session's secret: 256 random bits, and the hash under which
// the store keeps them.
func newToken() (token string, hash []byte) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, hashOf(token)
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// authenticated finds out who asks, where an operation wants to know.
func (s *server) authenticated(c huma.Context, next func(huma.Context)) {
	if len(c.Operation().Security) == 0 {
		next(c)
		return
	}
	if err := s.identify(c); err != nil {
		s.refuse(humagin.Unwrap(c), err)
		return
	}
	next(c)
}

func (s *server) identify(c huma.Context) error {
	scheme, token, _ := strings.Cut(c.Header("Authorization"), " ")
	if token = strings.TrimSpace(token); token == "" || !strings.EqualFold(scheme, "Bearer") {
		// Pages link to files and tables: a browser that is logged in may read.
		if token, _ = humagin.Unwrap(c).Cookie(sessionCookie); token == "" || c.Method() != http.MethodGet {
			return loginRequired
		}
	}
	actor, hash, err := s.actorOf(c.Context(), token, c.Operation().Metadata[weakly] != nil)
	if err != nil {
		return err
	}
	r := of(c.Context())
	r.Actor, r.Token = actor, hash
	return nil
}
