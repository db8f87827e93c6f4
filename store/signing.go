package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// capacitySQL is in what capacity the actor signs for a unit: what he holds
// himself comes before what he has in another's place, his own right before one
// by order, the unit's before the municipality's.
const capacitySQL = `SELECT g.title_el, g.title_en, g.by_order, coalesce(CAST(g.acting_for AS text), '') FROM acting_grants g
	WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality AND g.role = 'signatory'
		AND (g.unit IS NULL OR g.unit = @unit) AND ` + inForce + ` ORDER BY g.acting_for IS NOT NULL, g.by_order, g.unit NULLS LAST, g.granted_at LIMIT 1`

// signs records how a document is signed, with the decision to sign it. A key
// that cannot be used refuses the decision and the task waits. What comes from
// outside must answer the offer that stands. Errors: not-allowed, key-absent,
// key-expired, no-offer.
func (d Desk) signs(tx *gorm.DB, t lockedTask, s models.Signing, seen models.SHA256) error {
	if s.Way == models.WayServer {
		class, _, err := d.key(tx, models.WayServer)
		if err != nil {
			return err
		}
		return d.intendToSign(tx, t.caseID, t.unit, s.Way, class, seen)
	}
	b := s.Brought
	if b == nil {
		return invalid("file", "required")
	}
	done := tx.Exec(`UPDATE document_versions SET brought_sha256 = @sha, brought_size = @size, brought_type = @type,
			brought_certificate = @certificate, brought_at = @at
		WHERE case_id = @case AND way = @way AND signatory = CAST(@actor AS uuid) AND intended_sha256 = @seen
			AND unsigned_sha256 <> '' AND unsigned_sha256 = @offered`,
		d.rights(args{"offered": string(b.Offered), "case": string(t.caseID), "way": string(s.Way), "seen": string(seen), "sha": string(b.SHA256), "size": b.Size,
			"type": string(b.MediaType), "certificate": string(b.Certificate), "at": b.SignedAt}))
	if done.Error == nil && done.RowsAffected == 0 {
		return models.Fault(models.Conflict, "no-offer")
	}
	return done.Error
}

// key is the class and certificate of the actor's key, if it can be used now.
func (d Desk) key(tx *gorm.DB, way models.SigningWay) (class string, certificate []byte, err error) {
	k, err := keyOf(tx, d.actor.Municipality, string(d.actor.Account), way)
	if err != nil {
		return "", nil, err
	}
	return k.Class, k.Certificate, usable(k, d.s.now())
}

// intendToSign writes who signs and how, as it will be printed. What was
// rendered for another signatory, way or record is void.
func (d Desk) intendToSign(tx *gorm.DB, id models.CaseID, unit models.UnitCode, way models.SigningWay, class string, seen models.SHA256) error {
	var el, en, acting string
	var byOrder bool
	err := tx.Raw(capacitySQL, d.rights(args{"unit": string(unit)})).Row().Scan(&el, &en, &byOrder, &acting)
	if isNoRows(err) {
		return models.Fault(models.Forbidden, "not-allowed")
	}
	if err != nil {
		return err
	}
	return tx.Exec(`UPDATE document_versions SET signatory = CAST(@actor AS uuid), signatory_name = a.name,
			signatory_title = CASE WHEN language = 'en' AND @en <> '' THEN @en ELSE @el END, by_order = @by_order, acting_for = CAST(nullif(@acting, '') AS uuid),
			way = @way, class = @class, intended_sha256 = @seen,
			unsigned_sha256 = CASE WHEN (signatory, signatory_name, signatory_title, by_order, acting_for, way, class, intended_sha256)
				IS NOT DISTINCT FROM (a.id, a.name, CASE WHEN language = 'en' AND @en <> '' THEN @en ELSE @el END, CAST(@by_order AS bool),
					CAST(nullif(@acting, '') AS uuid), CAST(@way AS text), CAST(@class AS text), CAST(@seen AS text)) THEN unsigned_sha256 ELSE '' END,
			brought_sha256 = '', brought_size = 0, brought_type = '', brought_certificate = '', brought_at = NULL
		FROM (SELECT id, name FROM accounts WHERE id = CAST(@actor AS uuid)) a WHERE case_id = @case`,
		d.rights(args{"case": string(id), "el": el, "en": en, "by_order": byOrder, "acting": acting, "way": string(way), "class": class,
			"seen": string(seen)})).Error
}

