package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestStaffAreFoundByNameMailRoleAndUnit(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	want(t, admin.CreateAccount(ctx, models.NewAccount{ID: account("anna"), Email: "a_nna@example.org", Name: "Άννα Μαΐου", Source: "admin",
		Grants: []models.Grant{{Role: models.RoleHead, Unit: works}}}), "")
	for _, c := range []struct {
		f models.AccountFilter
		n int
	}{
		{models.AccountFilter{Query: "ΜΑΙΟΥ"}, 1}, {models.AccountFilter{Query: "άννα μαϊ"}, 1}, {models.AccountFilter{Query: "A_NN"}, 1},
		{models.AccountFilter{Query: "a%"}, 0}, {models.AccountFilter{Role: models.RoleHead, Unit: works}, 2},
		{models.AccountFilter{Role: models.RoleHead, Unit: works, Query: "Άννα"}, 1}, {models.AccountFilter{Query: "citizen", Staff: true}, 0},
		{models.AccountFilter{Off: true}, 0},
	} {
		as, _, err := admin.Accounts(ctx, c.f)
		require.NoError(t, err)
		require.Len(t, as, c.n, "%+v", c.f)
	}
}

func TestWhoHasNoPasswordIsInvitedAndChoosesOneByCode(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	want(t, admin.CreateAccount(ctx, models.NewAccount{ID: account("anna"), Email: "anna@example.org", Name: "Άννα", Source: "admin"}), "")
	ns, err := h.System().TakeNotices(ctx, models.Email, 10)
	require.NoError(t, err)
	require.Len(t, ns, 1)
	f, err := h.System().NoticeFacts(ctx, ns[0])
	require.NoError(t, err)
	require.Equal(t, models.EventInvited, f.Event)
	require.Equal(t, []string{"anna@example.org", "Άννα", ""}, []string{f.To, f.Name, f.OneTimeCode})
	want(t, h.System().NoticeSent(ctx, ns[0].ID, "", "", ""), "")
	want(t, admin.InviteAgain(ctx, account("anna")), "")
	want(t, admin.InviteAgain(ctx, account("clerk")), "has-password")
	want(t, h.For(models.Actor{Municipality: eleonas}).AskPassword(ctx, models.Attempt{Name: "anna@example.org"}, models.CodeID(newID()), "el"), "")
	ns, err = h.System().TakeNotices(ctx, models.Email, 10)
	require.NoError(t, err)
	require.Len(t, ns, 2, "the second invitation and the code")
	file, err := admin.AccountFile(ctx, account("anna"))
	require.NoError(t, err)
	require.False(t, file.Password)
}

func TestABlockedAccountComesBackWithItsRoles(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	later := monday.AddDate(0, 1, 0)
	want(t, admin.GrantRole(ctx, account("clerk"), models.Grant{Role: models.RoleManager, From: later, Until: later}), "ends-before")
	want(t, admin.GrantRole(ctx, account("clerk"), models.Grant{Role: models.RoleManager, From: later}), "")
	want(t, admin.GrantRole(ctx, account("clerk"), models.Grant{Role: models.RoleManager, From: later}), "")
	file, err := admin.AccountFile(ctx, account("clerk"))
	require.NoError(t, err)
	require.Equal(t, 1, file.Sessions)
	require.Len(t, file.Grants, 2)
	require.Equal(t, "Όνομα admin", file.Grants[0].GivenBy)
	require.Equal(t, later, file.Grants[0].From)
	require.False(t, h.actor(t, "clerk").Is(models.RoleManager), "it has not begun")
	want(t, admin.DisableAccount(ctx, account("clerk")), "")
	want(t, admin.EnableAccount(ctx, account("clerk")), "")
	h.clock.Set(later)
	hash := token("clerk again")
	want(t, h.For(models.Actor{}).OpenSession(ctx, account("clerk"), hash, later.AddDate(0, 0, 1)), "")
	a, err := h.Actor(ctx, hash)
	require.NoError(t, err)
	require.True(t, a.Is(models.RoleManager) && a.In(registry, models.RoleClerk))
	want(t, admin.EndSessions(ctx, account("clerk")), "")
	_, err = h.Actor(ctx, hash)
	require.Error(t, err)
}

