package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// cameBy is how an account came to a provider of identities.
type cameBy string

const (
	withAccount cameBy = "made"  // it made the account
	byHouse     cameBy = "found" // the house found the account by what the provider proves
	bySession   cameBy = "added" // who was logged in added it
)

// LoginWays lists the providers that log the actor in, the oldest first, and
// says whether an e-mail address and a password do.
func (d Desk) LoginWays(ctx context.Context) (ways []models.LoginWay, password bool, err error) {
	err = d.look(ctx, "list-login-ways", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		err := tx.Raw(`SELECT password_hash <> '' AND email <> '' FROM accounts WHERE id = CAST(nullif(@actor, '') AS uuid)`, d.rights(nil)).
			Row().Scan(&password)
		if err != nil {
			return missing(err, "no-such-account")
		}
		return tx.Raw(`SELECT i.id, i.provider, i.label_el, i.label_en, i.created_at AS added_at, i.used_at, i.added AS by_hand, `+givesRoles+` AS gives_roles
			FROM account_identities i WHERE i.account = CAST(@actor AS uuid) AND i.removed_at IS NULL ORDER BY i.created_at, i.id`,
			d.rights(nil)).Scan(&ways).Error
	})
	return ways, password, err
}

// givesRoles: the provider of identity i gives its account roles now. Without
// it they would never end.
const givesRoles = `EXISTS (SELECT FROM role_grants g WHERE g.account = i.account AND g.source = 'oidc:' || i.provider AND ` + inForce + `)`

// RemoveLoginWay takes a provider from the actor's account, ends what it has
// opened but for the session that asks, and tells his address. The provider
// opens nothing again before it is added anew: by what it proves, the house
// would find the account again. Alive are the providers that are there to log
// in at. Errors: no-such-login-way, login-way-gives-roles, last-login-way.
func (d Desk) RemoveLoginWay(ctx context.Context, id models.LoginWayID, tokenHash []byte, alive []string) error {
	return d.act(ctx, "remove-login-way", "account", string(d.actor.Account), func(tx *gorm.DB) error {
		a := d.rights(args{"id": string(id), "alive": array(alive)})
		var password bool // of two who remove at once one waits
		err := tx.Raw(`SELECT password_hash <> '' AND email <> '' FROM accounts WHERE id = CAST(nullif(@actor, '') AS uuid) FOR NO KEY UPDATE`, a).
			Row().Scan(&password)
		if err != nil {
			return missing(err, "no-such-account")
		}
		var gives, others bool
		err = tx.Raw(`SELECT `+givesRoles+`, EXISTS (SELECT FROM account_identities o WHERE o.account = i.account AND o.removed_at IS NULL
				AND o.id <> i.id AND o.provider = ANY(CAST(@alive AS text[])))
			FROM account_identities i WHERE i.id = @id AND i.account = CAST(@actor AS uuid) AND i.removed_at IS NULL`, a).Row().Scan(&gives, &others)
		switch {
		case err != nil:
			return missing(err, "no-such-login-way")
		case gives:
			return models.Fault(models.Conflict, "login-way-gives-roles")
		case !password && !others:
			return models.Fault(models.Conflict, "last-login-way")
		}
		return d.s.removeWays(tx, d.actor.Account, tokenHash, `i.id = @id`, a)
	})
}

// removeAdded takes from an account every provider that was added from a
// session. Whoever sets a new password may do so because somebody else was in
// his account: what that one added would let him in again, and nobody but the
// owner can tell it from his own, so he adds those that are his once more. What
// made the account, or is found by his own address, tax number and name, stays.
func (s *Store) removeAdded(tx *gorm.DB, account models.AccountID) error {
	return s.removeWays(tx, account, nil, `i.added`, args{})
}

