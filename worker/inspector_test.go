package worker_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/intake"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// watchman finds one word, and cannot judge another.
type watchman struct{}

func (watchman) Scan(_ context.Context, r io.Reader) error {
	b, _ := io.ReadAll(r)
	switch {
	case bytes.Contains(b, []byte("EICAR")):
		return &intake.Fault{Code: intake.Infected}
	case bytes.Contains(b, []byte("odd")):
		return intake.ErrUnscanned
	}
	return nil
}

func TestHeldFilesAreScannedLaterAndInfectedOnesGo(t *testing.T) {
	t.Parallel()
	h := setup(t, clock.At(monday))
	ctx := t.Context()
	desk := h.Store.For(h.Actor("citizen@example.org"))
	brought := map[string]models.Attachment{}
	for _, word := range []string{"odd", "clean", "EICAR"} {
		o, err := h.Blobs.Put(ctx, bytes.NewReader(demo.Paper(word)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		a := models.Attachment{ID: models.AttachmentID(uuid.Must(uuid.NewV7()).String()), Name: "α.pdf", MediaType: o.MediaType,
			Size: o.Size, SHA256: o.Key, Blob: o.Key, State: models.AttachmentHeld}
		if err := desk.AddAttachment(ctx, a); err != nil {
			t.Fatal(err)
		}
		brought[word] = a
	}
	n := &worker.Inspector{Store: h.Store.System(), Blobs: h.Blobs, Scanner: watchman{}}
	if more, err := n.Once(ctx); more || err != nil {
		t.Fatal(more, err)
	}
	for word, state := range map[string]models.AttachmentState{"odd": models.AttachmentHeld, "clean": models.AttachmentReady, "EICAR": models.AttachmentRefused} {
		a, err := desk.Attachment(ctx, brought[word].ID)
		if err != nil || a.State != state {
			t.Errorf("%s is %s: %v", word, a.State, err)
		}
		r, _, err := h.Blobs.Open(ctx, brought[word].Blob)
		if gone := errors.Is(err, blob.ErrNotFound); gone != (word == "EICAR") {
			t.Errorf("%s: %v", word, err)
		}
		if err == nil {
			_ = r.Close()
		}
	}
}
