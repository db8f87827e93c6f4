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

// ChooseNotices records how the actor wants to be told, from now on. Errors:
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
		case done.Error != nil || done.RowsAffected == 1:
			return done.Error
		case d.actor.Person == "":
			return models.Fault(models.Forbidden, "not-allowed")
		}
		return models.Fault(models.Conflict, "no-mobile")
	})
}
