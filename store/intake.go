package store

import (
	"cmp"
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// clerksShare is how many times a citizen's quota somebody has who works for
// the municipality: he scans for everybody at his counter.
const clerksShare = 20

// withinQuota refuses what goes beyond an account's share of a day, the file
// that was just added included. Only one upload of an account looks at a time.
func (d Desk) withinQuota(tx *gorm.DB) error {
	q := d.s.opts.Uploads
	if q.DayFiles == 0 && q.DayBytes == 0 {
		return nil
	}
	var n, size, share int64
	if err := tx.Exec(`SELECT pg_advisory_xact_lock(hashtextextended('uploads ' || @actor, 0))`, args{"actor": string(d.actor.Account)}).Error; err != nil {
		return err
	}
	err := tx.Raw(`SELECT count(*), coalesce(sum(size), 0), CASE WHEN EXISTS (SELECT FROM acting_grants WHERE account = CAST(@actor AS uuid)
			AND valid_from <= @now AND (valid_to IS NULL OR valid_to > @now)) THEN @share ELSE 1 END
		FROM attachments WHERE account = CAST(@actor AS uuid) AND uploaded_at > @since`,
		args{"actor": string(d.actor.Account), "now": d.s.now(), "since": d.s.now().Add(-24 * time.Hour), "share": clerksShare}).Row().Scan(&n, &size, &share)
	if err != nil {
		return err
	}
	if q.DayFiles > 0 && n > int64(q.DayFiles)*share || q.DayBytes > 0 && size > q.DayBytes*share {
		return &models.Error{Kind: models.Conflict, Code: "upload-quota",
			Data: map[string]any{"files": int64(q.DayFiles) * share, "limit": q.DayBytes * share / 1_000_000}}
	}
	return nil
}

// roomFor refuses more files than one case may have. What comes with the
// submission is fewer by the interface.
func (d Desk) roomFor(tx *gorm.DB, id models.CaseID) error {
	most := d.s.opts.Uploads.CaseFiles
	if most == 0 {
		return nil
	}
	var n int
	if err := tx.Raw(`SELECT count(*) FROM attachments WHERE case_id = @case`, args{"case": string(id)}).Row().Scan(&n); err != nil {
		return err
	}
	if n > most {
		return &models.Error{Kind: models.Invalid, Code: "too-many", Data: map[string]any{"limit": most},
			Fields: []models.FieldFault{{Field: "attachments", Code: "too-many", Data: map[string]any{"limit": most}}}}
	}
	return nil
}

// withinSlots refuses the files just given to a case if they are more than a
// slot takes. One that has too many from before may keep as many. The caller
// holds the lock on the case, so that nobody adds another meanwhile. The fault
// is of the field, or of the slot if none is named.
func withinSlots(tx *gorm.DB, c models.CaseID, files []models.SlotFile, field string) error {
	if len(files) == 0 {
		return nil
	}
	most := map[models.SlotKey]int{}
	ids, slots := make([]models.AttachmentID, len(files)), make([]models.SlotKey, len(files))
	for i, f := range files {
		most[f.Slot], ids[i], slots[i] = f.Most, f.ID, f.Slot
	}
	var rows []struct {
		Slot        models.SlotKey
		Now, Before int
	}
	err := tx.Raw(`SELECT slot, count(*) FILTER (WHERE replaced_by IS NULL) AS now, count(*) FILTER (WHERE id <> ALL(CAST(@new AS uuid[]))) AS before
		FROM attachments WHERE case_id = @case AND slot <> '' AND slot = ANY(CAST(@slots AS text[])) AND NOT internal AND state <> 'refused'
			AND (replaced_by IS NULL OR replaced_by = ANY(CAST(@new AS uuid[]))) GROUP BY slot ORDER BY slot`,
		args{"case": string(c), "new": arrayOf(ids), "slots": arrayOf(slots)}).Scan(&rows).Error
	for _, r := range rows {
		if n := most[r.Slot]; n > 0 && r.Now > n && r.Now > r.Before {
			return &models.Error{Kind: models.Invalid, Code: "invalid-request", Fields: []models.FieldFault{
				{Field: cmp.Or(field, "attachments."+string(r.Slot)), Code: "slot-full", Data: map[string]any{"limit": n}}}}
		}
	}
	return err
}

// HeldAttachments are files that wait for the scanner, those that wait longest
// first, from after one of them on.
func (y System) HeldAttachments(ctx context.Context, after models.AttachmentID, limit int) (held []models.HeldAttachment, err error) {
	err = y.s.db.WithContext(ctx).Raw(`SELECT id, blob FROM attachments WHERE state = 'held' AND id > coalesce(CAST(nullif(@after, '') AS uuid), '00000000-0000-0000-0000-000000000000')
		ORDER BY id LIMIT @n`, args{"after": string(after), "n": limit}).Scan(&held).Error
	return held, meaning("list held attachments", err)
}

// ReleaseAttachment lets a held file be used: the scanner found nothing.
func (y System) ReleaseAttachment(ctx context.Context, id models.AttachmentID) error {
	return y.settleAttachment(ctx, id, "release-attachment", models.AttachmentReady)
}

// RefuseAttachment takes an infected file out of use, the bytes of which the
// caller removes unless another row uses them. Of a case that has taken it, it
// is a paper that must be brought again.
func (y System) RefuseAttachment(ctx context.Context, id models.AttachmentID) error {
	return y.settleAttachment(ctx, id, "refuse-attachment", models.AttachmentRefused)
}

// settleAttachment ends the waiting of a held file, once.
func (y System) settleAttachment(ctx context.Context, id models.AttachmentID, action string, to models.AttachmentState) error {
	return y.s.tx(ctx, "settle attachment", func(tx *gorm.DB) error {
		return tx.Exec(`WITH settled AS (
				UPDATE attachments SET state = @to, blob = CASE WHEN @to = 'refused' THEN '' ELSE blob END
				WHERE id = @id AND state = 'held' RETURNING id, municipality, case_id),
			judged AS (
				INSERT INTO paper_verdicts (attachment, municipality, case_id, verdict, reason, at)
				SELECT id, municipality, case_id, 'refused', @infected, @now FROM settled WHERE case_id IS NOT NULL AND @to = 'refused'
				ON CONFLICT (attachment) DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason, note = '', actor = NULL, acting_for = NULL, at = excluded.at)
			INSERT INTO audit (municipality, at, action, object, object_id)
			SELECT municipality, @now, @action, 'attachment', CAST(id AS text) FROM settled`,
			args{"id": string(id), "to": string(to), "action": action, "now": y.s.now(), "infected": string(models.ReasonInfected)}).Error
	})
}
