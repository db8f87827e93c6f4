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

// Enter gives n things numbers in one commit, as submissions that wait together
// get theirs.
func (s *Store) Enter(ctx context.Context, m models.Municipality, unit models.UnitCode, subjects ...string) error {
	rs := make([]registration, len(subjects))
	for i, x := range subjects {
		rs[i] = registration{subject: x, direction: "in", channel: models.FiledPortal, unit: unit}
	}
	return s.tx(ctx, "enter", func(tx *gorm.DB) error {
		_, err := s.numbers(tx, m, rs)
		return err
	})
}
