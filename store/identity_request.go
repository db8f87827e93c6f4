package store

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/internal/verifycode"
	"github.com/thyrida/thyrida/models"
)

// AskIdentity begins a request of the actor to be identified, or gives the one
// he has open. Errors: no-applicant, already-identified.
func (d Desk) AskIdentity(ctx context.Context, id models.CaseID) (r models.IdentityRequest, err error) {
	err = d.act(ctx, "ask-identity", "case", string(id), func(tx *gorm.DB) error {
		if d.actor.Person == "" {
			return &models.Error{Kind: models.Invalid, Code: "no-applicant", Fields: []models.FieldFault{{Field: "applicant", Code: "required"}}}
		}
		level, err := lockPerson(tx, d.actor.Person)
		if err != nil {
			return err
		}
		if level == models.IdentityB {
			return models.Fault(models.Conflict, "already-identified")
		}
		outbox, err := d.s.requestIdentity(tx, asking{id: id, municipality: d.actor.Municipality, person: d.actor.Person,
			filedBy: d.actor.Account, channel: models.FiledPortal})
		if err != nil {
			return err
		}
		r, err = d.identityRequest(tx, ` AND c.state = 'open'`, "")
		r.Outbox = outbox
		return err
	})
	return r, err
}

// IdentityRequest gives a request of the actor; of no identifier his newest.
// Errors: no-such-case.
func (d Desk) IdentityRequest(ctx context.Context, id models.CaseID) (r models.IdentityRequest, err error) {
	err = d.look(ctx, "read-identity", "case", string(id), func(tx *gorm.DB) error {
		r, err = d.identityRequest(tx, ``, id)
		return err
	})
	return r, err
}

func (d Desk) identityRequest(tx *gorm.DB, where string, id models.CaseID) (r models.IdentityRequest, err error) {
	var lapses *time.Time
	err = tx.Raw(`SELECT c.id, q.code, c.state, coalesce(c.outcome, ''), c.submitted_at, v.lapse_at, coalesce((SELECT note FROM decisions x
			WHERE x.case_id = c.id AND x.outcome = 'rejected' AND x.state = 'applied' ORDER BY x.recorded_at DESC LIMIT 1), '')
		FROM cases c JOIN identity_requests q ON q.case_id = c.id
		LEFT JOIN stage_visits v ON v.case_id = c.id AND v.visit = c.visit AND v.ordinal = 0
		WHERE `+isApplicant+` AND (@case = '' OR c.id = CAST(nullif(@case, '') AS uuid))`+where+` ORDER BY c.submitted_at DESC, c.id DESC LIMIT 1`,
		d.rights(args{"case": string(id)})).Row().Scan(&r.ID, &r.Code, &r.State, &r.Outcome, &r.AskedAt, &lapses, &r.Note)
	r.AskedAt, r.ExpiresAt = r.AskedAt.UTC(), utc(lapses)
	return r, missing(err, "no-such-case")
}

// asking is a request to be identified, for a person who is locked.
type asking struct {
	id           models.CaseID
	municipality models.Municipality
	person       models.PersonID
	filedBy      models.AccountID
	channel      models.FilingChannel
}

