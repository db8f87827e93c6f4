package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/thyrida/thyrida/models"
)

// sessionLength is how long a token is good for.
const sessionLength = 12 * time.Hour

func (s *server) sessionRoutes() {
	add(s, http.MethodPost, "/sessions", "log-in", "Log in", s.logIn, public, created, unkept)
	add(s, http.MethodDelete, "/sessions/current", "log-out", "Log out", s.logOut, noBody)
	add(s, http.MethodGet, "/sessions", "list-sessions", "My sessions", s.listSessions)
	add(s, http.MethodDelete, "/sessions", "end-other-sessions", "End all my other sessions", s.endOtherSessions, noBody)
	add(s, http.MethodDelete, "/sessions/{id}", "end-session", "End one of my sessions", s.endSession, noBody)
	add(s, http.MethodGet, "/me", "me", "Who I am", s.me)
}

// Me is the account behind a session.
type Me struct {
	ID       models.AccountID `json:"id" format:"uuid"`
	Name     string           `json:"name"`
	Language string           `json:"language" enum:"el,en"`
	Citizen  bool             `json:"citizen" doc:"Has requests of its own."`
	Level    string           `json:"level,omitempty" enum:"A,B" doc:"Of a citizen: A registered himself, B was identified."`
	Roles    []Grant          `json:"roles" nullable:"false" doc:"What the account may do for the municipality."`
}

func showMe(a models.Actor) Me {
	return Me{ID: a.Account, Name: a.Name, Language: a.Language, Citizen: a.Person != "", Level: string(a.Level),
		Roles: showGrants(a.Grants)}
}

type logInInput struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Email    string `json:"email" minLength:"3" maxLength:"254"`
		Password string `json:"password" minLength:"1" maxLength:"200"`
	}
}

type logInOutput struct {
	Body struct {
		Token     string    `json:"token" doc:"For the header Authorization: Bearer. Shown once."`
		ExpiresAt time.Time `json:"expiresAt"`
		Account   Me        `json:"account"`
	}
}

// logIn opens a session. Whether the address or the password was wrong is
// told neither by words nor by time.
func (s *server) logIn(ctx context.Context, in *logInInput) (*logInOutput, error) {
	email := strings.ToLower(strings.TrimSpace(in.Body.Email))
	if err := s.logins.enter(email, of(ctx).Address); err != nil {
		s.meters.logins.WithLabelValues("too-many").Inc()
		return nil, err
	}
	desk := s.desk(ctx)
	account, hash, err := desk.Credentials(ctx, email)
	if err != nil && !notFound(err) {
		return nil, err
	}
	known := err == nil
	if !known {
		hash = s.dummy
	}
	ok, err := s.logins.compare(ctx, in.Body.Password, hash)
	if err != nil {
		return nil, err
	}
	if !ok || !known {
		s.meters.logins.WithLabelValues("refused").Inc()
		if err := desk.RefuseLogin(ctx, account); err != nil {
			return nil, err
		}
		return nil, models.Fault(models.Forbidden, "login-refused")
	}
	s.logins.welcome(email)
	s.meters.logins.WithLabelValues("ok").Inc()
	token, tokenHash := newToken()
	expires := s.Clock.Now().Add(sessionLength)
	if err := desk.OpenSessionOn(ctx, shortDevice(in.Agent), account, tokenHash, expires); err != nil {
		return nil, err
	}
	actor, err := s.Store.Actor(ctx, tokenHash)
	if err != nil {
		return nil, err
	}
	of(ctx).Actor = actor
	out := &logInOutput{}
	out.Body.Token, out.Body.ExpiresAt, out.Body.Account = token, expires, showMe(actor)
	return out, nil
}

// logOut ends the session of the token.
func (s *server) logOut(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, s.desk(ctx).EndSession(ctx, of(ctx).Token)
}

type meOutput struct{ Body Me }

func (s *server) me(ctx context.Context, _ *struct{}) (*meOutput, error) {
	return &meOutput{Body: showMe(of(ctx).Actor)}, nil
}
