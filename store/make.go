package store

import (
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/internal/verifycode"
	"github.com/thyrida/thyrida/models"
)

// making is a case that makes one version of a document.
type making struct {
	id           models.CaseID
	municipality models.Municipality
	parent       models.CaseID // waits for it; empty at the counter and for a correction
	template     models.CertificateCode
	document     models.DocumentID // of a correction; empty: a new document
	correction   string            // why, of a correction
	applicant    models.PersonID   // without a parent
	filedBy      models.AccountID
	channel      models.FilingChannel
	delivery     models.Delivery
	address      string // of the post
	due          models.Due
}

// make writes the case, the version and the message that starts its workflow,
// and says the message's number; 0 if the case is there already. What a parent
// knows comes from it: applicant, delivery, terms.
func (s *Store) make(tx *gorm.DB, m making) (outbox int64, err error) {
	document := m.document
	if document == "" {
		id, err := uuid.NewV7()
		if err != nil {
			return 0, err
		}
		document = models.DocumentID(id.String())
	}
	if m.parent != "" {
		err := tx.Raw(`SELECT municipality FROM cases WHERE id = ?`, string(m.parent)).Row().Scan(&m.municipality)
		if err != nil {
			return 0, err
		}
	}
	var made struct {
		Service models.ServiceCode
		Version int
	}
	found := tx.Raw(makeSQL, args{"id": string(m.id), "m": int(m.municipality), "parent": string(m.parent), "template": string(m.template),
		"document": string(document), "fresh": m.document == "", "correction": m.correction, "code": verifycode.New(),
		"applicant": string(m.applicant), "filed_by": string(m.filedBy), "channel": string(m.channel), "delivery": string(m.delivery),
		"address": m.address, "legal": zeroNull(m.due.Legal), "target": zeroNull(m.due.Target), "now": s.now()}).Scan(&made)
	if found.Error == nil && found.RowsAffected == 0 {
		var there bool
		if err := tx.Raw(`SELECT EXISTS (SELECT FROM cases WHERE id = ?)`, string(m.id)).Row().Scan(&there); err != nil || there {
			return 0, err
		}
		return 0, models.Fault(models.Broken, "no-such-certificate")
	}
	if found.Error != nil {
		return 0, found.Error
	}
	return s.post(tx, letter{municipality: m.municipality, verb: "start", workflow: string(models.KindCertificate),
		workflowID: models.WorkflowOf(m.id), body: models.CaseStart{CaseID: m.id, Municipality: m.municipality,
			Service: made.Service, Version: made.Version}, relay: m.parent != ""})
}

// makeSQL takes the newest version of the template. The address is what the
// applicant asked for in the standard questions of delivery.
const makeSQL = `
	WITH p AS (
		SELECT c.*, (SELECT concat_ws(', ', nullif(form->>'post-street', ''),
				nullif(concat_ws(' ', form->>'post-postcode', form->>'post-town'), ''))
			FROM case_forms f WHERE f.case_id = c.id ORDER BY f.version DESC LIMIT 1) AS address
		FROM cases c WHERE c.id = CAST(nullif(@parent, '') AS uuid)),
	t AS (
		SELECT code, version, definition->>'unit' AS unit FROM services
		WHERE municipality = @m AND code = @template AND kind = 'certificate' ORDER BY version DESC LIMIT 1),
	c AS (
		INSERT INTO cases (id, municipality, kind, parent, service, version, unit, applicant, representative, filed_by, channel, delivery,
			state, submitted_at, legal_due_at, target_due_at)
		SELECT @id, @m, 'certificate', p.id, t.code, t.version, t.unit, coalesce(p.applicant, CAST(nullif(@applicant, '') AS uuid)),
			CASE WHEN p.id IS NOT NULL THEN p.representative ELSE (SELECT k.representative FROM document_versions w
				JOIN cases k ON k.id = w.case_id WHERE w.document = @document ORDER BY w.version DESC LIMIT 1) END,
			coalesce(p.filed_by, CAST(nullif(@filed_by, '') AS uuid)), coalesce(p.channel, @channel), coalesce(p.delivery, @delivery),
			'open', @now, coalesce(p.legal_due_at, @legal), coalesce(p.target_due_at, @target)
		FROM t LEFT JOIN p ON true ON CONFLICT DO NOTHING RETURNING *),
	d AS (
		INSERT INTO documents (id, municipality, kind, template, unit, state, version, created_at)
		SELECT @document, @m, 'certificate', c.service, c.unit, 'draft', 0, @now FROM c WHERE @fresh),
	v AS (
		INSERT INTO document_versions (document, version, municipality, case_id, template_version, language, code, correction)
		SELECT @document, coalesce((SELECT max(version) FROM document_versions WHERE document = @document), 0) + 1, @m, c.id, c.version,
			'el', @code, @correction FROM c),
	r AS (
		INSERT INTO document_recipients (document, position, municipality, role, person, way, address)
		SELECT @document, 1, @m, 'to', c.applicant, c.delivery, coalesce(nullif(@address, ''), (SELECT address FROM p), '')
		FROM c WHERE @fresh),
	x AS (
		INSERT INTO document_references (document, position, municipality, case_id)
		SELECT @document, 1, @m, c.parent FROM c WHERE @fresh AND c.parent IS NOT NULL)
	SELECT service, version FROM c`

