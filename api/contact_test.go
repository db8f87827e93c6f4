package api_test

import (
	"testing"

	"github.com/thyrida/thyrida/models"
)

func TestAnotherEmailIsProvenAndTheOldOneTold(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, other := h.as(t, "citizen"), h.as(t, "citizen2")
	citizen.post("email-changes", map[string]any{"email": "new@example.org", "password": "wrong"}).problem(403, "wrong-password")
	id := citizen.post("email-changes", map[string]any{"email": "New@Example.org", "password": password}).want(202).id()
	code := h.one(t, models.Email, models.EventEmailCode, "new@example.org").OneTimeCode
	other.post("email-changes/confirmation", brought(id, code)).problem(422, "code-refused")
	citizen.post("mobile-changes/confirmation", brought(id, code)).problem(422, "code-refused")
	h.as(t, "").logsIn("citizen@example.org", password).want(201) // not yet
	citizen.post("email-changes/confirmation", brought(id, code)).want(204)
	h.one(t, models.Email, models.EventEmailChanged, "citizen@example.org")
	h.as(t, "").logsIn("citizen@example.org", password).problem(401, "login-refused")
	h.as(t, "").logsIn("new@example.org", password).want(201)
	citizen.files() // tells the new address
	for _, f := range h.mail(t, models.Email) {
		if f.To != "new@example.org" {
			t.Errorf("%s went to %s", f.Event, f.To)
		}
	}

	id = other.post("email-changes", map[string]any{"email": "new@example.org", "password": password}).want(202).id()
	h.one(t, models.Email, models.EventAccountExists, "new@example.org")
	other.post("email-changes/confirmation", brought(id, "000000")).problem(422, "code-refused")
}

func TestOfTwoWhoWantOneAddressTheSecondLearnsNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	var ids, codes []string
	for _, who := range []string{"citizen", "citizen2"} {
		ids = append(ids, h.as(t, who).post("email-changes", map[string]any{"email": "new@example.org", "password": password}).want(202).id())
		codes = append(codes, h.one(t, models.Email, models.EventEmailCode, "new@example.org").OneTimeCode)
	}
	h.as(t, "citizen").post("email-changes/confirmation", brought(ids[0], codes[0])).want(204)
	h.as(t, "citizen2").post("email-changes/confirmation", brought(ids[1], codes[1])).problem(422, "code-refused")
}

func TestAnotherMobileIsProvenAndTheOldOneTold(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	citizen.post("mobile-changes", map[string]any{"mobile": "2310000000", "password": password}).problem(422, "invalid-request", "mobile mobile-form")
	id := citizen.post("mobile-changes", map[string]any{"mobile": "6911111111", "password": password}).want(202).id()
	code := h.one(t, models.SMS, models.EventMobileCode, "+306911111111").OneTimeCode
	citizen.post("mobile-changes/confirmation", brought(id, code)).want(204)
	h.one(t, models.SMS, models.EventMobileChanged, "+306900000000")
	h.one(t, models.Email, models.EventMobileChanged, "citizen@example.org")
	h.as(t, "clerk").post("mobile-changes", map[string]any{"mobile": "6911111111", "password": password}).problem(403, "not-allowed")
}
