package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// TimestampLater is what the transaction that issues a document does last.
func (s *Store) TimestampLater(ctx context.Context, m models.Municipality, ref models.TimestampRef) error {
	return s.tx(ctx, "post timestamp", func(tx *gorm.DB) error { return s.timestampLater(tx, m, ref) })
}
