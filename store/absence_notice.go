package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// tellSubstitute tells a substitute by e-mail that an absence names him, or that
// it has ended before its time; not of what he did himself.
func (d Desk) tellSubstitute(tx *gorm.DB, id models.AbsenceID, e models.Event) error {
	return tx.Exec(`INSERT INTO notices (id, municipality, event, visit, channel, account, state, not_before, created_at, absence)
		SELECT CAST(md5(concat_ws('/', CAST(@event AS text), a.id)) AS uuid), a.municipality, @event, 0, 'email', a.substitute, 'queued', @now, @now, a.id
		FROM absences a JOIN accounts s ON s.id = a.substitute AND s.disabled_at IS NULL
		WHERE a.id = @id AND a.substitute <> CAST(@actor AS uuid) ON CONFLICT DO NOTHING`,
		d.rights(args{"id": string(id), "event": string(e)})).Error
}

// absenceFacts reads what a notice of an absence says: for whom, from when and
// until when, or when it ended. That is zero if it is over before it was told.
func (y System) absenceFacts(ctx context.Context, n models.Notice) (f models.NoticeFacts, err error) {
	var from, until *time.Time
	f.Notice, f.Staff, f.Subject = n, true, y.subject(n.ID)
	err = y.s.db.WithContext(ctx).Raw(`SELECT s.language, s.email, s.name, p.name, a.from_at,
			CASE WHEN n.event = @ended THEN a.ended_at WHEN a.ended_at IS NULL AND a.to_at > @now THEN a.to_at END,
			m.id, m.el, m.en, m.short_el, m.phone, m.email, m.address
		FROM notices n JOIN absences a ON a.id = n.absence JOIN accounts s ON s.id = n.account JOIN accounts p ON p.id = a.account
		JOIN municipalities m ON m.id = n.municipality WHERE n.id = @id`,
		args{"id": string(n.ID), "ended": string(models.EventStandsInEnded), "now": y.s.now()}).Row().
		Scan(&f.Language, &f.To, &f.Name, &f.Absent, &from, &until,
			&f.House.ID, &f.House.El, &f.House.En, &f.House.ShortEl, &f.House.Phone, &f.House.Email, &f.House.Address)
	f.From, f.DueAt = utc(from), utc(until)
	return f, meaning("read absence of notice", err)
}