// requestIdentity makes sure that a person has an open request, and says the
// number of its start message; 0 if he has one already.
func (s *Store) requestIdentity(tx *gorm.DB, q asking) (outbox int64, err error) {
	a := args{"id": string(q.id), "m": int(q.municipality), "person": string(q.person), "filed_by": string(q.filedBy),
		"channel": string(q.channel), "code": verifycode.NewShort(), "service": string(models.IdentityService), "now": s.now()}
	var version int
	found := tx.Raw(`WITH v AS (
			SELECT version, definition ->> 'unit' AS unit, CAST(definition ->> 'term' AS int) + CAST(definition ->> 'lapse' AS int) AS days
			FROM services WHERE municipality = @m AND code = @service AND kind = 'identity' ORDER BY version DESC LIMIT 1),
		c AS (
			INSERT INTO cases (id, municipality, kind, service, version, unit, applicant, filed_by, channel, delivery, state,
				submitted_at, legal_due_at, target_due_at)
			SELECT @id, @m, 'identity', @service, version, unit, @person, @filed_by, @channel, 'portal', 'open',
				@now, CAST(@now AS timestamptz) + days * interval '1 day', CAST(@now AS timestamptz) + days * interval '1 day'
			FROM v WHERE NOT EXISTS (SELECT FROM cases WHERE applicant = @person AND kind = 'identity' AND state = 'open' AND withdrawn_at IS NULL)
			RETURNING id, version),
		r AS (INSERT INTO identity_requests (case_id, municipality, code) SELECT id, @m, @code FROM c)
		SELECT coalesce((SELECT version FROM c), 0) FROM v`, a).Scan(&version)
	switch {
	case found.Error != nil:
		return 0, found.Error
	case found.RowsAffected == 0:
		return 0, models.Fault(models.Broken, "no-such-service") // identity.yaml was never published
	case version == 0:
		return 0, nil
	}
	return s.post(tx, letter{municipality: q.municipality, verb: "start", workflow: string(models.KindIdentity),
		workflowID: models.WorkflowOf(q.id), body: models.CaseStart{CaseID: q.id, Municipality: q.municipality,
			Service: models.IdentityService, Version: version}})
}

// proves says whether a stage waits for somebody's identity.
func proves(st models.Stage) bool {
	return st.Kind == models.KindProve || st.Audience == models.ForOfficer
}

// byHand are the outcomes that people may choose: nobody decides by hand that
// another is identified.
func byHand(st models.Stage) []models.Outcome {
	if st.Kind == models.KindProve {
		return nil
	}
	return st.Outcomes
}

// waitsFor: case w waits until somebody, an expression of SQL, is identified.
func waitsFor(somebody string) string {
	return `(w.state = 'open' AND w.stage = 'identification'
		AND (w.representative = ` + somebody + ` OR w.applicant = ` + somebody + ` AND w.representative IS NULL))`
}

// toldAlready: an application has told the code of request k, which began for
// it. One that was asked for after another had ended is told by itself.
var toldAlready = `EXISTS (SELECT FROM cases i CROSS JOIN cases w JOIN stage_visits s ON s.case_id = w.id AND s.visit = w.visit
	WHERE i.id = k.id AND ` + waitsFor(`i.applicant`) + ` AND NOT EXISTS (SELECT FROM cases b
		WHERE b.applicant = i.applicant AND b.kind = 'identity' AND b.id <> i.id AND coalesce(b.withdrawn_at, b.closed_at) > s.opened_at))`

// openProving opens a visit that waits for the identity of the person who acts
// in the case. The lock on his row makes it see an identification that is being committed, or be seen by
// it. An application sees to it that he has a code to be found by.
func (y System) openProving(ctx context.Context, in models.StageOpening, t VisitTimes) (out models.StageOpened, err error) {
	err = y.s.tx(ctx, "open stage of case "+string(in.CaseID), func(tx *gorm.DB) error {
		var q asking
		err := tx.Raw(`SELECT c.municipality, coalesce(c.representative, c.applicant), c.filed_by, c.channel FROM cases c WHERE c.id = ?`, string(in.CaseID)).Row().
			Scan(&q.municipality, &q.person, &q.filedBy, &q.channel)
		if err != nil {
			return err
		}
		level, err := lockPerson(tx, q.person)
		if err != nil {
			return err
		}
		if in.Stage.Kind == models.KindProve && level != models.IdentityB {
			id, err := uuid.NewV7()
			if err != nil {
				return err
			}
			q.id = models.CaseID(id.String())
			if _, err := y.s.requestIdentity(tx, q); err != nil {
				return err
			}
		}
		out, err = y.openStage(tx, in, t)
		return err
	})
	return out, err
}

// identityEvents are told to whoever shall be identified.
var identityEvents = []models.Event{models.EventIdentify, models.EventIdentityAsked, models.EventIdentityReminder, models.EventIdentityRefused}

