package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// AddAttachment writes the row of a file the actor has uploaded, ready if it
// does not say that it is held. It is loose until a case uses it. The same ID
// again changes nothing. Errors: attachment-exists, upload-quota.
func (d Desk) AddAttachment(ctx context.Context, a models.Attachment) error {
	return d.act(ctx, "add-attachment", "attachment", string(a.ID), func(tx *gorm.DB) error {
		done := tx.Exec(`INSERT INTO attachments AS x (id, municipality, account, slot, name, media_type, size, sha256, blob, uploaded_at, state)
			VALUES (@id, @municipality, @actor, @slot, @name, @type, @size, @sha, @blob, @now, coalesce(nullif(@state, ''), 'ready'))
			ON CONFLICT (id) DO UPDATE SET id = x.id WHERE x.account = excluded.account AND x.sha256 = excluded.sha256`,
			d.rights(args{"id": string(a.ID), "slot": string(a.Slot), "name": a.Name, "type": a.MediaType, "size": a.Size,
				"sha": a.SHA256, "blob": a.Blob, "state": a.State}))
		if done.Error == nil && done.RowsAffected == 0 {
			return models.Fault(models.Conflict, "attachment-exists")
		}
		if done.Error != nil {
			return done.Error
		}
		return d.withinQuota(tx)
	})
}

// Attachment gives a file's row: the actor's own while it is loose, afterwards
// to the applicant and to those who work on the case. Protocol and manager
// read about cases, not in them; what is for staff is for nobody's own case.
// Errors: no-such-attachment.
func (d Desk) Attachment(ctx context.Context, id models.AttachmentID) (a models.Attachment, err error) {
	err = d.look(ctx, "read-attachment", "attachment", string(id), func(tx *gorm.DB) error {
		var r attachmentRow
		found := tx.Raw(`SELECT `+attachmentColumns+` FROM `+attachmentTables+` LEFT JOIN cases c ON c.id = f.case_id
			WHERE f.id = @id AND (f.case_id IS NULL AND f.account = CAST(nullif(@actor, '') AS uuid)
				OR f.case_id IS NOT NULL AND (`+isApplicant+` AND NOT f.internal OR `+worksOn+` AND NOT coalesce(`+isApplicant+`, false)))`, d.rights(args{"id": string(id)})).Scan(&r)
		if found.Error == nil && found.RowsAffected == 0 {
			return models.Fault(models.NotFound, "no-such-attachment")
		}
		a = r.attachment()
		return found.Error
	})
	return a, err
}

// SweepAttachments removes up to limit loose files uploaded before a time and
// gives the blobs that no other row uses. Ask BlobInUse before removing one:
// the same content may have been uploaded since.
func (y System) SweepAttachments(ctx context.Context, before time.Time, limit int) (blobs []string, err error) {
	err = y.s.tx(ctx, "sweep attachments", func(tx *gorm.DB) error {
		var gone []string
		err := tx.Raw(`WITH gone AS (
				DELETE FROM attachments WHERE id IN (SELECT id FROM attachments WHERE case_id IS NULL AND uploaded_at < @before
					ORDER BY uploaded_at LIMIT @n FOR UPDATE SKIP LOCKED)
				RETURNING id, municipality, blob),
			told AS (
				INSERT INTO audit (municipality, at, action, object, object_id)
				SELECT municipality, @now, 'sweep-attachment', 'attachment', CAST(id AS text) FROM gone)
			SELECT DISTINCT blob FROM gone`,
			args{"before": before, "n": limit, "now": y.s.now()}).Scan(&gone).Error
		if err != nil || len(gone) == 0 {
			return err
		}
		return tx.Raw(`SELECT blob FROM unnest(CAST(@blobs AS text[])) AS b(blob)
			WHERE blob <> '' AND NOT EXISTS (SELECT FROM attachments f WHERE f.blob = b.blob) ORDER BY blob`,
			args{"blobs": array(gone)}).Scan(&blobs).Error
	})
	return blobs, err
}

// BlobInUse says whether any row uses a blob: a paper, a document that left the
// house, or one that is on its way to its signature.
func (y System) BlobInUse(ctx context.Context, key string) (ok bool, err error) {
	err = y.s.db.WithContext(ctx).Raw(`SELECT EXISTS (SELECT FROM attachments WHERE blob = @key)
			OR EXISTS (SELECT FROM document_files WHERE sha256 = @key)
			OR EXISTS (SELECT FROM document_versions WHERE unsigned_sha256 = @key AND unsigned_sha256 <> '')
			OR EXISTS (SELECT FROM document_versions WHERE brought_sha256 = @key AND brought_sha256 <> '')`,
		args{"key": key}).Row().Scan(&ok)
	return ok, meaning("look for use of blob", err)
}

// attachmentColumns are those of file f with the word v about it and who spoke
// it; attachmentTables brings these.
const attachmentColumns = `f.id, f.case_id, f.slot, f.visit, f.name, f.media_type, f.size, f.sha256, f.blob, f.uploaded_at, f.state,
	f.added_at, f.staff, f.internal, f.replaced_by, v.verdict, v.reason, v.note, v.at AS judged_at, j.name AS judge, jf.name AS judged_for`

const attachmentTables = `attachments f LEFT JOIN paper_verdicts v ON v.attachment = f.id LEFT JOIN accounts j ON j.id = v.actor LEFT JOIN accounts jf ON jf.id = v.acting_for`

type attachmentRow struct {
	ID, CaseID, Slot              string
	Visit                         int
	Name, MediaType, Sha256, Blob string
	Size                          int64
	UploadedAt                    time.Time
	State                         models.AttachmentState
	AddedAt, JudgedAt             *time.Time
	Staff, Internal               bool
	ReplacedBy                    string
	Verdict, Reason, Note, Judge  string
	JudgedFor                     string
}

func (r attachmentRow) attachment() models.Attachment {
	a := models.Attachment{ID: models.AttachmentID(r.ID), CaseID: models.CaseID(r.CaseID), Slot: models.SlotKey(r.Slot),
		Visit: r.Visit, Name: r.Name, MediaType: r.MediaType, Size: r.Size, SHA256: r.Sha256, Blob: r.Blob, UploadedAt: r.UploadedAt.UTC(), State: r.State,
		AddedAt: utc(r.AddedAt), Staff: r.Staff, Internal: r.Internal, ReplacedBy: models.AttachmentID(r.ReplacedBy)}
	if r.JudgedAt != nil {
		a.Verdict = &models.PaperJudgement{Verdict: models.PaperVerdict(r.Verdict), Reason: models.Code(r.Reason), Note: r.Note,
			By: r.Judge, ActingFor: r.JudgedFor, At: utc(r.JudgedAt)}
	}
	return a
}
