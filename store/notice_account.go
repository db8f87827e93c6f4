package store

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/models"
)

// accountFacts reads what a notice says that tells of no case.
func (y System) accountFacts(ctx context.Context, n models.Notice) (models.NoticeFacts, error) {
	var ofCode, ofAbsence, ofWay bool
	err := y.s.db.WithContext(ctx).Raw(`SELECT code IS NOT NULL, absence IS NOT NULL, login_way IS NOT NULL FROM notices WHERE id = ?`, string(n.ID)).
		Row().Scan(&ofCode, &ofAbsence, &ofWay)
	switch {
	case err != nil:
		return models.NoticeFacts{}, meaning("read facts of notice", err)
	case ofCode:
		return y.codeFacts(ctx, n)
	case ofAbsence:
		return y.absenceFacts(ctx, n)
	case ofWay:
		return y.wayFacts(ctx, n)
	}
	return y.keyFacts(ctx, n)
}

// keyFacts reads what a notice of a key says: when its certificate ends. That
// is zero if the certificate is no key's any more.
func (y System) keyFacts(ctx context.Context, n models.Notice) (f models.NoticeFacts, err error) {
	var ends *time.Time
	f.Notice, f.Staff, f.Subject = n, true, y.subject(n.ID)
	err = y.s.db.WithContext(ctx).Raw(`SELECT a.language, a.email, a.name, (SELECT min(k.not_after) FROM signing_keys k
				WHERE k.municipality = n.municipality AND k.sha256 = n.certificate AND k.absent_code IS DISTINCT FROM 'key-absent'),
			m.id, m.el, m.en, m.short_el, m.phone, m.email, m.address
		FROM notices n JOIN accounts a ON a.id = n.account JOIN municipalities m ON m.id = n.municipality WHERE n.id = ?`, string(n.ID)).Row().
		Scan(&f.Language, &f.To, &f.Name, &ends, &f.House.ID, &f.House.El, &f.House.En, &f.House.ShortEl, &f.House.Phone, &f.House.Email, &f.House.Address)
	if err != nil {
		return f, meaning("read facts of notice", err)
	}
	if ends != nil {
		f.DueAt = *ends
	}
	return f, nil
}
