package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// NoteExport writes into the audit that the actor takes a whole list with him.
// What is in it the list itself has judged.
func (d Desk) NoteExport(ctx context.Context, list models.Code) error {
	return d.act(ctx, "export-list", "list", string(list), func(*gorm.DB) error { return nil })
}
