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
