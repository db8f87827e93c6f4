package api

import (
	"cmp"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) unitPages(p pageRouter) {
	p.get("/admin/units", admins, s.unitsPage)
	p.get("/admin/units/new", admins, s.newUnitPage)
	p.post("/admin/units/new", admins, s.unitAdded)
	p.get("/admin/units/:code", admins, s.unitPage)
	p.post("/admin/units/:code", admins, s.unitChanged)
	p.get("/admin/units/:code/close", admins, s.unitEndPage)
	p.post("/admin/units/:code/close", admins, s.unitClosed)
	p.post("/admin/units/:code/reopen", admins, s.unitReopened)
	s.pointPages(p)
}

// unitsPage shows the units as a tree.
func (s *server) unitsPage(v *visit) error {
	out, err := s.listUnits(v.ctx, nil)
	if err != nil {
		return err
	}
	view := &pages.Units{AdminNav: v.adminNav()}
	below := map[models.UnitCode][]OrgUnit{}
	for _, u := range out.Body.Items {
		if u.ClosedAt != nil {
			row := v.unitRow(u, 0)
			row.Closed = *u.ClosedAt
			view.Closed = append(view.Closed, row)
			continue
		}
		below[u.Parent] = append(below[u.Parent], u)
	}
	var walk func(models.UnitCode, int)
	walk = func(parent models.UnitCode, depth int) {
		units := below[parent]
		slices.SortFunc(units, func(a, b OrgUnit) int {
			return cmp.Or(cmp.Compare(kindRank(a.Kind), kindRank(b.Kind)), strings.Compare(a.El, b.El))
		})
		for _, u := range units {
			view.Rows = append(view.Rows, v.unitRow(u, depth))
			walk(u.Code, depth+1)
		}
	}
	walk("", 0)
	return v.show(view)
}

func kindRank(k models.UnitKind) int { return slices.Index(models.UnitKinds, k) }

func (v *visit) unitKind(k models.UnitKind) string {
	if k == models.UnitOther { // a word that plurals keep for themselves
		return v.text("units.kind.none-of-these")
	}
	return v.text("units.kind." + string(k))
}

func (v *visit) unitRow(u OrgUnit, depth int) pages.UnitRow {
	row := pages.UnitRow{Key: string(u.Code), Name: nameIn(v.r.Lang, u.El, u.En), Other: u.En, OtherLang: "en", Kind: v.unitKind(u.Kind),
		Phone: u.Phone, Email: u.Email, Staff: u.Staff, Point: u.Point, Depth: depth}
	if v.r.Lang == "en" {
		row.Other, row.OtherLang = u.El, "el"
	}
	for _, h := range u.Heads {
		head := pages.UnitHead{Href: "/admin/people/" + string(h.Account), Name: h.Name}
		if h.Until != nil {
			head.Until = *h.Until
		}
		row.Heads = append(row.Heads, head)
	}
	return row
}

