package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// atCounter is a certificate for somebody at the counter.
func (h *house) atCounter() models.CounterCertificate {
	now := h.clock.Now()
	return models.CounterCertificate{CaseID: models.CaseID(newID()), Template: template, Delivery: models.ByPost, Language: "en",
		Address: "Αθηνάς 1, 57000 Ελαιώνας", Applicant: models.Person{Kind: models.Natural, Name: "Μαρία Παπαδοπούλου", AFM: "094019245"},
		Due: models.Due{Legal: now.AddDate(0, 0, 10), Target: now.AddDate(0, 0, 2)}}
}

func TestACertificateIsStartedAtTheCounterOnce(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	in := h.atCounter()
	first, err := h.as(t, "clerk").StartCertificate(t.Context(), in)
	require.NoError(t, err)
	require.NotZero(t, first.Outbox)
	require.Equal(t, in.Due.Legal, first.Due.Legal)
	later := in
	later.Due.Legal = in.Due.Legal.AddDate(0, 0, 1)
	again, err := h.as(t, "clerk").StartCertificate(t.Context(), later)
	require.NoError(t, err)
	require.Equal(t, first, again, "the same answer")
	require.EqualValues(t, 1, h.one(t, `SELECT count(*) FROM outbox WHERE workflow = 'certificate'`))
	require.EqualValues(t, "en", h.one(t, `SELECT language FROM document_versions WHERE case_id = $1`, string(in.CaseID)))
	require.EqualValues(t, in.Address, h.one(t, `SELECT address FROM document_recipients`))
	require.NoError(t, h.System().Delivered(t.Context(), first.Outbox))
	again, err = h.as(t, "clerk").StartCertificate(t.Context(), in)
	require.NoError(t, err)
	require.Zero(t, again.Outbox, "nothing is left to deliver")
	_, err = h.as(t, "clerk2").StartCertificate(t.Context(), in)
	want(t, err, "case-exists")

	r, err := h.as(t, "clerk").RecordAside(t.Context(), in.CaseID)
	require.NoError(t, err)
	require.Empty(t, r.Parent)
	require.Nil(t, r.Claimed)
}

func TestNobodyStartsACertificateForHimselfOrForAnotherUnit(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	for _, who := range []string{"citizen", "clerk-tech", "mayor", "manager", "admin", "protocol"} {
		_, err := h.as(t, who).StartCertificate(t.Context(), h.atCounter())
		want(t, err, "not-allowed")
	}
	in := h.atCounter()
	in.Template = "unknown"
	_, err := h.as(t, "clerk").StartCertificate(t.Context(), in)
	want(t, err, "no-such-certificate")
	require.Zero(t, h.one(t, `SELECT count(*) FROM documents`))
}

func TestAPreviewNamesWhoIsGoingToSign(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.made(t)
	_, err := h.write(t, child, sha("a"))
	require.NoError(t, err)
	for who, signs := range map[string]string{"clerk": "deputy", "mayor": "mayor", "deputy": "deputy"} {
		f, err := h.as(t, who).PreviewFacts(t.Context(), child, models.WayServer)
		require.NoError(t, err)
		require.Equal(t, account(signs), f.Signatory.Account, who)
		require.Equal(t, signs == "deputy", f.Signatory.ByOrder)
		require.Equal(t, "development", f.Class)
		require.Zero(t, f.Number)
		require.Equal(t, sha("a"), f.SHA256)
	}
	f, err := h.as(t, "mayor").PreviewFacts(t.Context(), child, models.WayPaper)
	require.NoError(t, err)
	require.Empty(t, f.Class)
	_, err = h.as(t, "citizen").PreviewFacts(t.Context(), child, models.WayServer)
	want(t, err, "no-such-case")
	_, err = h.as(t, "citizen").RecordAside(t.Context(), child)
	want(t, err, "no-such-case")
	h.clock.Advance(time.Minute)
	h.exec(t, `UPDATE role_grants SET valid_to = valid_from + interval '1 second' WHERE role = 'signatory'`)
	f, err = h.as(t, "clerk").PreviewFacts(t.Context(), child, models.WayServer)
	require.NoError(t, err)
	require.Equal(t, models.Signatory{Name: "—"}, f.Signatory)
}

func TestTheQueueOfSignaturesIsCounted(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	h.toSign(t)
	for who, n := range map[string]int{"mayor": 1, "deputy": 1, "clerk": 0, "citizen": 0, "manager": 0} {
		counts, err := h.as(t, who).TaskCounts(t.Context())
		require.NoError(t, err)
		require.Equal(t, n, counts[models.QueueSign], who)
	}
}
