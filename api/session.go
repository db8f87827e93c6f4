package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/thyrida/thyrida/models"
)

// How long a token is good for, and how long the second step of a login may
// take.
const (
	sessionLength = 12 * time.Hour
	ticketLength  = 5 * time.Minute
)

func (s *server) sessionRoutes() {
	add(s, http.MethodPost, "/sessions", "log-in", "Log in", s.logIn, public, created, unkept, describe(
		"With e-mail address and password, or with a ticket. An account with a second factor is refused with second-factor-needed and "+
			"data.ticket, good for five minutes; the same request with the code added, or the ticket with the code, then opens the session. "+
			"A login at a provider (see GET /login-ways) leaves its ticket in the cookie thyrida-login, so a request with neither address nor ticket takes that. "+
			"Failures make the address wait in the network they came from, longer each time, and the network; fifty, from whatever networks, make the address wait in all. "+
			"It is the same whether or not there is such an account: see Retry-After. Who was let in gets the cookie thyrida-device, good for a year: what others do does not make him wait."))
	add(s, http.MethodDelete, "/sessions/current", "log-out", "Log out", s.logOut, noBody, weak)
	add(s, http.MethodGet, "/sessions", "list-sessions", "My sessions", s.listSessions)
	add(s, http.MethodDelete, "/sessions", "end-other-sessions", "End all my other sessions", s.endOtherSessions, noBody)
	add(s, http.MethodDelete, "/sessions/{id}", "end-session", "End one of my sessions", s.endSession, noBody)
	add(s, http.MethodGet, "/me", "me", "Who I am", s.me, weak)
}

// Me is the account behind a session.
type Me struct {
	ID       models.AccountID `json:"id" format:"uuid"`
	Name     string           `json:"name"`
	Language string           `json:"language" enum:"el,en"`
	Citizen  bool             `json:"citizen" doc:"Has requests of its own."`
	Level    string           `json:"level,omitempty" enum:"A,B" doc:"Of a citizen: A registered himself, B was identified."`
	Roles    []Grant          `json:"roles" nullable:"false" doc:"What the account may do for the municipality."`

	ActsFor []ActsFor `json:"actsFor" nullable:"false" doc:"Whom the account stands in for now; roles holds theirs too."`

	SecondFactor bool   `json:"secondFactor" doc:"The session was shown one."`
	LogoutURL    string `json:"logoutUrl,omitempty" format:"uri" doc:"Where the session of the provider ends that vouched for the account; logging out here does not end it."`
}

// ActsFor is somebody whom an account stands in for.
type ActsFor struct {
	Account models.AccountID `json:"account" format:"uuid"`
	Name    string           `json:"name"`
	Until   time.Time        `json:"until"`
}

func (s *server) showMe(a models.Actor) Me {
	acts := []ActsFor{}
	for _, a := range a.ActsFor {
		acts = append(acts, ActsFor{Account: a.Account, Name: a.Name, Until: a.Until.UTC()})
	}
	me := Me{ID: a.Account, Name: a.Name, Language: a.Language, Citizen: a.Person != "", Level: string(a.Level),
		Roles: showGrants(a.Grants), ActsFor: acts, SecondFactor: a.SecondFactor}
	if p := s.provider(a.Provider); p != nil {
		me.LogoutURL = p.Logout()
	}
	return me
}

type logInInput struct {
	Agent  string `header:"User-Agent"`
	Ticket string `cookie:"thyrida-login" maxLength:"100"`
	Body   struct {
		Email    string `json:"email,omitempty" maxLength:"254"`
		Password string `json:"password,omitempty" maxLength:"200"`
		Ticket   string `json:"ticket,omitempty" maxLength:"100" doc:"Of a login half done, instead of address and password."`
		Code     string `json:"code,omitempty" maxLength:"30" doc:"Of the second factor: six digits of the app, or a recovery code."`
	}
}

type logInOutput struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      struct {
		Token     string    `json:"token" doc:"For the header Authorization: Bearer. Shown once."`
		ExpiresAt time.Time `json:"expiresAt"`
		Account   Me        `json:"account"`
	}
}

