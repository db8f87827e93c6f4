package api

import (
	"slices"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/oidc"
)

// moreWays are the providers that a citizen may add to his account.
func (v *visit) moreWays(has []MyLoginWay) (out []pages.Link) {
	if v.r.Actor.Person == "" {
		return nil
	}
	for _, p := range v.s.Providers {
		if p.Audience == oidc.Citizen && !slices.ContainsFunc(has, func(w MyLoginWay) bool { return w.Provider == p.Key }) {
			out = append(out, pages.Link{Href: "/profile/login-ways/add/" + p.Key, Text: nameIn(v.r.Lang, p.LabelEl, p.LabelEn)})
		}
	}
	return out
}

// wayView is the page on which a provider is added.
func (v *visit) wayView() (*pages.ProfileWay, error) {
	p := v.s.provider(v.Param("provider"))
	if p == nil || p.Audience != oidc.Citizen {
		return nil, fault404
	}
	ways, err := v.s.myLoginWays(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	return &pages.ProfileWay{Key: p.Key, Label: nameIn(v.r.Lang, p.LabelEl, p.LabelEn), Password: ways.Body.Password}, nil
}

func (s *server) wayAsked(v *visit) error {
	view, err := v.wayView()
	if err != nil {
		return err
	}
	return v.show(view)
}

// wayBegun leads on by a link: browsers apply the policy of forms to where a
// form is redirected, and the provider is somebody else's host.
func (s *server) wayBegun(v *visit) error {
	view, err := v.wayView()
	if err != nil {
		return err
	}
	in := &addLoginWayInput{}
	in.Body.Provider, in.Body.Return, in.Body.Password = view.Key, "/profile", v.PostForm("password")
	out, err := s.addLoginWay(v.ctx, in)
	if err != nil {
		return v.again(view, &view.Form, err)
	}
	v.Writer.Header().Add("Set-Cookie", out.SetCookie)
	view.To = out.Body.URL
	return v.show(view)
}

// languageChosen keeps in which language somebody is written to, and shows the
// pages in it.
func (s *server) languageChosen(v *visit) error {
	lang := v.PostForm("language")
	err := fieldError("language", "not-a-choice")
	if isLang(lang) {
		err = s.desk(v.ctx).ChooseLanguage(v.ctx, lang)
	}
	if err != nil {
		view, e := s.profileView(v)
		if e != nil {
			return e
		}
		return v.again(view, &view.Form, err)
	}
	v.set(langCookie, lang, yearLong)
	return v.goTo("/profile", "language-chosen")
}
