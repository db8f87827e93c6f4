package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// SaveDraft keeps a submission as far as it has come. Only the first saving of
// a draft is audited: a browser saves every few seconds. Errors: no-such-draft
// (the ID is somebody else's).
func (d Desk) SaveDraft(ctx context.Context, in models.Draft) error {
	a := d.rights(args{"id": string(in.ID), "service": string(in.Service), "body": string(in.Body)})
	again := d.s.db.WithContext(ctx).Exec(`UPDATE drafts SET service = @service, body = CAST(@body AS jsonb), updated_at = @now
		WHERE id = @id AND account = CAST(nullif(@actor, '') AS uuid)`, a)
	if again.Error != nil || again.RowsAffected > 0 {
		return meaning("save draft", again.Error)
	}
	return d.act(ctx, "save-draft", "draft", string(in.ID), func(tx *gorm.DB) error {
		done := tx.Exec(`INSERT INTO drafts AS x (id, municipality, account, service, body, created_at, updated_at)
			VALUES (@id, @municipality, CAST(nullif(@actor, '') AS uuid), @service, CAST(@body AS jsonb), @now, @now)
			ON CONFLICT (id) DO UPDATE SET service = excluded.service, body = excluded.body, updated_at = excluded.updated_at
			WHERE x.account = excluded.account`, a)
		if done.Error == nil && done.RowsAffected == 0 {
			return models.Fault(models.NotFound, "no-such-draft")
		}
		return done.Error
	})
}

// Draft gives one of the actor's drafts. Errors: no-such-draft.
func (d Desk) Draft(ctx context.Context, id models.DraftID) (models.Draft, error) {
	var r draftRow
	found := d.s.db.WithContext(ctx).Raw(`SELECT id, service, body, updated_at FROM drafts
		WHERE id = @id AND account = CAST(nullif(@actor, '') AS uuid)`, d.rights(args{"id": string(id)})).Scan(&r)
	if found.Error == nil && found.RowsAffected == 0 {
		found.Error = models.Fault(models.NotFound, "no-such-draft")
	}
	return r.draft(), meaning("read draft", found.Error)
}

// Drafts lists the actor's newest drafts, 100 at most.
func (d Desk) Drafts(ctx context.Context) (ds []models.Draft, err error) {
	var rows []draftRow
	err = d.s.db.WithContext(ctx).Raw(`SELECT id, service, body, updated_at FROM drafts
		WHERE account = CAST(nullif(@actor, '') AS uuid) ORDER BY updated_at DESC, id LIMIT 100`, d.rights(nil)).Scan(&rows).Error
	for _, r := range rows {
		ds = append(ds, r.draft())
	}
	return ds, meaning("list drafts", err)
}

// DeleteDraft forgets one of the actor's drafts. Errors: no-such-draft.
func (d Desk) DeleteDraft(ctx context.Context, id models.DraftID) error {
	return d.act(ctx, "delete-draft", "draft", string(id), func(tx *gorm.DB) error {
		done := tx.Exec(`DELETE FROM drafts WHERE id = @id AND account = CAST(nullif(@actor, '') AS uuid)`,
			d.rights(args{"id": string(id)}))
		if done.Error == nil && done.RowsAffected == 0 {
			return models.Fault(models.NotFound, "no-such-draft")
		}
		return done.Error
	})
}

type draftRow struct {
	ID, Service string
	Body        []byte
	UpdatedAt   time.Time
}

func (r draftRow) draft() models.Draft {
	return models.Draft{ID: models.DraftID(r.ID), Service: models.ServiceCode(r.Service), Body: r.Body, UpdatedAt: r.UpdatedAt.UTC()}
}
