package api_test

import (
	"strings"
	"testing"
	"time"
)

func TestAnApplicationIsFiledWithItsNumberAndTerms(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	r := citizen.post("cases", citizen.residence()).want(201)
	var got struct {
		ID       string
		Protocol struct {
			Number, Year int
			At           time.Time
		}
		Due      struct{ Legal, Target time.Time }
		Stage    string
		Warnings []struct{ Code, Message, Case string }
	}
	r.into(&got)
	if got.Protocol.Number != 1 || got.Protocol.Year != 2026 || !got.Protocol.At.Equal(monday) || got.Stage != "check" || len(got.Warnings) != 0 {
		t.Errorf("filed: %s", r.body)
	}
	// Legal: 5 calendar days end on Saturday 28, so with Monday 30; target: 3 working days.
	if got.Due.Legal.Format("01-02 15:04") != "11-30 21:59" || got.Due.Target.Format("01-02 15:04") != "11-26 21:59" {
		t.Errorf("due: %+v", got.Due)
	}
	if loc := r.header.Get("Location"); loc != "/api/v1/cases/"+got.ID {
		t.Errorf("location %q", loc)
	}
	again := citizen.post("cases", citizen.residence()).want(201)
	again.into(&got)
	if got.Protocol.Number != 2 || len(got.Warnings) != 1 || got.Warnings[0].Code != "same-open-application" || got.Warnings[0].Message == "" {
		t.Errorf("second: %s", again.body)
	}
}

func TestAnApplicationIsFiledWhileTemporalIsAway(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.courier.set(true, "")
	citizen := h.as(t, "citizen")
	id := citizen.files()
	body := citizen.get("cases/" + id).want(200).object()
	if body["state"] != "open" || body["stateText"] != "Received" || body["stage"] != nil {
		t.Errorf("case: %v", body)
	}
}

func TestBadInputNamesEveryFieldAndWritesNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	good := citizen.residence()
	paper := good["attachments"].([]any)[0].(map[string]any)["id"]
	form := good["form"].(map[string]any)
	with := func(k string, v any) map[string]any {
		out := map[string]any{}
		for key, value := range good {
			out[key] = value
		}
		out[k] = v
		return out
	}
	edit := func(k string, v any) map[string]any {
		f := map[string]any{}
		for key, value := range form {
			f[key] = value
		}
		f[k] = v
		return with("form", f)
	}
	text := h.as(t, "citizen").upload("a.txt", "simply a text\n").want(201).id()
	for _, c := range []struct {
		name   string
		body   any
		status int
		code   string
		fields []string
	}{
		{"no service", map[string]any{}, 422, "invalid-request", []string{"service required"}},
		{"unknown service", with("service", "nonsense"), 422, "invalid-request", []string{"service no-such-service"}},
		{"unknown member", with("nonsense", 1), 422, "invalid-request", []string{"nonsense unknown-field"}},
		{"wrong type", with("form", "no"), 422, "invalid-request", []string{"form object-form"}},
		{"bad postcode", edit("postcode", "1"), 422, "invalid-request", []string{"form.postcode postcode-form"}},
		{"missing answer", edit("street", " "), 422, "invalid-request", []string{"form.street required"}},
		{"unknown answer", edit("colour", "red"), 422, "invalid-request", []string{"form.colour unknown-field"}},
		{"two faults", with("form", map[string]any{"street": "x", "postcode": "1", "proof-kind": "bill"}), 422, "invalid-request",
			[]string{"form.postcode postcode-form", "form.first-year required"}},
		{"no paper", with("attachments", []any{}), 422, "invalid-request", []string{"attachments.proof-of-residence required"}},
		{"unknown slot", with("attachments", []any{map[string]any{"slot": "other", "id": paper}}), 422, "invalid-request",
			[]string{"attachments.proof-of-residence required", "attachments.other unknown-slot"}},
		{"no such file", with("attachments", []any{map[string]any{"slot": "proof-of-residence", "id": account("citizen")}}), 422,
			"invalid-request", []string{"attachments.proof-of-residence no-such-attachment"}},
		{"bad file id", with("attachments", []any{map[string]any{"slot": "proof-of-residence", "id": "7"}}), 422,
			"invalid-request", []string{"attachments[0].id id-form"}},
		{"wrong kind of file", with("attachments", []any{map[string]any{"slot": "proof-of-residence", "id": text}}), 422,
			"invalid-request", []string{"attachments.proof-of-residence kind-not-allowed"}},
		{"bad delivery", with("delivery", "pigeon"), 422, "invalid-request", []string{"delivery not-a-choice"}},
		{"channel of a citizen", with("channel", "counter"), 422, "invalid-request", []string{"channel not-expected"}},
		{"not JSON", `{"service":`, 400, "unreadable", nil},
		{"nothing", "", 400, "unreadable", nil},
	} {
		r := citizen.post("cases", c.body)
		if r.status != c.status {
			t.Errorf("%s: %d %s", c.name, r.status, r.body)
			continue
		}
		r.problem(c.status, c.code, c.fields...)
	}
	if n := len(citizen.get("cases").want(200).object()["items"].([]any)); n != 0 {
		t.Errorf("%d cases were written", n)
	}
	if strings.Contains(h.log.String(), "Αθηνάς") {
		t.Error("the log repeats what a form held")
	}
}

func TestAClerkFilesForSomebodyAtTheCounter(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk := h.as(t, "clerk")
	body := clerk.residence()
	clerk.post("cases", body).problem(422, "no-applicant", "applicant required")
	body["applicant"] = map[string]any{"name": "Μαρία  Παππά", "afm": "123", "mobile": "12"}
	clerk.post("cases", body).problem(422, "invalid-request", "applicant.afm afm-form", "applicant.mobile mobile-form")
	body["applicant"] = map[string]any{"name": "Μαρία  Παππά", "mobile": "69 0000 0001", "postcode": "570 00"}
	id := clerk.post("cases", body).want(201).id()
	got := clerk.get("cases/" + id).want(200).object()
	if got["applicant"] != "Μαρία Παππά" || got["channel"] != "counter" {
		t.Errorf("case: %v", got)
	}
	h.as(t, "citizen").get("cases/"+id).problem(404, "no-such-case")
	other := h.as(t, "citizen")
	foreign := other.residence()
	foreign["applicant"] = map[string]any{"name": "Άλλος Κάποιος"}
	other.post("cases", foreign).problem(403, "not-allowed")
}

func TestTheResultComesAsTheApplicantChose(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	body := citizen.residence()
	body["delivery"] = "post"
	citizen.post("cases", body).problem(422, "invalid-request", "form.post-street required", "form.post-postcode required",
		"form.post-town required")
	form := body["form"].(map[string]any)
	form["post-street"], form["post-postcode"], form["post-town"] = "Αθηνάς 1", "57000", "Ελαιώνας"
	r := citizen.post("cases", body)
	id := r.want(201).id()
	if got := citizen.get("cases/" + id).want(200).object()["delivery"]; got != "post" {
		t.Errorf("delivery %v", got)
	}
}
