package api

import (
	"net/url"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) registerPages(p pageRouter) {
	p.get("/register", anyone, func(v *visit) error { return v.show(pages.Register{}) })
	p.post("/register", anyone, s.registerSent)
	p.get("/register/confirm", anyone, func(v *visit) error { return v.show(pages.Confirm{Form: v.coded()}) })
	p.post("/register/confirm", anyone, s.confirmSent)
	p.get("/password", anyone, func(v *visit) error { return v.show(pages.Password{}) })
	p.post("/password", anyone, s.passwordAsked)
	p.get("/password/confirm", anyone, func(v *visit) error { return v.show(pages.Password{Asked: true, Form: v.coded()}) })
	p.post("/password/confirm", anyone, s.passwordSent)
}

// coded is a form that belongs to the code of the address.
func (v *visit) coded() pages.Form { return pages.Form{Values: url.Values{"id": {v.Query("id")}}} }

// withCode is the page where the code is brought.
func withCode(path string, id models.CodeID) string {
	return path + "?" + url.Values{"id": {string(id)}}.Encode()
}

func (s *server) registerSent(v *visit) error {
	view, in := &pages.Register{}, &registerInput{}
	v.Request.PostForm.Set("language", v.r.Lang)
	err := v.read(&in.Body)
	if err == nil {
		var out *codeOutput
		if out, err = s.register(v.ctx, in); err == nil {
			return v.goTo(withCode("/register/confirm", out.Body.ID), "")
		}
	}
	return v.again(view, &view.Form, err)
}

func (s *server) confirmSent(v *visit) error {
	view, in := &pages.Confirm{}, &codeInput{}
	err := v.read(&in.Body)
	if err == nil {
		if _, err = s.confirmRegistration(v.ctx, in); err == nil {
			return v.goTo("/login", "registered")
		}
	}
	return v.again(view, &view.Form, err)
}

func (s *server) passwordAsked(v *visit) error {
	view, in := &pages.Password{}, &askPasswordInput{}
	err := v.read(&in.Body)
	if err == nil {
		var out *codeOutput
		if out, err = s.askPassword(v.ctx, in); err == nil {
			return v.goTo(withCode("/password/confirm", out.Body.ID), "")
		}
	}
	return v.again(view, &view.Form, err)
}

func (s *server) passwordSent(v *visit) error {
	view, in := &pages.Password{Asked: true}, &resetPasswordInput{}
	err := v.read(&in.Body)
	if err == nil {
		var out *resetPasswordOutput
		if out, err = s.resetPassword(v.ctx, in); err == nil {
			v.Writer.Header().Add("Set-Cookie", out.SetCookie)
			return v.goTo("/login", "password-changed")
		}
	}
	return v.again(view, &view.Form, err)
}
