package api_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestAnAdministratorKeepsAccounts(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.as(t, "admin")
	body := map[string]any{"email": "New@Example.org", "name": "Νέος Υπάλληλος", "password": "a long password",
		"phone": "2310 000 001", "roles": []any{map[string]any{"role": "clerk", "unit": "technical"}}}
	key := uuid.NewString()
	id := admin.post("admin/accounts", body, "Idempotency-Key", key).want(201).id()
	if again := admin.post("admin/accounts", body, "Idempotency-Key", key).want(201).id(); again != id {
		t.Errorf("%s and %s", id, again)
	}
	admin.post("admin/accounts", body).problem(409, "email-taken", "email email-taken")
	admin.post("admin/accounts", map[string]any{"email": "x", "name": "Άλλος", "password": "short"}).
		problem(422, "invalid-request", "email too-short", "password too-short")
	admin.post("admin/accounts", map[string]any{"email": "nonsense", "name": "Άλλος", "password": "a long password",
		"person": map[string]any{"name": "Άλλος", "afm": "1"}}).problem(422, "invalid-request", "email email-form", "person.afm afm-form")
	h.as(t, "").logsIn("new@example.org", "a long password").want(201)

	path := "admin/accounts/" + id + "/grants"
	admin.post(path, map[string]any{"role": "head", "unit": "technical"}).want(204)
	admin.post(path, map[string]any{"role": "head"}).problem(422, "no-such-unit", "unit no-such-unit")
	admin.post(path, map[string]any{"role": "manager", "unit": "technical"}).problem(422, "bad-grant", "unit bad-grant")
	admin.do("DELETE", path+"?role=head&unit=technical", nil).want(204)
	admin.do("DELETE", path+"?role=head&unit=technical", nil).problem(404, "no-such-grant")
	admin.do("DELETE", "admin/accounts/"+string(account("admin"))+"/grants?role=admin", nil).problem(409, "last-admin")
	admin.post("admin/accounts/"+string(account("admin"))+"/disable", nil).problem(409, "last-admin")
	admin.post("admin/accounts/"+uuid.NewString()+"/disable", nil).problem(404, "no-such-account")

	list := string(admin.get("admin/accounts?limit=200").want(200).body)
	if !strings.Contains(list, id) || strings.Contains(list, "argon2") {
		t.Errorf("accounts: %s", list)
	}
	audit := string(admin.get("admin/audit?object=account&id=" + id).want(200).body)
	for _, action := range []string{"create-account", "grant-role", "end-grant", "no-such-grant"} {
		if !strings.Contains(audit, action) {
			t.Errorf("the audit says nothing of %s: %s", action, audit)
		}
	}
}

func TestTheAdministratorSeesTheProcess(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	admin := h.as(t, "admin")
	got := admin.get("admin/cases/" + id + "/process").want(200).object()
	if got["workflowId"] != "case-"+id || got["stage"] != "review" || got["workflow"].(map[string]any)["visit"] != got["visit"] ||
		len(got["messages"].([]any)) != 1 {
		t.Errorf("process: %v", got)
	}
	h.courier.set(true, "")
	got = admin.get("admin/cases/" + id + "/process").want(200).object()
	if got["workflow"] != nil || got["workflowUnavailable"] != "process-unavailable" {
		t.Errorf("process while Temporal is away: %v", got)
	}
	admin.get("admin/cases/"+uuid.NewString()+"/process").problem(404, "no-such-case")
}
