package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// NoticeChoice says how the actor wants to be told of his cases. Errors:
// not-allowed for staff, who are told by e-mail.
func (d Desk) NoticeChoice(ctx context.Context) (c models.NoticeChoice, err error) {
	var from, until *string
	err = d.s.db.WithContext(ctx).Raw(`SELECT p.ways, p.quiet_from, p.quiet_until, coalesce(m.quiet_from, ''), coalesce(m.quiet_until, ''),
			p.email, p.mobile
		FROM persons p JOIN municipalities m ON m.id = p.municipality WHERE p.id = CAST(nullif(@person, '') AS uuid)`, d.rights(nil)).
		Row().Scan(&c.Ways, &from, &until, &c.House.From, &c.House.Until, &c.Email, &c.Mobile)
	if from != nil && until != nil {
		c.Quiet = &models.QuietHours{From: *from, Until: *until}
	}
	if isNoRows(err) {
		err = models.Fault(models.Forbidden, "not-allowed")
	}
	return c, meaning("read choice of notices", err)
}

// wakeSQL has the sender look at once at what waits for the end of the actor's
// quiet hours: it puts it off anew where those that he has chosen now say so.
const wakeSQL = `UPDATE notices n SET not_before = @now, quiet_until = NULL,
		state = CASE WHEN n.state <> 'durable' THEN n.state WHEN n.uncertain_at IS NULL THEN 'queued' ELSE 'sending' END
	FROM cases c WHERE c.id = n.case_id AND CAST(nullif(@person, '') AS uuid) IN (c.applicant, c.representative)
		AND coalesce(c.representative, c.applicant) = CAST(nullif(@person, '') AS uuid) AND n.account IS NULL AND n.channel = 'sms'
		AND n.state IN ('queued', 'sending', 'durable') AND n.quiet_until > @now AND n.not_before = n.quiet_until`

// ChooseNotices records how the actor wants to be told, from now on; what waits
// for his quiet hours to end follows the new ones. Errors:
// not-allowed, no-mobile when he wants only SMS and has no mobile.
func (d Desk) ChooseNotices(ctx context.Context, ways models.Ways, quiet *models.QuietHours) error {
	return d.act(ctx, "choose-notices", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		var from, until *string
		if quiet != nil {
			from, until = &quiet.From, &quiet.Until
		}
		a := d.rights(args{"ways": string(ways), "from": from, "until": until})
		done := tx.Exec(`UPDATE persons SET ways = @ways, quiet_from = @from, quiet_until = @until
			WHERE id = CAST(nullif(@person, '') AS uuid) AND (@ways <> 'sms' OR mobile <> '')`, a)
		switch {
		case done.Error != nil:
			return done.Error
		case done.RowsAffected == 1:
			return tx.Exec(wakeSQL, a).Error
		case d.actor.Person == "":
			return models.Fault(models.Forbidden, "not-allowed")
		}
		return models.Fault(models.Conflict, "no-mobile")
	})
}
