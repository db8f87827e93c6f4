package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// EnterProven finds, links or makes the account of whom a provider vouches
// for, brings its roles to what the provider says, and gives a ticket for its
// session. Errors: account-disabled, login-way-removed, login-no-role,
// identity-differs, no-such-unit.
func (d Desk) EnterProven(ctx context.Context, p models.Proof, ticket []byte, expires time.Time) error {
	return d.proven(ctx, p, func(tx *gorm.DB, owner models.AccountID, removed bool) error {
		if removed {
			return models.Fault(models.Forbidden, "login-way-removed")
		}
		if owner == "" {
			var err error
			if owner, err = d.accountOf(tx, p); err != nil {
				return err
			}
		}
		if p.Staff {
			if err := d.s.mapRoles(tx, d.actor.Municipality, owner, p); err != nil {
				return err
			}
		}
		return d.s.giveTicket(tx, ticket, models.Ticket{Account: owner, Provider: p.Provider, SecondFactor: p.SecondFactor}, expires)
	})
}

// AddProven gives an account one more way to log in, and the level that the
// provider vouches for, and tells its address. What somebody has removed from
// his account is nobody's. Errors: account-disabled, no-such-account,
// identity-taken, identity-differs.
func (d Desk) AddProven(ctx context.Context, account models.AccountID, p models.Proof) error {
	return d.proven(ctx, p, func(tx *gorm.DB, owner models.AccountID, removed bool) error {
		switch {
		case removed:
		case owner == account:
			return nil
		case owner != "":
			return models.Fault(models.Conflict, "identity-taken")
		}
		return d.adopt(tx, account, p, bySession)
	})
}

// proven runs f with the account that has the identity already, if any, or has
// removed it. Of two who bring the same identity at once one waits.
func (d Desk) proven(ctx context.Context, p models.Proof, f func(tx *gorm.DB, owner models.AccountID, removed bool) error) error {
	return d.act(ctx, "prove-identity", "provider", p.Provider, func(tx *gorm.DB) error {
		subjects := d.s.subjects(p)
		a := d.rights(args{"issuer": p.Issuer, "subject": subjects[0], "subjects": array(subjects), "label_el": p.LabelEl, "label_en": p.LabelEn})
		err := tx.Exec(`SELECT pg_advisory_xact_lock(hashtextextended('identity/' || @issuer || '/' || @subject, 0))`, a).Error
		if err != nil {
			return err
		}
		var owner models.AccountID
		var disabled, removed *time.Time
		err = tx.Raw(`WITH i AS (UPDATE account_identities SET used_at = @now, label_el = @label_el, label_en = @label_en WHERE municipality = @municipality AND issuer = @issuer
				AND subject = ANY(CAST(@subjects AS text[])) RETURNING account, removed_at)
			SELECT a.id, a.disabled_at, i.removed_at FROM i JOIN accounts a ON a.id = i.account`, a).Row().Scan(&owner, &disabled, &removed)
		switch {
		case err != nil && !isNoRows(err):
			return err
		case disabled != nil:
			return models.Fault(models.Forbidden, "account-disabled")
		}
		return f(tx, owner, removed != nil)
	})
}

// subjects are what an identity is found by; a tax number never lies open.
func (s *Store) subjects(p models.Proof) []string {
	if p.Tax {
		return s.opts.Seal.Digests("afm", p.Subject)
	}
	return []string{p.Subject}
}

// accountOf links the identity to the account that is the same person's
// beyond doubt, or makes one.
func (d Desk) accountOf(tx *gorm.DB, p models.Proof) (models.AccountID, error) {
	owner, err := d.sameOwner(tx, p)
	if err != nil || owner != "" {
		return owner, either(err, d.adopt(tx, owner, p, byHouse))
	}
	if p.Staff && len(p.Grants) == 0 {
		return "", models.Fault(models.Forbidden, "login-no-role")
	}
	if p.Email != "" {
		taken, err := emailTaken(tx, lowerEmail(p.Email))
		if err != nil {
			return "", err
		}
		if taken { // by somebody this provider may not speak for
			p.Email = ""
		}
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", err
	}
	n := models.NewAccount{ID: models.AccountID(id.String()), Email: p.Email, Name: p.Name, Language: p.Language}
	if !p.Staff {
		n.Person = &models.Person{Kind: models.Natural, Name: p.Name, FatherName: p.FatherName, Email: p.Email, Language: p.Language,
			Level: models.IdentityA} // adopt raises him
		if p.Tax {
			n.Person.AFM = p.Subject
		}
	}
	if err := d.s.audit(tx, d.actor, "create-account", "account", string(n.ID)); err != nil {
		return "", err
	}
	if err := d.s.createAccount(tx, d.actor.Municipality, "", n); err != nil {
		return "", err
	}
	return n.ID, d.adopt(tx, n.ID, p, withAccount)
}

