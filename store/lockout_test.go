package store_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

func TestANetworkForgetsFailuresWhileOthersLogIn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk, ctx, clerk := h.For(models.Actor{}), t.Context(), models.Attempt{Name: "clerk@example.org", Network: "town hall"}
	wrong := func(n int) {
		t.Helper()
		for i := range n {
			if wait, err := desk.TryLogin(ctx, models.Attempt{Name: strconv.Itoa(i) + "@example.org", Network: "town hall"}); err != nil || wait > 0 {
				t.Fatal(i, wait, err)
			}
			h.clock.Advance(100 * time.Millisecond)
		}
	}
	wrong(20)
	for range 60 { // half an hour of mornings
		h.clock.Advance(30 * time.Second)
		if wait, err := desk.TryLogin(ctx, clerk); err != nil || wait > 0 {
			t.Fatal(wait, err)
		}
		want(t, desk.Welcome(ctx, clerk, account("clerk"), []byte(newID())), "")
	}
	wrong(29)
}

// tries takes attempts at a name until one has to wait, and says how long.
func tries(t *testing.T, desk store.Desk, at models.Attempt) (free int, wait time.Duration) {
	t.Helper()
	for ; wait == 0; free++ {
		var err error
		if wait, err = desk.TryLogin(t.Context(), at); err != nil {
			t.Fatal(err)
		}
	}
	return free - 1, wait
}

// Whether or not the address has an account: they wait alike.
func TestWhoGuessesInOneNetworkMakesNobodyWaitInAnother(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk := h.For(models.Actor{})
	for _, email := range []string{"clerk@example.org", "nobody@example.org"} {
		for range 20 { // a morning of guessing without a pause
			free, wait := tries(t, desk, models.Attempt{Name: email, Network: "attacker"})
			if free > 5 {
				t.Fatalf("%s: %d attempts", email, free)
			}
			owner := models.Attempt{Name: email, Network: "home"}
			if wait, err := desk.TryLogin(t.Context(), owner); err != nil || wait > 0 {
				t.Fatalf("%s: the owner waits %s, %v", email, wait, err)
			}
			want(t, desk.Pardon(t.Context(), owner), "")
			h.clock.Advance(wait)
		}
	}
}

func TestGuessesFromManyNetworksAreFewInADay(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk := h.For(models.Actor{})
	for _, email := range []string{"clerk@example.org", "nobody@example.org"} {
		guesses, end := 0, h.clock.Now().Add(24*time.Hour)
		for i := 0; h.clock.Now().Before(end); i++ {
			wait, err := desk.TryLogin(t.Context(), models.Attempt{Name: email, Network: strconv.Itoa(i)})
			if err != nil {
				t.Fatal(err)
			}
			if guesses++; wait > 0 {
				guesses--
				h.clock.Advance(wait)
			}
		}
		if guesses < 90 || guesses > 100 {
			t.Errorf("%s: %d guesses", email, guesses)
		}
	}
}

func TestTheOwnersDeviceIsLetInWhileManyNetworksGuess(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk, clerk := h.For(models.Actor{}), account("clerk")
	home := models.Attempt{Name: "clerk@example.org", Network: "home"}
	known := func(device, name string) bool {
		t.Helper()
		ok, err := desk.KnowsDevice(t.Context(), name, []byte(device))
		want(t, err, "")
		return ok
	}
	want(t, desk.Welcome(t.Context(), home, clerk, []byte("laptop")), "")
	for i := range 50 {
		_, err := desk.TryLogin(t.Context(), models.Attempt{Name: home.Name, Network: strconv.Itoa(i)})
		want(t, err, "")
	}
	if wait, err := desk.TryLogin(t.Context(), home); err != nil || wait != 30*time.Minute {
		t.Fatal(wait, err)
	}
	if !known("laptop", " Clerk@example.org") || !known("laptop", "account/"+string(clerk)) || known("laptop", "head@example.org") || known("tablet", home.Name) {
		t.Error("it is known to the wrong account")
	}
	home.Device = []byte("laptop")
	if free, wait := tries(t, desk, home); free != 5 || wait != 30*time.Second { // a stolen one guesses no more than that
		t.Error(free, wait)
	}
	h.clock.Advance(30 * time.Second)
	want(t, desk.Welcome(t.Context(), home, clerk, []byte("renewed")), "")
	if known("laptop", home.Name) || !known("renewed", home.Name) {
		t.Error("a cookie has been renewed and the old one counts")
	}
	want(t, h.System().SweepLogins(t.Context(), h.clock.Now()), "")
	if !known("renewed", home.Name) {
		t.Error("swept too early")
	}
	h.clock.Advance(models.DeviceLife)
	if known("renewed", home.Name) {
		t.Error("it is known for ever")
	}
}

func TestDevicesEndWithThePasswordAndWithAllOtherSessionsAndOnlyTheLastAreKnown(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk, clerk := h.For(models.Actor{}), account("clerk")
	comes := func(device string) {
		t.Helper()
		h.clock.Advance(time.Second)
		want(t, desk.Welcome(t.Context(), models.Attempt{Name: "clerk@example.org", Network: "home"}, clerk, []byte(device)), "")
	}
	known := func(device string) bool {
		t.Helper()
		ok, err := desk.KnowsDevice(t.Context(), "clerk@example.org", []byte(device))
		want(t, err, "")
		return ok
	}
	comes("first")
	want(t, h.as(t, "clerk").EndOthers(t.Context(), nil), "")
	if known("first") {
		t.Error("known after signing out everywhere")
	}
	comes("second")
	want(t, h.System().SetPassword(t.Context(), clerk, "another"), "")
	if known("second") {
		t.Error("known after a new password")
	}
	for i := range 21 {
		comes(strconv.Itoa(i))
	}
	if known("0") || !known("1") || !known("20") {
		t.Error("not the last twenty are known")
	}
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
		want(t, desk.AskPassword(ctx, models.Attempt{Name: email}, models.CodeID(newID()), "el"), "")
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
