package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// FindIdentity gives an officer the open request with a code, normalised: what
// he compares with the document before him. There is no list of names. Every
// look is audited. Errors: not-allowed, no-such-request.
func (d Desk) FindIdentity(ctx context.Context, code string) (f models.FoundIdentity, err error) {
	err = d.act(ctx, "find-identity", "identity-code", code, func(tx *gorm.DB) error {
		if f.Points, err = d.points(tx); err != nil {
			return err
		}
		var person models.PersonID
		var sealed string
		var lapses *time.Time
		err = tx.Raw(`SELECT c.id, p.id, p.name, p.father_name, coalesce(p.afm_sealed, ''), c.submitted_at, v.lapse_at
			FROM identity_requests q JOIN cases c ON c.id = q.case_id JOIN persons p ON p.id = c.applicant
			LEFT JOIN stage_visits v ON v.case_id = c.id AND v.visit = c.visit AND v.ordinal = 0
			WHERE q.municipality = @municipality AND q.code = @code AND c.state = 'open' AND c.withdrawn_at IS NULL
				AND p.id IS DISTINCT FROM CAST(nullif(@person, '') AS uuid) AND NOT `+himself, d.rights(args{"code": code})).Row().
			Scan(&f.ID, &person, &f.Name, &f.FatherName, &sealed, &f.AskedAt, &lapses)
		if err != nil {
			return missing(err, "no-such-request")
		}
		f.AskedAt, f.ExpiresAt = f.AskedAt.UTC(), utc(lapses)
		if sealed != "" {
			afm, err := d.s.opts.Seal.Open(sealed, afmPlace(person))
			if err != nil {
				return err
			}
			f.AFMEnd = afm[max(len(afm)-3, 0):]
		}
		return tx.Raw(`SELECT w.service FROM cases w WHERE `+waitsFor(`CAST(@waiting AS uuid)`)+` ORDER BY w.submitted_at`,
			args{"waiting": string(person)}).Scan(&f.Waiting).Error
	})
	return f, err
}

// points are the service points where the actor works; not-allowed if there is
// none.
func (d Desk) points(tx *gorm.DB) (us []models.UnitCode, err error) {
	us, err = d.unitsOf(tx, true)
	if err == nil && len(us) == 0 {
		err = models.Fault(models.Forbidden, "not-allowed")
	}
	return us, err
}

func (d Desk) unitsOf(tx *gorm.DB, points bool) (us []models.UnitCode, err error) {
	err = tx.Raw(`SELECT DISTINCT u.code FROM acting_grants g JOIN units u ON u.municipality = g.municipality AND u.code = g.unit
		WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.municipality = @municipality AND g.role IN ('clerk', 'head') AND `+inForce+`
			AND (u.point OR NOT @points) ORDER BY u.code`, d.rights(args{"points": points})).Scan(&us).Error
	return us, err
}

// DecideIdentity is DecideTask for a request to be identified: done, with the
// document that was shown at a service point of the officer, or rejected, with
// the reasons that the applicant reads. What waits for the person goes on in the
// same commit. Nobody identifies himself. Errors: those of DecideTask,
// no-such-request, not-allowed, not-begun, document-required, no-such-point,
// document-of-another.
func (d Desk) DecideIdentity(ctx context.Context, id models.CaseID, v models.Verdict, shown *models.ShownDocument) (out models.Recorded, err error) {
	err = d.act(ctx, "decide-identity", "case", string(id), func(tx *gorm.DB) error {
		points, err := d.points(tx)
		if err != nil {
			return err
		}
		var person models.PersonID
		err = tx.Raw(`SELECT applicant FROM cases WHERE id = @case AND kind = 'identity' AND municipality = @municipality`,
			d.rights(args{"case": string(id)})).Row().Scan(&person)
		if err != nil {
			return missing(err, "no-such-request")
		}
		if _, err := lockPerson(tx, person); err != nil { // before the task, see identified
			return err
		}
		err = tx.Raw(`SELECT id FROM tasks WHERE case_id = ? AND purpose = 'stage' ORDER BY visit DESC LIMIT 1`, string(id)).Row().Scan(&v.TaskID)
		if isNoRows(err) {
			return models.Fault(models.Unavailable, "not-begun")
		} else if err != nil {
			return err
		}
		t, err := d.lockTask(tx, v.TaskID)
		if err != nil {
			return err
		}
		if t.decision == v.ID {
			out, err = d.findDecision(tx, v.ID)
			return err
		}
		if err := d.mayDecide(tx, t, &v); err != nil {
			return err
		}
		if v.Outcome == models.Done {
			if shown == nil {
				return invalid("document", "document-required")
			}
			if err := shownAt(shown, points); err != nil {
				return err
			}
			if err := d.strange(tx, person, *shown); err != nil {
				return err
			}
		}
		if err := d.record(tx, t, v); err != nil {
			return err
		}
		out = models.Recorded{DecisionID: v.ID, CaseID: id, State: models.DecisionRecorded}
		out.Outbox, err = d.s.post(tx, letter{municipality: d.actor.Municipality, verb: "update", workflow: string(t.kind),
			workflowID: models.WorkflowOf(id), updateID: string(v.ID),
			body: models.Decision{ID: v.ID, TaskID: v.TaskID, Visit: t.visit, Ordinal: t.ordinal, Outcome: v.Outcome}})
		if err != nil || v.Outcome != models.Done {
			return err
		}
		return d.s.identified(tx, identity{municipality: d.actor.Municipality, person: person, way: models.AtPoint, caseID: id,
			shown: shown, officer: d.actor.Account})
	})
	return out, err
}

