package store

import (
	"context"

	"github.com/thyrida/thyrida/models"
)

// CaseToCheck reads what the machine looks at before people do: the papers of
// a case, and the other open cases of its applicant for the same service.
func (y System) CaseToCheck(ctx context.Context, id models.CaseID) (files []models.Attachment, others []models.CaseID, err error) {
	db := y.s.db.WithContext(ctx)
	err = db.Raw(`SELECT id, case_id, slot, visit, name, media_type, size, sha256, blob, uploaded_at
		FROM attachments WHERE case_id = ? ORDER BY slot, id`, string(id)).Scan(&files).Error
	if err == nil {
		err = db.Raw(`SELECT o.id FROM cases c JOIN cases o ON o.applicant = c.applicant AND o.service = c.service
			WHERE c.id = ? AND o.id <> c.id AND o.state = 'open' ORDER BY o.submitted_at`, string(id)).Scan(&others).Error
	}
	return files, others, meaning("read case to check", err)
}
