package api

import (
	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) profilePages(p pageRouter) {
	p.get("/profile", partly, s.profilePage)
	p.post("/profile/notices", citizens, s.noticesChosen)
	p.post("/profile/sessions", loggedIn, s.othersEnded)
	p.post("/profile/sessions/:id", loggedIn, s.sessionEnded)
	p.post("/profile/login-ways/:id", loggedIn, s.wayRemoved)
	p.get("/profile/login-ways/add/:provider", citizens, s.wayAsked)
	p.post("/profile/login-ways/add/:provider", citizens, s.wayBegun)
	p.post("/profile/language", loggedIn, s.languageChosen)
	for _, c := range []contact{{"email", "email", "email", 254}, {"mobile", "tel", "tel", 30}} {
		p.get("/profile/"+c.name, citizens, func(v *visit) error { return v.show(v.contactForm(c)) })
		p.post("/profile/"+c.name, citizens, func(v *visit) error { return s.contactAsked(v, c) })
		p.get("/profile/"+c.name+"/confirm", citizens, func(v *visit) error { return v.show(v.contactCode(c)) })
		p.post("/profile/"+c.name+"/confirm", citizens, func(v *visit) error { return s.contactChanged(v, c) })
	}
	s.factorPages(p)
}

// profilePage shows somebody's account. Who lacks the second factor that he
// must have sees no more than that.
func (s *server) profilePage(v *visit) error {
	view, err := s.profileView(v)
	if err != nil {
		return err
	}
	return v.show(view)
}

