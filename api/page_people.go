package api

import (
	"net/url"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) peoplePages(p pageRouter) {
	p.get("/admin/people", admins, s.peoplePage)
	p.get("/admin/people/new", admins, s.newPersonPage)
	p.post("/admin/people/new", admins, s.personInvited)
	s.importPages(p)
	p.get("/admin/people/:id", admins, s.personPage)
	p.post("/admin/people/:id/grants", admins, s.roleGiven)
	p.post("/admin/people/:id/grants/end", admins, s.roleEnded)
	for act, do := range s.accountActs() {
		p.get("/admin/people/:id/"+act, admins, func(v *visit) error { return v.askAct(act) })
		p.post("/admin/people/:id/"+act, admins, func(v *visit) error { return v.didAct(act, do) })
	}
}

// accountActs are what is done to an account as a whole, each after a page that
// asks: "people.act.<name>" says what it does.
func (s *server) accountActs() map[string]func(*visit, *accountInput) error {
	return map[string]func(*visit, *accountInput) error{
		"block":   func(v *visit, in *accountInput) error { _, err := s.disableAccount(v.ctx, in); return err },
		"unblock": func(v *visit, in *accountInput) error { _, err := s.enableAccount(v.ctx, in); return err },
		"log-out": func(v *visit, in *accountInput) error { _, err := s.endAccountSessions(v.ctx, in); return err },
		"factor":  func(v *visit, in *accountInput) error { _, err := s.resetSecondFactor(v.ctx, in); return err },
		"invite":  func(v *visit, in *accountInput) error { _, err := s.inviteAgain(v.ctx, in); return err },
	}
}

// peoplePage finds employees. Who is typed whole by his e-mail is found though
// he has no role yet.
func (s *server) peoplePage(v *visit) error {
	q := url.Values{}
	for _, k := range []string{"q", "role", "unit", "blocked"} {
		if w := strings.TrimSpace(v.Query(k)); w != "" && len(w) <= 200 {
			q.Set(k, w)
		}
	}
	view := &pages.People{AdminNav: v.adminNav(), Query: q.Get("q"), Role: q.Get("role"), Unit: q.Get("unit"), Blocked: q.Get("blocked") != "",
		Roles: append([]pages.Choice{{Label: v.text("people.any")}}, v.roleChoices()...)}
	names, err := s.unitNames(v.ctx)
	if err != nil {
		return err
	}
	if view.Units, err = v.openUnits(v.text("people.any")); err != nil {
		return err
	}
	found, next, err := s.desk(v.ctx).Accounts(v.ctx, models.AccountFilter{Query: view.Query, Role: models.Role(view.Role), Unit: models.UnitCode(view.Unit),
		Staff: !strings.Contains(view.Query, "@"), Off: view.Blocked, Page: models.Page{After: v.Query("cursor"), Limit: 50}})
	if err != nil {
		return err
	}
	for _, a := range found {
		row := pages.PersonRow{ID: string(a.ID), Name: a.Name, Email: a.Email, Blocked: !a.DisabledAt.IsZero()}
		for _, g := range a.Grants {
			row.Roles = append(row.Roles, v.roleText(g, names))
		}
		view.Rows = append(view.Rows, row)
	}
	if v.Query("cursor") != "" {
		view.Pager.First = "/admin/people?" + q.Encode()
	}
	if next != "" {
		q.Set("cursor", next)
		view.Pager.Next = "/admin/people?" + q.Encode()
	}
	return v.show(view)
}

func (v *visit) roleChoices() (out []pages.Choice) {
	for _, r := range models.Roles {
		out = append(out, pages.Choice{Value: string(r), Label: v.text("people.role." + string(r))})
	}
	return out
}

// openUnits are the units that roles are given in; the first choice is none.
func (v *visit) openUnits(none string) ([]pages.Choice, error) {
	us, err := v.s.Store.Units(v.ctx, v.s.Municipality)
	out := []pages.Choice{{Label: none}}
	for _, u := range us {
		if !u.Closed {
			out = append(out, pages.Choice{Value: string(u.Code), Label: nameIn(v.r.Lang, u.El, u.En)})
		}
	}
	return out, err
}

// roleText says a role with its unit.
func (v *visit) roleText(g models.Grant, names unitNames) string {
	text := v.text("people.role." + string(g.Role))
	if g.Unit != "" {
		text += ", " + names[g.Unit]
	}
	return text
}

// newPersonPage is the form that invites somebody.
func (s *server) newPersonPage(v *visit) error {
	view, err := v.newPerson()
	if err != nil {
		return err
	}
	return v.show(view)
}

func (v *visit) newPerson() (*pages.NewPerson, error) {
	view := &pages.NewPerson{AdminNav: v.adminNav(), Roles: v.roleChoices()}
	var err error
	view.Units, err = v.openUnits(v.text("people.whole"))
	return view, err
}

func (s *server) personInvited(v *visit) error {
	in := &createAccountInput{}
	b := &in.Body
	b.Email, b.Name, b.Phone, b.Language = v.PostForm("email"), v.PostForm("name"), v.PostForm("phone"), "el"
	g, err := v.grantTyped()
	if err == nil {
		b.Roles = []Grant{g}
		err = fieldErrors(missingOf(map[string]string{"email": b.Email, "name": b.Name}))
	}
	if err == nil {
		err = v.once(func() (string, string, error) {
			out, err := s.createAccount(v.ctx, in)
			if err != nil {
				return "", "", err
			}
			return "/admin/people/" + string(out.Body.ID), "invited", nil
		})
	}
	if err == nil {
		return nil
	}
	view, e := v.newPerson()
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

// missingOf are the faults of fields that are empty.
func missingOf(fields map[string]string) (out []models.FieldFault) {
	for _, f := range []string{"email", "name"} {
		if typed, ok := fields[f]; ok && strings.TrimSpace(typed) == "" {
			out = append(out, models.FieldFault{Field: f, Code: "required"})
		}
	}
	return out
}

// grantTyped is the role of a form: from its first day on, up to and with its
// last.
func (v *visit) grantTyped() (g Grant, err error) {
	g = Grant{Role: models.Role(v.PostForm("role")), Unit: models.UnitCode(v.PostForm("unit")), TitleEl: oneLine(v.PostForm("titleEl")),
		TitleEn: oneLine(v.PostForm("titleEn")), ByOrder: v.PostForm("byOrder") == "true"}
	if v.PostForm("from") != "" {
		if g.From, err = v.day("from"); err != nil {
			return g, err
		}
	}
	if v.PostForm("until") != "" {
		if g.Until, err = v.day("until"); err != nil {
			return g, err
		}
		g.Until = g.Until.AddDate(0, 0, 1)
	}
	return g, nil
}
