package api

import (
	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// account is the account of the address, with the form that gives it a role.
func (v *visit) account() (*pages.Person, error) {
	id, err := v.id("id")
	if err != nil {
		return nil, err
	}
	f, err := v.s.desk(v.ctx).AccountFile(v.ctx, models.AccountID(id))
	if err != nil {
		return nil, err
	}
	names, err := v.s.unitNames(v.ctx)
	if err != nil {
		return nil, err
	}
	now := v.s.Clock.Now()
	view := &pages.Person{AdminNav: v.adminNav(), ID: id, Called: f.Name, Email: f.Email, Phone: ident.ShowPhone(f.Phone), Since: f.CreatedAt, Blocked: f.DisabledAt,
		Sessions: f.Sessions, Seen: f.SeenAt, Factor: f.FactorAt, Himself: f.ID == v.r.Actor.Account, Roles: v.roleChoices(),
		Invited: !f.Password && f.Providers == 0}
	for _, g := range f.Grants {
		row := pages.PersonRole{Text: v.roleText(g.Grant, names), Title: nameIn(v.r.Lang, g.TitleEl, g.TitleEn), Role: string(g.Role), Unit: string(g.Unit),
			From: g.From, Until: g.Until, By: g.GivenBy, Over: !g.Until.IsZero() && !g.Until.After(now), Ahead: g.From.After(now)}
		if row.By == "" {
			row.By = v.text("people.machine")
		}
		if row.Over {
			view.Past = append(view.Past, row)
		} else {
			view.Now = append(view.Now, row)
		}
	}
	view.Units, err = v.openUnits(v.text("people.whole"))
	return view, err
}

func (s *server) personPage(v *visit) error {
	view, err := v.account()
	if err != nil {
		return err
	}
	return v.show(view)
}

// personAgain shows the account with what was refused.
func (v *visit) personAgain(err error) error {
	view, e := v.account()
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

func (s *server) roleGiven(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	g, err := v.grantTyped()
	if err == nil {
		_, err = s.grantRole(v.ctx, &grantInput{ID: models.AccountID(id), Body: g})
	}
	if err != nil {
		return v.personAgain(err)
	}
	return v.goTo("/admin/people/"+id, "role-given")
}

func (s *server) roleEnded(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	in := &endGrantInput{ID: models.AccountID(id), Role: models.Role(v.PostForm("role")), Unit: models.UnitCode(v.PostForm("unit"))}
	if v.PostForm("sure") != "true" { // asks first
		view, err := v.account()
		if err != nil {
			return err
		}
		names, err := s.unitNames(v.ctx)
		if err != nil {
			return err
		}
		return v.show(pages.PersonAct{AdminNav: view.AdminNav, ID: id, Called: view.Called, Act: "grants/end", Role: string(in.Role), Unit: string(in.Unit),
			Title: v.text("people.act.end-role.title"), Text: v.text("people.act.end-role.text", "Role", v.roleText(models.Grant{Role: in.Role, Unit: in.Unit}, names)),
			Do: v.text("people.act.end-role.title")})
	}
	if _, err := s.endGrant(v.ctx, in); err != nil {
		return v.personAgain(err)
	}
	return v.goTo("/admin/people/"+id, "role-ended")
}

// askAct asks whether something is to be done to an account.
func (v *visit) askAct(act string) error {
	view, err := v.account()
	if err != nil {
		return err
	}
	return v.show(pages.PersonAct{AdminNav: view.AdminNav, ID: view.ID, Called: view.Called, Act: act, Title: v.text("people.act." + act + ".title"),
		Text: v.text("people.act." + act + ".text"), Do: v.text("people.act." + act + ".title")})
}

func (v *visit) didAct(act string, do func(*visit, *accountInput) error) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if err := do(v, &accountInput{ID: models.AccountID(id)}); err != nil {
		return v.personAgain(err)
	}
	return v.goTo("/admin/people/"+id, "account-"+act)
}
