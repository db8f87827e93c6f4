package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// Intend commits what is going to be issued: signatory, record, template and
// number, before anything is rendered (DESIGN §8). A sealed document gets its
// seal here; while that key cannot be used nothing is intended and no number is
// given. Doing it again changes nothing. Errors: key-absent, key-expired (both
// pass), edited-meanwhile.
func (y System) Intend(ctx context.Context, id models.CaseID) error {
	return y.s.tx(ctx, "intend document of case "+string(id), func(tx *gorm.DB) error {
		var m models.Municipality
		var way *string
		var agreed bool
		err := tx.Raw(`SELECT municipality, way, intended_sha256 = data_sha256 FROM document_versions WHERE case_id = ? FOR UPDATE`,
			string(id)).Row().Scan(&m, &way, &agreed)
		if err != nil {
			return err
		}
		switch {
		case way == nil:
			k, err := keyOf(tx, m, string(models.WaySeal), models.WayServer)
			if err != nil {
				return err
			}
			if err := usable(k, y.s.now()); err != nil {
				return passing(err)
			}
			err = tx.Exec(`UPDATE document_versions SET way = 'seal', class = @class, intended_sha256 = data_sha256 WHERE case_id = @case`,
				args{"case": string(id), "class": k.Class}).Error
			if err != nil {
				return err
			}
		case !agreed: // cannot be: statements are closed once they are signed for
			return models.Fault(models.Broken, "edited-meanwhile")
		}
		return y.s.intend(tx, id)
	})
}

// intend gives the document its number and fixes the template, once. A
// correction keeps the number it corrects.
func (s *Store) intend(tx *gorm.DB, id models.CaseID) error {
	var v struct {
		Document models.DocumentID
		M        models.Municipality
		Service  models.ServiceCode
		Unit     models.UnitCode
		Done     bool
		Channel  models.FilingChannel
	}
	err := tx.Raw(`SELECT v.document, v.municipality AS m, c.service, c.unit, c.channel, v.intended_at IS NOT NULL AS done
		FROM document_versions v JOIN cases c ON c.id = v.case_id WHERE v.case_id = ?`, string(id)).Scan(&v).Error
	if err != nil || v.Done {
		return err
	}
	err = tx.Exec(`UPDATE document_versions v SET intended_at = @now, template_sha256 = s.sha256
		FROM services s, documents d WHERE v.case_id = @case AND d.id = v.document
			AND s.municipality = v.municipality AND s.code = d.template AND s.version = v.template_version`,
		args{"case": string(id), "now": s.now()}).Error
	if err != nil {
		return err
	}
	_, err = s.numbers(tx, v.M, []registration{{subject: documentSubject(v.Document), direction: "out", channel: v.Channel,
		service: v.Service, unit: v.Unit}})
	return err
}

func documentSubject(id models.DocumentID) string { return "document/" + string(id) }

// IssueFacts reads what the version that a case makes is rendered with.
func (y System) IssueFacts(ctx context.Context, id models.CaseID) (f models.IssueFacts, err error) {
	f, err = facts(y.s.db.WithContext(ctx), id)
	return f, meaning("read document of case "+string(id), err)
}

func facts(tx *gorm.DB, id models.CaseID) (f models.IssueFacts, err error) {
	if f.Record, err = record(tx, id); err != nil {
		return f, err
	}
	var number, year *int
	var numbered, intended, brought *time.Time
	var b models.Brought
	err = tx.Raw(`SELECT m.id, m.el, m.en, m.short_el, m.phone, m.email, m.address, u.code, u.el, u.en, u.phone, v.code, e.number, e.year, e.at,
			coalesce(CAST(a.id AS text), ''), coalesce(a.email, ''), v.signatory_name, v.signatory_title, v.by_order, v.acting_for IS NOT NULL, coalesce(v.way, ''), v.class,
			v.correction, v.intended_at, v.intended_sha256, v.unsigned_sha256,
			v.brought_sha256, v.brought_size, v.brought_type, v.brought_certificate, v.brought_at
		FROM document_versions v JOIN documents d ON d.id = v.document JOIN municipalities m ON m.id = v.municipality
		JOIN units u ON u.municipality = d.municipality AND u.code = d.unit
		LEFT JOIN protocol_entries e ON e.subject = 'document/' || CAST(v.document AS text) AND v.intended_at IS NOT NULL
		LEFT JOIN accounts a ON a.id = v.signatory WHERE v.case_id = ?`, string(id)).Row().Scan(
		&f.House.ID, &f.House.El, &f.House.En, &f.House.ShortEl, &f.House.Phone, &f.House.Email, &f.House.Address,
		&f.UnitName.Code, &f.UnitName.El, &f.UnitName.En, &f.UnitPhone, &f.Code, &number, &year, &numbered,
		&f.Signatory.Account, &f.Signatory.Email, &f.Signatory.Name, &f.Signatory.Title, &f.Signatory.ByOrder, &f.Signatory.Acting, &f.Way, &f.Class,
		&f.Correction, &intended, &f.Intended, &f.Unsigned, &b.SHA256, &b.Size, &b.MediaType, &b.Certificate, &brought)
	if err != nil {
		return f, err
	}
	f.IntendedAt = utc(intended)
	if number != nil {
		f.Number = models.Entry{Number: *number, Year: *year, At: utc(numbered)}
	}
	if f.Correction != "" {
		f.CorrectedOn = f.IntendedAt
	}
	if b.SHA256 != "" {
		b.SignedAt = utc(brought)
		f.Brought = &b
	}
	return f, nil
}

