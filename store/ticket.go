package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// errLoginOver is a login half done that is too old, used, another browser's,
// or was never begun.
var errLoginOver = models.Fault(models.Forbidden, "login-over")

// GiveTicket keeps a login half done for whoever brings the ticket back.
func (d Desk) GiveTicket(ctx context.Context, hash []byte, t models.Ticket, expires time.Time) error {
	return meaning("give ticket", d.s.giveTicket(d.s.db.WithContext(ctx), hash, t, expires))
}

func (s *Store) giveTicket(tx *gorm.DB, hash []byte, t models.Ticket, expires time.Time) error {
	return tx.Exec(`INSERT INTO login_tickets (hash, municipality, account, provider, second_factor, expires_at)
		SELECT @hash, a.municipality, a.id, @provider, @second, @expires FROM accounts a WHERE a.id = @account`,
		args{"hash": hash, "account": string(t.Account), "provider": t.Provider, "second": t.SecondFactor, "expires": expires}).Error
}

// Ticket says whose login a ticket is; it stays good. Errors: login-over.
func (d Desk) Ticket(ctx context.Context, hash []byte) (t models.Ticket, err error) {
	err = d.s.db.WithContext(ctx).Raw(`SELECT t.account, a.email, t.provider, t.second_factor FROM login_tickets t
		JOIN accounts a ON a.id = t.account AND a.disabled_at IS NULL WHERE t.hash = @hash AND t.expires_at > @now`,
		args{"hash": hash, "now": d.s.now()}).Row().Scan(&t.Account, &t.Email, &t.Provider, &t.SecondFactor)
	if isNoRows(err) {
		err = errLoginOver
	}
	return t, meaning("read ticket", err)
}

// LogInBy is LogIn for whoever brings a ticket; it is used up. Errors:
// login-over, no-such-account, second-factor-needed, second-factor-refused.
func (d Desk) LogInBy(ctx context.Context, hash []byte, n models.NewSession, code string) error {
	return d.opens(ctx, n.Account, func(tx *gorm.DB, m models.Municipality) error {
		done := tx.Exec(`DELETE FROM login_tickets WHERE hash = @hash AND account = @account AND expires_at > @now`,
			args{"hash": hash, "account": string(n.Account), "now": d.s.now()})
		if done.Error != nil || done.RowsAffected == 0 {
			return either(done.Error, errLoginOver)
		}
		return d.s.openSession(tx, m, n, code)
	})
}
