package store

import (
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/models"
)

// savePerson gives the row of a person as he is described, inside the caller's
// transaction.
//
// A row is used again only when it says the same: the same municipality, ΑΦΜ,
// kind, name (accents and case apart), father's name and contact data, and no
// account behind it, nor anybody's look at his identity document. Everything else is a new row. So what one clerk types can
// neither change where another case's notices go, nor put a case into the
// portal of somebody who merely claims the same number; the ΑΦΜ's digest still
// finds all rows of a number. A person who brings an ID is written under it
// once.
func (s *Store) savePerson(tx *gorm.DB, m models.Municipality, p models.Person) (models.PersonID, error) {
	if p.Language == "" {
		p.Language = "el"
	}
	if p.AFM != "" {
		id, err := samePerson(tx, m, p, s.opts.Seal.Digests("afm", p.AFM))
		if err != nil || id != "" {
			return id, err
		}
	}
	if p.ID == "" {
		id, err := uuid.NewV7()
		if err != nil {
			return "", err
		}
		p.ID = models.PersonID(id.String())
	}
	var sealed, digest string
	if p.AFM != "" {
		sealed, digest = s.opts.Seal.Seal(p.AFM, afmPlace(p.ID)), s.opts.Seal.Digest("afm", p.AFM)
	}
	return p.ID, tx.Exec(`INSERT INTO persons (id, municipality, kind, name, father_name, email, mobile, address,
			postcode, language, afm_sealed, afm_hash, level, name_keys, created_at)
		VALUES (@id, @m, @kind, @name, @father, @email, @mobile, @address, @postcode, @language,
			nullif(@sealed, ''), nullif(@digest, ''), coalesce(nullif(@level, ''), 'A'), CAST(@keys AS text[]), @now)
		ON CONFLICT (id) DO NOTHING`,
		args{"id": string(p.ID), "m": int(m), "kind": string(p.Kind), "name": p.Name, "father": p.FatherName,
			"email": p.Email, "mobile": p.Mobile, "address": p.Address, "postcode": p.Postcode,
			"language": p.Language, "sealed": sealed, "digest": digest, "level": string(p.Level),
			"keys": array(greek.Keys(p.Name)), "now": s.now()}).Error
}

// afmPlace is where a sealed ΑΦΜ belongs: moved to another row it does not open.
func afmPlace(p models.PersonID) string { return "person/" + string(p) + "/afm" }

// samePerson finds a row without an account that says what p says; empty if
// there is none.
func samePerson(tx *gorm.DB, m models.Municipality, p models.Person, digests []string) (models.PersonID, error) {
	var rows []struct{ ID, Name, FatherName string }
	err := tx.Raw(`SELECT p.id, p.name, p.father_name FROM persons p
		WHERE p.municipality = @m AND p.afm_hash = ANY(CAST(@digests AS text[])) AND p.kind = @kind
		AND p.email = @email AND p.mobile = @mobile AND p.address = @address AND p.postcode = @postcode AND p.language = @language
		AND (@id = '' OR p.id = CAST(nullif(@id, '') AS uuid))
		AND NOT EXISTS (SELECT FROM accounts a WHERE a.person = p.id) AND p.level = coalesce(nullif(@level, ''), 'A')
		ORDER BY p.id DESC`,
		args{"m": int(m), "digests": array(digests), "kind": string(p.Kind), "email": p.Email, "mobile": p.Mobile,
			"address": p.Address, "postcode": p.Postcode, "language": p.Language, "id": string(p.ID), "level": string(p.Level)}).Scan(&rows).Error
	for _, r := range rows {
		if sameName(r.Name, p.Name) && sameName(r.FatherName, p.FatherName) {
			return models.PersonID(r.ID), err
		}
	}
	return "", err
}

func sameName(a, b string) bool { return foldName(a) == foldName(b) }

// foldName is a name without case, accents and spare blanks.
func foldName(s string) string {
	return strings.Join(strings.Fields(unaccented.Replace(strings.ToLower(s))), " ")
}

var unaccented = strings.NewReplacer("ά", "α", "έ", "ε", "ή", "η", "ί", "ι", "ό", "ο", "ύ", "υ", "ώ", "ω",
	"ϊ", "ι", "ΐ", "ι", "ϋ", "υ", "ΰ", "υ", "ς", "σ")
