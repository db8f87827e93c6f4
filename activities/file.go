package activities

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/models"
)

// largestDocument is more than any document of ours has, in bytes.
const largestDocument = 64 << 20

// readFile gives the bytes of a stored document. Errors: file-missing,
// file-too-large (both for good), those of the storage.
func readFile(ctx context.Context, files *blob.Store, sha models.SHA256) ([]byte, error) {
	r, size, err := files.Open(ctx, string(sha))
	if errors.Is(err, blob.ErrNotFound) {
		return nil, &models.Error{Kind: models.Broken, Code: "file-missing", Err: err}
	}
	if err != nil {
		return nil, fmt.Errorf("open document: %w", err)
	}
	defer r.Close()
	if size > largestDocument {
		return nil, models.Fault(models.Broken, "file-too-large")
	}
	b, err := io.ReadAll(io.LimitReader(r, largestDocument))
	if err == nil && int64(len(b)) != size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	return b, nil
}
