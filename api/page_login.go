package api

import (
	"net/url"
	"time"

	"github.com/thyrida/thyrida/api/pages"
)

func (s *server) loginFormPages(p pageRouter) {
	p.get("/login", anyone, s.loginForm)
	p.post("/login", anyone, s.loginSent)
	p.get("/login/back", anyone, s.loginBack)
	p.get("/login/code", anyone, s.factorForm)
	p.post("/login/code", anyone, s.factorSent)
	p.post("/logout", anyone, s.logoutSent)
}

func (v *visit) loginView(back string) (*pages.Login, error) {
	ways, err := v.s.loginWays(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	view := &pages.Login{Return: localPath(back), Needed: back != ""}
	for _, w := range ways.Body.Items {
		after := "/login/back?" + url.Values{"return": {view.Return}}.Encode()
		view.Providers = append(view.Providers, pages.Provider{Label: w.Label, Start: w.Start + "?" + url.Values{"return": {after}}.Encode()})
	}
	return view, nil
}

func (s *server) loginForm(v *visit) error {
	view, err := v.loginView(v.Query("return"))
	if err != nil {
		return err
	}
	return v.show(view)
}

func (s *server) loginSent(v *visit) error {
	in := &logInInput{Agent: v.GetHeader("User-Agent")}
	err := v.read(&in.Body)
	if err == nil && in.Body.Password == "" && in.Body.Email != "" {
		err = fieldError("password", "required")
	}
	if err == nil {
		err = v.logIn(in, v.PostForm("return"))
	}
	if err == nil {
		return nil
	}
	view, e := v.loginView(v.PostForm("return"))
	if e != nil {
		return e
	}
	view.Needed = false
	return v.again(view, &view.Form, err)
}

// logIn opens the session and leads on, or asks for the second factor.
func (v *visit) logIn(in *logInInput, back string) error {
	out, err := v.s.logIn(v.ctx, in)
	if isCode(err, "second-factor-needed") {
		if t, ok := problem(v.ctx, err).Data["ticket"].(string); ok {
			v.set(ticketCookie, t, ticketLength)
		}
		return v.goTo("/login/code?"+url.Values{"return": {localPath(back)}}.Encode(), "")
	}
	if err != nil {
		return err
	}
	for _, c := range out.SetCookie {
		v.Writer.Header().Add("Set-Cookie", c)
	}
	v.set(ticketCookie, "", -1)
	v.set(sessionCookie, out.Body.Token, out.Body.ExpiresAt.Sub(v.s.Clock.Now()).Truncate(time.Second))
	return v.goTo(v.landing(localPath(back)), "")
}

// landing is where somebody begins who wanted to go nowhere in particular.
func (v *visit) landing(back string) string {
	if back != "/" {
		return back
	}
	for _, l := range v.links(menu) {
		if l.Href != "/" {
			return l.Href
		}
	}
	return "/"
}

// loginBack takes up the ticket of a login at a provider.
func (s *server) loginBack(v *visit) error {
	ticket, err := v.Cookie(ticketCookie)
	if err != nil {
		return v.goTo("/login", "")
	}
	return v.logIn(&logInInput{Agent: v.GetHeader("User-Agent"), Ticket: ticket}, v.Query("return"))
}

func (s *server) factorForm(v *visit) error {
	if _, err := v.Cookie(ticketCookie); err != nil {
		return v.goTo("/login", "")
	}
	return v.show(pages.SecondFactor{Return: localPath(v.Query("return"))})
}

func (s *server) factorSent(v *visit) error {
	in := &logInInput{Agent: v.GetHeader("User-Agent")}
	in.Ticket, _ = v.Cookie(ticketCookie) // without one the login is over
	err := v.read(&in.Body)
	in.Body.Email, in.Body.Password, in.Body.Ticket = "", "", ""
	switch {
	case err != nil:
	case in.Ticket == "":
		return v.goTo("/login", "login-over")
	case in.Body.Code == "":
		err = fieldError("code", "required")
	default:
		err = v.logIn(in, v.PostForm("return"))
	}
	switch {
	case err == nil:
		return nil
	case isCode(err, "login-over"):
		return v.goTo("/login", "login-over")
	}
	view := &pages.SecondFactor{Return: localPath(v.PostForm("return"))}
	return v.again(view, &view.Form, err)
}

// logoutSent ends the session, and lets the browser forget what it showed.
func (s *server) logoutSent(v *visit) error {
	if v.r.Token != nil {
		if _, err := s.logOut(v.ctx, nil); err != nil {
			return err
		}
	}
	v.set(sessionCookie, "", -1)
	v.Writer.Header().Set("Clear-Site-Data", `"cache"`)
	return v.goTo("/", "logged-out")
}