// IssueWaits notes for those who work on a case why its document cannot be
// issued yet.
func (y System) IssueWaits(ctx context.Context, id models.CaseID, code models.Code) error {
	return meaning("note what case "+string(id)+" waits for", y.s.db.WithContext(ctx).Exec(`
		INSERT INTO findings (case_id, visit, code, subject, municipality)
		SELECT id, visit, @code, '', municipality FROM cases WHERE id = @case ON CONFLICT DO NOTHING`,
		args{"case": string(id), "code": string(code)}).Error)
}

// Rendered records the final bytes before the signature. Those that somebody
// signed outside the house stay as they are.
func (y System) Rendered(ctx context.Context, id models.CaseID, sha models.SHA256) error {
	return meaning("keep rendering of case "+string(id), y.s.db.WithContext(ctx).Exec(`UPDATE document_versions SET unsigned_sha256 = @sha
		WHERE case_id = @case AND brought_sha256 = '' AND issued_at IS NULL`, args{"case": string(id), "sha": string(sha)}).Error)
}

// SignedAs notes the class of the key that is going to sign, where another key
// has taken the place of the one that the intent knew. What was signed outside
// the house stays as it is.
func (y System) SignedAs(ctx context.Context, id models.CaseID, class string) error {
	return meaning("note the class of case "+string(id), y.s.db.WithContext(ctx).Exec(`UPDATE document_versions SET class = @class
		WHERE case_id = @case AND brought_sha256 = '' AND issued_at IS NULL`, args{"case": string(id), "class": class}).Error)
}

// linkLife is how long a link in an e-mail opens a document.
const linkLife = 30 * 24 * time.Hour

// Issue makes a signed file the document: from here on it is valid. Of two that
// were signed the first counts. Doing it again changes nothing.
func (y System) Issue(ctx context.Context, in models.IssueSigned) error {
	return y.s.tx(ctx, "issue document of case "+string(in.CaseID), func(tx *gorm.DB) error {
		var v struct {
			Document     models.DocumentID
			Version      int
			Municipality models.Municipality
		}
		now := y.s.now()
		found := tx.Raw(`UPDATE document_versions SET issued_at = @now WHERE case_id = @case AND issued_at IS NULL AND intended_at IS NOT NULL
			RETURNING document, version, municipality`, args{"case": string(in.CaseID), "now": now}).Scan(&v)
		if found.Error == nil && found.RowsAffected == 0 {
			return issuedAlready(tx, in.CaseID)
		}
		if found.Error != nil {
			return found.Error
		}
		err := tx.Exec(issueSQL, args{"case": string(in.CaseID), "now": now, "what": string(in.What), "sha": string(in.SHA256), "size": in.Size,
			"type": string(in.MediaType), "level": string(in.Level), "certificate": string(in.Certificate), "signed": in.SignedAt,
			"ends": now.Add(linkLife)}).Error
		if err != nil || !in.Late {
			return err
		}
		return y.s.timestampLater(tx, v.Municipality, models.TimestampRef{Document: v.Document, Version: v.Version})
	})
}

// issuedAlready refuses to issue what nobody intended.
func issuedAlready(tx *gorm.DB, id models.CaseID) error {
	var issued bool
	err := tx.Raw(`SELECT issued_at IS NOT NULL FROM document_versions WHERE case_id = ?`, string(id)).Row().Scan(&issued)
	if err == nil && !issued {
		return models.Fault(models.Broken, "not-intended")
	}
	return err
}

const issueSQL = `
	WITH v AS (SELECT v.*, r.way AS delivery FROM document_versions v LEFT JOIN document_recipients r ON r.document = v.document AND r.position = 1
		WHERE v.case_id = @case),
	f AS (
		INSERT INTO document_files (document, version, seq, municipality, what, sha256, size, media_type, level, at)
		SELECT document, version, 1, municipality, @what, @sha, @size, @type, @level, @now FROM v),
	s AS (
		INSERT INTO document_signatures (document, version, position, municipality, account, name, title, by_order, acting_for, way, class, certificate, signed_at)
		SELECT document, version, 1, municipality, signatory, signatory_name, signatory_title, by_order, acting_for, way, class, @certificate, @signed FROM v),
	l AS (
		INSERT INTO document_links (id, municipality, document, version, created_at, ends_at)
		SELECT CAST(md5(concat_ws('/', 'link', document, version)) AS uuid), municipality, document, version, @now, @ends FROM v WHERE delivery = 'email'),
	a AS (
		INSERT INTO audit (municipality, at, actor, action, object, object_id)
		SELECT municipality, @now, signatory, 'issue-document', 'document', CAST(document AS text) FROM v)
	UPDATE documents d SET version = v.version, state = CASE WHEN d.state = 'revoked' THEN d.state ELSE 'issued' END FROM v WHERE d.id = v.document`
