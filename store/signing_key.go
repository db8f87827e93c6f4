package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// HoldersByEmail finds the accounts of the addresses that keys are kept under.
func (y System) HoldersByEmail(ctx context.Context, m models.Municipality, emails []string) (map[string]models.AccountID, error) {
	var rows []struct {
		ID    models.AccountID
		Email string
	}
	err := y.s.db.WithContext(ctx).Raw(`SELECT id, email FROM accounts WHERE municipality = @m AND email = ANY(CAST(@emails AS text[]))`,
		args{"m": int(m), "emails": arrayOf(emails)}).Scan(&rows).Error
	out := map[string]models.AccountID{}
	for _, r := range rows {
		out[r.Email] = r.ID
	}
	return out, meaning("find holders of keys", err)
}

const keyColumns = `INSERT INTO signing_keys (municipality, holder, way, subject, issuer, serial, algorithm, class,
		not_before, not_after, sha256, certificate, seen_at, absent_code)
	VALUES (@m, @holder, @way, @subject, @issuer, @serial, @algorithm, @class,
		@not_before, @not_after, @sha256, @certificate, @now, nullif(@absent, ''))
	ON CONFLICT (municipality, holder, way) DO UPDATE SET (subject, issuer, serial, algorithm, class,
		not_before, not_after, sha256, certificate, seen_at, absent_code, warned_at) = (excluded.subject, excluded.issuer, excluded.serial,
		excluded.algorithm, excluded.class, excluded.not_before, excluded.not_after, excluded.sha256, excluded.certificate, excluded.seen_at,
		excluded.absent_code, CASE WHEN signing_keys.sha256 = excluded.sha256 THEN signing_keys.warned_at END)`

func keyArgs(m models.Municipality, k models.SigningKey, now time.Time) args {
	return args{"m": int(m), "holder": k.Holder, "way": string(k.Way), "subject": k.Subject, "issuer": k.Issuer, "serial": k.Serial,
		"algorithm": k.Algorithm, "class": k.Class, "not_before": k.NotBefore, "not_after": k.NotAfter, "sha256": string(k.SHA256),
		"certificate": k.Certificate, "absent": string(k.Absent), "now": now}
}

// SeeKeys records all keys that the server holds, as they were just seen. One
// that could not be opened comes without its certificate: what was known of it
// stays, with the reason. One that is gone stays likewise.
func (y System) SeeKeys(ctx context.Context, m models.Municipality, seen []models.SigningKey) error {
	return y.s.tx(ctx, "record signing keys", func(tx *gorm.DB) error {
		var holders []string
		for _, k := range seen {
			holders = append(holders, k.Holder)
			k.Way = models.WayServer
			sql := keyColumns
			if k.SHA256 == "" {
				sql = `UPDATE signing_keys SET absent_code = @absent WHERE municipality = @m AND holder = @holder AND way = @way`
			}
			if err := tx.Exec(sql, keyArgs(m, k, y.s.now())).Error; err != nil {
				return err
			}
		}
		return tx.Exec(`UPDATE signing_keys SET absent_code = 'key-absent' WHERE municipality = @m AND way = 'server'
			AND NOT holder = ANY(CAST(@holders AS text[])) AND absent_code IS DISTINCT FROM 'key-absent'`,
			args{"m": int(m), "holders": arrayOf(holders)}).Error
	})
}

// keyNotice is how long before its end the holder of a certificate is told.
const keyNotice = 30 * 24 * time.Hour

// WarnOfKeys tells, once for each certificate, that it ends soon: the holder,
// and of the seal's the administrators.
func (y System) WarnOfKeys(ctx context.Context, m models.Municipality) error {
	now := y.s.now()
	return meaning("warn of ending certificates", y.s.db.WithContext(ctx).Exec(`WITH k AS (
			UPDATE signing_keys SET warned_at = @now WHERE municipality = @m AND warned_at IS NULL AND not_after <= @before
				AND absent_code IS DISTINCT FROM 'key-absent'
			RETURNING municipality, holder, sha256),
		told AS (
			SELECT k.sha256, 'key-ends' AS event, a.id AS account FROM k JOIN accounts a ON CAST(a.id AS text) = k.holder AND a.disabled_at IS NULL
			UNION SELECT k.sha256, 'seal-ends', a.id FROM k JOIN role_grants g ON g.municipality = k.municipality AND g.role = 'admin' AND `+inForce+`
				JOIN accounts a ON a.id = g.account AND a.disabled_at IS NULL WHERE k.holder = 'seal')
		INSERT INTO notices (id, municipality, certificate, event, visit, channel, account, state, not_before, created_at)
		SELECT CAST(md5(concat_ws('/', 'key', t.sha256, t.event, t.account)) AS uuid), @m, t.sha256, t.event, 0, 'email', t.account, 'queued', @now, @now
		FROM told t ON CONFLICT DO NOTHING`,
		args{"m": int(m), "now": now, "before": now.Add(keyNotice)}).Error)
}

// SigningKeys lists the certificates of keys: all of the municipality for an
// administrator, his own for everybody else; the seal first.
func (d Desk) SigningKeys(ctx context.Context) (ks []models.SigningKey, err error) {
	err = d.s.db.WithContext(ctx).Raw(`SELECT k.holder, k.way, k.subject, k.issuer, k.serial, k.algorithm, k.class, k.not_before, k.not_after,
			k.sha256, k.certificate, k.seen_at, coalesce(k.absent_code, '') AS absent, coalesce(a.name, '') AS name
		FROM signing_keys k LEFT JOIN accounts a ON CAST(a.id AS text) = k.holder
		WHERE k.municipality = @municipality AND (k.holder = @actor OR EXISTS (SELECT FROM role_grants g
			WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.municipality = k.municipality AND g.role = 'admin' AND `+inForce+`))
		ORDER BY k.holder <> 'seal', name, k.holder, k.way`, d.rights(nil)).Scan(&ks).Error
	return ks, meaning("list signing keys", err)
}

// ExpectCertificate registers the certificate that an account signs with in its
// own program, by an administrator; it takes the place of an earlier one.
// Errors: not-allowed, no-such-account.
func (d Desk) ExpectCertificate(ctx context.Context, account models.AccountID, k models.SigningKey) error {
	return d.act(ctx, "expect-certificate", "account", string(account), func(tx *gorm.DB) error {
		if err := d.administers(tx, account); err != nil {
			return err
		}
		k.Holder, k.Way, k.Absent = string(account), models.WayExternal, ""
		return tx.Exec(keyColumns, keyArgs(d.actor.Municipality, k, d.s.now())).Error
	})
}

// ForgetCertificate takes the registration back, by an administrator. Errors:
// not-allowed, no-such-account, no-certificate.
func (d Desk) ForgetCertificate(ctx context.Context, account models.AccountID) error {
	return d.act(ctx, "forget-certificate", "account", string(account), func(tx *gorm.DB) error {
		if err := d.administers(tx, account); err != nil {
			return err
		}
		done := tx.Exec(`DELETE FROM signing_keys WHERE municipality = @municipality AND holder = @account AND way = 'external'`,
			d.rights(args{"account": string(account)}))
		if done.Error == nil && done.RowsAffected == 0 {
			return models.Fault(models.NotFound, "no-certificate")
		}
		return done.Error
	})
}