// decideParent carries the end of a certificate's case to the case that waits
// for it, as a decision of the machine: done, or back to where somebody may
// refuse the request. Doing it again changes nothing.
func (s *Store) decideParent(tx *gorm.DB, id models.CaseID, outcome models.Outcome) error {
	var waits []struct {
		ID           models.TaskID
		CaseID       models.CaseID
		Municipality models.Municipality
		Visit        int
		Note         string
	}
	err := tx.Raw(`SELECT t.id, t.case_id, t.municipality, t.visit,
			coalesce((SELECT note FROM decisions d WHERE d.case_id = c.id AND d.outcome = 'rejected' ORDER BY recorded_at DESC LIMIT 1), '') AS note
		FROM cases c JOIN tasks t ON t.case_id = c.parent AND t.audience = 'machine' AND t.state = 'open'
		WHERE c.id = ? FOR UPDATE OF t`, string(id)).Scan(&waits).Error
	if err != nil {
		return err
	}
	end := models.SentBack
	if outcome == models.Granted {
		end = models.Done
	}
	for _, t := range waits {
		if models.MadeBy(t.CaseID, t.Visit) != id {
			continue // an earlier attempt's
		}
		decision := models.DecisionAt(t.ID)
		err := tx.Exec(`WITH t AS (UPDATE tasks SET state = 'decided', decision_id = @id WHERE id = @task)
			INSERT INTO decisions (id, municipality, case_id, task_id, visit, stage, outcome, note, state, recorded_at)
			SELECT @id, municipality, case_id, id, visit, stage, @outcome, @note, 'recorded', @now FROM tasks WHERE id = @task`,
			args{"id": string(decision), "task": string(t.ID), "outcome": string(end), "note": t.Note, "now": s.now()}).Error
		if err != nil {
			return err
		}
		_, err = s.post(tx, letter{municipality: t.Municipality, verb: "update", workflow: string(models.KindApplication),
			workflowID: models.WorkflowOf(t.CaseID), updateID: string(decision),
			body: models.Decision{ID: decision, TaskID: t.ID, Visit: t.Visit, Outcome: end}, relay: true})
		if err != nil {
			return err
		}
	}
	return nil
}

// withdrawChildren ends what a case that has ended had others make.
func (s *Store) withdrawChildren(tx *gorm.DB, parent models.CaseID) error {
	var open []struct {
		ID           models.CaseID
		Municipality models.Municipality
	}
	err := tx.Raw(`SELECT id, municipality FROM cases WHERE parent = ? AND state = 'open' AND withdrawn_at IS NULL FOR UPDATE`,
		string(parent)).Scan(&open).Error
	if err != nil {
		return err
	}
	for _, c := range open {
		decision := models.DecisionAt(models.TaskAt(c.ID, 0, 0))
		err := tx.Exec(`WITH c AS (UPDATE cases SET withdrawn_at = @now WHERE id = @case)
			INSERT INTO decisions (id, municipality, case_id, outcome, state, recorded_at)
			VALUES (@id, @m, @case, 'withdrawn', 'recorded', @now)`,
			args{"id": string(decision), "m": int(c.Municipality), "case": string(c.ID), "now": s.now()}).Error
		if err != nil {
			return err
		}
		_, err = s.post(tx, letter{municipality: c.Municipality, verb: "update", workflow: string(models.KindCertificate),
			workflowID: models.WorkflowOf(c.ID), updateID: string(decision), body: models.Decision{ID: decision, Outcome: models.Withdrawn}, relay: true})
		if err != nil {
			return err
		}
	}
	return nil
}

// unmade cancels the document of a case that ended without issuing it.
func (s *Store) unmade(tx *gorm.DB, id models.CaseID) error {
	return tx.Exec(`UPDATE documents d SET state = 'cancelled' FROM document_versions v
		WHERE v.case_id = ? AND d.id = v.document AND v.issued_at IS NULL AND d.version = 0 AND d.state = 'draft'`, string(id)).Error
}
