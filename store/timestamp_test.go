package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// issued writes a document with one file of a level, as an issue leaves it.
func (h *house) issued(t testing.TB, level models.Level) models.TimestampRef {
	t.Helper()
	ctx := t.Context()
	ref := models.TimestampRef{Document: models.DocumentID(newID()), Version: 1}
	c, err := pgx.Connect(ctx, h.url)
	require.NoError(t, err)
	defer c.Close(ctx)
	now := h.clock.Now()
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`INSERT INTO documents (id, municipality, kind, template, unit, state, version, created_at)
			VALUES ($1, $2, 'certificate', 'x', $3, 'issued', 1, $4)`, []any{ref.Document, eleonas, registry, now}},
		{`INSERT INTO document_versions (document, version, municipality, case_id, template_version, code)
			VALUES ($1, 1, $2, $3, 1, $4)`, []any{ref.Document, eleonas, h.file(t, "citizen"), newID()}},
		{`INSERT INTO document_files (document, version, seq, municipality, what, sha256, size, media_type, level, at)
			VALUES ($1, 1, 1, $2, 'signed', $3, 10, 'application/pdf', $4, $5)`, []any{ref.Document, eleonas, "first of " + ref.Document, level, now}},
	} {
		_, err := c.Exec(ctx, q.sql, q.args...)
		require.NoError(t, err)
	}
	return ref
}

func TestTwoWhoBringATimestampLeaveOneFile(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y, ref := h.System(), h.issued(t, models.LevelB)
	signed, err := y.NewestFile(t.Context(), ref)
	require.NoError(t, err)
	require.Equal(t, 1, signed.Seq)
	var wg sync.WaitGroup
	added := make([]bool, 8)
	for i := range added {
		wg.Go(func() {
			var err error
			added[i], err = y.AddTimestamped(t.Context(), ref, signed, models.DocumentFile{SHA256: models.SHA256(newID()), Size: 20})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	n := 0
	for _, a := range added {
		if a {
			n++
		}
	}
	require.Equal(t, 1, n)
	f, err := y.NewestFile(t.Context(), ref)
	require.NoError(t, err)
	require.Equal(t, models.DocumentFile{Seq: 2, What: models.FileTimestamped, SHA256: f.SHA256, Size: 20,
		MediaType: "application/pdf", Level: models.LevelT, At: h.clock.Now()}, f)
	for key, want := range map[string]bool{string(signed.SHA256): true, string(f.SHA256): true, "another": false} {
		used, err := y.BlobInUse(t.Context(), key)
		require.NoError(t, err)
		require.Equal(t, want, used, key)
	}
}

func TestNothingFollowsATimestampedFile(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y, ref := h.System(), h.issued(t, models.LevelT)
	f, err := y.NewestFile(t.Context(), ref)
	require.NoError(t, err)
	added, err := y.AddTimestamped(t.Context(), ref, f, models.DocumentFile{SHA256: "x", Size: 1})
	require.NoError(t, err)
	require.False(t, added)
	_, err = y.NewestFile(t.Context(), models.TimestampRef{Document: models.DocumentID(newID()), Version: 1})
	want(t, err, "no-such-document")
}

// What no workflow was ever asked for is awaited by nobody: no authority was
// configured when it was signed.
func TestATimestampIsAwaitedOnceItsWorkflowWasStartedAndForAMonth(t *testing.T) {
	t.Parallel()
	h := setup(t)
	y, ref := h.System(), h.issued(t, models.LevelB)
	h.issued(t, models.LevelB)
	awaited := func() []models.TimestampRef {
		t.Helper()
		refs, err := y.TimestampsAwaited(t.Context(), 10)
		require.NoError(t, err)
		return refs
	}
	require.Empty(t, awaited())
	require.NoError(t, h.Store.TimestampLater(t.Context(), eleonas, ref))
	require.Empty(t, awaited(), "its message is on its way")
	h.clock.Advance(time.Minute)
	ms, err := y.TakeDue(t.Context(), 10)
	require.NoError(t, err)
	found := false
	for _, m := range ms {
		if m.Workflow == "timestamp" {
			found = true
			require.Equal(t, models.TimestampWorkflowOf(ref.Document, 1), m.WorkflowID)
			require.JSONEq(t, `{"document":"`+string(ref.Document)+`","version":1}`, string(m.Body))
		}
		require.NoError(t, y.Delivered(t.Context(), m.ID))
	}
	require.True(t, found)
	require.Equal(t, []models.TimestampRef{ref}, awaited())
	h.clock.Advance(31 * 24 * time.Hour)
	require.Empty(t, awaited())
}
