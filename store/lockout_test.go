package store_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

func TestANetworkForgetsFailuresWhileOthersLogIn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk, ctx := h.For(models.Actor{}), t.Context()
	wrong := func(n int) {
		t.Helper()
		for i := range n {
			if wait, err := desk.TryLogin(ctx, strconv.Itoa(i)+"@example.org", "town hall"); err != nil || wait > 0 {
				t.Fatal(i, wait, err)
			}
			h.clock.Advance(100 * time.Millisecond)
		}
	}
	wrong(20)
	for range 60 { // half an hour of mornings
		h.clock.Advance(30 * time.Second)
		if wait, err := desk.TryLogin(ctx, "clerk@example.org", "town hall"); err != nil || wait > 0 {
			t.Fatal(wait, err)
		}
		want(t, desk.Welcome(ctx, "clerk@example.org", "town hall"), "")
	}
	wrong(29)
}

func TestALoginHalfDoneEndsWithThePassword(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk, ctx, clerk := h.For(models.Actor{Municipality: eleonas}), t.Context(), account("clerk")
	until := h.clock.Now().Add(time.Minute)
	want(t, desk.GiveTicket(ctx, []byte("ticket"), models.Ticket{Account: clerk}, until), "")
	want(t, desk.BeginFlow(ctx, []byte("state"), []byte("browser"), models.LoginFlow{Provider: "tax", Account: clerk}, until), "")
	want(t, h.System().SetPassword(ctx, clerk, "another"), "")
	_, err := desk.Ticket(ctx, []byte("ticket"))
	want(t, err, "login-over")
	_, err = desk.TakeFlow(ctx, "tax", []byte("state"), []byte("browser"))
	want(t, err, "login-over")
}

// Whom a provider knows as staff loses his roles when it knows him no more: a
// password sent to his mailbox would keep them.
func TestStaffOfAProviderGetNoPasswordByMail(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk, ctx, until := h.For(models.Actor{Municipality: eleonas}), t.Context(), h.clock.Now().Add(time.Minute)
	asks := func(email string) int {
		t.Helper()
		want(t, desk.AskPassword(ctx, models.CodeID(newID()), email, "el"), "")
		sent, err := h.System().TakeNotices(ctx, models.Email, 100)
		want(t, err, "")
		return len(sent)
	}
	enter := func(ticket string, grants ...models.Grant) {
		t.Helper()
		want(t, desk.EnterProven(ctx, models.Proof{Provider: "office", Issuer: "https://office.example", Subject: "1", Staff: true,
			Email: "new@example.org", Name: "Νέος Υπάλληλος", Grants: grants}, []byte(ticket), until), "")
	}
	enter("first", models.Grant{Role: models.RoleManager})
	if n := asks("new@example.org"); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
	if n := asks("clerk@example.org"); n != 1 {
		t.Errorf("%d codes were sent to who has a password", n)
	}
	enter("second") // no longer of the staff
	if n := asks("new@example.org"); n != 1 {
		t.Errorf("%d codes were sent to a citizen", n)
	}
}

// What an administrator gave by hand is his to end, whatever a provider says
// of the same role.
func TestAGrantByHandOutlivesTheProvidersGrantOfTheSameRole(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk, admin, until := h.For(models.Actor{Municipality: eleonas}), h.as(t, "admin"), h.clock.Now().Add(time.Minute)
	clerk := models.Grant{Role: models.RoleClerk, Unit: works}
	enter := func(ticket string, grants ...models.Grant) {
		t.Helper()
		want(t, desk.EnterProven(t.Context(), models.Proof{Provider: "office", Issuer: "https://office.example", Subject: "1", Staff: true,
			Email: "manager@example.org", Name: "Όνομα manager", Grants: grants}, []byte(ticket), until), "")
	}
	atWork := func() bool { t.Helper(); return h.actor(t, "manager").Is(models.RoleClerk) }
	enter("first", clerk)
	want(t, admin.GrantRole(t.Context(), account("manager"), clerk), "")
	if n := len(h.actor(t, "manager").Grants); n != 2 { // the role is one, whoever gave it
		t.Errorf("%d grants are shown", n)
	}
	enter("second") // it says no longer that he is a clerk
	if !atWork() {
		t.Fatal("the administrator's grant ended with the provider's")
	}
	enter("third", clerk)
	enter("fourth")
	if !atWork() {
		t.Fatal("it ended when the provider's came and went again")
	}
	ends := clerk
	ends.Until = h.clock.Now().Add(time.Hour)
	want(t, admin.GrantRole(t.Context(), account("manager"), ends), "") // another end takes the place of his own
	enter("fifth", clerk)
	h.clock.Advance(2 * time.Hour)
	if !atWork() {
		t.Fatal("the administrator's end took the provider's grant")
	}
	until = h.clock.Now().Add(time.Minute)
	enter("sixth")
	if atWork() {
		t.Fatal("he is still a clerk")
	}
	enter("seventh", clerk)
	want(t, admin.EndGrant(t.Context(), account("manager"), clerk), "")
	if atWork() {
		t.Fatal("the administrator could not end it")
	}
}
