package store_test

import (
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

func TestADraftIsItsWritersAlone(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	me, other := h.as(t, "citizen"), h.as(t, "clerk")
	d := models.Draft{ID: models.DraftID(newID()), Service: service, Body: []byte(`{"a": 1}`)}
	want(t, me.SaveDraft(ctx, d), "")
	h.clock.Advance(time.Minute)
	d.Body = []byte(`{"a": 2}`)
	want(t, me.SaveDraft(ctx, d), "")
	want(t, other.SaveDraft(ctx, d), "no-such-draft")
	_, err := other.Draft(ctx, d.ID)
	want(t, err, "no-such-draft")
	want(t, other.DeleteDraft(ctx, d.ID), "no-such-draft")
	got, err := me.Draft(ctx, d.ID)
	if err != nil || string(got.Body) != `{"a": 2}` || !got.UpdatedAt.Equal(h.clock.Now()) {
		t.Fatalf("%+v %v", got, err)
	}
	if ds, err := me.Drafts(ctx); err != nil || len(ds) != 1 {
		t.Fatal(ds, err)
	}
	if ds, err := other.Drafts(ctx); err != nil || len(ds) != 0 {
		t.Fatal(ds, err)
	}
	d.Body = []byte(`{"a"`)
	want(t, me.SaveDraft(ctx, d), "bad-value")
	want(t, me.DeleteDraft(ctx, d.ID), "")
	want(t, me.DeleteDraft(ctx, d.ID), "no-such-draft")
}

func TestLooseFilesAreSweptWithTheBlobsNobodyUses(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	add := func(name, blob string) models.AttachmentID {
		t.Helper()
		f := models.Attachment{ID: models.AttachmentID(newID()), Name: "α.pdf", MediaType: "application/pdf", Size: 1, SHA256: blob, Blob: blob}
		want(t, h.as(t, name).AddAttachment(ctx, f), "")
		want(t, h.as(t, name).AddAttachment(ctx, f), "")
		want(t, h.as(t, "clerk2").AddAttachment(ctx, f), "attachment-exists")
		return f.ID
	}
	old := add("citizen", "alone")
	add("citizen", "shared")
	h.clock.Advance(25 * time.Hour)
	young := add("citizen2", "shared")
	if _, err := h.as(t, "citizen").Attachment(ctx, young); code(err) != "no-such-attachment" {
		t.Fatal(err)
	}
	if a, err := h.as(t, "citizen2").Attachment(ctx, young); err != nil || a.Blob != "shared" || a.CaseID != "" {
		t.Fatal(a, err)
	}
	_, used := h.returned(t)
	h.clock.Advance(time.Hour)
	y := h.System()
	blobs, err := y.SweepAttachments(ctx, h.clock.Now().Add(-24*time.Hour), 100)
	if err != nil || len(blobs) != 1 || blobs[0] != "alone" {
		t.Fatal(blobs, err)
	}
	for blob, in := range map[string]bool{"alone": false, "shared": true, "aa": true} {
		if got, err := y.BlobInUse(ctx, blob); err != nil || got != in {
			t.Errorf("%s in use: %t %v", blob, got, err)
		}
	}
	if _, err := h.as(t, "citizen").Attachment(ctx, old); code(err) != "no-such-attachment" {
		t.Fatal(err)
	}
	if a, err := h.as(t, "citizen").Attachment(ctx, used); err != nil || a.CaseID == "" {
		t.Fatal(a, err)
	}
	h.clock.Advance(48 * time.Hour)
	if blobs, err = y.SweepAttachments(ctx, h.clock.Now().Add(-24*time.Hour), 100); err != nil || len(blobs) != 1 || blobs[0] != "shared" {
		t.Fatal(blobs, err)
	}
}
