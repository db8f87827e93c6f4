package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func certificate(holder, sum string) models.SigningKey {
	return models.SigningKey{Holder: holder, Subject: "CN=" + holder, Issuer: "CN=ca", Serial: "1", Algorithm: "RSA-2048", Class: "advanced",
		NotBefore: monday.AddDate(-1, 0, 0), NotAfter: monday.AddDate(0, 0, 20), SHA256: models.SHA256(sum), Certificate: []byte{0x30, 1}}
}

func (h *house) keys(t testing.TB, who string) (out []string) {
	t.Helper()
	ks, err := h.as(t, who).SigningKeys(t.Context())
	require.NoError(t, err)
	for _, k := range ks {
		out = append(out, k.Name+"/"+string(k.Way)+"/"+string(k.SHA256)+"/"+string(k.Absent))
	}
	return out
}

func TestEverybodySeesHisOwnKeyAndTheAdministratorAll(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y := h.System()
	head := string(account("head"))
	require.NoError(t, y.SeeKeys(t.Context(), eleonas, []models.SigningKey{certificate("seal", "s"), certificate(head, "a")}))
	require.NoError(t, h.as(t, "admin").ExpectCertificate(t.Context(), account("head"), certificate("", "e")))
	require.Equal(t, []string{"/server/s/", "Όνομα head/external/e/", "Όνομα head/server/a/"}, h.keys(t, "admin"))
	require.Equal(t, []string{"Όνομα head/external/e/", "Όνομα head/server/a/"}, h.keys(t, "head"))
	require.Empty(t, h.keys(t, "clerk"))

	unread := models.SigningKey{Holder: head, Absent: "key-unreadable"}
	require.NoError(t, y.SeeKeys(t.Context(), eleonas, []models.SigningKey{unread}))
	require.Equal(t, []string{"/server/s/key-absent", "Όνομα head/external/e/", "Όνομα head/server/a/key-unreadable"}, h.keys(t, "admin"))
	require.NoError(t, y.SeeKeys(t.Context(), eleonas, []models.SigningKey{certificate("seal", "s"), certificate(head, "b")}))
	require.NoError(t, h.as(t, "admin").ForgetCertificate(t.Context(), account("head")))
	require.Equal(t, []string{"/server/s/", "Όνομα head/server/b/"}, h.keys(t, "admin"))
	want(t, h.as(t, "admin").ForgetCertificate(t.Context(), account("head")), "no-certificate")
}

func TestEachCertificateIsWarnedOfOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y, head := h.System(), string(account("head"))
	warned := func(seen ...models.SigningKey) (events []models.Event) {
		t.Helper()
		require.NoError(t, y.SeeKeys(t.Context(), eleonas, seen))
		require.NoError(t, y.WarnOfKeys(t.Context(), eleonas))
		ns, err := y.TakeNotices(t.Context(), models.Email, 10)
		require.NoError(t, err)
		for _, n := range ns {
			require.Empty(t, n.CaseID)
			f, err := y.NoticeFacts(t.Context(), n)
			require.NoError(t, err)
			require.Equal(t, monday.AddDate(0, 0, 20), f.DueAt)
			events = append(events, n.Event)
			require.NoError(t, y.NoticeSent(t.Context(), n.ID, "", "", ""))
		}
		return events
	}
	seal, key := certificate("seal", "s"), certificate(head, "a")
	require.NoError(t, h.as(t, "admin").ExpectCertificate(t.Context(), account("clerk"), certificate("", "e")))
	require.ElementsMatch(t, []models.Event{models.EventKeyEnds, models.EventKeyEnds, models.EventSealEnds}, warned(seal, key))
	require.Empty(t, warned(seal, key))
	require.Equal(t, []models.Event{models.EventKeyEnds}, warned(seal, certificate(head, "b")), "another certificate that ends")
	long := certificate(head, "c")
	long.NotAfter = monday.AddDate(2, 0, 0)
	require.Empty(t, warned(seal, long))
}
