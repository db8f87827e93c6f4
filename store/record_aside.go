package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// RecordAside gives what stands beside a record, to those who may read it. What
// the applicant says comes from the form of the case that waits and is nobody's
// statement. Errors: no-such-case.
func (d Desk) RecordAside(ctx context.Context, id models.CaseID) (a models.RecordAside, err error) {
	err = d.look(ctx, "read-record", "case", string(id), func(tx *gorm.DB) error {
		r, err := d.recordOf(tx, id)
		if err != nil {
			return err
		}
		var form []byte
		var signs bool
		err = tx.Raw(`SELECT coalesce(CAST(c.parent AS text), ''),
				(SELECT form FROM case_forms f WHERE f.case_id = c.parent ORDER BY f.version DESC LIMIT 1),
				EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(@actor AS uuid) AND g.municipality = c.municipality
					AND g.role = 'signatory' AND (g.unit IS NULL OR g.unit = @unit) AND `+inForce+`)
			FROM cases c WHERE c.id = @case`, d.rights(args{"case": string(id), "unit": string(r.Unit)})).Row().
			Scan(&a.Parent, &form, &signs)
		if err != nil {
			return err
		}
		if len(form) > 0 {
			if err := json.Unmarshal(form, &a.Claimed); err != nil {
				return err
			}
		}
		if a.Versions, err = versionsOf(tx, r.Document); err != nil {
			return err
		}
		if a.Task, a.Writable, err = d.recordTask(tx, id); err != nil || !signs {
			return err
		}
		a.Ways, err = d.ways(tx)
		return err
	})
	return a, err
}

// recordTask is the task for which the record is written or signed now.
func (d Desk) recordTask(tx *gorm.DB, id models.CaseID) (task models.TaskID, writable bool, err error) {
	err = tx.Raw(`SELECT t.id, t.stage = 'statements' AND `+worksFor+` FROM tasks t WHERE t.case_id = @case AND t.purpose = 'stage'
			AND t.state = 'open' AND t.stage IN ('statements', 'signature') AND t.audience IN ('clerk', 'signatory')
		ORDER BY t.visit DESC LIMIT 1`, d.rights(args{"case": string(id)})).Row().Scan(&task, &writable)
	if isNoRows(err) {
		return "", false, nil
	}
	return task, writable, err
}

// versionsOf lists the issued versions of a document without their files.
func versionsOf(tx *gorm.DB, id models.DocumentID) (vs []models.DocumentVersion, err error) {
	var rows []struct {
		Version, TemplateVersion         int
		Language, Code, Correction, Case string
		Way, Class                       string
		IssuedAt                         time.Time
	}
	err = tx.Raw(`SELECT version, template_version, language, code, correction, CAST(case_id AS text) AS "case", coalesce(way, '') AS way, class, issued_at
		FROM document_versions WHERE document = ? AND issued_at IS NOT NULL ORDER BY version DESC`, string(id)).Scan(&rows).Error
	for _, r := range rows {
		vs = append(vs, models.DocumentVersion{Version: r.Version, TemplateVersion: r.TemplateVersion, Language: r.Language,
			CaseID: models.CaseID(r.Case), Code: r.Code, Correction: r.Correction, IssuedAt: r.IssuedAt.UTC(),
			Way: models.SigningWay(r.Way), Class: r.Class})
	}
	return vs, err
}

// ways says in which ways the actor can sign now. By hand he always can.
func (d Desk) ways(tx *gorm.DB) ([]models.WayState, error) {
	var out []models.WayState
	for _, way := range []models.SigningWay{models.WayServer, models.WayExternal} {
		w := models.WayState{Way: way}
		k, err := keyOf(tx, d.actor.Municipality, string(d.actor.Account), way)
		if err == nil {
			w.Class, w.NotAfter = k.Class, k.NotAfter.UTC()
			err = usable(k, d.s.now())
		}
		if err != nil {
			if w.Why = codeOf(err); w.Why == "" {
				return nil, err
			}
		}
		out = append(out, w)
	}
	return append(out, models.WayState{Way: models.WayPaper}), nil
}
