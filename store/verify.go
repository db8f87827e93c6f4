package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// verifiedRow is an issued version with what surrounds it. There is no name in
// it, so none can be shown by mistake.
type verifiedRow struct {
	Document        string
	Municipality    int
	El, En, ShortEl string
	Phone, Email    string
	Address         string
	Kind, State     string
	Template        string
	TemplateVersion int
	TitleEl         string
	TitleEn         string
	Code, Language  string
	Version, Newest int
	Number, Year    int
	EntryAt         *time.Time
	Way, Class      string
	IssuedAt        time.Time
	FirstAt         time.Time
	ReplacedAt      *time.Time
	RevokedAt       *time.Time
	Matched         string
}

// Only what was issued is ever found: neither a draft nor a code that is
// waiting for its signature.
const verifiedSQL = `SELECT d.id AS document, d.municipality, m.el, m.en, m.short_el, m.phone, m.email, m.address,
		d.kind, d.state, d.template, v.template_version, v.code, v.language, v.version, n.version AS newest,
		coalesce(s.definition #>> '{title,el}', '') AS title_el, coalesce(s.definition #>> '{title,en}', '') AS title_en,
		coalesce(p.number, 0) AS number, coalesce(p.year, 0) AS year, p.at AS entry_at, coalesce(v.way, '') AS way, v.class,
		v.issued_at, n.first_at, CASE WHEN n.version > v.version THEN n.issued_at END AS replaced_at, d.revoked_at
	FROM document_versions v JOIN documents d ON d.id = v.document
	JOIN municipalities m ON m.id = d.municipality
	CROSS JOIN LATERAL (SELECT max(w.version) AS version, max(w.issued_at) AS issued_at, min(w.issued_at) AS first_at
		FROM document_versions w WHERE w.document = d.id AND w.issued_at IS NOT NULL) n
	LEFT JOIN services s ON s.municipality = d.municipality AND s.code = d.template AND s.version = v.template_version
	LEFT JOIN protocol_entries p ON p.subject = 'document/' || d.id
	WHERE v.issued_at IS NOT NULL AND d.state IN ('issued', 'revoked')`

// VerifyCode tells anybody what was issued under a code. Errors:
// no-such-document, whatever the reason.
func (s *Store) VerifyCode(ctx context.Context, code string) (v models.Verified, err error) {
	err = s.tx(ctx, "verify a code", func(tx *gorm.DB) error {
		var found bool
		v, found, err = verified(tx, ` AND v.code = @code`, args{"code": code})
		if err == nil && !found {
			return models.Fault(models.NotFound, "no-such-document")
		}
		return err
	})
	return v, err
}

// VerifyFile tells anybody whether one of these is a file that left the house,
// the first that is, and of which document.
func (s *Store) VerifyFile(ctx context.Context, shas ...models.SHA256) (v models.Verified, found bool, err error) {
	err = s.tx(ctx, "verify a file", func(tx *gorm.DB) error {
		v, found = models.Verified{}, false
		list := make(array, len(shas))
		for i, sha := range shas {
			list[i] = string(sha)
		}
		var hit struct {
			Document string
			Version  int
			Sha256   string
		}
		done := tx.Raw(`SELECT f.document, f.version, f.sha256 FROM document_files f
			JOIN document_versions v ON v.document = f.document AND v.version = f.version AND v.issued_at IS NOT NULL
			WHERE f.sha256 = ANY(CAST(@shas AS text[]))
			ORDER BY array_position(CAST(@shas AS text[]), f.sha256), f.at DESC LIMIT 1`, args{"shas": list}).Scan(&hit)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		v, found, err = verified(tx, ` AND v.document = @document AND v.version = @version`,
			args{"document": hit.Document, "version": hit.Version})
		if found {
			v.Matched = models.SHA256(hit.Sha256)
			v.Newest = len(v.Files) > 0 && v.Files[0].SHA256 == v.Matched
		}
		return err
	})
	return v, found, err
}

// SignedHere says whether one of these certificates ever signed a document of
// the house.
func (s *Store) SignedHere(ctx context.Context, certificates ...models.SHA256) (known bool, err error) {
	list := make(array, len(certificates))
	for i, c := range certificates {
		list[i] = string(c)
	}
	err = s.db.WithContext(ctx).Raw(`SELECT EXISTS (SELECT FROM document_signatures WHERE certificate <> '' AND certificate = ANY(CAST(@list AS text[])))
		OR EXISTS (SELECT FROM signing_keys WHERE sha256 = ANY(CAST(@list AS text[])))`, args{"list": list}).Row().Scan(&known)
	return known, meaning("look for a certificate", err)
}

func verified(tx *gorm.DB, which string, a args) (v models.Verified, found bool, err error) {
	var r verifiedRow
	done := tx.Raw(verifiedSQL+which, a).Scan(&r)
	if done.Error != nil || done.RowsAffected == 0 {
		return v, false, done.Error
	}
	v = r.verified()
	at := args{"document": r.Document, "version": r.Version}
	err = tx.Raw(`SELECT sha256, what, level, media_type, size, at FROM document_files
		WHERE document = @document AND version = @version ORDER BY seq DESC`, at).Scan(&v.Files).Error
	if err != nil {
		return v, false, err
	}
	err = tx.Raw(`SELECT title, by_order, acting_for IS NOT NULL AS acting, way, class, signed_at AS at FROM document_signatures
		WHERE document = @document AND version = @version ORDER BY position`, at).Scan(&v.Signatures).Error
	return v, err == nil, err
}

func (r verifiedRow) verified() models.Verified {
	v := models.Verified{
		House: models.MunicipalityName{ID: models.Municipality(r.Municipality), El: r.El, En: r.En, ShortEl: r.ShortEl,
			Phone: r.Phone, Email: r.Email, Address: r.Address},
		Kind: models.DocumentKind(r.Kind), Template: models.CertificateCode(r.Template), TemplateVersion: r.TemplateVersion,
		TitleEl: r.TitleEl, TitleEn: r.TitleEn, Code: r.Code, Version: r.Version,
		Number: models.Entry{Number: r.Number, Year: r.Year, At: utc(r.EntryAt)}, State: models.VerifiedValid,
		Language: r.Language, Way: models.SigningWay(r.Way), Class: r.Class, IssuedAt: r.IssuedAt.UTC(), FirstAt: r.FirstAt.UTC(),
		ReplacedAt: utc(r.ReplacedAt), RevokedAt: utc(r.RevokedAt),
	}
	switch {
	case r.State == string(models.DocRevoked):
		v.State = models.VerifiedRevoked
	case r.Newest > r.Version:
		v.State = models.VerifiedReplaced
	}
	return v
}
