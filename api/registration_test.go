package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
)

// mail are the notices of accounts that wait to be sent, newest last, as their
// receivers will read them.
func (h *house) mail(t testing.TB, ch models.Channel) (out []models.NoticeFacts) {
	t.Helper()
	y := h.store.System()
	ns, err := y.TakeNotices(t.Context(), ch, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range ns {
		f, err := y.NoticeFacts(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		if err := y.NoticeSent(t.Context(), n.ID, "", "", ""); err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// one is the only notice that waits; it has the event and receiver.
func (h *house) one(t testing.TB, ch models.Channel, e models.Event, to string) models.NoticeFacts {
	t.Helper()
	ms := h.mail(t, ch)
	if len(ms) != 1 || ms[0].Event != e || ms[0].To != to {
		t.Fatalf("got %+v, want one %s to %s", ms, e, to)
	}
	return ms[0]
}

func signUp(email string) map[string]any {
	return map[string]any{"email": email, "password": "a long password", "name": "Δανάη  Νέα", "fatherName": "Πέτρος", "mobile": "6900000123"}
}

func brought(id, code string) map[string]any { return map[string]any{"id": id, "code": code} }

// wrong is another code.
func wrong(code string) string {
	if code[0] == '0' {
		return "1" + code[1:]
	}
	return "0" + code[1:]
}

func TestWhoReadsTheAddressGetsTheAccount(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	id := nobody.post("registrations", signUp("Danae@Example.org")).want(202).id()
	code := h.one(t, models.Email, models.EventRegistrationCode, "danae@example.org").OneTimeCode
	if len(code) != 6 {
		t.Fatalf("code %q", code)
	}
	nobody.logsIn("danae@example.org", "a long password").problem(401, "login-refused")
	nobody.post("registrations/confirmation", brought(id, wrong(code))).problem(422, "code-refused")
	nobody.post("registrations/confirmation", brought(uuid.NewString(), code)).problem(422, "code-refused")
	nobody.post("password-resets/confirmation", map[string]any{"id": id, "code": code, "password": "another password"}).problem(422, "code-refused")
	nobody.post("registrations/confirmation", brought(id, code[:3]+" "+code[3:])).want(204)
	nobody.post("registrations/confirmation", brought(id, code)).problem(422, "code-refused") // once

	me := nobody.logsIn("danae@example.org", "a long password").want(201).object()["account"].(map[string]any)
	if me["citizen"] != true || me["level"] != "A" || me["name"] != "Δανάη Νέα" || len(me["roles"].([]any)) != 0 {
		t.Errorf("account: %v", me)
	}
	audit := string(h.as(t, "admin").get("admin/audit?object=account&id=" + me["id"].(string)).want(200).body)
	if !strings.Contains(audit, "create-account") {
		t.Errorf("audit: %s", audit)
	}
	nobody.post("registrations", map[string]any{"email": "nonsense", "password": "a long password", "name": "  ", "mobile": "12"}).
		problem(422, "invalid-request", "email email-form", "mobile mobile-form", "name required")
}

func TestNobodyLearnsWhichAddressesHaveAnAccount(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	for _, path := range []string{"registrations", "password-resets"} {
		body := func(email string) map[string]any {
			if path == "registrations" {
				return signUp(email)
			}
			return map[string]any{"email": email}
		}
		a, b := nobody.post(path, body("citizen@example.org")), nobody.post(path, body("stranger@example.org"))
		for _, r := range []*reply{a, b} {
			r.want(202)
			if o := r.object(); len(o) != 1 || uuid.Validate(r.id()) != nil {
				t.Errorf("%s: %v", path, o)
			}
		}
		for _, r := range []*reply{a, b} { // five wrong ones, and the sixth is no different
			for range 6 {
				typed := brought(r.id(), "000000")
				if path == "password-resets" {
					typed["password"] = "another password"
				}
				nobody.post(path+"/confirmation", typed).problem(422, "code-refused")
			}
		}
	}
	got := map[string]string{}
	for _, f := range h.mail(t, models.Email) {
		got[f.To+" "+string(f.Event)] = f.OneTimeCode
		if f.Event == models.EventAccountExists && f.OneTimeCode != "" {
			t.Error("a code was sent for an account that exists")
		}
	}
	for _, want := range []string{"citizen@example.org account-exists", "citizen@example.org password-code", "stranger@example.org registration-code"} {
		if _, ok := got[want]; !ok || len(got) != 3 {
			t.Errorf("%s is not among %v", want, got)
		}
	}
	nobody.logsIn("citizen@example.org", password).want(201) // nothing has changed
}

func TestACodeEndsByTimeByAttemptsAndByTheNextOne(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	ask := func() (id, code string) {
		t.Helper()
		id = nobody.post("registrations", signUp("danae@example.org")).want(202).id()
		return id, h.one(t, models.Email, models.EventRegistrationCode, "danae@example.org").OneTimeCode
	}
	bring := func(id, code string) *reply {
		t.Helper()
		return nobody.post("registrations/confirmation", brought(id, code))
	}
	id, code := ask()
	h.clock.Advance(15 * time.Minute)
	bring(id, code).problem(422, "code-refused")
	id, code = ask()
	for range 5 {
		bring(id, wrong(code)).problem(422, "code-refused")
	}
	bring(id, code).problem(422, "code-refused")
	first, old := ask()
	id, code = ask()
	bring(first, old).problem(422, "code-refused")
	for range 4 {
		bring(id, wrong(code)).problem(422, "code-refused")
	}
	bring(id, code).want(204) // the fifth is not the sixth
}

func TestACodeThatIsOverIsNotSent(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "").post("registrations", signUp("danae@example.org")).want(202)
	h.clock.Advance(15 * time.Minute)
	if ms := h.mail(t, models.Email); len(ms) != 1 || ms[0].OneTimeCode != "" || !ms[0].DueAt.IsZero() {
		t.Fatalf("got %+v", ms)
	}
}

func TestAResetEndsAllSessionsAndTellsTheAddress(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	id := nobody.post("password-resets", map[string]any{"email": " Citizen@Example.org "}).want(202).id()
	code := h.one(t, models.Email, models.EventPasswordCode, "citizen@example.org").OneTimeCode
	for range 5 {
		nobody.logsIn("citizen@example.org", "wrong").want(401)
	}
	nobody.logsIn("citizen@example.org", password).problem(429, "too-many-attempts")
	nobody.post("password-resets/confirmation", map[string]any{"id": id, "code": code, "password": "another password"}).want(204)
	h.as(t, "citizen").get("me").problem(401, "session-over")
	nobody.logsIn("citizen@example.org", "another password").want(201) // at once: who proved the address is not who guessed
	nobody.logsIn("citizen@example.org", password).problem(401, "login-refused")
	h.one(t, models.Email, models.EventPasswordChanged, "citizen@example.org")
	h.as(t, "citizen2").get("me").want(200)
}

func TestCodesAreRationed(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	for range 5 {
		nobody.post("password-resets", map[string]any{"email": "citizen@example.org"}).want(202)
	}
	r := nobody.post("password-resets", map[string]any{"email": "citizen@example.org"}).problem(429, "too-many-attempts")
	if r.header.Get("Retry-After") != "600" {
		t.Errorf("retry after %s", r.header.Get("Retry-After"))
	}
	for i := range 24 {
		nobody.post("password-resets", map[string]any{"email": itoa(i) + "@example.org"}).want(202)
	}
	nobody.post("password-resets", map[string]any{"email": "another@example.org"}).problem(429, "too-many-attempts")
	for range 60 {
		nobody.post("registrations/confirmation", brought(uuid.NewString(), "123456")).want(422)
	}
	nobody.post("registrations/confirmation", brought(uuid.NewString(), "123456")).problem(429, "too-many-attempts")
}
