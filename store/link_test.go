package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestALinkOpensTheNewestFileUntilItEnds(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx := t.Context()
	parent, child, id := issueBy(t, h, models.ByEmail)
	f := finish(t, h, parent, child)
	token := f.Documents[0].Link
	require.Equal(t, monday.Add(30*24*time.Hour), f.Documents[0].LinkEnds)
	require.Equal(t, token, mailOf(t, h, parent, models.EventGranted).Documents[0].Link, "told twice, it is the same link")
	for range 3 { // it is not used up
		got, err := h.OpenLink(ctx, token)
		require.NoError(t, err)
		require.Equal(t, fake("c"), got.SHA256)
	}
	h.exec(t, `INSERT INTO document_files (document, version, seq, municipality, what, sha256, size, media_type, level, at)
		SELECT document, version, 2, municipality, 'timestamped', $1, 12, media_type, 'B-T', at FROM document_files`, string(fake("d")))
	got, err := h.OpenLink(ctx, token)
	require.NoError(t, err)
	require.Equal(t, fake("d"), got.SHA256)
	require.NotZero(t, got.Document.Number.Number)
	require.EqualValues(t, 4, h.one(t, `SELECT count(*) FROM audit WHERE action = 'open-link' AND actor IS NULL`))

	other := byte('A')
	if token[30] == other {
		other = 'B'
	}
	for _, bad := range []string{"", "x", token[:64], token + "A", token[:30] + string(other) + token[31:], "A" + token[1:], token[:22] + token[:43]} {
		if bad == token {
			continue
		}
		_, err := h.OpenLink(ctx, bad)
		want(t, err, "no-such-link")
	}
	h.clock.Advance(30 * 24 * time.Hour)
	_, err = h.OpenLink(ctx, token)
	want(t, err, "no-such-link")
	for who, c := range map[string]models.Code{"citizen": "not-allowed", "protocol": "not-allowed", "citizen2": "unknown-document", "clerk-tech": "unknown-document"} {
		_, err := h.as(t, who).SendLink(ctx, id)
		want(t, err, c)
	}
	ends, err := h.as(t, "clerk").SendLink(ctx, id)
	require.NoError(t, err)
	require.Equal(t, h.clock.Now().Add(30*24*time.Hour), ends)
	again := mailOf(t, h, parent, models.EventLink)
	require.Equal(t, token, again.Documents[0].Link)
	_, err = h.OpenLink(ctx, token)
	require.NoError(t, err)
}

func TestALinkIsSentToWhoHasAnAddressAndWantedNone(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	parent, child, id := issueOne(t, h)
	require.Empty(t, finish(t, h, parent, child).Documents[0].Link)
	_, err := h.as(t, "clerk").SendLink(t.Context(), id)
	require.NoError(t, err)
	require.NotEmpty(t, mailOf(t, h, parent, models.EventLink).Documents[0].Link)
	h.exec(t, `UPDATE persons SET email = '' WHERE name = 'Όνομα citizen'`)
	_, err = h.as(t, "clerk").SendLink(t.Context(), id)
	want(t, err, "no-email")
}