// unitForm is the form of a unit; of a new one if u is nil.
func (v *visit) unitForm(u *OrgUnit) (*pages.Unit, error) {
	view := &pages.Unit{AdminNav: v.adminNav(), New: u == nil}
	if u != nil {
		row := v.unitRow(*u, 0)
		view.Row = row
		view.Values = map[string][]string{"el": {u.El}, "en": {u.En}, "kind": {string(u.Kind)}, "parent": {string(u.Parent)}, "phone": {u.Phone},
			"email": {u.Email}, "contact": {string(u.Contact)}}
		if u.ClosedAt != nil {
			view.Row.Closed = *u.ClosedAt
			return view, nil
		}
	}
	for _, k := range models.UnitKinds {
		view.Kinds = append(view.Kinds, pages.Choice{Value: string(k), Label: v.unitKind(k)})
	}
	all, err := v.s.listUnits(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	view.Parents = []pages.Choice{{Label: v.text("units.top")}}
	for _, p := range all.Body.Items {
		if p.ClosedAt == nil && (u == nil || p.Code != u.Code) {
			view.Parents = append(view.Parents, pages.Choice{Value: string(p.Code), Label: nameIn(v.r.Lang, p.El, p.En)})
		}
	}
	view.People = []pages.Choice{{Label: v.text("units.no-contact")}}
	if u == nil {
		return view, nil
	}
	staff, _, err := v.s.desk(v.ctx).Accounts(v.ctx, models.AccountFilter{Unit: u.Code, Page: models.Page{Limit: 200}})
	for _, a := range staff {
		view.People = append(view.People, pages.Choice{Value: string(a.ID), Label: a.Name})
	}
	if u.Contact != "" && !slices.ContainsFunc(view.People, func(c pages.Choice) bool { return c.Value == string(u.Contact) }) {
		view.People = append(view.People, pages.Choice{Value: string(u.Contact), Label: u.ContactName})
	}
	return view, err
}

func (s *server) newUnitPage(v *visit) error {
	view, err := v.unitForm(nil)
	if err != nil {
		return err
	}
	return v.show(view)
}

func (s *server) unitAdded(v *visit) error {
	in := &addUnitInput{}
	err := v.read(&in.Body)
	if err == nil {
		err = v.once(func() (string, string, error) {
			_, err := s.addUnit(v.ctx, in)
			return "/admin/units/" + string(in.Body.Code), "unit-added", err
		})
	}
	if err == nil {
		return nil
	}
	view, e := v.unitForm(nil)
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

// unitOf is the unit of the address.
func (v *visit) unitOf() (*unitOutput, error) {
	return v.s.showUnit(v.ctx, &unitInput{Code: models.UnitCode(v.Param("code"))})
}

func (s *server) unitPage(v *visit) error {
	u, err := v.unitOf()
	if err != nil {
		return err
	}
	view, err := v.unitForm(&u.Body.OrgUnit)
	if err != nil {
		return err
	}
	return v.show(view)
}

func (s *server) unitChanged(v *visit) error {
	in := &changeUnitInput{Code: models.UnitCode(v.Param("code"))}
	err := v.read(&in.Body)
	if err == nil {
		if _, err = s.changeUnit(v.ctx, in); err == nil {
			return v.goTo("/admin/units/"+string(in.Code), "unit-saved")
		}
	}
	u, e := v.unitOf()
	if e != nil {
		return e
	}
	view, e := v.unitForm(&u.Body.OrgUnit)
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

// unitEndPage says what closing a unit does, or what must be done before.
func (s *server) unitEndPage(v *visit) error {
	view, err := v.unitEnd()
	if err != nil {
		return err
	}
	return v.show(view)
}

func (v *visit) unitEnd() (*pages.UnitEnd, error) {
	u, err := v.unitOf()
	if err != nil {
		return nil, err
	}
	if u.Body.ClosedAt != nil {
		return nil, models.Fault(models.Conflict, "unit-closed")
	}
	l := u.Body.Load
	return &pages.UnitEnd{AdminNav: v.adminNav(), Row: v.unitRow(u.Body.OrgUnit, 0), Units: l.Units, Services: l.Services, Cases: l.Cases, Tasks: l.Tasks}, nil
}

func (s *server) unitClosed(v *visit) error {
	if _, err := s.closeUnit(v.ctx, &unitInput{Code: models.UnitCode(v.Param("code"))}); err != nil {
		view, e := v.unitEnd()
		if e != nil {
			return e
		}
		return v.again(view, &view.Form, err)
	}
	return v.goTo("/admin/units", "unit-closed")
}

func (s *server) unitReopened(v *visit) error {
	in := &unitInput{Code: models.UnitCode(v.Param("code"))}
	if _, err := s.reopenUnit(v.ctx, in); err != nil {
		return err
	}
	return v.goTo("/admin/units/"+string(in.Code), "unit-reopened")
}
