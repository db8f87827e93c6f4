package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// strangers are people of another municipality, with the same units.
var strangers = map[string]models.Grant{
	"stranger-clerk": {Role: models.RoleClerk, Unit: registry}, "stranger-head": {Role: models.RoleHead, Unit: registry},
	"stranger-manager": {Role: models.RoleManager}, "stranger-protocol": {Role: models.RoleProtocol}, "stranger-admin": {Role: models.RoleAdmin},
}

func (h *house) invite(t testing.TB) {
	t.Helper()
	ctx, y := t.Context(), h.System()
	want(t, y.SaveMunicipality(ctx, models.MunicipalityName{ID: 8888}), "")
	want(t, y.SaveUnits(ctx, 8888, []models.Unit{{UnitName: models.UnitName{Code: registry}}, {UnitName: models.UnitName{Code: works}}}), "")
	for name, g := range strangers {
		want(t, y.CreateAccount(ctx, 8888, models.NewAccount{ID: account(name), Email: name + "@example.org", Name: name, PasswordHash: "x",
			Grants: []models.Grant{g}, Source: "test"}), "")
		want(t, h.For(models.Actor{}).OpenSession(ctx, account(name), token(name), monday.AddDate(1, 0, 0)), "")
	}
}

// TestWhoMayDoWhat tries every method as everybody. A row names who may; each
// of the others gets the code, or another code that the row names for him.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.invite(t)
	ctx := t.Context()
	desks := map[string]store.Desk{}
	for _, p := range people {
		desks[p.name] = h.as(t, p.name)
	}
	for name := range strangers {
		desks[name] = h.as(t, name)
	}
	seen, _ := h.returned(t)
	said := models.MessageID(h.says(t, "clerk", seen, "x").ID)
	noted := models.MessageID(h.says(t, "clerk", seen, "x", internal).ID)
	task := func(stage models.StageKey) func() models.TaskID {
		return func() models.TaskID { return h.open(t, h.file(t, "citizen"), 1, stage)[0] }
	}
	review, opinion, approval, completion := task("review"), task("opinion"), task("approval"), task(models.Completion)
	taken := func() models.TaskID {
		id := review()
		want(t, desks["clerk2"].ClaimTask(ctx, id), "")
		return id
	}
	lost := h.lost(t)
	want(t, h.System().RecordExamination(ctx, eleonas, monday, nil), "")
	days := 0
	leave := func() models.Absence { days += 3; return absence(monday.AddDate(0, 0, days), "clerk", "clerk2") }
	leaves := func() models.AbsenceID {
		a := leave()
		_, err := desks["admin"].RecordAbsence(ctx, a)
		want(t, err, "")
		return a.ID
	}
	way := func() models.LoginWayID {
		want(t, desks["citizen"].AddProven(ctx, account("citizen"), models.Proof{Provider: "office", Issuer: "https://office.example", Subject: newID()}), "")
		h.clock.Advance(time.Millisecond)
		return ways(t, desks["citizen"], "office")
	}
	unit := models.Grant{Role: models.RoleProtocol}
	met, err := desks["clerk"].CameWith(ctx, seen)
	want(t, err, "")
	made := func() models.UnitCode {
		u := office(models.UnitCode(newID()), "")
		want(t, desks["admin"].AddUnit(ctx, u), "")
		return u.Code
	}
	for _, row := range []struct {
		method string
		try    func(store.Desk) error
		may    string // names
		code   models.Code
		except map[models.Code]string
	}{
		{"claim a review", func(d store.Desk) error { return d.ClaimTask(ctx, review()) }, "clerk clerk2 head", "no-such-task",
			map[models.Code]string{"not-allowed": "citizen"}},
		{"claim an opinion", func(d store.Desk) error { return d.ClaimTask(ctx, opinion()) }, "clerk-tech head-tech", "no-such-task",
			map[models.Code]string{"not-allowed": "citizen"}},
		{"claim an approval", func(d store.Desk) error { return d.ClaimTask(ctx, approval()) }, "head", "no-such-task",
			map[models.Code]string{"not-allowed": "citizen clerk clerk2"}},
		{"claim what waits for the citizen", func(d store.Desk) error { return d.ClaimTask(ctx, completion()) }, "", "no-such-task",
			map[models.Code]string{"not-allowed": "citizen clerk clerk2 head"}},
		{"claim what another has", func(d store.Desk) error { return d.ClaimTask(ctx, taken()) }, "clerk2", "no-such-task",
			map[models.Code]string{"not-allowed": "citizen", "task-claimed": "clerk head"}},
		{"release what another has", func(d store.Desk) error { return d.ReleaseTask(ctx, taken()) }, "clerk2 head", "no-such-task",
			map[models.Code]string{"not-allowed": "citizen clerk"}},
		{"assign to another", func(d store.Desk) error { return d.AssignTask(ctx, review(), account("clerk2")) }, "clerk2 head", "no-such-task",
			map[models.Code]string{"not-allowed": "citizen clerk"}},
		{"read a review", func(d store.Desk) error { _, err := d.Task(ctx, review()); return err }, "clerk clerk2 head", "no-such-task", nil},
		{"read a completion", func(d store.Desk) error { _, err := d.Task(ctx, completion()); return err }, "citizen clerk clerk2 head", "no-such-task", nil},
		{"read a case", func(d store.Desk) error { _, err := d.Case(ctx, seen); return err },
			"citizen clerk clerk2 head clerk-tech head-tech protocol manager", "no-such-case", nil},
		{"be told of a case", func(d store.Desk) error { return d.MayRead(ctx, seen) },
			"citizen clerk clerk2 head clerk-tech head-tech protocol manager", "no-such-case", nil},
		{"read a receipt", func(d store.Desk) error { _, err := d.Receipt(ctx, seen); return err },
			"citizen clerk clerk2 head clerk-tech head-tech protocol manager", "no-such-case", nil},
		{"read a conversation", func(d store.Desk) error { _, err := d.Thread(ctx, seen, models.ThreadPage{}); return err },
			"citizen clerk clerk2 head clerk-tech head-tech", "no-such-case", map[models.Code]string{"not-allowed": "protocol manager"}},
		{"write a message", func(d store.Desk) error {
			_, err := d.WriteMessage(ctx, models.NewMessage{ID: models.MessageID(newID()), CaseID: seen, Text: "x"})
			return err
		}, "citizen clerk clerk2 head clerk-tech head-tech", "no-such-case", map[models.Code]string{"not-allowed": "protocol manager"}},
		{"write an internal note", func(d store.Desk) error {
			_, err := d.WriteMessage(ctx, models.NewMessage{ID: models.MessageID(newID()), CaseID: seen, Text: "x", Internal: true})
			return err
		}, "clerk clerk2 head clerk-tech head-tech", "no-such-case", map[models.Code]string{"not-allowed": "citizen protocol manager"}},
		{"mark a conversation as read", func(d store.Desk) error { return d.ReadThread(ctx, seen, said) },
			"citizen clerk clerk2 head clerk-tech head-tech", "no-such-case", map[models.Code]string{"not-allowed": "protocol manager"}},
		{"mark a note as read", func(d store.Desk) error { return d.ReadThread(ctx, seen, noted) },
			"clerk clerk2 head clerk-tech head-tech", "no-such-case", map[models.Code]string{"not-allowed": "protocol manager", "no-such-message": "citizen"}},
		{"read a process", func(d store.Desk) error { _, err := d.Process(ctx, seen); return err }, "admin", "not-allowed",
			map[models.Code]string{"no-such-case": "stranger-admin"}},
		{"report", func(d store.Desk) error {
			ts, err := d.StageTimes(ctx, models.ReportFilter{From: monday.AddDate(0, 0, -1), To: monday.AddDate(0, 0, 9)}, models.ByUnit)
			if err == nil && len(ts.Rows) == 0 {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "manager head head-tech", "not-allowed", map[models.Code]string{"empty": "stranger-manager stranger-head"}},
		{"report roughly", func(d store.Desk) error {
			ts, err := d.RoughStageTimes(ctx, models.ReportFilter{From: midnight(2026, 11, 20), To: midnight(2026, 11, 29)}, models.ByUnit)
			if err == nil && len(ts.Rows) == 0 {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "manager head head-tech", "not-allowed", map[models.Code]string{"empty": "stranger-manager stranger-head"}},
		{"count the work in hand", func(d store.Desk) error {
			r, err := d.WorkInHand(ctx, models.WorkFilter{}, models.ByUnit)
			if err == nil && len(r.Rows) == 0 {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "manager head head-tech", "not-allowed", map[models.Code]string{"empty": "stranger-manager stranger-head"}},
		{"read how he is told", func(d store.Desk) error { _, err := d.NoticeChoice(ctx); return err }, "citizen citizen2", "not-allowed", nil},
		{"choose his language", func(d store.Desk) error { return d.ChooseLanguage(ctx, "el") }, "citizen citizen2 clerk clerk2 head clerk-tech head-tech protocol manager admin stranger-clerk stranger-head stranger-manager stranger-protocol stranger-admin", "not-allowed", nil},
		{"choose how he is told", func(d store.Desk) error { return d.ChooseNotices(ctx, models.BothWays, nil) }, "citizen citizen2", "not-allowed", nil},
		{"list his ways to log in", func(d store.Desk) error { ways(t, d, ""); return nil },
			"citizen citizen2 clerk clerk2 head clerk-tech head-tech protocol manager admin", "", nil},
		{"remove a way to log in", func(d store.Desk) error { return d.RemoveLoginWay(ctx, way(), nil, nil) }, "citizen", "no-such-login-way", nil},
		{"list accounts", func(d store.Desk) error {
			as, _, err := d.Accounts(ctx, models.AccountFilter{})
			if slices.ContainsFunc(as, func(a models.Account) bool { return a.ID == account("citizen") }) || err != nil {
				return err
			}
			return models.Fault(models.NotFound, "empty")
		}, "admin", "not-allowed", map[models.Code]string{"empty": "stranger-admin"}},
		{"read the audit", func(d store.Desk) error {
			ls, _, err := d.Audit(ctx, models.AuditFilter{Object: "account", ID: string(account("citizen"))})
			if err == nil && !slices.ContainsFunc(ls, func(l models.AuditLine) bool { return l.Action == "create-account" }) {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "admin", "not-allowed", map[models.Code]string{"empty": "stranger-admin"}},
		{"create an account", func(d store.Desk) error {
			return d.CreateAccount(ctx, models.NewAccount{ID: models.AccountID(newID()), Email: newID() + "@example.org", PasswordHash: "x"})
		}, "admin stranger-admin", "not-allowed", nil},
		{"grant a role", func(d store.Desk) error { return d.GrantRole(ctx, account("citizen2"), unit) }, "admin", "not-allowed",
			map[models.Code]string{"no-such-account": "stranger-admin"}},
		{"end a grant", func(d store.Desk) error { return d.EndGrant(ctx, account("citizen2"), unit) }, "admin", "not-allowed",
			map[models.Code]string{"no-such-account": "stranger-admin"}},
		{"list all signing keys", func(d store.Desk) error {
			want(t, h.System().SeeKeys(ctx, eleonas, []models.SigningKey{certificate("seal", "s")}), "")
			ks, err := d.SigningKeys(ctx)
			if err == nil && len(ks) == 0 {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "admin", "empty", nil},
		{"expect a certificate", func(d store.Desk) error { return d.ExpectCertificate(ctx, account("citizen2"), certificate("", "e")) }, "admin",
			"not-allowed", map[models.Code]string{"no-such-account": "stranger-admin"}},
		{"forget a certificate", func(d store.Desk) error {
			want(t, desks["admin"].ExpectCertificate(ctx, account("citizen2"), certificate("", "e")), "")
			return d.ForgetCertificate(ctx, account("citizen2"))
		}, "admin", "not-allowed", map[models.Code]string{"no-such-account": "stranger-admin"}},
		{"watch a case", func(d store.Desk) error { return d.WatchCase(ctx, seen) }, "clerk clerk2 head clerk-tech head-tech protocol manager",
			"no-such-case", map[models.Code]string{"not-allowed": "citizen"}},
		{"watch a case no more", func(d store.Desk) error { return d.UnwatchCase(ctx, seen) }, "clerk clerk2 head clerk-tech head-tech protocol manager",
			"no-such-case", map[models.Code]string{"not-allowed": "citizen"}},
		{"link cases", func(d store.Desk) error {
			return d.LinkCases(ctx, models.NewLink{From: seen, To: h.file(t, "citizen"), Kind: models.SameMatter})
		}, "clerk clerk2 head", "no-such-case", map[models.Code]string{"not-allowed": "citizen protocol manager", "no-such-case": "clerk-tech head-tech"}},
		{"unlink cases", func(d store.Desk) error { return d.UnlinkCases(ctx, seen, h.file(t, "citizen")) }, "", "no-such-case",
			map[models.Code]string{"not-allowed": "citizen protocol manager", "not-linked": "clerk clerk2 head"}},
		{"reassign everything", func(d store.Desk) error {
			_, _, err := d.ReassignTasks(ctx, models.Reassignment{From: account("clerk2"), Unit: registry})
			return err
		}, "head stranger-head", "not-allowed", nil},
		{"list what he has done", func(d store.Desk) error {
			ts, _, err := d.DoneTasks(ctx, models.Page{})
			if err == nil && len(ts) == 0 {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "clerk clerk-tech", "empty", nil},
		{"list colleagues", func(d store.Desk) error {
			cs, err := d.Colleagues(ctx)
			if err == nil && !slices.ContainsFunc(cs, func(c models.Colleague) bool { return c.Account == account("clerk") }) {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "clerk head", "empty", nil},
		{"record an absence", func(d store.Desk) error { _, err := d.RecordAbsence(ctx, leave()); return err }, "clerk head admin", "not-allowed",
			map[models.Code]string{"no-such-account": "stranger-admin"}},
		{"list substitutes", func(d store.Desk) error { _, err := d.Substitutes(ctx, account("clerk")); return err }, "clerk head admin", "not-allowed",
			map[models.Code]string{"no-such-account": "stranger-admin"}},
		{"end an absence", func(d store.Desk) error { return d.EndAbsence(ctx, leaves()) }, "clerk head admin", "no-such-absence",
			map[models.Code]string{"not-allowed": "clerk2"}},
		{"list absences", func(d store.Desk) error {
			id := leaves()
			as, err := d.Absences(ctx, false)
			if err == nil && !slices.ContainsFunc(as, func(a models.Absence) bool { return a.ID == id }) {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "clerk clerk2 head admin", "empty", nil},
		{"list bodies", func(d store.Desk) error {
			want(t, desks["admin"].SaveBody(ctx, models.Body{Code: "region", Name: "x", Phone: "x"}), "")
			bs, err := d.Bodies(ctx)
			if err == nil && len(bs) == 0 {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "clerk clerk2 head clerk-tech head-tech protocol manager admin", "empty", map[models.Code]string{"not-allowed": "citizen citizen2"}},
		{"write a body", func(d store.Desk) error { return d.SaveBody(ctx, models.Body{Code: "r", Name: "x", Phone: "x"}) },
			"admin stranger-admin", "not-allowed", nil},
		{"find who came before", func(d store.Desk) error {
			ps, err := d.Persons(ctx, models.PersonFilter{Mobile: "+306900000000"})
			if err == nil && len(ps) == 0 {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "clerk clerk2 head clerk-tech head-tech", "not-allowed", map[models.Code]string{"empty": "protocol stranger-clerk stranger-head stranger-protocol"}},
		{"read who came before", func(d store.Desk) error { _, err := d.Person(ctx, met); return err },
			"clerk clerk2 head clerk-tech head-tech", "not-allowed", map[models.Code]string{"no-such-person": "protocol stranger-clerk stranger-head stranger-protocol"}},
		{"read who came with a case", func(d store.Desk) error { _, err := d.CameWith(ctx, seen); return err },
			"clerk clerk2 head clerk-tech head-tech", "no-such-person", nil},
		{"read an account", func(d store.Desk) error { _, err := d.AccountFile(ctx, account("citizen2")); return err }, "admin", "not-allowed",
			map[models.Code]string{"no-such-account": "stranger-admin"}},
		{"invite again", func(d store.Desk) error { return d.InviteAgain(ctx, account("citizen2")) }, "", "not-allowed",
			map[models.Code]string{"no-such-account": "stranger-admin", "has-password": "admin"}},
		{"unblock an account", func(d store.Desk) error { return d.EnableAccount(ctx, account("citizen2")) }, "admin", "not-allowed",
			map[models.Code]string{"no-such-account": "stranger-admin"}},
		{"end somebody's sessions", func(d store.Desk) error {
			id := models.AccountID(newID())
			want(t, h.System().CreateAccount(ctx, eleonas, models.NewAccount{ID: id, Email: newID() + "@example.org", PasswordHash: "x"}), "")
			return d.EndSessions(ctx, id)
		}, "admin", "not-allowed", map[models.Code]string{"no-such-account": "stranger-admin"}},
		{"import staff", func(d store.Desk) error {
			_, err := d.ImportStaff(ctx, []models.StaffRow{{Email: newID() + "@example.org", Name: "x", Grant: unit}}, false)
			return err
		}, "admin stranger-admin", "not-allowed", nil},
		{"list units", func(d store.Desk) error {
			us, err := d.OrgUnits(ctx)
			if err == nil && len(us) > 0 && us[0].El == "" { // a stranger's units have no names
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "admin", "not-allowed", map[models.Code]string{"empty": "stranger-admin"}},
		{"read a unit", func(d store.Desk) error {
			u, _, err := d.OrgUnit(ctx, registry)
			if err == nil && u.El == "" {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "admin", "not-allowed", map[models.Code]string{"empty": "stranger-admin"}},
		{"count the estate", func(d store.Desk) error { _, err := d.Estate(ctx); return err }, "admin stranger-admin", "not-allowed", nil},
		{"add a unit", func(d store.Desk) error { return d.AddUnit(ctx, office(models.UnitCode(newID()), "")) }, "admin stranger-admin", "not-allowed", nil},
		{"change a unit", func(d store.Desk) error { return d.ChangeUnit(ctx, office(made(), "")) }, "admin", "not-allowed",
			map[models.Code]string{"no-such-unit": "stranger-admin"}},
		{"make a service point", func(d store.Desk) error { return d.SavePoint(ctx, models.Point{Unit: made()}) }, "admin", "not-allowed",
			map[models.Code]string{"no-such-unit": "stranger-admin"}},
		{"end a service point", func(d store.Desk) error {
			at := made()
			for _, p := range []models.UnitCode{at, made()} {
				want(t, desks["admin"].SavePoint(ctx, models.Point{Unit: p}), "")
			}
			return d.ClosePoint(ctx, at)
		}, "admin", "not-allowed", map[models.Code]string{"not-a-point": "stranger-admin"}},
		{"close a unit", func(d store.Desk) error { return d.CloseUnit(ctx, made()) }, "admin", "not-allowed",
			map[models.Code]string{"no-such-unit": "stranger-admin"}},
		{"open a unit again", func(d store.Desk) error {
			u := made()
			want(t, desks["admin"].CloseUnit(ctx, u), "")
			return d.ReopenUnit(ctx, u)
		}, "admin", "not-allowed", map[models.Code]string{"no-such-unit": "stranger-admin"}},
		{"see what did not arrive", func(d store.Desk) error {
			us, _, err := d.UndeliveredNotices(ctx, models.UndeliveredFilter{}, models.Page{})
			if err == nil && !slices.ContainsFunc(us, func(u models.Undelivered) bool { return u.ID == lost }) {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "admin", "not-allowed", map[models.Code]string{"empty": "stranger-admin"}},
		{"count what did not arrive", func(d store.Desk) error {
			cs, err := d.CountUndelivered(ctx, monday)
			if err == nil && len(cs) == 0 {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "admin", "not-allowed", map[models.Code]string{"empty": "stranger-admin"}},
		{"send again what did not arrive", func(d store.Desk) error {
			_, err := d.RetryNotice(ctx, lost)
			return err
		}, "admin", "not-allowed", map[models.Code]string{"no-such-notice": "stranger-admin"}},
		{"list versions", func(d store.Desk) error {
			vs, err := d.Versions(ctx)
			if err == nil && len(vs) == 0 {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "admin", "not-allowed", map[models.Code]string{"empty": "stranger-admin"}},
		{"read what doctor found", func(d store.Desk) error {
			e, err := d.Examination(ctx)
			if err == nil && e.At.IsZero() {
				return models.Fault(models.NotFound, "empty")
			}
			return err
		}, "admin", "not-allowed", map[models.Code]string{"empty": "stranger-admin"}},
		{"disable an account", func(d store.Desk) error { return d.DisableAccount(ctx, account("citizen2")) }, "admin", "not-allowed",
			map[models.Code]string{"no-such-account": "stranger-admin"}},
	} {
		for name, desk := range desks {
			expected := row.code
			for c, names := range row.except {
				if slices.Contains(strings.Fields(names), name) {
					expected = c
				}
			}
			if slices.Contains(strings.Fields(row.may), name) {
				expected = ""
			}
			if got := code(row.try(desk)); got != expected {
				t.Errorf("%s: %s: got %q, want %q", row.method, name, got, expected)
			}
		}
	}
}

func TestWhatIsDoneAndWhatIsRefusedIsAudited(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	task := h.open(t, h.file(t, "citizen"), 1, "review")[0]
	want(t, h.as(t, "clerk").ClaimTask(ctx, task), "")
	want(t, h.as(t, "clerk2").ClaimTask(ctx, task), "task-claimed")
	_, err := h.as(t, "clerk-tech").AssignTasks(ctx, []models.TaskID{task}, account("clerk-tech"))
	want(t, err, "")
	_, err = h.as(t, "citizen2").Task(ctx, task)
	want(t, err, "no-such-task")
	var got []string
	page := models.Page{Limit: 3}
	for {
		lines, next, err := h.as(t, "admin").Audit(ctx, models.AuditFilter{Object: "task", ID: string(task), Page: page})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			got = append(got, string(l.Action+" "+l.Code))
		}
		if page.After = next; next == "" {
			break
		}
	}
	if s := strings.Join(got, ", "); s != "read-task no-such-task, assign-task no-such-task, claim-task task-claimed, claim-task " {
		t.Fatal(s)
	}
}

// ways gives the newest way to log in of somebody, of a provider; nobody else's
// are listed.
func ways(t testing.TB, d store.Desk, provider string) (newest models.LoginWayID) {
	t.Helper()
	ws, _, err := d.LoginWays(t.Context())
	want(t, err, "")
	for _, w := range ws {
		if newest = w.ID; w.Provider != provider {
			t.Errorf("%s is listed", w.Provider)
		}
	}
	return newest
}