// OfferSigning commits the intent to sign outside the house, in the signatory's
// own program or by hand, and gives what the final bytes are rendered with. The
// number is given here, because it stands in the bytes that are signed; it
// stays with the document. Errors: those of DecideTask, key-absent, key-expired.
func (d Desk) OfferSigning(ctx context.Context, task models.TaskID, way models.SigningWay, seen models.SHA256) (f models.IssueFacts, err error) {
	err = d.act(ctx, "offer-signing", "task", string(task), func(tx *gorm.DB) error {
		t, err := d.lockTask(tx, task)
		if err != nil {
			return err
		}
		v := models.Verdict{TaskID: task, Outcome: models.Signed, Seen: seen, Signing: &models.Signing{Way: way}}
		if err := d.mayDecide(tx, t, &v); err != nil {
			return err
		}
		var class string
		if way == models.WayExternal {
			if class, _, err = d.key(tx, way); err != nil {
				return err
			}
		}
		if err := d.intendToSign(tx, t.caseID, t.unit, way, class, seen); err != nil {
			return err
		}
		return d.s.intend(tx, t.caseID)
	})
	if err == nil {
		err = d.look(ctx, "offer-signing", "task", string(task), func(tx *gorm.DB) error {
			var id models.CaseID
			err := tx.Raw(`SELECT case_id FROM tasks WHERE id = ?`, string(task)).Row().Scan(&id)
			if err == nil {
				f, err = facts(tx, id)
			}
			return err
		})
	}
	return f, err
}

// Offered records the bytes that were rendered for the offer f, unless another
// intent has taken its place meanwhile. Errors: edited-meanwhile.
func (d Desk) Offered(ctx context.Context, f models.IssueFacts, sha models.SHA256) error {
	return d.s.tx(ctx, "keep offer of case "+string(f.CaseID), func(tx *gorm.DB) error {
		done := tx.Exec(`UPDATE document_versions SET unsigned_sha256 = @sha WHERE case_id = @case AND signatory = CAST(@actor AS uuid)
			AND (way, class, intended_sha256, signatory_name, signatory_title, by_order, acting_for IS NOT NULL)
				= (@way, @class, @intended, @name, @title, @by_order, @acting)
			AND unsigned_sha256 IN ('', @sha) AND brought_sha256 = '' AND issued_at IS NULL`,
			d.rights(args{"case": string(f.CaseID), "sha": string(sha), "way": string(f.Way), "class": f.Class, "intended": string(f.Intended),
				"name": f.Signatory.Name, "title": f.Signatory.Title, "by_order": f.Signatory.ByOrder,
				"acting": f.Signatory.Acting}))
		if done.Error == nil && done.RowsAffected == 0 {
			return models.Fault(models.Conflict, "edited-meanwhile")
		}
		return done.Error
	})
}

// Offer gives what stands to be signed outside the house, and the certificate
// that is expected to sign it. Errors: no-such-task, no-offer, key-absent,
// key-expired.
func (d Desk) Offer(ctx context.Context, task models.TaskID) (f models.IssueFacts, certificate []byte, err error) {
	err = d.look(ctx, "read-offer", "task", string(task), func(tx *gorm.DB) error {
		var id models.CaseID
		var open, signs bool
		err := tx.Raw(`SELECT t.case_id, t.state = 'open', `+signsFor+` FROM tasks t WHERE t.id = @task`,
			d.rights(args{"task": string(task)})).Row().Scan(&id, &open, &signs)
		if err = missing(err, "no-such-task"); err != nil {
			return err
		}
		if !signs {
			return models.Fault(models.NotFound, "no-such-task")
		}
		if !open {
			return models.Fault(models.Conflict, "task-already-decided")
		}
		if f, err = facts(tx, id); err != nil {
			return err
		}
		if f.Signatory.Account != d.actor.Account || f.Unsigned == "" || f.Intended != f.SHA256 ||
			f.Way != models.WayExternal && f.Way != models.WayPaper {
			return models.Fault(models.Conflict, "no-offer")
		}
		if f.Way == models.WayPaper {
			return nil
		}
		var class string
		if class, certificate, err = d.key(tx, f.Way); err == nil && class != f.Class {
			return models.Fault(models.Conflict, "no-offer") // what is printed of the certificate is another's
		}
		return err
	})
	return f, certificate, err
}
