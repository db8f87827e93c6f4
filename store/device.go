package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// devicesKept is how many browsers of an account are known: the last ones.
const devicesKept = 20

// KnowsDevice says whether a browser, by the hash of its cookie, has been in
// the account of a name: an e-mail address, or "account/" and its identifier.
// Who guesses brings none, so he cannot make it wait.
//
// After A. Dedov, «Slow Down Online Guessing Attacks with Device Cookies»,
// https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies,
// which the OWASP Authentication Cheat Sheet names against locking others out.
// There the cookie is signed; here it is random and its hash is kept, so that
// it can be ended.
func (d Desk) KnowsDevice(ctx context.Context, name string, hash []byte) (known bool, err error) {
	err = d.s.db.WithContext(ctx).Raw(`SELECT EXISTS (SELECT FROM login_devices v JOIN accounts a ON a.id = v.account
		WHERE v.hash = @hash AND v.used_at > @since AND a.disabled_at IS NULL AND @name IN (a.email, 'account/' || CAST(a.id AS text)))`,
		args{"hash": hash, "name": lowerEmail(name), "since": d.s.now().Add(-models.DeviceLife)}).Row().Scan(&known)
	return known, meaning("know device", err)
}

// keepDevice remembers a browser that its owner has come in by, in the place of
// what it was known by.
func (d Desk) keepDevice(tx *gorm.DB, account models.AccountID, former, hash []byte) error {
	a := args{"hash": hash, "former": former, "account": string(account), "now": d.s.now(), "kept": devicesKept}
	err := tx.Exec(`INSERT INTO login_devices (hash, municipality, account, used_at)
		SELECT @hash, a.municipality, a.id, CAST(@now AS timestamptz) FROM accounts a WHERE a.id = @account`, a).Error
	return either(err, tx.Exec(`DELETE FROM login_devices WHERE hash = @former OR hash IN (SELECT hash FROM login_devices
		WHERE account = @account ORDER BY used_at DESC, hash OFFSET @kept)`, a).Error)
}
