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
