package store

import (
	"context"

	"github.com/thyrida/thyrida/models"
)

// CaseToCheck reads what the machine looks at before people do: the papers of
// a case that count, and the other open cases of its applicant for the same service.
func (y System) CaseToCheck(ctx context.Context, id models.CaseID) (files []models.Attachment, others []models.CaseID, err error) {
	db := y.s.db.WithContext(ctx)
	files, err = filesOf(db, id, ` AND f.replaced_by IS NULL AND NOT f.internal AND f.state <> 'refused'`)
	if err == nil {
		err = db.Raw(`SELECT o.id FROM cases c JOIN cases o ON o.applicant = c.applicant AND o.service = c.service
			WHERE c.id = ? AND o.id <> c.id AND o.state = 'open' ORDER BY o.submitted_at`, string(id)).Scan(&others).Error
	}
	return files, others, meaning("read case to check", err)
}
