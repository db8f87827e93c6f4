package store_test

import (
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// standing asks whether the kept rows of acting_grants are what stands, and
// gives how many there are for substitutes.
func (h *house) standing(t testing.TB) (substitutes int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), h.url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	var missing, extra int
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT
		(SELECT count(*) FROM (SELECT * FROM standing_grants EXCEPT ALL SELECT * FROM acting_grants) x),
		(SELECT count(*) FROM (SELECT * FROM acting_grants EXCEPT ALL SELECT * FROM standing_grants) x),
		(SELECT count(*) FROM acting_grants WHERE acting_for IS NOT NULL)`).Scan(&missing, &extra, &substitutes))
	require.Zero(t, missing, "missing from acting_grants")
	require.Zero(t, extra, "too many in acting_grants")
	return substitutes
}

func TestActingGrantsAreKeptAsGrantsAbsencesAndAccountsChange(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	admin := h.as(t, "admin")
	require.Zero(t, h.standing(t))
	id := h.away(t, "admin", "head", "clerk")
	before := h.standing(t)
	require.Positive(t, before)
	want(t, admin.GrantRole(ctx, account("head"), models.Grant{Role: models.RoleProtocol}), "")
	require.Equal(t, before+1, h.standing(t))
	h.exec(t, `UPDATE accounts SET person = (SELECT id FROM persons LIMIT 1) WHERE id = $1`, string(account("head")))
	h.standing(t)
	want(t, admin.EndAbsence(ctx, id), "")
	require.Zero(t, h.standing(t))
	h.away(t, "admin", "head", "clerk")
	want(t, admin.DisableAccount(ctx, account("head")), "")
	require.Zero(t, h.standing(t))
}

func TestAGrantAndAnAbsenceAtOnceBothCount(t *testing.T) {
	t.Parallel()
	h := setup(t)
	var wg sync.WaitGroup
	for _, role := range []models.Role{models.RoleProtocol, models.RoleManager} {
		wg.Go(func() { _ = h.as(t, "admin").GrantRole(t.Context(), account("head"), models.Grant{Role: role}) })
	}
	wg.Go(func() { h.away(t, "admin", "head", "clerk") })
	wg.Wait()
	require.GreaterOrEqual(t, h.standing(t), 3) // head, protocol, manager
}
