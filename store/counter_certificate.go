package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// StartCertificate starts the making of a certificate for somebody at the
// counter, by a clerk or head of the template's unit: the case, its document and
// the message that starts its workflow, in one commit. The same case again, by
// the same clerk, is the first one's success. Errors: no-such-certificate,
// not-allowed, case-exists.
func (d Desk) StartCertificate(ctx context.Context, in models.CounterCertificate) (out models.CertificateStarted, err error) {
	err = d.act(ctx, "start-certificate", "case", string(in.CaseID), func(tx *gorm.DB) error {
		var known bool
		if out, known, err = d.started(tx, in); err != nil || known {
			return err
		}
		if err := d.mayStart(tx, in); err != nil {
			return err
		}
		person, err := d.s.savePerson(tx, d.actor.Municipality, in.Applicant)
		if err != nil {
			return err
		}
		out.Outbox, err = d.s.make(tx, making{id: in.CaseID, municipality: d.actor.Municipality, template: in.Template,
			applicant: person, filedBy: d.actor.Account, channel: models.FiledCounter, delivery: in.Delivery, address: in.Address, due: in.Due})
		switch {
		case err != nil:
			return err
		case out.Outbox == 0: // somebody else has just made it
			return models.Fault(models.Unavailable, "try-again")
		}
		return tx.Exec(`UPDATE document_versions SET language = @language WHERE case_id = @case`,
			args{"case": string(in.CaseID), "language": in.Language}).Error
	})
	return out, err
}

// started finds what the same request has made before.
func (d Desk) started(tx *gorm.DB, in models.CounterCertificate) (out models.CertificateStarted, known bool, err error) {
	var same bool
	err = tx.Raw(`SELECT c.kind = 'certificate' AND c.parent IS NULL AND c.service = @template AND c.filed_by = CAST(@actor AS uuid),
			coalesce(c.legal_due_at, c.submitted_at), coalesce(c.target_due_at, c.submitted_at), coalesce(o.id, 0)
		FROM cases c LEFT JOIN outbox o ON o.workflow_id = @workflow AND o.verb = 'start' AND o.delivered_at IS NULL WHERE c.id = @case`,
		d.rights(args{"case": string(in.CaseID), "template": string(in.Template), "workflow": models.WorkflowOf(in.CaseID)})).Row().
		Scan(&same, &out.Due.Legal, &out.Due.Target, &out.Outbox)
	switch {
	case isNoRows(err):
		return models.CertificateStarted{CaseID: in.CaseID, Due: in.Due}, false, nil
	case err == nil && !same:
		err = models.Fault(models.Conflict, "case-exists")
	}
	out.CaseID, out.Due.Legal, out.Due.Target = in.CaseID, out.Due.Legal.UTC(), out.Due.Target.UTC()
	return out, true, err
}

// mayStart refuses who does not work for the template's unit, and who would
// certify himself.
func (d Desk) mayStart(tx *gorm.DB, in models.CounterCertificate) error {
	var works, himself bool
	digests := array{}
	if in.Applicant.AFM != "" {
		digests = d.s.opts.Seal.Digests("afm", in.Applicant.AFM)
	}
	err := tx.Raw(`SELECT EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality
				AND g.role IN ('clerk', 'head') AND g.unit = t.unit AND `+inForce+` AND NOT EXISTS (SELECT FROM accounts oa JOIN persons op ON op.id = oa.person
					WHERE oa.id = g.acting_for AND (CAST(op.id AS text) = @applicant OR op.afm_hash = ANY(CAST(@digests AS text[]))))),
			CAST(nullif(@person, '') AS uuid) IS NOT NULL AND (@applicant = @person
				OR EXISTS (SELECT FROM persons p WHERE p.id = CAST(nullif(@person, '') AS uuid) AND p.afm_hash = ANY(CAST(@digests AS text[]))))
		FROM (SELECT definition->>'unit' AS unit FROM services WHERE municipality = @municipality AND code = @template
			AND kind = 'certificate' ORDER BY version DESC LIMIT 1) t`,
		d.rights(args{"template": string(in.Template), "applicant": string(in.Applicant.ID), "digests": digests})).Row().Scan(&works, &himself)
	if err = missing(err, "no-such-certificate"); err != nil {
		return err
	}
	if !works || himself {
		return models.Fault(models.Forbidden, "not-allowed")
	}
	return nil
}
