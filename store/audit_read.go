package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/models"
)

// thingsOf are a case and what is in it, as lines of the audit name them.
const thingsOf = `WITH k AS (` + byNumber + `), o AS (SELECT c.id FROM cases c JOIN k ON k.id = c.id AND c.municipality = @municipality)
	SELECT 'case' AS object, CAST(id AS text) AS object_id FROM o
	UNION SELECT 'task', CAST(t.id AS text) FROM o JOIN tasks t ON t.case_id = o.id
	UNION SELECT 'decision', CAST(x.id AS text) FROM o JOIN decisions x ON x.case_id = o.id
	UNION SELECT 'attachment', CAST(f.id AS text) FROM o JOIN attachments f ON f.case_id = o.id
	UNION SELECT 'notice', CAST(n.id AS text) FROM o JOIN notices n ON n.case_id = o.id
	UNION SELECT 'document', CAST(v.document AS text) FROM o JOIN document_versions v ON v.case_id = o.id`

// idOf is the thing of line a as a UUID; null if its name is none.
const idOf = `CASE WHEN a.object_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN CAST(a.object_id AS uuid) END`

// called is what people call the thing of line a.
const called = `CASE a.object WHEN 'account' THEN (SELECT o.name FROM accounts o WHERE o.id = ` + idOf + `)
	WHEN 'case' THEN (SELECT b.number || '/' || b.year FROM protocol_entries b WHERE b.municipality = a.municipality AND b.subject = 'case/' || a.object_id LIMIT 1)
	WHEN 'task' THEN (SELECT b.number || '/' || b.year FROM tasks t JOIN protocol_entries b ON b.municipality = a.municipality
		AND b.subject = 'case/' || t.case_id WHERE t.id = ` + idOf + ` LIMIT 1) END`

// Audit lists what was done and refused, newest first, for an administrator.
// That he has looked is written too, once for all pages. Errors: not-allowed,
// number-form.
func (d Desk) Audit(ctx context.Context, f models.AuditFilter) (ls []models.AuditLine, next string, err error) {
	m, more, err := afterLine(f.Page)
	if err != nil {
		return nil, "", err
	}
	with := d.rights(args{"object": f.Object, "id": f.ID, "by": string(f.Actor), "action": string(f.Action), "from": zeroNull(f.From), "until": zeroNull(f.Until),
		"who": strings.ToLower(strings.TrimSpace(f.Who)), "name": "%" + escaped.Replace(greek.Fold(f.Who)) + "%", "line": m, "n": limit(f.Page) + 1})
	where, err := auditWhere(f, with)
	if err != nil {
		return nil, "", err
	}
	if more {
		where += ` AND a.id < @line`
	}
	var rows []struct {
		ID                                    int64
		At                                    time.Time
		Actor, Action, Object, ObjectID, Code string
		ActingFor, ActorName, ForName, Called string
	}
	err = d.lookWide(ctx, "read-audit", f.Object, f.ID, func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		return tx.Raw(`SELECT a.*, x.name AS actor_name, y.name AS for_name, `+called+` AS called
			FROM (SELECT * FROM audit a WHERE a.municipality = @municipality`+where+` ORDER BY a.id DESC LIMIT @n) a
			LEFT JOIN accounts x ON x.id = a.actor LEFT JOIN accounts y ON y.id = a.acting_for ORDER BY a.id DESC`, with).Scan(&rows).Error
	})
	if err == nil && !more {
		err = meaning("audit who reads it", d.s.audit(d.s.db.WithContext(ctx), d.actor, "read-audit", "audit", f.ID))
	}
	if err != nil {
		return nil, "", err
	}
	for _, r := range rows {
		ls = append(ls, models.AuditLine{ID: r.ID, At: r.At.UTC(), Actor: models.AccountID(r.Actor), ActorName: r.ActorName, Action: models.Code(r.Action),
			Object: r.Object, ObjectID: r.ObjectID, Called: r.Called, Code: models.Code(r.Code), ActingFor: models.AccountID(r.ActingFor), ActingForName: r.ForName})
	}
	if n := limit(f.Page); len(ls) > n {
		return ls[:n], lineMark(ls[n-1].ID), nil
	}
	return ls, "", nil
}

// auditWhere is what a filter asks of line a. Lines are read by their numbers,
// which grow with time but for what is written at once: a period is first one of
// numbers, an hour wider at both ends.
func auditWhere(f models.AuditFilter, with args) (where string, err error) {
	if f.Object != "" {
		where += ` AND a.object = @object`
	}
	if f.ID != "" {
		where += ` AND a.object_id = @id`
	}
	if f.Actor != "" {
		where += ` AND a.actor = CAST(@by AS uuid)`
	}
	if f.Who != "" {
		where += ` AND a.actor = ANY(ARRAY(SELECT a.id FROM accounts a WHERE a.municipality = @municipality AND (a.email = @who OR ` + plainName + ` LIKE @name)))`
	}
	if f.Action != "" {
		where += ` AND a.action = @action`
	}
	if f.Refused {
		where += ` AND a.code <> ''`
	}
	if !f.From.IsZero() {
		with["low"] = f.From.Add(-time.Hour)
		where += ` AND a.at >= @from AND a.id >= coalesce((SELECT b.id FROM audit b WHERE b.municipality = @municipality AND b.at >= @low ORDER BY b.at, b.id LIMIT 1), 0)`
	}
	if !f.Until.IsZero() {
		with["high"] = f.Until.Add(time.Hour)
		where += ` AND a.at < @until AND a.id <= coalesce((SELECT b.id FROM audit b WHERE b.municipality = @municipality AND b.at >= @high ORDER BY b.at, b.id LIMIT 1),
			9223372036854775807)`
	}
	if f.Case != "" {
		q := understand(f.Case)
		if q.number == 0 {
			return "", invalid("case", "number-form")
		}
		with["number"], with["soughtYear"] = q.number, q.year
		where += ` AND a.id IN (WITH things AS MATERIALIZED (` + thingsOf + `)
			SELECT l.id FROM things JOIN audit l ON l.object = things.object AND l.object_id = things.object_id)`
	}
	return where, nil
}
