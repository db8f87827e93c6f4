package store_test

import (
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

func TestASessionGivesTheActorWithHisGrantsInForce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	a := h.actor(t, "clerk")
	if a.Account != account("clerk") || a.Municipality != eleonas || !a.In(registry, models.RoleClerk) || len(a.Grants) != 1 || a.Person != "" {
		t.Fatalf("got %+v", a)
	}
	if c := h.actor(t, "citizen"); c.Staff() || c.Person == "" || c.Language != "el" {
		t.Fatalf("got %+v", c)
	}
	admin := h.as(t, "admin")
	want(t, admin.EndGrant(t.Context(), account("clerk"), models.Grant{Role: models.RoleClerk, Unit: registry}), "")
	if a := h.actor(t, "clerk"); a.Staff() {
		t.Fatalf("an ended grant still counts: %+v", a)
	}
}

func TestASessionEndsByItsHolderByTimeAndWithTheAccount(t *testing.T) {
	t.Parallel()
	h := setup(t)
	in := func(name string) models.Code { _, err := h.Actor(t.Context(), token(name)); return code(err) }
	if got := in("nobody"); got != "no-session" {
		t.Fatal(got)
	}
	want(t, h.as(t, "citizen").EndSession(t.Context(), token("clerk")), "no-session")
	want(t, h.as(t, "citizen").EndSession(t.Context(), token("citizen")), "")
	if got := in("citizen"); got != "no-session" {
		t.Fatal(got)
	}
	want(t, h.as(t, "admin").DisableAccount(t.Context(), account("clerk2")), "")
	if got := in("clerk2"); got != "no-session" {
		t.Fatal(got)
	}
	want(t, h.System().SetPassword(t.Context(), account("head"), "another"), "")
	if got := in("head"); got != "no-session" {
		t.Fatal(got)
	}
	h.clock.Advance(366 * 24 * time.Hour)
	if got := in("clerk"); got != "no-session" {
		t.Fatal(got)
	}
}

func TestALoginFindsItsAccountAndAFailedOneLeavesALine(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.For(models.Actor{})
	id, hash, err := nobody.Credentials(t.Context(), " Clerk@Example.org ")
	if err != nil || id != account("clerk") || hash != "hash of clerk" {
		t.Fatal(id, hash, err)
	}
	_, _, err = nobody.Credentials(t.Context(), "nobody@example.org")
	want(t, err, "no-such-account")
	want(t, nobody.OpenSession(t.Context(), models.AccountID(newID()), []byte("x"), monday), "no-such-account")
	want(t, nobody.RefuseLogin(t.Context(), ""), "")
	want(t, nobody.RefuseLogin(t.Context(), id), "")
	lines, _, err := h.as(t, "admin").Audit(t.Context(), models.AuditFilter{Object: "account", ID: string(id), Page: models.Page{Limit: 1}})
	if err != nil || len(lines) != 1 || lines[0].Code != "wrong-credentials" || lines[0].Actor != "" {
		t.Fatalf("%+v %v", lines, err)
	}
}
