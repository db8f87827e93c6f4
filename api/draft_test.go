package api_test

import (
	"testing"

	"github.com/google/uuid"
)

func TestADraftIsKeptUntilItIsFiled(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	path := "drafts/" + uuid.NewString()
	draft := map[string]any{"service": "residence-certificate", "form": map[string]any{"street": "Αθη"}}
	citizen.do("PUT", path, draft).want(200)
	draft["form"] = map[string]any{"street": "Αθηνάς", "postcode": "not yet"}
	citizen.do("PUT", path, draft).want(200)
	if got := citizen.get(path).want(200).object(); got["form"].(map[string]any)["street"] != "Αθηνάς" {
		t.Errorf("draft: %v", got)
	}
	if n := len(citizen.get("drafts").want(200).object()["items"].([]any)); n != 1 {
		t.Errorf("%d drafts", n)
	}
	other := h.as(t, "citizen2")
	other.get(path).problem(404, "no-such-draft")
	other.do("PUT", path, draft).problem(404, "no-such-draft")
	other.do("DELETE", path, nil).problem(404, "no-such-draft")
	citizen.do("PUT", "drafts/7", draft).problem(422, "invalid-request", "id id-form")
	citizen.do("PUT", path, map[string]any{"service": "nonsense"}).problem(422, "invalid-request", "service no-such-service")

	body := citizen.residence()
	body["draft"] = path[len("drafts/"):]
	citizen.post("cases", body).want(201)
	citizen.get(path).problem(404, "no-such-draft")

	citizen.do("PUT", path, draft).want(200)
	citizen.do("DELETE", path, nil).want(204)
	citizen.do("DELETE", path, nil).problem(404, "no-such-draft")
}
