package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// makes: the actor is clerk or head of the unit that makes the document of case
// c, or signs it. Who only delivers it needs the file and not the record.
const makes = `EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(@actor AS uuid) AND g.municipality = c.municipality
	AND ` + inForce + ` AND ` + caseNotHis + ` AND (` + signsCase + ` OR g.role IN ('clerk', 'head') AND g.unit = c.unit))`

// Record gives what the registers say for the version that a case makes, to
// those who make it. Errors: no-such-case.
func (d Desk) Record(ctx context.Context, id models.CaseID) (r models.Record, err error) {
	err = d.look(ctx, "read-record", "case", string(id), func(tx *gorm.DB) error {
		r, err = d.recordOf(tx, id)
		return err
	})
	return r, err
}

// recordOf is Record in a transaction.
func (d Desk) recordOf(tx *gorm.DB, id models.CaseID) (r models.Record, err error) {
	var may bool
	err = tx.Raw(`SELECT `+makes+` AND NOT coalesce(`+isApplicant+`, false) FROM cases c WHERE c.id = @case`,
		d.rights(args{"case": string(id)})).Row().Scan(&may)
	if err = missing(err, "no-such-case"); err != nil {
		return r, err
	}
	if !may {
		return r, models.Fault(models.NotFound, "no-such-case")
	}
	return record(tx, id)
}

// record reads the version a case makes, with its statements in the order of
// their keys.
func record(tx *gorm.DB, id models.CaseID) (r models.Record, err error) {
	err = tx.Raw(`SELECT v.document, v.version, v.case_id, v.municipality, d.template, v.template_version, v.language, d.unit, v.edit, v.data_sha256
		FROM document_versions v JOIN documents d ON d.id = v.document WHERE v.case_id = ?`, string(id)).Row().
		Scan(&r.Document, &r.Version, &r.CaseID, &r.Municipality, &r.Template, &r.TemplateVersion, &r.Language, &r.Unit, &r.Edit, &r.SHA256)
	if err = missing(err, "no-such-case"); err != nil {
		return r, err
	}
	var rows []struct {
		Key, Reference, ByName string
		Register               models.RegisterCode
		By                     models.AccountID
		At                     time.Time
		Value                  []byte // JSON
	}
	err = tx.Raw(`SELECT s.key, s.value, s.register, s.reference, s.entered_by AS by, a.name AS by_name, s.entered_at AS at
		FROM document_statements s JOIN accounts a ON a.id = s.entered_by
		WHERE s.document = ? AND s.version = ? ORDER BY s.key`, string(r.Document), r.Version).Scan(&rows).Error
	for _, row := range rows {
		s := models.Statement{Key: row.Key, Register: row.Register, Reference: row.Reference, By: row.By, ByName: row.ByName, At: row.At.UTC()}
		if err := json.Unmarshal(row.Value, &s.Value); err != nil {
			return r, err
		}
		r.Statements = append(r.Statements, s)
	}
	return r, err
}

// WriteRecord keeps what a clerk read in the registers, in place of what was
// there: he vouches for each statement. The values have been checked against
// the template, and the record carries the hash of them. It is possible while the case asks
// for its statements, for the edit that the clerk has seen. Errors:
// no-such-case, not-allowed, not-now, task-claimed, edited-meanwhile.
func (d Desk) WriteRecord(ctx context.Context, r models.Record) (edit int, err error) {
	type row struct {
		Key       string              `json:"key"`
		Value     any                 `json:"value"`
		Register  models.RegisterCode `json:"register"`
		Reference string              `json:"reference"`
	}
	rows := make([]row, len(r.Statements))
	for i, s := range r.Statements {
		rows[i] = row{s.Key, s.Value, s.Register, s.Reference}
	}
	body, err := json.Marshal(rows)
	if err != nil {
		return 0, err
	}
	err = d.act(ctx, "write-record", "case", string(r.CaseID), func(tx *gorm.DB) error {
		if err := d.mayWrite(tx, r.CaseID); err != nil {
			return err
		}
		a := d.rights(args{"case": string(r.CaseID), "edit": r.Edit, "sha": string(r.SHA256), "language": r.Language, "rows": string(body)})
		err := tx.Raw(`UPDATE document_versions SET edit = edit + 1, data_sha256 = @sha, language = @language
			WHERE case_id = @case AND edit = @edit AND issued_at IS NULL RETURNING edit`, a).Row().Scan(&edit)
		if isNoRows(err) {
			return models.Fault(models.Conflict, "edited-meanwhile")
		}
		if err != nil {
			return err
		}
		return tx.Exec(`WITH v AS (SELECT document, version, municipality FROM document_versions WHERE case_id = @case),
			r AS (SELECT * FROM jsonb_to_recordset(CAST(@rows AS jsonb)) AS r(key text, value jsonb, register text, reference text)),
			gone AS (
				DELETE FROM document_statements s USING v WHERE s.document = v.document AND s.version = v.version
					AND s.key NOT IN (SELECT key FROM r))
			INSERT INTO document_statements (document, version, municipality, key, value, register, reference, entered_by, entered_at)
			SELECT v.document, v.version, v.municipality, r.key, r.value, r.register, r.reference, CAST(@actor AS uuid), @now FROM v, r
			ON CONFLICT (document, version, key) DO UPDATE SET value = excluded.value, register = excluded.register,
				reference = excluded.reference, entered_by = excluded.entered_by, entered_at = excluded.entered_at`, a).Error
	})
	return edit, err
}

// mayWrite locks the open task that asks for the statements of a case.
func (d Desk) mayWrite(tx *gorm.DB, id models.CaseID) error {
	var task models.TaskID
	var works, applies, taken bool
	err := tx.Raw(`SELECT t.id, `+worksFor+`, coalesce(`+isApplicant+`, false) OR `+himself+`,
			t.assignee IS DISTINCT FROM CAST(@actor AS uuid) AND t.assignee IS NOT NULL AND NOT `+headsUnit+` FROM tasks t JOIN cases c ON c.id = t.case_id
		WHERE t.case_id = @case AND c.kind = 'certificate' AND t.audience = 'clerk' AND t.purpose = 'stage' AND t.state = 'open'
			AND t.stage = 'statements' FOR UPDATE OF t`, d.rights(args{"case": string(id)})).Row().Scan(&task, &works, &applies, &taken)
	switch {
	case isNoRows(err):
		if _, err := d.recordOf(tx, id); err != nil {
			return err
		}
		return models.Fault(models.Conflict, "not-now")
	case err != nil:
		return err
	case !works || applies: // nobody certifies himself
		return models.Fault(models.Forbidden, "not-allowed")
	case taken:
		return claimed(tx, task)
	}
	return nil
}

// sawRecord refuses who decides on another record than the one there is.
func (d Desk) sawRecord(tx *gorm.DB, t lockedTask, v models.Verdict) error {
	var now models.SHA256
	var revoked bool
	err := tx.Raw(`SELECT v.data_sha256, d.state = 'revoked' FROM document_versions v JOIN documents d ON d.id = v.document
		WHERE v.case_id = ? FOR UPDATE OF v FOR SHARE OF d`, string(t.caseID)).Row().Scan(&now, &revoked)
	switch {
	case err != nil:
		return err
	case revoked: // what is left is to end the case
		return models.Fault(models.Conflict, "document-revoked")
	case now == "":
		return models.Fault(models.Conflict, "record-empty")
	case v.Seen != now:
		return models.Fault(models.Conflict, "edited-meanwhile")
	case v.Outcome == models.Signed && v.Signing == nil:
		return invalid("signing", "required")
	}
	return nil
}
