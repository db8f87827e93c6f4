package store

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// inForce: grant g counts now.
const inForce = `g.valid_from <= @now AND (g.valid_to IS NULL OR g.valid_to > @now)`

// worksOn: the actor is clerk or head of a unit that answers for case c or has
// had a task in it, or signs what it makes. Only they and the applicant see
// what is inside the case. A request to be identified nobody works on: an
// officer has its code.
const worksOn = `EXISTS (SELECT FROM acting_grants g WHERE ` + letsWork + `)`

// letsWork: grant g makes the actor somebody who works on case c.
const letsWork = `c.kind <> 'identity' AND g.account = CAST(@actor AS uuid)
	AND g.municipality = c.municipality AND ` + inForce + ` AND ` + caseNotHis + `
	AND (` + signsCase + ` OR g.role IN ('clerk', 'head') AND (g.unit = c.unit OR EXISTS (SELECT FROM tasks wt WHERE wt.case_id = c.id AND wt.unit = g.unit)))`

// onCaseOf is what the actor is to case c, as r, in one walk of his grants:
// r.own as isApplicant, r.staff as worksOn, r.reads as mayRead.
const onCaseOf = ` CROSS JOIN LATERAL (SELECT y.own, y.staff, y.own OR c.kind <> 'identity' AND (y.staff OR y.oversees
		OR coalesce(c.filed_by = CAST(nullif(@actor, '') AS uuid), false)) AS reads
	FROM (SELECT coalesce(` + isApplicant + `, false) AS own, coalesce(bool_or(k.works), false) AS staff, coalesce(bool_or(k.oversees), false) AS oversees
		FROM (SELECT g.role IN ('protocol', 'manager') AS oversees, c.kind <> 'identity' AND (` + signsCase + ` OR g.role IN ('clerk', 'head')
				AND (g.unit = c.unit OR EXISTS (SELECT FROM tasks wt WHERE wt.case_id = c.id AND wt.unit = g.unit))) AS works
			FROM acting_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.municipality = c.municipality
				AND ` + inForce + ` AND ` + caseNotHis + `) k) y) r`

// look reads for the actor, all statements from one snapshot. What he is
// refused is audited.
func (d Desk) look(ctx context.Context, action models.Code, object, id string, f func(*gorm.DB) error) error {
	err := meaning(string(action)+" "+id, d.s.db.WithContext(ctx).Transaction(f,
		&sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}))
	var known *models.Error
	if d.actor.Account != "" && errors.As(err, &known) && (known.Kind == models.Forbidden || known.Kind == models.NotFound) {
		d.s.auditRefusal(ctx, d.actor, action, object, id, known.Code)
	}
	return err
}

// lookWide is look for lists and reports: planned for their values.
func (d Desk) lookWide(ctx context.Context, action models.Code, object, id string, f func(*gorm.DB) error) error {
	return d.look(ctx, action, object, id, func(tx *gorm.DB) error {
		if err := tx.Exec(weighed).Error; err != nil {
			return err
		}
		return f(tx)
	})
}

// holds refuses an actor who has none of the roles in his municipality now.
func (d Desk) holds(tx *gorm.DB, roles ...models.Role) error {
	var ok bool
	err := tx.Raw(`SELECT EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid)
		AND g.municipality = @municipality AND g.role = ANY(CAST(@roles AS text[])) AND `+inForce+`)`,
		d.rights(args{"roles": arrayOf(roles)})).Row().Scan(&ok)
	if err == nil && !ok {
		return models.Fault(models.Forbidden, "not-allowed")
	}
	return err
}

// missing turns "no row" into a NotFound with its own code.
func missing(err error, code models.Code) error {
	if isNoRows(err) || errors.Is(err, gorm.ErrRecordNotFound) {
		return models.Fault(models.NotFound, code)
	}
	return err
}

// invalid is the fault of one field.
func invalid(field string, code models.Code) error {
	return &models.Error{Kind: models.Invalid, Code: code, Fields: []models.FieldFault{{Field: field, Code: code}}}
}
