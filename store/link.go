package store

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// A token is the identifier of a link and its keyed digest, 16 and 32 bytes:
// nothing secret is kept, and a message that is sent again has the same link.
const (
	linkIDLength    = 22
	linkTokenLength = linkIDLength + 43
)

var linkText = base64.RawURLEncoding.Strict()

// linkToken is what opens a link.
func (s *Store) linkToken(id string) string {
	u, err := uuid.Parse(id)
	if err != nil {
		return "" // the database holds no other
	}
	return linkText.EncodeToString(u[:]) + digestOnly(s.opts.Seal.Digest("link", u.String()))
}

// digestOnly is a digest without the name of its key.
func digestOnly(d string) string {
	_, digest, _ := strings.Cut(d, ":")
	return digest
}

// linkOf gives the link that a token opens, if the house made the token. A
// token made before the keys were renewed counts while the old key is kept.
func (s *Store) linkOf(token string) (id string, ok bool) {
	if len(token) != linkTokenLength {
		return "", false
	}
	raw, err := linkText.DecodeString(token[:linkIDLength])
	if err != nil {
		return "", false
	}
	u, err := uuid.FromBytes(raw)
	if err != nil {
		return "", false
	}
	for _, d := range s.opts.Seal.Digests("link", u.String()) {
		if subtle.ConstantTimeCompare([]byte(digestOnly(d)), []byte(token[linkIDLength:])) == 1 {
			ok = true
		}
	}
	return u.String(), ok
}

// OpenLink gives the newest file of the document that a link in an e-mail opens,
// after a correction the corrected one, to whoever holds the link, as often as
// he likes until it ends. Errors:
// no-such-link, whatever the reason.
func (s *Store) OpenLink(ctx context.Context, token string) (out models.FetchedFile, err error) {
	id, ok := s.linkOf(token)
	if !ok {
		return out, models.Fault(models.NotFound, "no-such-link")
	}
	err = s.tx(ctx, "open link", func(tx *gorm.DB) error {
		var r struct {
			Document, Template, TitleEl, TitleEn, Language string
			Discreet                                       bool
			Municipality, Version, Number, Year, Seq       int
			NumberedAt                                     *time.Time
			What, Sha256, MediaType, Level                 string
			Size                                           int64
			At                                             time.Time
		}
		found := tx.Raw(openLinkSQL, args{"id": id, "now": s.now()}).Scan(&r)
		switch {
		case found.Error != nil:
			return found.Error
		case found.RowsAffected == 0:
			return models.Fault(models.NotFound, "no-such-link")
		}
		out = models.FetchedFile{Language: r.Language,
			DocumentFile: models.DocumentFile{Seq: r.Seq, What: models.FileKind(r.What), SHA256: models.SHA256(r.Sha256), Size: r.Size,
				MediaType: models.MediaType(r.MediaType), Level: models.Level(r.Level), At: r.At.UTC()},
			Document: models.Document{ID: models.DocumentID(r.Document), Template: models.CertificateCode(r.Template), TitleEl: r.TitleEl,
				TitleEn: r.TitleEn, Discreet: r.Discreet, Number: models.Entry{Number: r.Number, Year: r.Year, At: utc(r.NumberedAt)}, Version: r.Version}}
		return s.audit(tx, models.Actor{Municipality: models.Municipality(r.Municipality)}, "open-link", "document", r.Document)
	})
	return out, err
}

const openLinkSQL = `SELECT v.document, d.template, v.language, l.municipality, v.version, e.number, e.year, e.at AS numbered_at,
		coalesce(s.definition #>> '{title,el}', '') AS title_el, coalesce(s.definition #>> '{title,en}', '') AS title_en,
		coalesce(CAST(s.definition ->> 'discreet' AS bool), false) AS discreet,
		f.seq, f.what, f.sha256, f.size, f.media_type, f.level, f.at
	FROM document_links l
	JOIN documents d ON d.id = l.document AND d.state = 'issued'
	JOIN document_versions v ON v.document = l.document AND v.version = d.version AND v.issued_at IS NOT NULL
	JOIN LATERAL (SELECT * FROM document_files f WHERE f.document = v.document AND f.version = v.version ORDER BY f.seq DESC LIMIT 1) f ON true
	LEFT JOIN services s ON s.municipality = d.municipality AND s.code = d.template AND s.version = v.template_version
	LEFT JOIN protocol_entries e ON e.subject = 'document/' || CAST(d.id AS text)
	WHERE l.id = CAST(@id AS uuid) AND l.ends_at > @now`

// SendLink sends the applicant a link to the newest version of a document once
// more, good for another 30 days, by who works on its case. Errors:
// unknown-document, not-allowed, not-issued, no-email.
func (d Desk) SendLink(ctx context.Context, id models.DocumentID) (ends time.Time, err error) {
	err = d.act(ctx, "send-link", "document", string(id), func(tx *gorm.DB) error {
		doc, r, err := d.lockDocument(tx, id)
		switch {
		case err != nil:
			return err
		case !r.Staff:
			return models.Fault(models.Forbidden, "not-allowed")
		case doc.State != models.DocIssued:
			return models.Fault(models.Conflict, "not-issued")
		}
		about, visit, err := toldOf(tx, id)
		if err != nil {
			return err
		}
		var email string
		err = tx.Raw(`SELECT p.email FROM cases c JOIN persons p ON p.id = coalesce(c.representative, c.applicant) WHERE c.id = ?`, string(about)).Row().Scan(&email)
		if err != nil || email == "" {
			return either(err, models.Fault(models.Conflict, "no-email"))
		}
		notice, err := uuid.NewV7() // each time one more
		if err != nil {
			return err
		}
		ends = d.s.now().Add(linkLife)
		return tx.Exec(`WITH l AS (
				INSERT INTO document_links (id, municipality, document, version, created_at, ends_at)
				VALUES (CAST(md5(concat_ws('/', 'link', CAST(@document AS uuid), CAST(@version AS int))) AS uuid), @municipality, CAST(@document AS uuid), @version, @now, @ends)
				ON CONFLICT (document, version) DO UPDATE SET ends_at = excluded.ends_at)
			INSERT INTO notices (id, municipality, case_id, event, visit, channel, state, not_before, created_at, document)
			VALUES (@notice, @municipality, @case, @event, @visit, 'email', 'queued', @now, @now, CAST(@document AS uuid))`,
			d.rights(args{"document": string(id), "version": doc.Version, "ends": ends, "notice": notice.String(), "case": string(about),
				"event": string(models.EventLink), "visit": visit})).Error
	})
	return ends, err
}

// either is the first of two errors that there is.
func either(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
