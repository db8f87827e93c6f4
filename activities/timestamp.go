package activities

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Timestamp adds to signed documents what the authority could not give while
// they were signed.
type Timestamp struct {
	Store     store.System
	Files     *blob.Store
	Authority sign.Timestamper // nil: none is configured now; it is asked again later
}

// Add is the step of the timestamp workflow: one attempt. An authority that
// is away is no error: the workflow waits and asks again.
func (a *Timestamp) Add(ctx context.Context, in models.TimestampRef) (out models.TimestampAdded, err error) {
	f, err := a.Store.NewestFile(ctx, in)
	var known *models.Error
	switch {
	case errors.As(err, &known) && known.Kind == models.NotFound: // nothing to stamp
		return models.TimestampAdded{Done: true}, nil
	case err != nil:
		return out, err
	case f.Level != models.LevelB: // has it, or is a scan
		return models.TimestampAdded{Done: true}, nil
	case a.Authority == nil:
		return out, nil
	}
	signed, err := readFile(ctx, a.Files, f.SHA256)
	if err != nil {
		return out, err
	}
	stamped, err := sign.AddTimestamp(ctx, signed, a.Authority)
	switch code := sign.CodeOf(err); code {
	case "":
		if err != nil {
			return out, err
		}
	case sign.TimestampUnavailable:
		return out, nil
	case sign.TimestampRefused, sign.TimestampInvalid: // an administrator may have to change something
		slog.ErrorContext(ctx, "timestamp not given", "document", in.Document, "version", in.Version, "err", err)
		return out, nil
	default:
		return out, &models.Error{Kind: models.Broken, Code: models.Code(code), Err: fmt.Errorf("add timestamp: %w", err)}
	}
	kept, err := a.Files.Put(ctx, bytes.NewReader(stamped), largestDocument)
	if err != nil {
		return out, fmt.Errorf("keep timestamped file: %w", err)
	}
	_, err = a.Store.AddTimestamped(ctx, in, f, models.DocumentFile{SHA256: models.SHA256(kept.Key), Size: kept.Size})
	return models.TimestampAdded{Done: err == nil}, err // not added: another worker was first
}
