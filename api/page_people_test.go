package api_test

import (
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
)

func TestTheAdministratorInvitesSomebodyAndKeepsHisRoles(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	b.logsIn("manager").opens("/admin/people").sees(403)
	b.logsIn("admin").opens("/admin/people?q=ΟΝΟΜΑ+clerk2").sees(200, "clerk2@example.org", "Υπάλληλος")
	b.opens("/admin/people?role=manager").sees(200, "manager@example.org", "Διοίκηση")
	b.opens("/admin/people/new").sees(200)
	b.sends("/admin/people/new", "key", b.key(), "email", "new@example.org", "name", "", "role", "clerk", "unit", "traffic").
		sees(422, `href="#f-name"`, "new@example.org")
	b.sends("/admin/people/new", "key", b.key(), "email", "new@example.org", "name", "Δανάη Ρήγα", "role", "clerk", "unit", "traffic", "until", "2027-01-31").
		sees(200, "Η πρόσκληση στάλθηκε", "Δανάη Ρήγα", "Τμήμα Κυκλοφορίας", "Έχει προσκληθεί", "λήγει")
	h.one(t, models.Email, models.EventInvited, "new@example.org")
	path, _, _ := strings.Cut(b.path, "?")
	b.sends(path+"/grants", "role", "head", "unit", "").sees(422, `href="#f-unit"`)
	b.sends(path+"/grants", "role", "head", "unit", "traffic", "from", "2099-01-01").sees(200, "Ο ρόλος δόθηκε", "αρχίζει")
	b.sends(path+"/grants/end", "role", "head", "unit", "traffic").sees(200, "Παύει να ισχύει τώρα")
	b.sends(path+"/grants/end", "role", "head", "unit", "traffic", "sure", "true").sees(200, "Ο ρόλος αφαιρέθηκε", "1 ρόλος που έληξε")
	b.opens(path+"/block").sees(200, "Φραγή λογαριασμού")
	b.sends(path+"/block").sees(200, "Ο λογαριασμός είναι σε φραγή από")
	b.sends(path+"/unblock").sees(200, "Η φραγή έληξε")
	b.sends(path+"/factor").sees(404, "Δανάη Ρήγα")
	clerk := "/admin/people/" + string(account("clerk"))
	b.sends(clerk+"/log-out").sees(200, "Οι συνδέσεις έκλεισαν")
	b.sends(clerk+"/invite").sees(409, "Έχει ήδη ορίσει")
}

func TestTheAdministratorReadsTheAuditByFilters(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").files()
	b := h.reader(t)
	b.logsIn("clerk").opens("/admin/audit").sees(403)
	b.logsIn("admin").opens("/admin/audit").sees(200, "Ιστορικό ενεργειών", "Σύνδεση")
	b.opens("/admin/audit?case=1/2026").sees(200, "Υποβολή αίτησης", "Όνομα citizen", "1/2026")
	b.opens("/admin/audit?case=1/2026&action=claim-task").sees(200, "Δεν βρέθηκε")
	b.opens("/admin/audit?case=x").sees(422, `href="#f-case"`)
	b.opens("/admin/audit?from=x").sees(422, `href="#f-from"`)
	b.opens("/admin/audit?action=read-audit").sees(200, "Όνομα admin")
}

func TestATableOfUsersIsTriedAndTaken(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.as(t, "admin")
	row := func(mail, unit string) map[string]any {
		return map[string]any{"email": mail, "name": "Δανάη Ρήγα", "role": "clerk", "unit": unit}
	}
	table := func(dry bool, rows ...any) map[string]any { return map[string]any{"rows": rows, "dryRun": dry} }
	admin.post("admin/accounts/import", table(false, row("new@example.org", "traffic"), row("new2@example.org", "nowhere"))).
		problem(422, "invalid-request", "rows[1].unit no-such-unit")
	admin.post("admin/accounts/import", table(true, row("new@example.org", "traffic"))).want(200)
	if list := string(admin.get("admin/accounts?q=new@").want(200).body); strings.Contains(list, "new@example.org") {
		t.Error("a trial left an account")
	}
	admin.post("admin/accounts/import", table(false, row("new@example.org", "traffic"))).want(200)
	if list := string(admin.get("admin/accounts?q=new@").want(200).body); !strings.Contains(list, "new@example.org") {
		t.Error("the table was not taken")
	}
}