// closingEvent is what the end of a case is told by; nothing if the case itself
// is told of nowhere.
func closingEvent(tx *gorm.DB, in models.CaseClosing) (models.Event, error) {
	kind, err := kindOf(tx, in.CaseID)
	if kind == models.KindIdentity {
		return map[models.Outcome]models.Event{models.Granted: models.EventIdentified, models.Rejected: models.EventIdentityRefused,
			models.Lapsed: models.EventIdentityLapsed, models.Withdrawn: models.EventIdentityEnded}[in.Outcome], err
	}
	return closingEvents[in.Outcome], err
}

func kindOf(tx *gorm.DB, id models.CaseID) (k models.CaseKind, err error) {
	return k, tx.Raw(`SELECT kind FROM cases WHERE id = ?`, string(id)).Row().Scan(&k)
}

// reminder is what the applicant is told whose own time has passed. Of his
// request to be identified nothing, while an application reminds him.
func reminder(tx *gorm.DB, in models.StageLate) (e models.Event, err error) {
	err = tx.Raw(`SELECT CASE WHEN c.kind = 'application' AND c.stage = 'identification' THEN 'identity-reminder'
			WHEN c.kind <> 'identity' THEN 'reminder'
			WHEN NOT EXISTS (SELECT FROM cases w WHERE `+waitsFor(`c.applicant`)+`)
				THEN 'identity-reminder' ELSE '' END
		FROM cases c WHERE c.id = ?`, string(in.CaseID)).Row().Scan(&e)
	return e, err
}

// noticeIdentity reads what somebody must know who shall come.
func (y System) noticeIdentity(ctx context.Context, f *models.NoticeFacts) error {
	a := args{"case": string(f.CaseID), "lang": f.Language, "visit": f.Visit, "today": y.s.now().In(athens).Format(time.DateOnly)}
	var until *time.Time
	var papers string
	err := y.s.db.WithContext(ctx).Raw(`SELECT coalesce((SELECT q.code FROM cases o JOIN identity_requests q ON q.case_id = o.id
				WHERE o.applicant = coalesce(c.representative, c.applicant) AND o.state = 'open' AND o.withdrawn_at IS NULL ORDER BY o.submitted_at DESC LIMIT 1), ''),
			(SELECT v.lapse_at FROM stage_visits v WHERE v.case_id = c.id AND v.visit = @visit AND v.ordinal = 0),
			coalesce((SELECT string_agg(d.value #>> ARRAY['label', CASE WHEN @lang = 'en' THEN 'en' ELSE 'el' END], '|' ORDER BY d.ordinality)
				FROM (SELECT definition FROM services WHERE municipality = c.municipality AND kind = 'identity' ORDER BY version DESC LIMIT 1) s,
					jsonb_array_elements(s.definition -> 'documents') WITH ORDINALITY d
				WHERE coalesce(d.value ->> 'from', '') <= @today AND coalesce(d.value ->> 'until', '9999') >= @today), '')
		FROM cases c WHERE c.id = @case`, a).Row().Scan(&f.Identity.Code, &until, &papers)
	if err != nil || f.Event == models.EventIdentityRefused {
		f.Identity = models.IdentityFacts{}
		return err
	}
	f.Identity.Until = utc(until)
	if papers != "" {
		f.Identity.Papers = strings.Split(papers, "|")
	}
	f.Identity.Points, err = y.s.ServicePoints(ctx, f.Municipality)
	return err
}

// ServicePoints lists where people are identified, by code of the unit.
func (s *Store) ServicePoints(ctx context.Context, m models.Municipality) (ps []models.ServicePoint, err error) {
	units, err := s.Units(ctx, m)
	for _, u := range units {
		if u.Point {
			ps = append(ps, models.ServicePoint{UnitName: u.UnitName, Phone: u.Phone, AddressEl: u.AddressEl, AddressEn: u.AddressEn,
				HoursEl: u.HoursEl, HoursEn: u.HoursEn, Place: u.Place})
		}
	}
	return ps, err
}