// logIn opens a session.
func (s *server) logIn(ctx context.Context, in *logInInput) (*logInOutput, error) {
	token, tokenHash := newToken()
	n := models.NewSession{TokenHash: tokenHash, ExpiresAt: s.Clock.Now().Add(sessionLength), Device: shortDevice(in.Agent),
		Unasked: s.StaffTOTP == TOTPOff}
	out := &logInOutput{}
	var device string
	var err error
	switch b := in.Body; {
	case b.Email != "" && b.Password != "":
		device, err = s.logInByPassword(ctx, n, strings.ToLower(strings.TrimSpace(b.Email)), b.Password, b.Code)
	case b.Ticket != "":
		device, err = s.logInByTicket(ctx, n, b.Ticket, b.Code)
	case b.Email == "" && b.Password == "" && in.Ticket != "":
		device, err = s.logInByTicket(ctx, n, in.Ticket, b.Code)
		out.SetCookie = append(out.SetCookie, s.cookie(ticketCookie, "", "/", -1))
	case b.Email == "":
		err = fieldError("email", "required")
	default:
		err = fieldError("password", "required")
	}
	if err != nil {
		s.countLogin(err)
		return nil, err
	}
	out.SetCookie = append(out.SetCookie, device)
	s.meters.logins.WithLabelValues("ok").Inc()
	actor, err := s.Store.Actor(ctx, tokenHash)
	if err != nil {
		return nil, err
	}
	of(ctx).Actor = actor
	out.Body.Token, out.Body.ExpiresAt, out.Body.Account = token, n.ExpiresAt, s.showMe(actor)
	return out, nil
}

// countLogin measures a login that was not opened.
func (s *server) countLogin(err error) {
	switch {
	case isCode(err, "too-many-attempts"):
		s.meters.logins.WithLabelValues("too-many").Inc()
	case isCode(err, "login-refused"), isCode(err, "second-factor-refused"), isCode(err, "login-over"):
		s.meters.logins.WithLabelValues("refused").Inc()
	}
}

// logInByPassword does not tell, neither by words nor by time, whether the
// address or the password was wrong. It gives the cookie of the browser.
func (s *server) logInByPassword(ctx context.Context, n models.NewSession, email, password, code string) (device string, err error) {
	at, err := s.mayTry(ctx, email)
	if err != nil {
		return "", err
	}
	desk := s.desk(ctx)
	account, hash, err := desk.Credentials(ctx, email)
	if err != nil && !notFound(err) {
		return "", err
	}
	known := err == nil && hash != "" // without one he logs in at his provider
	if !known {
		hash = s.dummy
	}
	ok, err := s.logins.compare(ctx, password, hash)
	if err != nil {
		return "", err
	}
	if !ok || !known {
		if err := desk.RefuseLogin(ctx, account); err != nil {
			return "", err
		}
		return "", models.Fault(models.Forbidden, "login-refused")
	}
	n.Account = account
	device, err = s.open(ctx, n, at, func(n models.NewSession) error { return desk.LogIn(ctx, n, code) })
	if !isCode(err, "second-factor-needed") {
		return device, err
	}
	ticket, ticketHash := newToken()
	if err := desk.GiveTicket(ctx, ticketHash, models.Ticket{Account: account}, s.Clock.Now().Add(ticketLength)); err != nil {
		return "", err
	}
	return "", &models.Error{Kind: models.Forbidden, Code: "second-factor-needed", Data: map[string]any{"ticket": ticket}}
}

// logInByTicket goes on with a login half done.
func (s *server) logInByTicket(ctx context.Context, n models.NewSession, ticket, code string) (device string, err error) {
	desk, hash := s.desk(ctx), hashOf(ticket)
	t, err := desk.Ticket(ctx, hash)
	if err != nil {
		return "", err
	}
	at, err := s.mayTry(ctx, nameOf(t.Email, t.Account))
	if err != nil {
		return "", err
	}
	n.Account, n.Provider, n.SecondFactor = t.Account, t.Provider, t.SecondFactor
	return s.open(ctx, n, at, func(n models.NewSession) error { return desk.LogInBy(ctx, hash, n, code) })
}

// open opens the session of whoever was right, and settles what the attempt
// counts.
func (s *server) open(ctx context.Context, n models.NewSession, at models.Attempt, do func(models.NewSession) error) (device string, err error) {
	err = do(n)
	switch {
	case err == nil:
		return s.welcome(ctx, at, n.Account)
	case isCode(err, "second-factor-needed"):
		if e := s.desk(ctx).Pardon(ctx, at); e != nil {
			return "", e
		}
	}
	return "", err
}

// logOut ends the session of the token.
func (s *server) logOut(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, s.desk(ctx).EndSession(ctx, of(ctx).Token)
}

type meOutput struct{ Body Me }

func (s *server) me(ctx context.Context, _ *struct{}) (*meOutput, error) {
	return &meOutput{Body: s.showMe(of(ctx).Actor)}, nil
}
