package worker_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// A document says what its signature is worth. A key that was replaced since the
// intent, or since the rendering, signs nothing that says otherwise.
func TestADocumentSpeaksOfTheKeyThatSignsIt(t *testing.T) {
	t.Parallel()
	c := clock.At(issueDay)
	k := openSigners(t, c)
	act, y, ctx := k.acts.Certificate, k.Store.System(), t.Context()
	plain := k.attested(t, "plain")
	_, err := act.Intend(ctx, plain)
	require.NoError(t, err)

	holders, err := k.ring.Holders()
	require.NoError(t, err)
	seal := holders[0]
	require.NoError(t, y.SeeKeys(ctx, demo.Municipality, []models.SigningKey{{Holder: seal.Name, Class: string(sign.Advanced), NotBefore: seal.NotBefore,
		NotAfter: seal.NotAfter, SHA256: models.SHA256(seal.SHA256), Certificate: seal.Certificate}}))
	ref := k.attested(t, "replaced")
	_, err = act.Intend(ctx, ref)
	require.NoError(t, err)
	f, err := y.IssueFacts(ctx, ref.CaseID)
	require.NoError(t, err)
	require.Equal(t, string(sign.Advanced), f.Class, "as it was known then")
	rendered, err := act.Render(ctx, ref)
	require.NoError(t, err)
	f, err = y.IssueFacts(ctx, ref.CaseID)
	require.NoError(t, err)
	require.Equal(t, string(sign.Development), f.Class)
	require.Equal(t, rendered.SHA256, f.Unsigned)

	require.NoError(t, y.SignedAs(ctx, ref.CaseID, string(sign.Advanced))) // rendered while another key was there
	other := rendered
	wrong, err := act.Render(ctx, plain)
	require.NoError(t, err)
	other.SHA256 = wrong.SHA256
	require.NoError(t, y.Rendered(ctx, ref.CaseID, other.SHA256))
	signed, err := act.Sign(ctx, other)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(k.bytes(t, signed.SHA256), k.bytes(t, rendered.SHA256)), "the page that speaks of this key is signed")
	f, err = y.IssueFacts(ctx, ref.CaseID)
	require.NoError(t, err)
	require.Equal(t, string(sign.Development), f.Class)
	require.Equal(t, rendered.SHA256, f.Unsigned)
}

// cellar is a blob store that doctor does not walk through.
type cellar struct{ *blob.Store }

func (cellar) Each(context.Context, func(string, time.Time) error) error { return nil }

// What is signed has no row until it is issued. Whoever sweeps between the two
// costs a signature, never a document.
func TestWhatWasSweptAwayIsNotIssued(t *testing.T) {
	t.Parallel()
	k := openSigners(t, clock.At(issueDay))
	act, y, ctx := k.acts.Certificate, k.Store.System(), t.Context()
	ref := k.attested(t, "swept")
	_, err := act.Intend(ctx, ref)
	require.NoError(t, err)
	rendered, err := act.Render(ctx, ref)
	require.NoError(t, err)
	signed, err := act.Sign(ctx, rendered)
	require.NoError(t, err)
	doctor := &worker.Doctor{Store: y, Blobs: cellar{k.Blobs}}
	for _, sha := range []models.SHA256{rendered.SHA256, signed.SHA256} {
		_, err = doctor.Repair(ctx, []worker.Complaint{{Code: "blob-without-row", Detail: string(sha)}})
		require.NoError(t, err)
	}
	k.bytes(t, rendered.SHA256) // a row has it by now
	_, err = act.Issue(ctx, signed)
	var known *models.Error
	require.ErrorAs(t, err, &known)
	require.Equal(t, models.Code("file-missing"), known.Code)
	require.Equal(t, models.Broken, known.Kind)
	signed, err = act.Sign(ctx, rendered)
	require.NoError(t, err)
	_, err = act.Issue(ctx, signed)
	require.NoError(t, err)
}
