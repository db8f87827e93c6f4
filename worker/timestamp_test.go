package worker_test

import (
	"bytes"
	"context"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/activities"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// authority stamps times, unless it is away.
type authority struct {
	*sign.TSA
	away atomic.Bool
}

func (a *authority) Timestamp(ctx context.Context, digest []byte) ([]byte, error) {
	if a.away.Load() {
		return nil, &sign.Error{Code: sign.TimestampUnavailable}
	}
	return a.TSA.Timestamp(ctx, digest)
}

// chancery is a house that has issued a document which lacks its timestamp.
type chancery struct {
	*house
	pki    *sign.DevPKI
	stamps *authority
	act    *activities.Timestamp
	ref    models.TimestampRef
	signed []byte
}

func withDocument(t *testing.T, c clock.Clock) *chancery {
	t.Helper()
	ctx := t.Context()
	h := &chancery{house: setup(t, c), ref: models.TimestampRef{Document: models.DocumentID(uuid.Must(uuid.NewV7()).String()), Version: 1}}
	dir := t.TempDir()
	var err error
	h.pki, err = keyring.Development(dir, sign.Body{Name: "Δήμος Ελαιώνα"}, nil, c.Now())
	require.NoError(t, err)
	tsa, err := sign.NewTSA(h.pki.Stamps, c.Now)
	require.NoError(t, err)
	h.stamps = &authority{TSA: tsa}
	h.act = &activities.Timestamp{Store: h.Store.System(), Files: h.Blobs, Authority: h.stamps}
	h.acts.Timestamp = h.act
	seal, err := keyring.Open(dir, c).Signer(keyring.Seal)
	require.NoError(t, err)
	h.signed, err = seal.Sign(ctx, demo.Paper("certificate"), sign.Options{At: c.Now()})
	require.NoError(t, err)
	kept, err := h.Blobs.Put(ctx, bytes.NewReader(h.signed), 1<<20)
	require.NoError(t, err)
	p := &post{house: h.house}
	db, doc, now := testkitConn(t, h.url), string(h.ref.Document), c.Now()
	_, err = db.Exec(ctx, `INSERT INTO documents (id, municipality, kind, template, unit, state, version, created_at)
		SELECT $1, municipality, 'certificate', 'x', code, 'issued', 1, $2 FROM units LIMIT 1`, doc, now)
	require.NoError(t, err)
	_, err = db.Exec(ctx, `INSERT INTO document_versions (document, version, municipality, case_id, template_version, code)
		VALUES ($1, 1, 9999, $2, 1, 'code')`, doc, p.file(t))
	require.NoError(t, err)
	_, err = db.Exec(ctx, `INSERT INTO document_files (document, version, seq, municipality, what, sha256, size, media_type, level, at)
		VALUES ($1, 1, 1, 9999, 'signed', $2, $3, 'application/pdf', 'B-B', $4)`, doc, kept.Key, kept.Size, now)
	require.NoError(t, err)
	_, err = db.Exec(ctx, `INSERT INTO outbox (municipality, verb, workflow, workflow_id, body, not_before, created_at, delivered_at)
		VALUES (9999, 'start', 'timestamp', $1, '{}', $2, $2, $2)`, models.TimestampWorkflowOf(h.ref.Document, 1), now)
	require.NoError(t, err)
	return h
}

func (h *chancery) newest(t *testing.T) (models.DocumentFile, []byte) {
	t.Helper()
	f, err := h.Store.System().NewestFile(t.Context(), h.ref)
	require.NoError(t, err)
	r, _, err := h.Blobs.Open(t.Context(), string(f.SHA256))
	require.NoError(t, err)
	defer r.Close()
	b, err := io.ReadAll(r)
	require.NoError(t, err)
	return f, b
}

func TestAnAuthorityThatIsBackRaisesTheLevelOnceAndChangesNothing(t *testing.T) {
	t.Parallel()
	h := withDocument(t, clock.At(monday))
	h.stamps.away.Store(true)
	out, err := h.act.Add(t.Context(), h.ref)
	require.NoError(t, err)
	require.False(t, out.Done, "the workflow waits")
	f, _ := h.newest(t)
	require.Equal(t, models.LevelB, f.Level)

	h.stamps.away.Store(false)
	var wg sync.WaitGroup
	for range 4 { // workers that all believe it is theirs to do
		wg.Go(func() {
			if out, err := h.act.Add(t.Context(), h.ref); err != nil || !out.Done {
				t.Error(out, err)
			}
		})
	}
	wg.Wait()
	f, b := h.newest(t)
	require.Equal(t, 2, f.Seq)
	require.Equal(t, models.LevelT, f.Level)
	require.True(t, bytes.HasPrefix(b, h.signed), "the earlier file stays")
	report, err := sign.Verify(b, h.pki.Roots(), monday.Add(time.Hour))
	require.NoError(t, err)
	require.True(t, report.Valid())
	require.Equal(t, sign.LevelT, report.Signatures[0].Level)
	out, err = h.act.Add(t.Context(), h.ref)
	require.NoError(t, err)
	require.True(t, out.Done)
}

func TestDoctorStartsTheLostWorkflowOfATimestampAnew(t *testing.T) {
	t.Parallel()
	c := withDocument(t, clock.System{})
	h := c.withTemporal(t)
	awaiting := func() (lost []worker.Complaint) {
		found, err := h.doctor.Examine(t.Context())
		require.NoError(t, err)
		for _, x := range found {
			if x.Code == "timestamp-without-workflow" {
				lost = append(lost, x)
			}
		}
		return lost
	}
	lost := awaiting()
	require.Len(t, lost, 1)
	left, err := h.doctor.Repair(t.Context(), lost)
	require.NoError(t, err)
	require.Empty(t, left)
	require.Empty(t, awaiting(), "it runs again")
	d, err := h.client.DescribeWorkflowExecution(t.Context(), models.TimestampWorkflowOf(c.ref.Document, 1), "")
	require.NoError(t, err)
	require.Equal(t, "timestamp", d.GetWorkflowExecutionInfo().GetType().GetName())
}
