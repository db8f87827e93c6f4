package worker

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/bounce"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Bouncer reads the mailbox to which e-mails that could not be delivered come
// back.
type Bouncer struct {
	Store store.System
	Box   *bounce.Box
}

// Run looks every minute until ctx ends.
func (b *Bouncer) Run(ctx context.Context) error {
	return loop(ctx, "reader of bounces", time.Minute, b.Once)
}

// Once takes a batch of reports, and says whether there may be more.
func (b *Bouncer) Once(ctx context.Context) (more bool, err error) {
	return b.Box.Look(ctx, b.take)
}

// take records one report. One that brings no reference of ours is forged, or of
// somebody else's mail: it is only counted in the log.
func (b *Bouncer) take(ctx context.Context, r bounce.Report) error {
	state, code := models.Sent, "delayed"
	switch r.Action {
	case bounce.Failed:
		state, code = models.Failed, "bounced"
	case bounce.Delivered:
		state, code = models.Arrived, ""
	}
	if r.Status != "" && code != "" {
		code += "-" + r.Status
	}
	subject, _, _ := strings.Cut(r.MessageID, "@")
	known, err := b.Store.ReportBounce(ctx, subject, state, models.Code(code))
	if err == nil && !known {
		slog.InfoContext(ctx, "bounce of a message that is not ours", "code", "unknown-message")
	}
	return err
}
