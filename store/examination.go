package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// RecordExamination keeps what an examination that began at a time has found, in
// the place of what the one before it had. Since when something is known stays.
// An examination that began before the one that is kept changes nothing.
func (y System) RecordExamination(ctx context.Context, m models.Municipality, begun time.Time, cs []models.Complaint) error {
	type line struct {
		Code    models.Code    `json:"code"`
		Subject string         `json:"subject"`
		Case    *models.CaseID `json:"case_id"`
		Detail  string         `json:"detail"`
	}
	lines := make([]line, len(cs))
	for i, c := range cs {
		if lines[i] = (line{c.Code, c.Subject, nil, c.Detail}); c.Case != "" {
			lines[i].Case = &c.Case
		}
	}
	rows, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	return y.s.tx(ctx, "record examination", func(tx *gorm.DB) error {
		a := args{"m": int(m), "begun": begun, "now": y.s.now(), "rows": string(rows)}
		kept := tx.Exec(`INSERT INTO examinations (municipality, begun_at, ended_at) VALUES (@m, @begun, @now)
			ON CONFLICT (municipality) DO UPDATE SET begun_at = excluded.begun_at, ended_at = excluded.ended_at,
				failed_at = CASE WHEN examinations.failed_at > @begun THEN examinations.failed_at END,
				failed_code = CASE WHEN examinations.failed_at > @begun THEN examinations.failed_code ELSE '' END
			WHERE examinations.begun_at IS NULL OR examinations.begun_at <= excluded.begun_at`, a)
		if kept.Error != nil || kept.RowsAffected == 0 {
			return kept.Error
		}
		return tx.Exec(`WITH l AS (SELECT DISTINCT ON (code, subject) * FROM jsonb_to_recordset(CAST(@rows AS jsonb))
					AS x(code text, subject text, case_id uuid, detail text)),
			gone AS (DELETE FROM complaints f WHERE f.municipality = @m AND NOT EXISTS (SELECT FROM l WHERE l.code = f.code AND l.subject = f.subject))
			INSERT INTO complaints (municipality, code, subject, case_id, detail, since)
			SELECT @m, code, subject, case_id, detail, CAST(@now AS timestamptz) FROM l
			ON CONFLICT (municipality, code, subject) DO UPDATE SET detail = excluded.detail, case_id = excluded.case_id`, a).Error
	})
}

// RecordBrokenExamination keeps that an examination which began at a time did
// not go through to its end, and why; what was found before stays.
func (y System) RecordBrokenExamination(ctx context.Context, m models.Municipality, begun time.Time, code models.Code) error {
	return meaning("record broken examination", y.s.db.WithContext(ctx).Exec(`INSERT INTO examinations (municipality, failed_at, failed_code)
		VALUES (@m, @begun, @code) ON CONFLICT (municipality) DO UPDATE SET failed_at = excluded.failed_at, failed_code = excluded.failed_code
		WHERE examinations.begun_at IS NULL OR examinations.begun_at <= excluded.failed_at`,
		args{"m": int(m), "begun": begun, "code": string(code)}).Error)
}

// Examination gives what doctor found last, for an administrator. Errors:
// not-allowed.
func (d Desk) Examination(ctx context.Context) (e models.Examination, err error) {
	err = d.look(ctx, "read-examination", "municipality", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		var begun, ended, failed *time.Time
		err := tx.Raw(`SELECT begun_at, ended_at, failed_at, failed_code FROM examinations WHERE municipality = @municipality`, d.rights(nil)).
			Row().Scan(&begun, &ended, &failed, &e.FailedCode)
		if isNoRows(err) {
			return nil // nobody has looked yet
		}
		e.At, e.EndedAt, e.FailedAt = utc(begun), utc(ended), utc(failed)
		if err != nil {
			return err
		}
		return tx.Raw(`SELECT code, coalesce(CAST(case_id AS text), '') AS "case", subject, detail, since FROM complaints
			WHERE municipality = @municipality ORDER BY since, code, subject LIMIT 1000`, d.rights(nil)).Scan(&e.Complaints).Error
	})
	return e, err
}