func (s *server) profileView(v *visit) (*pages.Profile, error) {
	a := v.r.Actor
	view := &pages.Profile{Who: a.Name, Citizen: a.Person != "", Known: a.Level == models.IdentityB}
	weak := s.StaffTOTP == TOTPRequired && a.Staff() && !a.SecondFactor
	if a.Staff() && s.StaffTOTP != TOTPOff {
		f, err := s.secondFactor(v.ctx, nil)
		if err != nil {
			return nil, err
		}
		view.Factor = &pages.ProfileFactor{Since: f.Body.ConfirmedAt, Codes: f.Body.RecoveryCodes, Required: weak}
	}
	if weak {
		view.Citizen = false
		return view, nil
	}
	if view.Citizen {
		told, err := s.myNotices(v.ctx, nil)
		if err != nil {
			return nil, err
		}
		view.Email, view.Mobile = told.Body.Email, ident.ShowPhone(told.Body.Mobile)
		view.Level, view.Told = v.text("profile.level."+string(a.Level)), v.noticeInputs(told.Body)
		if h := told.Body.HouseQuiet; h != nil {
			view.House = h.From + "–" + h.Until
		}
	}
	ways, err := s.myLoginWays(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	view.Password = ways.Body.Password
	for _, w := range ways.Body.Items {
		view.Logins = append(view.Logins, pages.ProfileLogin{ID: string(w.ID), Label: w.Label, Used: w.UsedAt, Removable: w.Removable})
	}
	view.More = v.moreWays(ways.Body.Items)
	view.Language = pages.Field{Name: "language", Kind: "radios", Label: v.text("profile.language-label"), Value: a.Language,
		Choices: []pages.Choice{{Value: "el", Label: v.text("profile.tongue.el")}, {Value: "en", Label: v.text("profile.tongue.en")}}}
	sessions, err := s.listSessions(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, one := range sessions.Body.Items {
		device := one.Device
		if device == "" {
			device = "–"
		}
		view.Sessions = append(view.Sessions, pages.ProfileSession{ID: string(one.ID), Device: device, Began: one.BeganAt, Seen: one.SeenAt, Current: one.Current})
	}
	return view, nil
}

// noticeInputs ask how somebody wants to be told.
func (v *visit) noticeInputs(c NoticeChoice) []pages.Field {
	ways := pages.Field{Name: "ways", Kind: "radios", Label: v.text("profile.ways-label"), Value: string(c.Ways)}
	for _, w := range []string{"both", "email", "sms"} {
		ways.Choices = append(ways.Choices, pages.Choice{Value: w, Label: v.text("profile.way." + w)})
	}
	from := pages.Field{Name: "quiet.from", Kind: "time", Width: 10, Label: v.text("profile.quiet-from"), Hint: v.text("profile.quiet-hint"), Optional: true}
	until := pages.Field{Name: "quiet.until", Kind: "time", Width: 10, Label: v.text("profile.quiet-until"), Optional: true}
	if c.Quiet != nil {
		from.Value, until.Value = c.Quiet.From, c.Quiet.Until
	}
	return []pages.Field{ways, from, until}
}

func (s *server) noticesChosen(v *visit) error {
	in := &chooseNoticesInput{}
	err := v.read(&in.Body)
	if err == nil {
		if _, err = s.chooseNotices(v.ctx, in); err == nil {
			return v.goTo("/profile", "notices-chosen")
		}
	}
	view, e := s.profileView(v)
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

func (s *server) othersEnded(v *visit) error {
	if _, err := s.endOtherSessions(v.ctx, nil); err != nil {
		return err
	}
	return v.goTo("/profile", "session-ended")
}

func (s *server) sessionEnded(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if _, err := s.endSession(v.ctx, &endSessionInput{ID: models.SessionID(id)}); err != nil {
		return err
	}
	return v.goTo("/profile", "session-ended")
}

func (s *server) wayRemoved(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if _, err := s.removeLoginWay(v.ctx, &loginWayInput{ID: models.LoginWayID(id)}); err != nil {
		return err
	}
	return v.goTo("/profile", "way-removed")
}

// contact is an address that a code proves.
type contact struct {
	name, kind, auto string
	longest          int
}

// passwordField asks for the password once more.
func (v *visit) passwordField() pages.Field {
	return pages.Field{Name: "password", Kind: "password", Label: v.text("profile.your-password"), Autocomplete: "current-password", MaxLength: 200}
}

func (v *visit) contactForm(c contact) *pages.CaseAct {
	return &pages.CaseAct{Case: v.text("profile.title"), Title: v.text("profile." + c.name + "-new"), Lead: v.text("profile." + c.name + "-lead"),
		Button: v.text("login.continue"), Back: "/profile", Inputs: []pages.Field{{Name: c.name, Kind: c.kind, Autocomplete: c.auto, MaxLength: c.longest,
			Label: v.text("profile." + c.name + "-new")}, v.passwordField()}}
}

func (v *visit) contactCode(c contact) *pages.CaseAct {
	return &pages.CaseAct{Case: v.text("profile.title"), Title: v.text("profile.confirm"), Lead: v.text("profile.confirm-lead"), Button: v.text("profile.confirm"),
		Back: "/profile/" + c.name, Inputs: []pages.Field{{Name: "code", Label: v.text("login.code"), Mode: "numeric", Autocomplete: "one-time-code", Width: 10, MaxLength: 10}}}
}

// contactAsked sends the code. An account without a password is not asked for
// one: the inputs are not read by the schema, which would ask.
func (s *server) contactAsked(v *visit, c contact) error {
	var out *codeOutput
	var err error
	if c.name == "email" {
		in := &askEmailInput{}
		in.Body.Email, in.Body.Password = v.PostForm("email"), v.PostForm("password")
		out, err = s.askEmail(v.ctx, in)
	} else {
		in := &askMobileInput{}
		in.Body.Mobile, in.Body.Password = v.PostForm("mobile"), v.PostForm("password")
		out, err = s.askMobile(v.ctx, in)
	}
	if err == nil {
		return v.goTo(withCode("/profile/"+c.name+"/confirm", out.Body.ID), "")
	}
	view := v.contactForm(c)
	return v.again(view, &view.Form, err)
}

// contactChanged takes the code. Its identifier stays in the address.
func (s *server) contactChanged(v *visit, c contact) error {
	v.Request.PostForm.Set("id", v.Query("id"))
	in := &codeInput{}
	err := v.read(&in.Body)
	if err == nil && c.name == "email" {
		_, err = s.changeEmail(v.ctx, in)
	} else if err == nil {
		_, err = s.changeMobile(v.ctx, in)
	}
	if err == nil {
		return v.goTo("/profile", c.name+"-changed")
	}
	view := v.contactCode(c)
	return v.again(view, &view.Form, err)
}
