package worker

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/intake"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Inspector has files scanned that came while the scanner was away.
type Inspector struct {
	Store   store.System
	Blobs   *blob.Store
	Scanner interface {
		Scan(ctx context.Context, r io.Reader) error
	}
	after models.AttachmentID // where the round has come to
}

// Run inspects twice a minute until ctx ends.
func (n *Inspector) Run(ctx context.Context) error {
	return loop(ctx, "inspector", 30*time.Second, n.Once)
}

// Once inspects a batch, and says whether there are more. A file that the
// scanner cannot judge stays held and stops nobody behind it: the round goes on
// and comes back to it.
func (n *Inspector) Once(ctx context.Context) (more bool, err error) {
	const batch = 50
	held, err := n.Store.HeldAttachments(ctx, n.after, batch)
	if err != nil {
		return false, err
	}
	for _, h := range held {
		if err := n.inspect(ctx, h); err != nil {
			slog.WarnContext(ctx, "file stays held", "attachment", h.ID, "err", err)
		}
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		n.after = h.ID
	}
	if more = len(held) == batch; !more {
		n.after = ""
	}
	return more, nil
}

func (n *Inspector) inspect(ctx context.Context, h models.HeldAttachment) error {
	r, _, err := n.Blobs.Open(ctx, h.Blob)
	if err != nil {
		return err
	}
	err = n.Scanner.Scan(ctx, r)
	_ = r.Close()
	var fault *intake.Fault
	switch {
	case err == nil:
		return n.Store.ReleaseAttachment(ctx, h.ID)
	case !errors.As(err, &fault):
		return err
	}
	if err := n.Store.RefuseAttachment(ctx, h.ID); err != nil {
		return err
	}
	if used, err := n.Store.BlobInUse(ctx, h.Blob); err != nil || used {
		return err
	}
	if err := n.Blobs.Delete(ctx, h.Blob); err != nil && !errors.Is(err, blob.ErrNotFound) {
		return err
	}
	return nil
}
