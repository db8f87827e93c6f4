package store

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/models"
)

// noticeBody reads where a case went that was handed on to another body: its
// reasons are for the citizen, and so is the outgoing number.
func (y System) noticeBody(ctx context.Context, f *models.NoticeFacts) error {
	if f.Event != models.EventHandedOn {
		return nil
	}
	var at *time.Time
	b := &f.Body
	err := y.s.db.WithContext(ctx).Raw(`SELECT d.to_body, d.body_email, d.body_phone, d.body_address, d.note, d.recorded_at,
			coalesce(e.number, 0), coalesce(e.year, 0), e.at
		FROM decisions d LEFT JOIN protocol_entries e ON e.subject = @subject
		WHERE d.case_id = @case AND d.outcome = 'handed-on' AND d.state <> 'refused' ORDER BY d.recorded_at DESC LIMIT 1`,
		args{"case": string(f.CaseID), "subject": handedOnSubject(f.CaseID)}).Row().
		Scan(&b.Name, &b.Email, &b.Phone, &b.Address, &f.Reasons, &f.BodyAt, &f.BodyNumber.Number, &f.BodyNumber.Year, &at)
	f.BodyNumber.At = utc(at)
	return err
}