// shownAt is where a document was shown: the only place of the officer, or the
// one of them that he names.
func shownAt(s *models.ShownDocument, places []models.UnitCode) error {
	switch {
	case s.Unit == "" && len(places) == 1:
		s.Unit = places[0]
	case !slices.Contains(places, s.Unit):
		return invalid("unit", "no-such-point")
	}
	return nil
}

// strange refuses a document that was shown for somebody of another name, until
// the officer, told so, insists. Of two to whom it is shown at once one waits.
func (d Desk) strange(tx *gorm.DB, person models.PersonID, s models.ShownDocument) error {
	one := d.s.opts.Seal.Digest("identity-document", documentOf(s))
	if err := tx.Exec(`SELECT pg_advisory_xact_lock(hashtextextended('identity-document/' || ?, 0))`, one).Error; err != nil {
		return err
	}
	var mine string
	if err := tx.Raw(`SELECT name FROM persons WHERE id = ?`, string(person)).Row().Scan(&mine); err != nil {
		return err
	}
	if s.Name != "" {
		mine = s.Name
	}
	var names []string
	err := tx.Raw(`SELECT p.name FROM identifications i JOIN persons p ON p.id = i.person WHERE i.municipality = @municipality
			AND i.document = @document AND i.number_hash = ANY(CAST(@digests AS text[])) AND i.person <> CAST(@other AS uuid)`,
		d.rights(args{"document": string(s.Kind), "digests": array(d.s.opts.Seal.Digests("identity-document", documentOf(s))),
			"other": string(person)})).Scan(&names).Error
	if err != nil || s.Known {
		return err
	}
	if slices.ContainsFunc(names, func(n string) bool { return !sameName(n, mine) }) {
		return models.Fault(models.Conflict, "document-of-another")
	}
	return nil
}

// showed checks what an applicant at the counter shows: to somebody else, of a
// unit of the house.
func (d Desk) showed(tx *gorm.DB, person models.PersonID, s *models.ShownDocument) error {
	units, err := d.unitsOf(tx, false)
	var his bool
	if err == nil {
		err = tx.Raw(`SELECT EXISTS (SELECT FROM persons me JOIN persons p ON p.afm_hash = me.afm_hash AND p.municipality = me.municipality
			WHERE me.id = CAST(nullif(@person, '') AS uuid) AND p.id = @shows)`, d.rights(args{"shows": string(person)})).Row().Scan(&his)
	}
	switch {
	case err != nil:
		return err
	case person == d.actor.Person || his:
		return models.Fault(models.Forbidden, "not-allowed")
	case s.Unit == "" && len(units) > 1:
		s.Unit = units[0]
	}
	if err := shownAt(s, units); err != nil {
		return err
	}
	return d.strange(tx, person, *s)
}

// proof is how the person who acts in a filing was identified at the counter.
func (f *filing) proof() identity {
	return identity{municipality: f.desk.actor.Municipality, person: f.acts(), way: models.AtCounter, caseID: f.in.CaseID,
		shown: f.in.Shown, officer: f.desk.actor.Account}
}
