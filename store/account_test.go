package store_test

import (
	"testing"

	"github.com/thyrida/thyrida/models"
)

func TestAnAccountIsMadeOnceAndItsAddressIsItsOwn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	admin := h.as(t, "admin")
	a := models.NewAccount{ID: models.AccountID(newID()), Email: "New@Example.org", Name: "Νέα", PasswordHash: "x", Source: "admin",
		Person: &models.Person{Kind: models.Natural, Name: "Νέα", AFM: "090000045"},
		Grants: []models.Grant{{Role: models.RoleClerk, Unit: works}}}
	want(t, admin.CreateAccount(ctx, a), "")
	want(t, admin.CreateAccount(ctx, a), "")
	want(t, h.System().CreateAccount(ctx, eleonas, a), "")
	a.ID = models.AccountID(newID())
	want(t, admin.CreateAccount(ctx, a), "email-taken")
	a.Email, a.Grants = "other@example.org", []models.Grant{{Role: models.RoleClerk, Unit: "nowhere"}}
	want(t, admin.CreateAccount(ctx, a), "no-such-unit")
	for _, g := range []models.Grant{{Role: "king"}, {Role: models.RoleAdmin, Unit: works}} {
		a.Grants = []models.Grant{g}
		want(t, admin.CreateAccount(ctx, a), "bad-grant")
	}
	if _, _, err := admin.Credentials(ctx, "other@example.org"); code(err) != "no-such-account" {
		t.Fatal("a refused account is half written")
	}
	as, next, err := admin.Accounts(ctx, models.AccountFilter{Page: models.Page{Limit: 200}})
	if err != nil || next != "" || len(as) != len(people)+1 {
		t.Fatal(len(as), next, err)
	}
	if got := as[len(as)-1]; got.Email != "new@example.org" || got.Person == "" || len(got.Grants) != 1 || got.Grants[0].Unit != works {
		t.Fatalf("%+v", got)
	}
	n, page := 0, models.Page{Limit: 4}
	for {
		as, next, err := admin.Accounts(ctx, models.AccountFilter{Page: page})
		if err != nil {
			t.Fatal(err)
		}
		if n += len(as); next == "" {
			break
		}
		page.After = next
	}
	if n != len(people)+1 {
		t.Fatalf("pages hold %d accounts", n)
	}
}

func TestGrantsComeAndGoAndTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	admin := h.as(t, "admin")
	protocol := models.Grant{Role: models.RoleProtocol}
	want(t, admin.GrantRole(ctx, account("clerk"), protocol), "")
	want(t, admin.GrantRole(ctx, account("clerk"), protocol), "")
	if a := h.actor(t, "clerk"); len(a.Grants) != 2 || !a.Is(models.RoleProtocol) {
		t.Fatalf("%+v", a)
	}
	want(t, admin.EndGrant(ctx, account("clerk"), protocol), "")
	want(t, admin.EndGrant(ctx, account("clerk"), protocol), "no-such-grant")
	want(t, admin.GrantRole(ctx, models.AccountID(newID()), protocol), "no-such-account")
	want(t, admin.EndGrant(ctx, account("admin"), models.Grant{Role: models.RoleAdmin}), "last-admin")
	want(t, admin.DisableAccount(ctx, account("admin")), "last-admin")
	want(t, admin.GrantRole(ctx, account("head"), models.Grant{Role: models.RoleAdmin}), "")
	want(t, admin.DisableAccount(ctx, account("admin")), "")
	want(t, h.as(t, "head").DisableAccount(ctx, account("clerk")), "")
	want(t, h.as(t, "head").DisableAccount(ctx, account("clerk")), "")
}

func TestTwoAdministratorsCannotRemoveEachOther(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	role := models.Grant{Role: models.RoleAdmin}
	want(t, h.as(t, "admin").GrantRole(ctx, account("head"), role), "")
	a, b := h.as(t, "admin"), h.as(t, "head")
	done := make(chan error, 2)
	go func() { done <- a.EndGrant(ctx, account("head"), role) }()
	go func() { done <- b.EndGrant(ctx, account("admin"), role) }()
	failed := 0
	for range 2 {
		if err := <-done; err != nil {
			failed++
		}
	}
	if failed != 1 {
		t.Fatalf("%d of 2 were refused", failed)
	}
}

func TestAPersonsRowNeverChangesUnderAnotherCase(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	file := func(p models.Person) models.CaseID {
		t.Helper()
		filed, err := h.as(t, "clerk").SubmitCase(ctx, models.Submission{CaseID: models.CaseID(newID()), Service: service, Version: 1,
			Unit: registry, Form: map[string]any{}, Delivery: models.ByPost, Channel: models.FiledCounter, Applicant: &p,
			Due: models.Due{Legal: monday, Target: monday}})
		if err != nil {
			t.Fatal(err)
		}
		return filed.Duplicate
	}
	maria := models.Person{Kind: models.Natural, Name: "Μαρία Παππά", Email: "maria@example.org", AFM: "090000045"}
	if file(maria) != "" {
		t.Fatal("nobody filed before")
	}
	same := maria
	same.Name = "ΜΑΡΙΑ  ΠΑΠΠΑ"
	if file(same) == "" {
		t.Fatal("the same person is taken for another")
	}
	moved := maria
	moved.Email = "elsewhere@example.org"
	if file(moved) != "" {
		t.Fatal("other contact data used another's row")
	}
	want(t, h.System().CreateAccount(ctx, eleonas, models.NewAccount{ID: models.AccountID(newID()), Email: "thief@example.org",
		Name: "Άλλος", PasswordHash: "x", Person: &maria}), "")
	if file(maria) == "" {
		t.Fatal("an account that claims the number took the row")
	}
}
