package store

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// keyOf is the certificate of a holder's key as it was last seen: an account's,
// or the seal's. Errors: key-absent, certificate-absent when a key in its
// holder's own hands was never registered.
func keyOf(tx *gorm.DB, m models.Municipality, holder string, way models.SigningWay) (k models.SigningKey, err error) {
	found := tx.Raw(`SELECT holder, way, subject, issuer, serial, algorithm, class, not_before, not_after, sha256, certificate, seen_at,
			coalesce(absent_code, '') AS absent
		FROM signing_keys WHERE municipality = @m AND holder = @holder AND way = @way`,
		args{"m": int(m), "holder": holder, "way": string(way)}).Scan(&k)
	if found.Error == nil && found.RowsAffected == 0 {
		if way == models.WayExternal {
			return k, models.Fault(models.Conflict, "certificate-absent")
		}
		return k, models.Fault(models.Conflict, "key-absent")
	}
	return k, found.Error
}

// usable says why a key cannot sign now: key-absent, key-expired or what the
// keeper of the keys found.
func usable(k models.SigningKey, now time.Time) error {
	switch {
	case k.Absent != "":
		return models.Fault(models.Conflict, k.Absent)
	case !now.Before(k.NotAfter), now.Before(k.NotBefore):
		return &models.Error{Kind: models.Conflict, Code: "key-expired", Data: map[string]any{"at": k.NotAfter}}
	}
	return nil
}

// passing makes an error one that time may mend: the step is tried again.
func passing(err error) error {
	var known *models.Error
	if errors.As(err, &known) {
		return &models.Error{Kind: models.Unavailable, Code: known.Code, Data: known.Data, Err: err}
	}
	return err
}
