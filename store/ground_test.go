package store_test

import (
	"reflect"
	"testing"

	"github.com/thyrida/thyrida/models"
)

func TestTheGroundBelowServicePointsIsReplacedAndAuditedOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, y := t.Context(), h.System()
	if none, err := h.Ground(ctx, eleonas); err != nil || len(none) != 0 {
		t.Fatalf("%+v %v", none, err)
	}
	lines := []models.GroundLine{{Kind: models.GroundStreet, El: "Οδός Δάφνης", Places: []models.Place{{Lat: 40.5, Lon: 22.7}, {Lat: 40.6, Lon: 22.8}}}}
	before, _, err := h.as(t, "admin").Audit(ctx, models.AuditFilter{Object: "municipality"})
	want(t, err, "")
	want(t, y.SaveGround(ctx, eleonas, lines), "")
	want(t, y.SaveGround(ctx, eleonas, lines), "")
	if again, err := h.Ground(ctx, eleonas); err != nil || !reflect.DeepEqual(again, lines) {
		t.Fatalf("%+v %v", again, err)
	}
	after, _, err := h.as(t, "admin").Audit(ctx, models.AuditFilter{Object: "municipality"})
	if err != nil || len(after) != len(before)+1 {
		t.Fatalf("%d lines of the audit were %d: %v", len(after), len(before), err)
	}
	want(t, y.SaveGround(ctx, eleonas, nil), "")
	if none, err := h.Ground(ctx, eleonas); err != nil || len(none) != 0 {
		t.Fatalf("%+v %v", none, err)
	}
	want(t, y.SaveGround(ctx, 1, lines), "no-such-municipality")
	_, err = h.Ground(ctx, 1)
	want(t, err, "no-such-municipality")
}

func TestAUnitOfTheCatalogueKeepsItsPlace(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	u := models.Unit{UnitName: models.UnitName{Code: registry, El: "Ληξιαρχείο", En: "Registry"}, Place: &models.Place{Lat: 40.5, Lon: 22.7}}
	for range 2 {
		want(t, h.System().SaveUnits(ctx, eleonas, []models.Unit{u}), "")
		if us, err := h.Units(ctx, eleonas); err != nil || (us[0].Place == nil) != (u.Place == nil) || u.Place != nil && *us[0].Place != *u.Place {
			t.Fatalf("%+v %v", us, err)
		}
		u.Place = nil
	}
}
