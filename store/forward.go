package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// mayLeave: task t is one in which case c may be given to another unit or body:
// its stage names no unit of its own, so it goes wherever the case goes.
const mayLeave = `(t.of_case AND t.purpose = 'stage' AND t.audience IN ('clerk', 'head', 'signatory') AND c.kind = 'application')`

// mayGive says why the actor may not give the case of a task away: to a unit
// that has nobody for it, or to a body nobody can reach. Errors:
// not-forwardable, already-decided, no-such-unit, same-unit, empty-unit,
// body-required, no-such-body.
func (d Desk) mayGive(tx *gorm.DB, t lockedTask, v *models.Verdict) error {
	if !t.leaves {
		return models.Fault(models.Conflict, "not-forwardable")
	}
	if v.Outcome == models.HandedOn {
		if t.decided {
			return models.Fault(models.Conflict, "already-decided")
		}
		return d.knownBody(tx, v)
	}
	var known, works bool
	err := tx.Raw(`SELECT EXISTS (SELECT FROM units WHERE municipality = @municipality AND code = @unit AND closed_at IS NULL),
			EXISTS (SELECT FROM role_grants g JOIN accounts a ON a.id = g.account AND a.disabled_at IS NULL
				WHERE g.municipality = @municipality AND `+inForce+` AND CASE @audience WHEN 'head' THEN g.role = 'head' AND g.unit = @unit
					WHEN 'signatory' THEN g.role = 'signatory' AND (g.unit IS NULL OR g.unit = @unit)
					ELSE g.role IN ('clerk', 'head') AND g.unit = @unit END)`,
		d.rights(args{"unit": string(v.ToUnit), "audience": string(t.audience)})).Row().Scan(&known, &works)
	switch {
	case err != nil:
		return err
	case !known:
		return invalid("toUnit", "no-such-unit")
	case v.ToUnit == t.unit:
		return invalid("toUnit", "same-unit")
	case !works:
		return invalid("toUnit", "empty-unit")
	}
	return nil
}

// knownBody completes a body that the decision names by its code.
func (d Desk) knownBody(tx *gorm.DB, v *models.Verdict) error {
	if v.ToBody == nil {
		return invalid("toBody", "body-required")
	}
	if v.ToBody.Code != "" {
		b := *v.ToBody
		err := tx.Raw(`SELECT name, email, phone, address FROM bodies WHERE municipality = @municipality AND code = @code AND ended_at IS NULL`,
			d.rights(args{"code": string(b.Code)})).Row().Scan(&b.Name, &b.Email, &b.Phone, &b.Address)
		if isNoRows(err) {
			return invalid("toBody.code", "no-such-body")
		}
		v.ToBody = &b
		return err
	}
	if v.ToBody.Name == "" || !v.ToBody.Reached() {
		return invalid("toBody", "body-required")
	}
	return nil
}

// writeAway keeps with a decision where the case goes.
func writeAway(a args, v models.Verdict) {
	b := models.Body{}
	if v.ToBody != nil {
		b = *v.ToBody
	}
	a["to_unit"], a["to_body"] = string(v.ToUnit), b.Name
	a["body_email"], a["body_phone"], a["body_address"] = b.Email, b.Phone, b.Address
}

// forwardStage commits the end of a visit whose case goes to another unit: the
// unit with the decision, once, and the word to the applicant about the visit
// that begins there.
func (y System) forwardStage(ctx context.Context, in models.StageClosing) error {
	return y.s.tx(ctx, "forward case "+string(in.CaseID), func(tx *gorm.DB) error {
		moved := tx.Exec(`UPDATE cases c SET unit = d.to_unit FROM decisions d
			WHERE c.id = @case AND d.id = @decision AND d.case_id = c.id AND d.outcome = 'forwarded' AND d.state = 'recorded'`,
			args{"case": string(in.CaseID), "decision": string(in.DecisionID)})
		if moved.Error != nil {
			return moved.Error
		}
		if err := y.closeStage(tx, in); err != nil || moved.RowsAffected == 0 {
			return err
		}
		return y.s.tell(tx, models.EventForwarded, in.Visit+1, in.CaseID)
	})
}

// handOn enters into the book that a case left for another body: an outgoing
// line, as the last statement of its end. It has a number once.
func (s *Store) handOn(tx *gorm.DB, in models.CaseClosing) error {
	if in.Outcome != models.HandedOn {
		return nil
	}
	r := registration{subject: handedOnSubject(in.CaseID), direction: "out", channel: models.FiledPost, items: 1}
	var m models.Municipality
	var byEmail bool
	err := tx.Raw(`SELECT c.municipality, c.service, c.unit, EXISTS (SELECT FROM decisions d WHERE d.case_id = c.id
			AND d.outcome = 'handed-on' AND d.state = 'applied' AND d.body_email <> '') FROM cases c WHERE c.id = ?`, string(in.CaseID)).
		Row().Scan(&m, &r.service, &r.unit, &byEmail)
	if err != nil {
		return err
	}
	if byEmail {
		r.channel = models.FiledEmail
	}
	_, err = s.numbers(tx, m, []registration{r})
	return err
}

func handedOnSubject(c models.CaseID) string { return "handed-on/" + string(c) }

// Bodies lists the bodies that cases may be handed on to, by name, for staff;
// those no longer offered for the administrator too. Errors: not-allowed.
func (d Desk) Bodies(ctx context.Context) (bs []models.Body, err error) {
	if !d.actor.Staff() {
		return nil, models.Fault(models.Forbidden, "not-allowed")
	}
	var rows []bodyRow
	err = d.s.db.WithContext(ctx).Raw(`SELECT code, name, email, phone, address, ended_at FROM bodies
		WHERE municipality = @municipality AND (ended_at IS NULL OR @all) ORDER BY name, code`,
		d.rights(args{"all": d.actor.Is(models.RoleAdmin)})).Scan(&rows).Error
	for _, r := range rows {
		bs = append(bs, r.body())
	}
	return bs, meaning("list bodies", err)
}

type bodyRow struct {
	Code, Name, Email, Phone, Address string
	EndedAt                           *time.Time
}

func (r bodyRow) body() models.Body {
	return models.Body{Code: models.Code(r.Code), Name: r.Name, Email: r.Email, Phone: r.Phone, Address: r.Address, EndedAt: utc(r.EndedAt)}
}

// SaveBody writes a body under its code, by an administrator; one that has
// ended is no longer offered. Errors: not-allowed, body-required.
func (d Desk) SaveBody(ctx context.Context, b models.Body) error {
	return d.act(ctx, "save-body", "body", string(b.Code), func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		if b.Name == "" || !b.Reached() {
			return invalid("name", "body-required")
		}
		return tx.Exec(`INSERT INTO bodies (municipality, code, name, email, phone, address, ended_at)
			VALUES (@municipality, @code, @name, @email, @phone, @address, @ended)
			ON CONFLICT (municipality, code) DO UPDATE SET name = excluded.name, email = excluded.email, phone = excluded.phone,
				address = excluded.address, ended_at = excluded.ended_at`,
			d.rights(args{"code": string(b.Code), "name": b.Name, "email": b.Email, "phone": b.Phone, "address": b.Address,
				"ended": zeroNull(b.EndedAt)})).Error
	})
}
