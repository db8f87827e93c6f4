package store_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// asked asks for an account and gives the code that was sent for it.
func (h *house) asked(t testing.TB, email string) models.CodeTyped {
	t.Helper()
	id := models.CodeID(uuid.NewString())
	want(t, h.For(models.Actor{Municipality: eleonas}).Register(t.Context(), models.Attempt{Name: email},
		models.Registration{ID: id, Email: email, Name: "Δανάη", PasswordHash: "secret hash", Language: "en"}), "")
	ns, err := h.System().TakeNotices(t.Context(), models.Email, 100)
	require.NoError(t, err)
	require.Len(t, ns, 1)
	f, err := h.System().NoticeFacts(t.Context(), ns[0])
	require.NoError(t, err)
	require.Equal(t, []string{email, "en", ""}, []string{f.To, f.Language, f.Name}, "what a stranger typed is not sent on")
	want(t, h.System().NoticeSent(t.Context(), ns[0].ID, "", "", ""), "")
	return models.CodeTyped{ID: id, Code: f.OneTimeCode}
}

func TestACodeLiesNowhereInTheOpen(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.asked(t, "danae@example.org")
	conn, err := pgx.Connect(t.Context(), h.url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	var row, sealed string
	read := func() {
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT CAST(to_jsonb(k) - 'id' - 'digest' AS text), sealed FROM account_codes k").Scan(&row, &sealed))
	}
	read()
	require.NotContains(t, row, c.Code)
	require.NotContains(t, row, "secret hash")
	require.Empty(t, sealed, "sent is sent")
	require.Contains(t, row, `"ended_at": null`)
	want(t, h.For(models.Actor{Municipality: eleonas}).ConfirmRegistration(t.Context(), c), "")
	read()
	require.Contains(t, row, `"body": ""`)
}

func TestManyTriesAtOnceAreCountedOneByOne(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.asked(t, "danae@example.org")
	nobody := h.For(models.Actor{Municipality: eleonas})
	done := make(chan error, 12)
	for range 12 {
		go func() { done <- nobody.ConfirmRegistration(t.Context(), models.CodeTyped{ID: c.ID, Code: "x"}) }()
	}
	for range 12 {
		want(t, <-done, "code-refused")
	}
	want(t, nobody.ConfirmRegistration(t.Context(), c), "code-refused")
}

func TestCodesAreSweptWithTheirNotices(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.asked(t, "danae@example.org")
	conn, err := pgx.Connect(t.Context(), h.url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	left := func() (n int) {
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM account_codes JOIN notices ON code = account_codes.id").Scan(&n))
		return n
	}
	want(t, h.System().SweepCodes(t.Context(), monday), "")
	require.Equal(t, 1, left())
	want(t, h.System().SweepCodes(t.Context(), monday.Add(time.Minute)), "")
	require.Zero(t, left())
}

// Whether or not somebody has the address, so the refusal tells nothing. In
// another network the owner gets his code, and it is not replaced by others'.
func TestNobodyIsGivenMoreThanTenCodesADayInOnePlace(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk := h.For(models.Actor{Municipality: eleonas})
	for _, email := range []string{"citizen@example.org", "nobody@example.org"} {
		ask := func(network string) error {
			return desk.AskPassword(t.Context(), models.Attempt{Name: email, Network: network}, models.CodeID(uuid.NewString()), "el")
		}
		begun := h.clock.Now()
		for range 10 {
			want(t, ask("cafe"), "")
			h.clock.Advance(time.Minute)
		}
		err := ask("cafe")
		want(t, err, "too-many-attempts")
		if got, left := fault(err).Data["seconds"], int((24*time.Hour-h.clock.Now().Sub(begun))/time.Second); got != left {
			t.Errorf("%s: wait %v s, want %d", email, got, left)
		}
		want(t, desk.AskPassword(t.Context(), models.Attempt{Name: "citizen2@example.org", Network: "cafe"}, models.CodeID(uuid.NewString()), "el"), "")
		want(t, ask("home"), "")
		h.clock.Advance(24*time.Hour - h.clock.Now().Sub(begun))
		want(t, ask("cafe"), "") // the first is a day old
		want(t, ask("cafe"), "too-many-attempts")
	}
}

func TestManyNetworksUseUpTheCodesOfADayButNotThoseOfTheOwnersDevice(t *testing.T) {
	t.Parallel()
	h := setup(t)
	desk := h.For(models.Actor{Municipality: eleonas})
	ask := func(email, network string, device []byte) error {
		return desk.AskPassword(t.Context(), models.Attempt{Name: email, Network: network, Device: device}, models.CodeID(uuid.NewString()), "el")
	}
	for _, email := range []string{"citizen@example.org", "nobody@example.org"} {
		for i := range 40 {
			want(t, ask(email, strconv.Itoa(i), nil), "")
		}
		want(t, ask(email, "home", nil), "too-many-attempts")
	}
	for range 10 {
		want(t, ask("citizen@example.org", "home", []byte("laptop")), "")
	}
	want(t, ask("citizen@example.org", "home", []byte("laptop")), "too-many-attempts")
}

func TestWhoAsksForAnothersCodeDoesNotReplaceHis(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.For(models.Actor{Municipality: eleonas})
	mine := h.asked(t, "danae@example.org")
	stranger := models.Attempt{Name: "danae@example.org", Network: "elsewhere"}
	theirs := models.Registration{ID: models.CodeID(uuid.NewString()), Email: "danae@example.org", Name: "Άλλη", PasswordHash: "x", Language: "en"}
	want(t, nobody.Register(t.Context(), stranger, theirs), "")
	ns, err := h.System().TakeNotices(t.Context(), models.Email, 100)
	require.NoError(t, err)
	f, err := h.System().NoticeFacts(t.Context(), ns[0])
	require.NoError(t, err)
	want(t, nobody.ConfirmRegistration(t.Context(), mine), "")
	want(t, nobody.ConfirmRegistration(t.Context(), models.CodeTyped{ID: theirs.ID, Code: f.OneTimeCode}), "code-refused")
}