// sameOwner finds the account with the verified e-mail address; a provider for
// citizens does not speak for staff. For a tax number it is the account of an
// identified person with this number and name: who only says that a number is
// his has no claim to it.
func (d Desk) sameOwner(tx *gorm.DB, p models.Proof) (models.AccountID, error) {
	var rows []struct {
		ID         models.AccountID
		Name       string
		DisabledAt *time.Time
	}
	a := d.rights(args{"email": lowerEmail(p.Email), "staff": p.Staff, "digests": array(d.s.subjects(p))})
	const citizen = `a.person IS NOT NULL AND NOT EXISTS (SELECT FROM role_grants g WHERE g.account = a.id AND ` + inForce + `)`
	sql := `SELECT a.id, a.name, a.disabled_at FROM accounts a WHERE a.municipality = @municipality AND a.email = @email AND a.email <> ''
		AND (@staff OR ` + citizen + `)`
	if p.Tax {
		sql = `SELECT a.id, p.name, a.disabled_at FROM accounts a JOIN persons p ON p.id = a.person
			WHERE a.municipality = @municipality AND p.municipality = a.municipality AND p.kind = 'natural' AND p.level = 'B'
			AND p.afm_hash = ANY(CAST(@digests AS text[])) AND a.disabled_at IS NULL AND ` + citizen + ` ORDER BY a.created_at, a.id`
	}
	if err := tx.Raw(sql, a).Scan(&rows).Error; err != nil {
		return "", err
	}
	for _, r := range rows {
		switch {
		case p.Tax && !sameWords(r.Name, p.Name):
		case r.DisabledAt != nil:
			return "", models.Fault(models.Forbidden, "account-disabled")
		default:
			return r.ID, nil
		}
	}
	return "", nil
}

// adopt adds the identity to an account that is there, and the level that the
// provider vouches for to its person.
func (d Desk) adopt(tx *gorm.DB, account models.AccountID, p models.Proof, by cameBy) error {
	if err := d.keepIdentity(tx, account, p, by); err != nil || p.Staff || p.Level != models.IdentityB {
		return err
	}
	var who models.PersonID
	var name, digest string
	err := tx.Raw(`SELECT p.id, p.name, coalesce(p.afm_hash, '') FROM persons p JOIN accounts a ON a.person = p.id
		WHERE a.id = ? AND p.kind = 'natural' FOR UPDATE OF p`, string(account)).Row().Scan(&who, &name, &digest)
	if err != nil {
		return missing(err, "no-such-account")
	}
	if !sameWords(name, p.Name) || p.Tax && digest != "" && !slices.Contains(d.s.subjects(p), digest) {
		return models.Fault(models.Conflict, "identity-differs")
	}
	proof := identity{municipality: d.actor.Municipality, person: who, way: models.ByProvider}
	if p.Tax {
		proof.way, proof.afm = models.ByTax, p.Subject
	}
	return d.s.identified(tx, proof)
}

// mapRoles gives an account the roles that a provider says, and ends those
// that the same provider gave and says no longer. What an administrator gave
// stays his.
func (s *Store) mapRoles(tx *gorm.DB, m models.Municipality, account models.AccountID, p models.Proof) error {
	source := "oidc:" + p.Provider
	var said []string
	for _, g := range p.Grants {
		err := s.grant(tx, m, "", account, g, source)
		if known := (*models.Error)(nil); errors.As(err, &known) && known.Code == "unit-closed" {
			continue // the provider does not know yet: he logs in without that role
		}
		if err != nil {
			return err
		}
		said = append(said, string(g.Role)+"/"+string(g.Unit))
	}
	return tx.Exec(`WITH ended AS (
			UPDATE role_grants g SET valid_to = @now WHERE g.account = @account AND g.municipality = @m AND g.source = @source
				AND NOT (g.role || '/' || coalesce(g.unit, '') = ANY(CAST(@said AS text[]))) AND `+inForce+` RETURNING g.role)
		INSERT INTO audit (municipality, at, actor, action, object, object_id)
		SELECT @m, @now, NULL, 'end-grant', 'account', @account FROM ended`,
		args{"m": int(m), "account": string(account), "source": source, "said": array(said), "now": s.now()}).Error
}

// sameWords says whether two names are the same words in any order: registers
// put the family name first.
func sameWords(a, b string) bool {
	x, y := strings.Fields(foldName(a)), strings.Fields(foldName(b))
	slices.Sort(x)
	slices.Sort(y)
	return len(x) > 0 && slices.Equal(x, y)
}
