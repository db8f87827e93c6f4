package api

import "github.com/thyrida/thyrida/api/pages"

func (s *server) factorPages(p pageRouter) {
	const path = "/profile/second-factor"
	p.get(path, partly, func(v *visit) error { return v.show(v.factorForm(false)) })
	p.post(path, partly, s.factorOffered)
	p.get(path+"/confirm", partly, func(v *visit) error { return v.show(v.factorCode()) })
	p.post(path+"/confirm", partly, s.factorConfirmed)
	p.get(path+"/codes", loggedIn, func(v *visit) error { return v.show(v.factorForm(true)) })
	p.post(path+"/codes", loggedIn, s.codesRenewed)
	p.get(path+"/end", loggedIn, func(v *visit) error { return v.show(v.factorForm(true)) })
	p.post(path+"/end", loggedIn, s.factorEnded)
}

// factorForm asks for the password, and for a code of the factor that is there.
func (v *visit) factorForm(coded bool) *pages.CaseAct {
	view := &pages.CaseAct{Case: v.text("profile.title"), Title: v.text("profile.factor"), Button: v.text("login.continue"), Back: "/profile",
		Inputs: []pages.Field{v.passwordField()}}
	if coded {
		view.Inputs = append(view.Inputs, pages.Field{Name: "code", Label: v.text("profile.factor-code"), Autocomplete: "one-time-code", Width: 20, MaxLength: 30})
	} else {
		view.Lead = v.text("profile.factor-lead")
	}
	return view
}

// factorCode asks for the first code again; the secret is shown once.
func (v *visit) factorCode() *pages.CaseAct {
	return &pages.CaseAct{Case: v.text("profile.title"), Title: v.text("profile.factor"), Lead: v.text("profile.factor-again"), Button: v.text("login.continue"),
		Back: "/profile/second-factor", Inputs: []pages.Field{{Name: "code", Label: v.text("login.code"), Mode: "numeric", Autocomplete: "one-time-code", Width: 10, MaxLength: 10}}}
}

// factorOffered shows the secret. It is an answer to a form and to nothing
// else, so that no address leads to it.
func (s *server) factorOffered(v *visit) error {
	in := &passwordInput{}
	err := v.read(&in.Body)
	if err == nil {
		var out *factorOfferOutput
		if out, err = s.offerSecondFactor(v.ctx, in); err == nil {
			return v.show(pages.ProfileSecret{Secret: out.Body.Secret, URI: out.Body.URI})
		}
	}
	view := v.factorForm(false)
	return v.again(view, &view.Form, err)
}

func (s *server) factorConfirmed(v *visit) error {
	in := &confirmFactorInput{}
	err := v.read(&in.Body)
	if err == nil {
		var out *recoveryOutput
		if out, err = s.confirmSecondFactor(v.ctx, in); err == nil {
			return v.show(pages.ProfileSecret{Codes: out.Body.RecoveryCodes})
		}
	}
	view := v.factorCode()
	return v.again(view, &view.Form, err)
}

func (s *server) codesRenewed(v *visit) error {
	in := &factorInput{}
	err := v.read(&in.Body)
	if err == nil {
		var out *recoveryOutput
		if out, err = s.renewRecovery(v.ctx, in); err == nil {
			return v.show(pages.ProfileSecret{Codes: out.Body.RecoveryCodes})
		}
	}
	view := v.factorForm(true)
	return v.again(view, &view.Form, err)
}

func (s *server) factorEnded(v *visit) error {
	in := &factorInput{}
	err := v.read(&in.Body)
	if err == nil {
		if _, err = s.endSecondFactor(v.ctx, in); err == nil {
			return v.goTo("/profile", "factor-ended")
		}
	}
	view := v.factorForm(true)
	return v.again(view, &view.Form, err)
}