// removeWays removes identities i that a condition of SQL chooses.
func (s *Store) removeWays(tx *gorm.DB, account models.AccountID, tokenHash []byte, which string, a args) error {
	a["account"], a["token"], a["now"] = string(account), tokenHash, s.now()
	return tx.Exec(`WITH gone AS (
			UPDATE account_identities i SET removed_at = @now WHERE i.account = @account AND i.removed_at IS NULL AND `+which+`
			RETURNING i.id, i.municipality, i.account, i.provider),
		s AS (UPDATE sessions s SET ended_at = @now FROM gone WHERE s.account = gone.account AND s.provider = gone.provider
			AND s.ended_at IS NULL AND s.token_hash IS DISTINCT FROM @token),
		t AS (DELETE FROM login_tickets t USING gone WHERE t.account = gone.account AND t.provider = gone.provider),
		n AS (`+tellWay("gone", models.EventLoginWayRemoved)+`)
		INSERT INTO audit (municipality, at, actor, action, object, object_id)
		SELECT municipality, @now, NULL, 'end-login-way', 'account', CAST(account AS text) FROM gone`, a).Error
}

// tellWay writes the notices of what has happened to ways, a table of SQL, to
// the owners of their accounts who have an address.
func tellWay(ways string, e models.Event) string {
	return `INSERT INTO notices (id, municipality, login_way, account, event, visit, channel, state, not_before, created_at)
		SELECT CAST(md5(concat_ws('/', 'login-way', w.id, '` + string(e) + `', CAST(@now AS timestamptz))) AS uuid), w.municipality, w.id, w.account,
			'` + string(e) + `', 0, 'email', 'queued', CAST(@now AS timestamptz), CAST(@now AS timestamptz)
		FROM ` + ways + ` w JOIN accounts a ON a.id = w.account AND a.email <> ''`
}

// keepIdentity adds an identity to an account, in the place of what another
// has removed from his, and tells the owner unless it made the account.
func (d Desk) keepIdentity(tx *gorm.DB, account models.AccountID, p models.Proof, by cameBy) error {
	if err := d.s.audit(tx, d.actor, "add-identity", "account", string(account)); err != nil {
		return err
	}
	subjects := d.s.subjects(p)
	return tx.Exec(`WITH again AS (
			UPDATE account_identities i SET account = a.id, provider = @provider, label_el = @label_el, label_en = @label_en, added = @added,
				removed_at = NULL, created_at = @now, used_at = @now
			FROM accounts a WHERE a.id = @account AND a.municipality = @municipality AND i.municipality = a.municipality
				AND i.issuer = @issuer AND i.subject = ANY(CAST(@subjects AS text[])) AND i.removed_at IS NOT NULL
			RETURNING i.id, i.municipality, i.account),
		fresh AS (
			INSERT INTO account_identities (municipality, issuer, subject, account, provider, label_el, label_en, added, created_at, used_at)
			SELECT a.municipality, @issuer, @subject, a.id, @provider, @label_el, @label_en, @added, @now, @now
			FROM accounts a WHERE a.id = @account AND a.municipality = @municipality AND NOT EXISTS (SELECT FROM again)
			RETURNING id, municipality, account),
		way AS (SELECT * FROM again UNION ALL SELECT * FROM fresh)
		`+tellWay("way", models.EventLoginWayAdded)+` WHERE @told`,
		d.rights(args{"issuer": p.Issuer, "subject": subjects[0], "subjects": array(subjects), "account": string(account), "provider": p.Provider,
			"label_el": p.LabelEl, "label_en": p.LabelEn, "added": by == bySession, "told": by != withAccount})).Error
}

// wayFacts reads what a notice of a way to log in says.
func (y System) wayFacts(ctx context.Context, n models.Notice) (f models.NoticeFacts, err error) {
	f.Notice, f.Subject = n, y.subject(n.ID)
	err = y.s.db.WithContext(ctx).Raw(`SELECT a.language, a.email, a.name, coalesce(nullif(CASE a.language WHEN 'en' THEN i.label_en ELSE i.label_el END, ''), i.provider),
			m.id, m.el, m.en, m.short_el, m.phone, m.email, m.address
		FROM notices n JOIN account_identities i ON i.id = n.login_way JOIN accounts a ON a.id = n.account
		JOIN municipalities m ON m.id = n.municipality WHERE n.id = ?`, string(n.ID)).Row().
		Scan(&f.Language, &f.To, &f.Name, &f.LoginWay, &f.House.ID, &f.House.El, &f.House.En, &f.House.ShortEl, &f.House.Phone, &f.House.Email, &f.House.Address)
	return f, meaning("read facts of notice", err)
}
