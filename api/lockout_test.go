package api_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func (r *reply) waits(d time.Duration) *reply {
	r.t.Helper()
	r.problem(429, "too-many-attempts")
	if got := r.header.Get("Retry-After"); got != itoa(int(d/time.Second)) {
		r.t.Fatalf("%s: retry after %s, want %s", r.what, got, d)
	}
	return r
}

func TestEachFailureAfterTheFifthWaitsLongerWhetherOrNotThereIsAnAccount(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	for _, email := range []string{"clerk@example.org", "nobody@example.org"} {
		for range 5 {
			nobody.logsIn(email, "wrong").problem(401, "login-refused")
		}
		pause := 30 * time.Second
		for range 7 {
			nobody.logsIn(" "+email, password).waits(pause)
			h.clock.Advance(pause - time.Second)
			nobody.logsIn(email, password).waits(time.Second) // asking early neither helps nor harms
			h.clock.Advance(time.Second)
			nobody.logsIn(email, "wrong").problem(401, "login-refused")
			pause = min(2*pause, 15*time.Minute)
		}
		nobody.logsIn(email, password).waits(15 * time.Minute)
		nobody.logsIn("head@example.org", password).want(201) // another's door is open
	}
	h.clock.Advance(15 * time.Minute)
	nobody.logsIn("clerk@example.org", password).want(201)
	for range 5 { // who was right begins anew
		nobody.logsIn("clerk@example.org", "wrong").want(401)
	}
	nobody.logsIn("clerk@example.org", password).waits(30 * time.Second)
}

func TestFailuresAreForgotten(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	for range 4 {
		nobody.logsIn("clerk@example.org", "wrong").want(401)
	}
	h.clock.Advance(6 * time.Hour)
	nobody.logsIn("clerk@example.org", "wrong").want(401) // one is forgotten: the fourth again
	nobody.logsIn("clerk@example.org", "wrong").want(401)
	nobody.logsIn("clerk@example.org", password).waits(30 * time.Second)
}

func TestANetworkThatTriesManyAddressesWaitsToo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	for i := range 29 {
		nobody.logsIn("a"+itoa(i)+"@example.org", "wrong").want(401)
	}
	nobody.logsIn("clerk@example.org", password).want(201) // takes back its own attempt only
	nobody.logsIn("b@example.org", "wrong").want(401)
	nobody.logsIn("clerk@example.org", password).waits(30 * time.Second)
	h.clock.Advance(time.Minute)
	nobody.logsIn("clerk@example.org", password).want(201)
}

func TestManyGuessesAtOnceAreNoMoreThanFive(t *testing.T) {
	t.Parallel()
	h := setup(t)
	var judged atomic.Int32
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			if h.as(t, "").logsIn("clerk@example.org", "wrong").status == 401 {
				judged.Add(1)
			}
		})
	}
	wg.Wait()
	if n := judged.Load(); n != 5 {
		t.Errorf("%d guesses were judged", n)
	}
}

func TestAnotherProcessKnowsOfTheFailures(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	for range 5 {
		nobody.logsIn("clerk@example.org", "wrong").want(401)
	}
	second := h.again(t)
	second.as(t, "").logsIn("clerk@example.org", password).waits(30 * time.Second)
	if err := h.store.System().SweepLogins(t.Context(), h.clock.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	nobody.logsIn("clerk@example.org", password).want(201)
}

func TestWhatASessionMayDoWithoutACodeForgetsNoGuessedCodes(t *testing.T) {
	t.Parallel()
	h, server := taxHouse(t)
	b := h.browser(t)
	b.returns(server.Login(t, b.begins("taxisnet", "/")))
	var got struct {
		Token   string
		Account struct{ ID string }
	}
	b.session("").want(201).into(&got)
	h.as(t, "admin").post("admin/accounts/"+got.Account.ID+"/grants", map[string]any{"role": "manager"}).want(204)
	thief := &caller{t: t, h: h, token: got.Token, lang: "en"}
	a, _ := thief.enrolsWith("")
	guess := func() *reply {
		t.Helper()
		return thief.post("me/second-factor/removal", map[string]any{"code": wrong(a.shows(0))})
	}
	for range 4 {
		guess().problem(422, "second-factor-refused")
	}
	thief.post("me/login-ways", map[string]any{"provider": "taxisnet"}).want(201)
	guess().problem(422, "second-factor-refused")
	guess().waits(30 * time.Second)
}
