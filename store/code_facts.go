package store

import (
	"context"
	"fmt"
	"time"

	"github.com/thyrida/thyrida/models"
)

// codeFacts reads what a notice of an account says. Its due time is zero when
// it brings a code that nobody can use any more. Who is not known yet has no
// name: what somebody typed into a registration is not sent to another's
// address.
func (y System) codeFacts(ctx context.Context, n models.Notice) (f models.NoticeFacts, err error) {
	var id models.CodeID
	var sealed string
	var ended *time.Time
	f.Notice, f.Subject = n, y.subject(n.ID)
	err = y.s.db.WithContext(ctx).Raw(`SELECT k.id, k.language, CASE
				WHEN n.event = 'email-changed' OR n.event = 'mobile-changed' AND n.channel = 'sms' THEN k.former
				WHEN n.event IN ('mobile-changed', 'password-changed') THEN a.email ELSE k.address END,
			coalesce(a.name, ''), k.sealed, k.expires_at, k.ended_at, m.id, m.el, m.en, m.short_el, m.phone, m.email, m.address
		FROM notices n JOIN account_codes k ON k.id = n.code LEFT JOIN accounts a ON a.id = k.account
		JOIN municipalities m ON m.id = n.municipality WHERE n.id = ?`, string(n.ID)).Row().
		Scan(&id, &f.Language, &f.To, &f.Name, &sealed, &f.DueAt, &ended, &f.House.ID, &f.House.El, &f.House.En, &f.House.ShortEl,
			&f.House.Phone, &f.House.Email, &f.House.Address)
	if err != nil {
		return f, meaning("read facts of notice", err)
	}
	switch n.Event {
	case models.EventRegistrationCode, models.EventPasswordCode, models.EventEmailCode, models.EventMobileCode:
		if ended != nil || sealed == "" || !f.DueAt.After(y.s.now()) {
			f.DueAt = time.Time{}
			return f, nil
		}
		if f.OneTimeCode, err = y.s.opts.Seal.Open(sealed, codePlace(id)); err != nil {
			return f, fmt.Errorf("open code of notice %s: %w", n.ID, err)
		}
	}
	if n.Event == models.EventEmailCode || n.Event == models.EventAccountExists {
		f.Name = "" // the address is not proven to be his
	}
	return f, nil
}