func TestARoleThatIsStillToBeginCanBeTakenBack(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	g := models.Grant{Role: models.RoleManager, From: monday.AddDate(0, 0, 3)}
	want(t, admin.GrantRole(ctx, account("clerk"), g), "")
	want(t, admin.EndGrant(ctx, account("clerk"), g), "")
	want(t, admin.EndGrant(ctx, account("clerk"), g), "no-such-grant")
	h.clock.Set(monday.AddDate(0, 0, 4))
	require.False(t, h.actor(t, "clerk").Is(models.RoleManager))
}

func TestATableOfUsersIsTakenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	row := func(mail string, g models.Grant) models.StaffRow {
		return models.StaffRow{Email: mail, Name: "Νέα Υπάλληλος", Grant: g}
	}
	clerk := models.Grant{Role: models.RoleClerk, Unit: registry}
	rows := []models.StaffRow{row("new@example.org", clerk), row("NEW@example.org", models.Grant{Role: models.RoleProtocol, Until: monday.AddDate(1, 0, 0)}),
		row("clerk@example.org", clerk)}
	bad := append(rows[:3:3], row("x@example.org", models.Grant{Role: models.RoleClerk, Unit: "nowhere"}),
		row("clerk@example.org", models.Grant{Role: models.RoleManager, Unit: registry}))
	_, err := admin.ImportStaff(ctx, bad, false)
	want(t, err, "invalid-request")
	require.Equal(t, []models.FieldFault{{Field: "rows[3].unit", Code: "no-such-unit"}, {Field: "rows[4].unit", Code: "bad-grant"}}, fault(err).Fields)
	for _, dry := range []bool{true, false, false} {
		out, err := admin.ImportStaff(ctx, rows, dry)
		require.NoError(t, err)
		require.Len(t, out, 3)
		as, _, err := admin.Accounts(ctx, models.AccountFilter{Query: "new@"})
		require.NoError(t, err)
		if dry {
			require.True(t, out[0].New && out[0].Granted && !out[1].New && out[1].Granted && !out[2].Granted)
			require.Empty(t, as, "a trial leaves nothing")
			continue
		}
		require.Len(t, as, 1)
		require.Len(t, as[0].Grants, 2)
	}
	out, err := admin.ImportStaff(ctx, rows, true)
	require.NoError(t, err)
	require.False(t, out[0].New || out[0].Granted || out[1].Granted, "the table was taken already")
	ns, err := h.System().TakeNotices(ctx, models.Email, 10)
	require.NoError(t, err)
	require.Len(t, ns, 1, "one invitation")
}

func TestTheAuditIsSearchedByWhoWhatWhenAndCase(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, admin := t.Context(), h.as(t, "admin")
	id := h.file(t, "citizen")
	task := h.open(t, id, 1, "review")[0]
	h.clock.Advance(26 * time.Hour)
	want(t, h.as(t, "clerk").ClaimTask(ctx, task), "")
	want(t, h.as(t, "clerk2").ClaimTask(ctx, task), "task-claimed")
	day := monday.AddDate(0, 0, 1)
	for _, c := range []struct {
		f models.AuditFilter
		n int
	}{
		{models.AuditFilter{Who: "όνομα CLERK", Action: "claim-task"}, 2}, {models.AuditFilter{Who: "clerk@example.org", Object: "task"}, 1},
		{models.AuditFilter{Actor: account("clerk2"), Object: "task"}, 1}, {models.AuditFilter{Action: "claim-task", Refused: true}, 1},
		{models.AuditFilter{Action: "claim-task", From: day}, 2}, {models.AuditFilter{Action: "claim-task", Until: day}, 0},
		{models.AuditFilter{Action: "submit-case", From: day}, 0}, {models.AuditFilter{Case: "1/2026", Object: "task"}, 2},
		{models.AuditFilter{Case: "2/2026"}, 0},
	} {
		ls, _, err := admin.Audit(ctx, c.f)
		require.NoError(t, err)
		require.Len(t, ls, c.n, "%+v", c.f)
	}
	_, _, err := admin.Audit(ctx, models.AuditFilter{Case: "χ"})
	want(t, err, "number-form")
	ls, _, err := admin.Audit(ctx, models.AuditFilter{Action: "claim-task", Page: models.Page{Limit: 1}})
	require.NoError(t, err)
	require.Equal(t, []string{"Όνομα clerk2", "1/2026", "task-claimed"}, []string{ls[0].ActorName, ls[0].Called, string(ls[0].Code)})
	ls, _, err = admin.Audit(ctx, models.AuditFilter{Action: "read-audit"})
	require.NoError(t, err)
	require.Len(t, ls, 10, "who reads is read of")
}
