package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// ChooseLanguage records in which language, el or en, the actor is written to,
// as an account and as the citizen he is. Errors: not-allowed for who has no
// account.
func (d Desk) ChooseLanguage(ctx context.Context, lang string) error {
	return d.act(ctx, "choose-language", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		a := d.rights(args{"lang": lang})
		done := tx.Exec(`UPDATE accounts SET language = @lang WHERE id = CAST(nullif(@actor, '') AS uuid)`, a)
		if done.Error == nil && done.RowsAffected == 0 {
			return models.Fault(models.Forbidden, "not-allowed")
		}
		if done.Error != nil {
			return done.Error
		}
		return tx.Exec(`UPDATE persons SET language = @lang WHERE id = CAST(nullif(@person, '') AS uuid)`, a).Error
	})
}
