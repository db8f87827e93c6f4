package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// RevokeDocument withdraws an issued document for good, with a reason that the
// applicant is told: by the head of the unit that issued it or a signatory for
// it. Its links end. Errors: unknown-document, not-allowed, reasons-required,
// not-issued, already-revoked (with when and by whom).
func (d Desk) RevokeDocument(ctx context.Context, id models.DocumentID, reason string) error {
	return d.act(ctx, "revoke-document", "document", string(id), func(tx *gorm.DB) error {
		doc, r, err := d.lockDocument(tx, id)
		switch {
		case err != nil:
			return err
		case !r.Withdraws:
			return models.Fault(models.Forbidden, "not-allowed")
		case strings.TrimSpace(reason) == "":
			return reasonless()
		case doc.State == models.DocRevoked:
			return revokedAlready(tx, doc)
		case doc.State != models.DocIssued:
			return models.Fault(models.Conflict, "not-issued")
		}
		a := d.rights(args{"document": string(id), "reason": reason})
		err = tx.Exec(`WITH l AS (UPDATE document_links SET ends_at = @now WHERE document = @document AND ends_at > @now)
			UPDATE documents SET state = 'revoked', revoked_at = @now, revoked_by = CAST(@actor AS uuid), revoked_why = @reason
			WHERE id = @document`, a).Error
		if err != nil {
			return err
		}
		about, visit, err := toldOf(tx, id)
		if err != nil {
			return err
		}
		return tx.Exec(`WITH told AS (SELECT id, municipality FROM cases WHERE id = CAST(@case AS uuid)),`+
			tellAbout(`CAST(@document AS uuid)`)+` SELECT 1`,
			args{"case": string(about), "document": string(id), "event": string(models.EventRevoked), "visit": visit, "now": d.s.now()}).Error
	})
}

// reasonless is the fault of who gives no reason.
func reasonless() error {
	return &models.Error{Kind: models.Invalid, Code: "reasons-required",
		Fields: []models.FieldFault{{Field: "reason", Code: "required"}}}
}

// revokedAlready is the conflict of who comes second: it says who was first.
func revokedAlready(tx *gorm.DB, doc models.Document) error {
	f := models.Fault(models.Conflict, "already-revoked")
	var by string
	err := tx.Raw(`SELECT a.name FROM documents d JOIN accounts a ON a.id = d.revoked_by WHERE d.id = ?`, string(doc.ID)).Row().Scan(&by)
	if err != nil {
		return err
	}
	f.Data = map[string]any{"by": by, "at": doc.RevokedAt}
	return f
}

// toldOf is the case of which the applicant is told when something happens to a
// document: the one he knows, that of its first version, with its newest visit.
func toldOf(tx *gorm.DB, id models.DocumentID) (about models.CaseID, visit int, err error) {
	err = tx.Raw(`SELECT c.id, c.visit FROM document_versions v JOIN cases k ON k.id = v.case_id
		JOIN cases c ON c.id = coalesce(k.parent, k.id) WHERE v.document = ? ORDER BY v.version LIMIT 1`, string(id)).Row().Scan(&about, &visit)
	return about, visit, err
}

// CorrectDocument starts the making of an «ορθή επανάληψη»: the next version of
// an issued document under the same number, by a clerk or head of the unit that
// issued it. It begins with the statements of the newest version; if the
// template has changed since, they must be written anew. It has as long as the
// newest version had. The same case again is the first one's success. Errors:
// unknown-document, not-allowed, reasons-required, not-issued, correction-open,
// case-exists.
func (d Desk) CorrectDocument(ctx context.Context, id models.DocumentID, as models.CaseID, reason string) (outbox int64, err error) {
	err = d.act(ctx, "correct-document", "document", string(id), func(tx *gorm.DB) error {
		doc, r, err := d.lockDocument(tx, id)
		switch {
		case err != nil:
			return err
		case !r.Makes:
			return models.Fault(models.Forbidden, "not-allowed")
		}
		again := tx.Raw(`SELECT coalesce(o.id, 0) FROM document_versions v LEFT JOIN outbox o ON o.workflow_id = @workflow
				AND o.verb = 'start' AND o.delivered_at IS NULL WHERE v.case_id = @case AND v.document = @document AND v.correction <> ''`,
			args{"case": string(as), "document": string(id), "workflow": models.WorkflowOf(as)}).Row().Scan(&outbox)
		switch {
		case again == nil:
			return nil
		case !isNoRows(again):
			return again
		case strings.TrimSpace(reason) == "":
			return reasonless()
		case doc.State != models.DocIssued:
			return models.Fault(models.Conflict, "not-issued")
		case r.Making:
			return models.Fault(models.Conflict, "correction-open")
		}
		outbox, err = d.correct(tx, doc, as, reason)
		return err
	})
	return outbox, err
}

func (d Desk) correct(tx *gorm.DB, doc models.Document, as models.CaseID, reason string) (outbox int64, err error) {
	m := making{id: as, municipality: d.actor.Municipality, template: doc.Template, document: doc.ID, correction: reason, filedBy: d.actor.Account}
	var since time.Time
	var legal, target *time.Time
	err = tx.Raw(`SELECT c.applicant, c.channel, c.delivery, c.submitted_at, c.legal_due_at, c.target_due_at
		FROM document_versions v JOIN cases c ON c.id = v.case_id WHERE v.document = ? AND v.version = ?`, string(doc.ID), doc.Version).Row().
		Scan(&m.applicant, &m.channel, &m.delivery, &since, &legal, &target)
	if err != nil {
		return 0, err
	}
	if now := d.s.now(); legal != nil && target != nil {
		m.due = models.Due{Legal: now.Add(legal.Sub(since)), Target: now.Add(target.Sub(since))}
	}
	if outbox, err = d.s.make(tx, m); err != nil {
		return 0, err
	}
	if outbox == 0 {
		return 0, models.Fault(models.Conflict, "case-exists")
	}
	return outbox, tx.Exec(`WITH o AS (SELECT * FROM document_versions WHERE document = @document AND version = @version),
		n AS (
			UPDATE document_versions v SET language = o.language, edit = 1,
				data_sha256 = CASE WHEN v.template_version = o.template_version THEN o.data_sha256 ELSE '' END
			FROM o WHERE v.case_id = @case RETURNING v.document, v.version, v.municipality)
		INSERT INTO document_statements (document, version, municipality, key, value, register, reference, entered_by, entered_at)
		SELECT n.document, n.version, n.municipality, s.key, s.value, s.register, s.reference, s.entered_by, s.entered_at
		FROM n, document_statements s WHERE s.document = @document AND s.version = @version`,
		args{"document": string(doc.ID), "version": doc.Version, "case": string(as)}).Error
}
