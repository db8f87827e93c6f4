package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// timestampLater starts the workflow that adds a timestamp to a version that
// was signed while the authority was away, in the transaction that issues it.
func (s *Store) timestampLater(tx *gorm.DB, m models.Municipality, ref models.TimestampRef) error {
	_, err := s.post(tx, letter{municipality: m, verb: "start", workflow: "timestamp",
		workflowID: models.TimestampWorkflowOf(ref.Document, ref.Version), body: ref, relay: true})
	return err
}

// newest says that no file of its version follows file f.
const newest = `NOT EXISTS (SELECT FROM document_files n WHERE n.document = f.document AND n.version = f.version AND n.seq > f.seq)`

// NewestFile gives the newest file of a version. Errors: no-such-document when
// it has none.
func (y System) NewestFile(ctx context.Context, ref models.TimestampRef) (f models.DocumentFile, err error) {
	err = y.s.db.WithContext(ctx).Raw(`SELECT f.seq, f.what, f.sha256, f.size, f.media_type, f.level, f.at
		FROM document_files f WHERE f.document = @document AND f.version = @version AND `+newest,
		args{"document": string(ref.Document), "version": ref.Version}).Row().
		Scan(&f.Seq, &f.What, &f.SHA256, &f.Size, &f.MediaType, &f.Level, &f.At)
	if err != nil {
		return f, missing(meaning("read newest file of document "+string(ref.Document), err), "no-such-document")
	}
	return f, nil
}

// AddTimestamped records the file that follows signed in its version: the same
// with a timestamp. Of two who bring one, the first has it, and false tells the
// other that his is not needed.
func (y System) AddTimestamped(ctx context.Context, ref models.TimestampRef, signed, stamped models.DocumentFile) (added bool, err error) {
	done := y.s.db.WithContext(ctx).Exec(`WITH f AS (
			INSERT INTO document_files (document, version, seq, municipality, what, sha256, size, media_type, level, at)
			SELECT f.document, f.version, f.seq + 1, f.municipality, 'timestamped', @sha256, @size, f.media_type, 'B-T', @now
			FROM document_files f WHERE f.document = @document AND f.version = @version AND f.seq = @seq AND f.level = 'B-B' AND `+newest+`
			ON CONFLICT DO NOTHING RETURNING municipality, document)
		INSERT INTO audit (municipality, at, action, object, object_id)
		SELECT municipality, @now, 'add-timestamp', 'document', CAST(document AS text) FROM f`,
		args{"document": string(ref.Document), "version": ref.Version, "seq": signed.Seq,
			"sha256": string(stamped.SHA256), "size": stamped.Size, "now": y.s.now()})
	return done.RowsAffected > 0, meaning("add timestamped file of document "+string(ref.Document), done.Error)
}

// TimestampsAwaited lists versions that still lack a timestamp that a workflow
// should add, and whose start message was delivered. When the workflow has
// stopped trying nothing is awaited any more.
func (y System) TimestampsAwaited(ctx context.Context, n int) (refs []models.TimestampRef, err error) {
	err = y.s.db.WithContext(ctx).Raw(`SELECT f.document, f.version FROM document_files f
		WHERE f.level = 'B-B' AND f.at > @since AND `+newest+` AND EXISTS (
			SELECT FROM outbox o WHERE o.verb = 'start' AND o.delivered_at IS NOT NULL
				AND o.workflow_id = 'timestamp-' || CAST(f.document AS text) || '-' || CAST(f.version AS text))
		ORDER BY f.document, f.version LIMIT @n`, args{"n": n, "since": y.s.now().AddDate(0, 0, -30)}).Scan(&refs).Error
	return refs, meaning("list awaited timestamps", err)
}
