package store

import (
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// versionRow is one issued version.
type versionRow struct {
	Document                           string
	Version, TemplateVersion           int
	Language, CaseID, Code, Correction string
	IssuedAt                           *time.Time
	Way, Class                         string
}

// fillDocuments reads what hangs on documents: issued versions with their files
// and signatures, recipients and references. Where the post goes is for those
// who may read inside.
func fillDocuments(tx *gorm.DB, ds []models.Document, rows []documentRow) error {
	ids, at := make(array, len(ds)), make(map[models.DocumentID]int, len(ds))
	for i := range ds {
		ids[i], at[ds[i].ID] = string(ds[i].ID), i
	}
	a := args{"ids": ids}
	var versions []versionRow
	err := tx.Raw(`SELECT document, version, template_version, language, case_id, code, correction, issued_at, way, class
		FROM document_versions WHERE document = ANY(CAST(@ids AS uuid[])) AND issued_at IS NOT NULL ORDER BY document, version DESC`,
		a).Scan(&versions).Error
	if err != nil {
		return err
	}
	for _, v := range versions {
		doc := &ds[at[models.DocumentID(v.Document)]]
		doc.Versions = append(doc.Versions, models.DocumentVersion{Version: v.Version, TemplateVersion: v.TemplateVersion, Language: v.Language,
			CaseID: models.CaseID(v.CaseID), Code: v.Code, Correction: v.Correction, IssuedAt: utc(v.IssuedAt),
			Way: models.SigningWay(v.Way), Class: v.Class})
	}
	find := func(document string, version int) *models.DocumentVersion {
		doc := &ds[at[models.DocumentID(document)]]
		for i := range doc.Versions {
			if doc.Versions[i].Version == version {
				return &doc.Versions[i]
			}
		}
		return &models.DocumentVersion{} // not issued
	}
	if err := fillFiles(tx, a, find); err != nil {
		return err
	}
	if err := fillSignatures(tx, a, find); err != nil {
		return err
	}
	var recipients []struct {
		Document, Role, Name, Way, Address string
	}
	err = tx.Raw(`SELECT r.document, r.role, coalesce(p.name, u.el, r.unit) AS name, r.way, r.address FROM document_recipients r
		LEFT JOIN persons p ON p.id = r.person LEFT JOIN units u ON u.municipality = r.municipality AND u.code = r.unit
		WHERE r.document = ANY(CAST(@ids AS uuid[])) ORDER BY r.document, r.position`, a).Scan(&recipients).Error
	if err != nil {
		return err
	}
	for _, r := range recipients {
		i := at[models.DocumentID(r.Document)]
		if !rows[i].Own && !rows[i].Staff {
			r.Address = ""
		}
		ds[i].Recipients = append(ds[i].Recipients, models.Recipient{Role: models.RecipientRole(r.Role), Name: r.Name,
			Way: models.Delivery(r.Way), Address: r.Address})
	}
	var references []struct{ Document, CaseID string }
	err = tx.Raw(`SELECT document, case_id FROM document_references WHERE document = ANY(CAST(@ids AS uuid[])) AND case_id IS NOT NULL
		ORDER BY document, position`, a).Scan(&references).Error
	for _, r := range references {
		doc := &ds[at[models.DocumentID(r.Document)]]
		doc.References = append(doc.References, models.CaseID(r.CaseID))
	}
	return err
}

func fillFiles(tx *gorm.DB, a args, find func(string, int) *models.DocumentVersion) error {
	var rows []struct {
		Document                       string
		Version, Seq                   int
		What, Sha256, MediaType, Level string
		Size                           int64
		At                             time.Time
	}
	err := tx.Raw(`SELECT document, version, seq, what, sha256, media_type, level, size, at FROM document_files
		WHERE document = ANY(CAST(@ids AS uuid[])) ORDER BY document, version, seq DESC`, a).Scan(&rows).Error
	for _, f := range rows {
		v := find(f.Document, f.Version)
		v.Files = append(v.Files, models.DocumentFile{Seq: f.Seq, What: models.FileKind(f.What), SHA256: models.SHA256(f.Sha256), Size: f.Size,
			MediaType: models.MediaType(f.MediaType), Level: models.Level(f.Level), At: f.At.UTC()})
	}
	return err
}

func fillSignatures(tx *gorm.DB, a args, find func(string, int) *models.DocumentVersion) error {
	var rows []struct {
		Document                             string
		Version, Position                    int
		Name, Title, Way, Class, Certificate string
		ByOrder, Acting                      bool
		SignedAt                             time.Time
	}
	err := tx.Raw(`SELECT document, version, position, name, title, by_order, acting_for IS NOT NULL AS acting, way, class, certificate, signed_at FROM document_signatures
		WHERE document = ANY(CAST(@ids AS uuid[])) ORDER BY document, version, position`, a).Scan(&rows).Error
	for _, s := range rows {
		v := find(s.Document, s.Version)
		v.Signatures = append(v.Signatures, models.DocumentSignature{Position: s.Position, Name: s.Name, Title: s.Title, ByOrder: s.ByOrder, Acting: s.Acting,
			Way: models.SigningWay(s.Way), Class: s.Class, Certificate: models.SHA256(s.Certificate), SignedAt: s.SignedAt.UTC()})
	}
	return err
}
