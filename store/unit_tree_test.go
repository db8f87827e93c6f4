package store_test

import (
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

func office(code, parent models.UnitCode) models.OrgUnit {
	return models.OrgUnit{Unit: models.Unit{UnitName: models.UnitName{Code: code, El: "Γραφείο", En: "Office"}, Phone: "1", Email: "o@example.org"},
		Kind: models.UnitOffice, Parent: parent}
}

func TestUnitsStandInATreeWithoutCircles(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	want(t, admin.AddUnit(ctx, office("b", "a")), "no-such-unit")
	want(t, admin.AddUnit(ctx, office("a", "")), "")
	want(t, admin.AddUnit(ctx, office("a", "")), "unit-exists")
	b := office("b", "a")
	b.Contact = account("clerk")
	want(t, admin.AddUnit(ctx, b), "")
	want(t, admin.ChangeUnit(ctx, office("a", "b")), "unit-circle")
	want(t, admin.ChangeUnit(ctx, office("a", "a")), "unit-circle")
	want(t, admin.ChangeUnit(ctx, office("c", "")), "no-such-unit")
	b.Contact = models.AccountID(newID())
	want(t, admin.ChangeUnit(ctx, b), "no-such-account")
	b.Contact, b.El = "", "Άλλο όνομα"
	want(t, admin.ChangeUnit(ctx, b), "")
	want(t, admin.CloseUnit(ctx, "a"), "unit-busy") // b is below it
	want(t, admin.CloseUnit(ctx, "b"), "")
	want(t, admin.CloseUnit(ctx, "b"), "unit-closed")
	want(t, admin.ChangeUnit(ctx, b), "unit-closed")
	want(t, admin.CloseUnit(ctx, "a"), "")
	want(t, admin.ReopenUnit(ctx, "b"), "unit-closed") // a above it is
	want(t, admin.ReopenUnit(ctx, "a"), "")
	want(t, admin.ReopenUnit(ctx, "b"), "")
	want(t, admin.ReopenUnit(ctx, "b"), "unit-not-closed")
	us, err := admin.OrgUnits(ctx)
	if err != nil || len(us) != 4 || us[1].Code != "b" || us[1].El != "Άλλο όνομα" || us[1].Parent != "a" || us[1].Contact != "" || us[1].Kind != models.UnitOffice {
		t.Fatalf("%+v %v", us, err)
	}
	y := h.System()
	want(t, y.SaveUnits(ctx, eleonas, []models.Unit{{UnitName: models.UnitName{Code: "b", El: "Από το αρχείο"}}}), "")
	if u, _, err := admin.OrgUnit(ctx, "b"); err != nil || u.El != "Άλλο όνομα" {
		t.Fatalf("publishing took what the administrator wrote: %+v %v", u, err)
	}
}

func TestAUnitWithWorkIsNotClosedAndOneWithoutTakesItsRolesAlong(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	h.open(t, h.file(t, "citizen"), 1, "review")
	err := admin.CloseUnit(ctx, registry)
	want(t, err, "unit-busy")
	if f := fault(err); f.Data["cases"] != 1 || f.Data["tasks"] != 1 || f.Data["services"] != 1 {
		t.Fatalf("%+v", f.Data)
	}
	err = admin.CloseUnit(ctx, works) // asked for an opinion by the service
	want(t, err, "unit-busy")
	if f := fault(err); f.Data["services"] != 1 || f.Data["cases"] != 0 {
		t.Fatalf("%+v", f.Data)
	}
	want(t, admin.AddUnit(ctx, office("a", "")), "")
	until := monday.AddDate(0, 6, 0)
	want(t, admin.GrantRole(ctx, account("clerk"), models.Grant{Role: models.RoleHead, Unit: "a", Until: until}), "")
	u, l, err := admin.OrgUnit(ctx, "a")
	if err != nil || l != (models.UnitLoad{}) || u.Staff != 1 || len(u.Heads) != 1 || u.Heads[0].Name != "Όνομα clerk" || !u.Heads[0].Until.Equal(until) {
		t.Fatalf("%+v %+v %v", u, l, err)
	}
	want(t, admin.CloseUnit(ctx, "a"), "")
	if h.actor(t, "clerk").In("a", models.RoleHead) {
		t.Error("a role of a closed unit is in force")
	}
	want(t, admin.GrantRole(ctx, account("clerk"), models.Grant{Role: models.RoleClerk, Unit: "a"}), "unit-closed")
	want(t, admin.SavePoint(ctx, models.Point{Unit: "a"}), "unit-closed")
	h.clock.Advance(time.Second)
	if e, err := admin.Estate(ctx); err != nil || e.Units != 2 || e.Headless != 0 || e.Points != 0 || e.Staff != 8 {
		t.Fatalf("%+v %v", e, err)
	}
}

func TestTheLastServicePointStays(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	p := models.Point{Unit: registry, AddressEl: "Πλατεία 1", AddressEn: "1 Square", HoursEl: "8–15", HoursEn: "8–15", Place: &models.Place{Lat: 40.5, Lon: 22.7}}
	want(t, admin.SavePoint(ctx, p), "")
	want(t, admin.ClosePoint(ctx, registry), "last-point")
	p.Unit = works
	want(t, admin.SavePoint(ctx, p), "")
	want(t, admin.ClosePoint(ctx, registry), "")
	want(t, admin.ClosePoint(ctx, registry), "not-a-point")
	ps, err := h.ServicePoints(ctx, eleonas)
	if err != nil || len(ps) != 1 || ps[0].Code != works || ps[0].HoursEl != "8–15" || ps[0].Place == nil || *ps[0].Place != *p.Place {
		t.Fatalf("%+v %v", ps, err)
	}
	if u, _, err := admin.OrgUnit(ctx, works); err != nil || u.Place == nil || *u.Place != *p.Place {
		t.Fatalf("%+v %v", u, err)
	}
	p.Place = nil
	want(t, admin.SavePoint(ctx, p), "")
	if ps, err := h.ServicePoints(ctx, eleonas); err != nil || len(ps) != 1 || ps[0].Place != nil {
		t.Fatalf("%+v %v", ps, err)
	}
	if p.Place = (&models.Place{Lat: 52, Lon: 13}); admin.SavePoint(ctx, p) == nil {
		t.Error("a service point is in Germany")
	}
}
