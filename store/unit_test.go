package store_test

import (
	"testing"

	"github.com/thyrida/thyrida/models"
)

func TestUnitsAndMunicipalityAreSavedAgainWithoutLoss(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	y := h.System()
	want(t, y.SetUnitContact(ctx, eleonas, registry, account("clerk")), "")
	want(t, y.SaveUnits(ctx, eleonas, []models.Unit{{UnitName: models.UnitName{Code: registry, El: "Ληξιαρχείο", En: "Registry"}, Phone: "1", Email: "e"}}), "")
	us, err := h.Units(ctx, eleonas)
	if err != nil || len(us) != 2 || us[0].El != "Ληξιαρχείο" || us[0].Contact != account("clerk") || us[1].Contact != "" {
		t.Fatalf("%+v %v", us, err)
	}
	want(t, y.SetUnitContact(ctx, eleonas, registry, ""), "")
	want(t, y.SetUnitContact(ctx, eleonas, "nowhere", ""), "no-such-unit")
	want(t, y.SetUnitContact(ctx, eleonas, registry, models.AccountID(newID())), "no-such-account")
	m, err := h.Municipality(ctx, eleonas)
	if err != nil || m.ShortEl != "Δ. Ελαιώνα" {
		t.Fatalf("%+v %v", m, err)
	}
	m.Phone = "2"
	want(t, y.SaveMunicipality(ctx, m), "")
	want(t, y.SaveMunicipality(ctx, m), "")
	if again, err := h.Municipality(ctx, eleonas); err != nil || again != m {
		t.Fatalf("%+v %v", again, err)
	}
	if lines, _, err := h.as(t, "admin").Audit(ctx, models.AuditFilter{Object: "municipality"}); err != nil || len(lines) != 2 {
		t.Fatalf("an unchanged municipality is audited: %+v %v", lines, err)
	}
	_, err = h.Municipality(ctx, 1)
	want(t, err, "no-such-municipality")
}

func TestAPublishedServiceNeverChanges(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	v := func(code models.ServiceCode, version int, sha string) models.Published {
		return models.Published{Service: code, Version: version, Definition: []byte(`{"code": "` + string(code) + `"}`), SHA256: sha}
	}
	n, err := h.System().PublishServices(ctx, eleonas, []models.Published{v(service, 1, "first"), v(service, 2, "second"), v("address-change", 1, "a")})
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
	n, err = h.System().PublishServices(ctx, eleonas, []models.Published{v("tree-felling", 1, "t"), v(service, 2, "other")})
	want(t, err, "changed-without-version")
	if f := fault(err); n != 0 || f.Data["service"] != service || f.Data["version"] != 2 {
		t.Fatal(n, f.Data)
	}
	ps, err := h.Services(ctx, eleonas)
	if err != nil || len(ps) != 2 || ps[0].Service != "address-change" || ps[1].Version != 2 {
		t.Fatalf("%+v %v", ps, err)
	}
	for version, sha := range map[int]string{0: "second", 1: "first", 2: "second"} {
		if p, err := h.Service(ctx, eleonas, service, version); err != nil || p.SHA256 != sha {
			t.Errorf("version %d: %+v %v", version, p, err)
		}
	}
	_, err = h.Service(ctx, eleonas, "tree-felling", 0)
	want(t, err, "no-such-service")
}

func TestCertificatesArePublishedBesideServicesAndNobodyAppliesForThem(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	p := models.Published{Service: "residence", Version: 1, Definition: []byte(`{}`), SHA256: "r", Kind: models.KindCertificate}
	second := p
	second.Version, second.SHA256 = 2, "s"
	if n, err := h.System().PublishServices(ctx, eleonas, []models.Published{p, second}); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	cs, err := h.Certificates(ctx, eleonas)
	if err != nil || len(cs) != 1 || cs[0].Service != "residence" || cs[0].Version != 2 || cs[0].Kind != models.KindCertificate {
		t.Fatalf("%+v %v", cs, err)
	}
	ps, err := h.Services(ctx, eleonas)
	for _, s := range ps {
		if s.Service == "residence" {
			t.Errorf("citizens apply for %s", s.Service)
		}
	}
	if one, e := h.Service(ctx, eleonas, "residence", 1); err != nil || e != nil || one.Kind != models.KindCertificate {
		t.Errorf("%+v %v %v", one, err, e)
	}
	p.Kind = models.KindApplication
	_, err = h.System().PublishServices(ctx, eleonas, []models.Published{p})
	want(t, err, "changed-without-version")
}
