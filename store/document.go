package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// documentRow is a document with what the actor is to it.
type documentRow struct {
	ID, Kind, Template, Unit, State, RevokedWhy string
	TitleEl, TitleEn                            string
	Discreet                                    bool
	Version, Number, Year                       int
	NumberedAt, RevokedAt                       *time.Time
	Own                                         bool // he is the applicant
	Staff                                       bool // he works on a case that made it, and it is not his own
	Withdraws                                   bool // he may revoke it
	Makes                                       bool // he may start a correction
	Making                                      bool // a version is being made
}

// documentSQL reads documents d as the actor may see them: the applicant those
// that were issued to him, who works on the case that made one (or the case that waits for it) every one, the
// protocol only that it is there. Nobody is staff for a document of his own, nor
// changes one that bears his own tax number.
var documentSQL = `SELECT d.id, d.kind, d.template, d.unit, d.state, d.version, d.revoked_at, d.revoked_why,
		coalesce(s.definition #>> '{title,el}', '') AS title_el, coalesce(s.definition #>> '{title,en}', '') AS title_en,
		coalesce(CAST(s.definition ->> 'discreet' AS bool), false) AS discreet,
		e.number, e.year, e.at AS numbered_at, r.own, r.staff AND NOT r.own AS staff,
		g.withdraws AND NOT r.own AND NOT r.his AS withdraws, g.makes AND NOT r.own AND NOT r.his AS makes, n.making
	FROM documents d
	CROSS JOIN LATERAL (
		SELECT coalesce(bool_or(` + isApplicant + `), false) AS own, coalesce(bool_or(` + worksOn + `), false) AS staff,
			coalesce(bool_or(` + himself + `), false) AS his
		FROM document_versions w JOIN cases k ON k.id = w.case_id JOIN cases c ON c.id IN (k.id, k.parent)
		WHERE w.document = d.id) r
	CROSS JOIN LATERAL (
		SELECT coalesce(bool_or(g.role = 'protocol'), false) AS books,
			coalesce(bool_or(g.role = 'head' AND g.unit = d.unit OR g.role = 'signatory' AND (g.unit IS NULL OR g.unit = d.unit)), false) AS withdraws,
			coalesce(bool_or(g.role IN ('clerk', 'head') AND g.unit = d.unit), false) AS makes
		FROM acting_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.municipality = d.municipality AND ` + inForce + `
			AND NOT EXISTS (SELECT FROM document_versions w JOIN cases oc ON oc.id = w.case_id JOIN accounts oa ON oa.person IN (oc.applicant, oc.representative)
				WHERE w.document = d.id AND oa.id = g.acting_for)) g
	CROSS JOIN LATERAL (
		SELECT max(w.template_version) FILTER (WHERE d.version IN (0, w.version)) AS template_version,
			coalesce(bool_or(w.issued_at IS NULL AND k.state = 'open'), false) AS making
		FROM document_versions w JOIN cases k ON k.id = w.case_id WHERE w.document = d.id) n
	LEFT JOIN services s ON s.municipality = d.municipality AND s.code = d.template AND s.version = n.template_version
	LEFT JOIN protocol_entries e ON e.subject = 'document/' || CAST(d.id AS text) AND d.version > 0
	WHERE d.municipality = @municipality
		AND CASE WHEN r.own THEN d.state IN ('issued', 'revoked') ELSE r.staff OR g.books END`

// documents reads the documents that the actor may see, the newest first.
func (d Desk) documents(tx *gorm.DB, where string, a args) (ds []models.Document, rows []documentRow, err error) {
	err = tx.Raw(documentSQL+where+` ORDER BY d.created_at DESC, d.id DESC`, d.rights(a)).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, nil, err
	}
	ds = make([]models.Document, len(rows))
	for i, r := range rows {
		ds[i] = r.document()
	}
	return ds, rows, fillDocuments(tx, ds, rows)
}

