package store

import (
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// identity is a person who has proved who he is, and how.
type identity struct {
	municipality models.Municipality
	person       models.PersonID
	way          models.IdentityWay
	afm          string // proven by ByTax; kept if none is known

	// Of a document that was shown.
	caseID  models.CaseID // the request, or the application at the counter
	shown   *models.ShownDocument
	officer models.AccountID
}

// identified is all ways of becoming level B: the level, the evidence, and every
// visit of his cases that waited for it, among them an open request to be
// identified, ends by a decision of the machine, in one commit. Who is known
// already and proves it by his login again changes nothing. It locks the person
// first; a caller that locks tasks of his must have locked him before.
func (s *Store) identified(tx *gorm.DB, p identity) error {
	level, err := lockPerson(tx, p.person)
	if err != nil || level == models.IdentityB && p.shown == nil {
		return err
	}
	afm, shown := p.afm, models.ShownDocument{}
	if p.shown != nil {
		shown = *p.shown
		afm = shown.AFM
	}
	var sealed, digest string
	if afm != "" {
		sealed, digest = s.opts.Seal.Seal(afm, afmPlace(p.person)), s.opts.Seal.Digest("afm", afm)
	}
	err = tx.Exec(`WITH a AS (UPDATE accounts SET name = @name WHERE person = @person AND @name <> '' AND name <> @name)
		UPDATE persons SET level = 'B', name = coalesce(nullif(@name, ''), name), father_name = coalesce(nullif(@father, ''), father_name),
			afm_sealed = coalesce(afm_sealed, nullif(@sealed, '')), afm_hash = coalesce(afm_hash, nullif(@digest, ''))
		WHERE id = @person`, args{"person": string(p.person), "name": shown.Name, "father": shown.FatherName,
		"sealed": sealed, "digest": digest}).Error
	if err != nil {
		return err
	}
	if err := s.keepEvidence(tx, p); err != nil {
		return err
	}
	err = s.audit(tx, models.Actor{Municipality: p.municipality, Account: p.officer}, "identify-person", "person", string(p.person))
	if err != nil {
		return err
	}
	return s.decideWaiting(tx, p.person)
}

// lockPerson locks a person against a change of his level, and says it.
func lockPerson(tx *gorm.DB, id models.PersonID) (level models.IdentityLevel, err error) {
	err = tx.Raw(`SELECT level FROM persons WHERE id = ? FOR UPDATE`, string(id)).Row().Scan(&level)
	return level, missing(err, "no-such-person")
}

// keepEvidence writes what was proved. The number of a document is sealed and
// bound to its row.
func (s *Store) keepEvidence(tx *gorm.DB, p identity) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	a := args{"id": id.String(), "m": int(p.municipality), "person": string(p.person), "way": string(p.way), "case": string(p.caseID),
		"officer": string(p.officer), "document": "", "sealed": "", "digest": "", "expires": nil, "unit": "", "now": s.now()}
	if d := p.shown; d != nil {
		a["document"], a["unit"], a["expires"] = string(d.Kind), string(d.Unit), dateNull(d.ExpiresOn)
		a["sealed"] = s.opts.Seal.Seal(d.Number, "identification/"+id.String())
		a["digest"] = s.opts.Seal.Digest("identity-document", documentOf(*d))
	}
	return tx.Exec(`INSERT INTO identifications (id, municipality, person, way, case_id, document, number_sealed, number_hash,
			expires_on, unit, officer, at)
		VALUES (@id, @m, @person, @way, CAST(nullif(@case, '') AS uuid), @document, nullif(@sealed, ''), nullif(@digest, ''),
			CAST(@expires AS date), @unit, CAST(nullif(@officer, '') AS uuid), @now)`, a).Error
}

// documentOf is what two sightings of one document have in common.
func documentOf(d models.ShownDocument) string { return string(d.Kind) + "/" + d.Number }

func dateNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Format(time.DateOnly)
}

// decideWaiting carries the news to all that waits for a person's identity, as
// decisions of the machine. Doing it again changes nothing.
func (s *Store) decideWaiting(tx *gorm.DB, person models.PersonID) error {
	var waits []struct {
		ID             models.TaskID
		CaseID         models.CaseID
		Municipality   models.Municipality
		Kind           models.CaseKind
		Visit, Ordinal int
	}
	err := tx.Raw(`SELECT t.id, t.case_id, t.municipality, c.kind, t.visit, t.ordinal FROM cases c JOIN tasks t ON t.case_id = c.id
		WHERE (c.applicant = ? AND c.representative IS NULL OR c.representative = ?) AND c.state = 'open' AND t.state = 'open' AND t.purpose = 'stage'
			AND (c.kind = 'identity' OR t.stage = 'identification') ORDER BY t.id FOR UPDATE OF t`, string(person), string(person)).Scan(&waits).Error
	if err != nil {
		return err
	}
	for _, t := range waits {
		decision := models.DecisionAt(t.ID)
		err := tx.Exec(`WITH t AS (UPDATE tasks SET state = 'decided', decision_id = @id WHERE id = @task)
			INSERT INTO decisions (id, municipality, case_id, task_id, visit, stage, outcome, state, recorded_at)
			SELECT @id, municipality, case_id, id, visit, stage, 'done', 'recorded', @now FROM tasks WHERE id = @task`,
			args{"id": string(decision), "task": string(t.ID), "now": s.now()}).Error
		if err != nil {
			return err
		}
		_, err = s.post(tx, letter{municipality: t.Municipality, verb: "update", workflow: string(t.Kind),
			workflowID: models.WorkflowOf(t.CaseID), updateID: string(decision),
			body: models.Decision{ID: decision, TaskID: t.ID, Visit: t.Visit, Ordinal: t.Ordinal, Outcome: models.Done}, relay: true})
		if err != nil {
			return err
		}
	}
	return nil
}