func (r documentRow) document() models.Document {
	issued := r.State == string(models.DocIssued)
	return models.Document{ID: models.DocumentID(r.ID), Kind: models.DocumentKind(r.Kind), Template: models.CertificateCode(r.Template),
		TitleEl: r.TitleEl, TitleEn: r.TitleEn, Discreet: r.Discreet, Unit: models.UnitCode(r.Unit), State: models.DocumentState(r.State),
		Number:  models.Entry{Number: r.Number, Year: r.Year, At: utc(r.NumberedAt)},
		Version: r.Version, RevokedAt: utc(r.RevokedAt), RevokedWhy: r.RevokedWhy,
		MayRevoke: r.Withdraws && issued, MayCorrect: r.Makes && issued && !r.Making}
}

// documentsOf gives the documents that a case or its children made, and those
// that answer it.
func (d Desk) documentsOf(tx *gorm.DB, id models.CaseID) ([]models.Document, error) {
	ds, _, err := d.documents(tx, ` AND d.id IN (
			SELECT w.document FROM cases k JOIN document_versions w ON w.case_id = k.id WHERE k.id = @case OR k.parent = @case
			UNION SELECT x.document FROM document_references x WHERE x.case_id = @case)`, args{"case": string(id)})
	return ds, err
}

// Documents gives the documents of a case that the actor may see. Errors:
// no-such-case.
func (d Desk) Documents(ctx context.Context, id models.CaseID) (ds []models.Document, err error) {
	err = d.look(ctx, "read-documents", "case", string(id), func(tx *gorm.DB) error {
		var there bool
		err := tx.Raw(`SELECT true FROM cases c WHERE c.id = @case AND `+mayRead, d.rights(args{"case": string(id)})).Row().Scan(&there)
		if err != nil {
			return missing(err, "no-such-case")
		}
		ds, err = d.documentsOf(tx, id)
		return err
	})
	return ds, err
}

// Document gives a document with every file of it that ever left the house.
// Errors: unknown-document.
func (d Desk) Document(ctx context.Context, id models.DocumentID) (out models.Document, err error) {
	err = d.look(ctx, "read-document", "document", string(id), func(tx *gorm.DB) error {
		out, _, err = d.document(tx, id)
		return err
	})
	return out, err
}

func (d Desk) document(tx *gorm.DB, id models.DocumentID) (models.Document, documentRow, error) {
	ds, rows, err := d.documents(tx, ` AND d.id = @document`, args{"document": string(id)})
	if err == nil && len(ds) == 0 {
		err = models.Fault(models.NotFound, "unknown-document")
	}
	if err != nil {
		return models.Document{}, documentRow{}, err
	}
	return ds[0], rows[0], nil
}

// lockDocument is document under its lock: of two who change it one comes
// second and sees what the first did.
func (d Desk) lockDocument(tx *gorm.DB, id models.DocumentID) (models.Document, documentRow, error) {
	if err := tx.Exec(`SELECT FROM documents WHERE id = ? FOR UPDATE`, string(id)).Error; err != nil {
		return models.Document{}, documentRow{}, err
	}
	return d.document(tx, id)
}

// FetchDocument gives one file of a document to read from the blob store, and
// audits it. Those who read about the document and not in it get none. Errors:
// unknown-document, no-such-file, not-allowed.
func (d Desk) FetchDocument(ctx context.Context, id models.DocumentID, version int, sha models.SHA256) (out models.FetchedFile, err error) {
	err = d.act(ctx, "fetch-document", "document", string(id), func(tx *gorm.DB) error {
		doc, r, err := d.document(tx, id)
		if err != nil {
			return err
		}
		if !r.Own && !r.Staff {
			return models.Fault(models.Forbidden, "not-allowed")
		}
		for _, v := range doc.Versions {
			for _, f := range v.Files {
				if v.Version == version && f.SHA256 == sha {
					out = models.FetchedFile{DocumentFile: f, Document: doc, Language: v.Language}
					return nil
				}
			}
		}
		return models.Fault(models.NotFound, "no-such-file")
	})
	return out, err
}
