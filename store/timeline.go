package store

import (
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// reader is how much of a case the actor may see.
type reader struct {
	own   bool // he is the applicant
	staff bool // he works on it, and it is not his own
}

// inside says whether he sees what is in the case: form, papers, payments and
// messages. Protocol and manager see only that it is there and how it goes.
func (r reader) inside() bool { return r.own || r.staff }

// timeline reads the visits of a case in order. Who works on it reads every
// note; anybody else in the case his own, and the reasons of a return or a
// refusal once they hold.
func (d Desk) timeline(tx *gorm.DB, id models.CaseID, may reader) (items []models.TimelineItem, err error) {
	var rows []struct {
		Visit, Ordinal                                          int
		Stage, Audience, Unit, Handler, Outcome, Note, Tracking string
		OpenedAt, DueAt, ClosedAt                               *time.Time
		ActingFor                                               string
		ToUnit, ToBody, BodyEmail, BodyPhone, BodyAddress       string
	}
	err = tx.Raw(`SELECT v.visit, v.ordinal, v.stage, v.audience, v.unit, v.opened_at, v.due_at, v.closed_at, v.outcome,
			coalesce(h.name, CASE WHEN v.audience IN ('clerk', 'head') AND x.outcome <> 'withdrawn' THEN by.name END) AS handler, f.name AS acting_for,
			CASE WHEN @staff OR @inside AND (x.actor = CAST(nullif(@actor, '') AS uuid)
				OR x.outcome IN ('returned', 'rejected', 'handed-on') AND x.state = 'applied') THEN x.note END AS note,
			CASE WHEN @inside THEN x.tracking END AS tracking, x.to_unit, x.to_body, x.body_email, x.body_phone, x.body_address
		FROM stage_visits v
		LEFT JOIN tasks t ON t.case_id = v.case_id AND t.visit = v.visit AND t.ordinal = v.ordinal AND t.purpose = 'stage'
		LEFT JOIN LATERAL (SELECT * FROM decisions d WHERE d.case_id = v.case_id AND d.state <> 'refused'
			AND (d.id = t.decision_id OR v.outcome = 'withdrawn' AND d.task_id IS NULL)
			ORDER BY d.id = t.decision_id DESC NULLS LAST LIMIT 1) x ON true
		LEFT JOIN accounts h ON h.id = v.assignee LEFT JOIN accounts by ON by.id = x.actor
		LEFT JOIN accounts f ON f.id = CASE WHEN v.assignee IS NULL OR v.assignee = x.actor THEN coalesce(x.acting_for, v.acting_for) ELSE v.acting_for END
		WHERE v.case_id = @case ORDER BY v.visit, v.ordinal`,
		d.rights(args{"case": string(id), "staff": may.staff, "inside": may.inside()})).Scan(&rows).Error
	for i, r := range rows {
		items = append(items, models.TimelineItem{Visit: r.Visit, Ordinal: r.Ordinal, Stage: models.StageKey(r.Stage),
			Audience: models.Audience(r.Audience), Unit: models.UnitCode(r.Unit), Handler: r.Handler, ActingFor: r.ActingFor, OpenedAt: utc(r.OpenedAt),
			DueAt: utc(r.DueAt), ClosedAt: utc(r.ClosedAt), Outcome: models.Outcome(r.Outcome), Note: r.Note, Tracking: r.Tracking, ToUnit: models.UnitCode(r.ToUnit)})
		if r.ToBody != "" {
			items[i].ToBody = &models.Body{Name: r.ToBody, Email: r.BodyEmail, Phone: r.BodyPhone, Address: r.BodyAddress}
		}
	}
	return items, err
}

// filesOf lists the files of a case, f in the condition: all versions, oldest
// first within a slot.
func filesOf(tx *gorm.DB, id models.CaseID, where string) (fs []models.Attachment, err error) {
	var rows []attachmentRow
	err = tx.Raw(`SELECT `+attachmentColumns+` FROM `+attachmentTables+` WHERE f.case_id = @case`+where+` ORDER BY f.visit, f.slot, f.id`,
		args{"case": string(id)}).Scan(&rows).Error
	for _, r := range rows {
		fs = append(fs, r.attachment())
	}
	return fs, err
}

func paymentsOf(tx *gorm.DB, id models.CaseID) (ps []models.Payment, err error) {
	err = tx.Raw(`SELECT kind, code, recorded_at FROM payments WHERE case_id = @case ORDER BY recorded_at`,
		args{"case": string(id)}).Scan(&ps).Error
	for i := range ps {
		ps[i].RecordedAt = ps[i].RecordedAt.UTC()
	}
	return ps, err
}

// noticesOf lists the messages of a case; those to staff are for staff.
func noticesOf(tx *gorm.DB, id models.CaseID, may reader) (ns []models.NoticeLine, err error) {
	var rows []struct {
		ID, Event               string
		Visit                   int
		Channel                 string
		Staff                   bool
		State, Failure, Subject string
		CreatedAt, SentAt       *time.Time
		DeliveredAt, FailedAt   *time.Time
		Instead                 bool
	}
	err = tx.Raw(`SELECT id, event, visit, channel, account IS NOT NULL AS staff, state, failure, created_at, sent_at, subject,
			delivered_at, failed_at, fallback_of IS NOT NULL AS instead
		FROM notices WHERE case_id = @case AND (@staff OR account IS NULL) ORDER BY created_at, id`,
		args{"case": string(id), "staff": may.staff}).Scan(&rows).Error
	for _, r := range rows {
		ns = append(ns, models.NoticeLine{ID: models.NoticeID(r.ID), Event: models.Event(r.Event), Visit: r.Visit,
			Channel: models.Channel(r.Channel), Staff: r.Staff, State: models.NoticeState(r.State), Failure: models.Code(r.Failure),
			CreatedAt: utc(r.CreatedAt), SentAt: utc(r.SentAt), Subject: r.Subject,
			ArrivedAt: utc(r.DeliveredAt), FailedAt: utc(r.FailedAt), Instead: r.Instead})
	}
	return ns, err
}

// findingsOf gives what the machine noticed when it looked last.
func findingsOf(tx *gorm.DB, id models.CaseID) (fs []models.Finding, err error) {
	err = tx.Raw(`SELECT code, subject FROM findings WHERE case_id = @case
		AND visit = (SELECT max(visit) FROM findings WHERE case_id = @case) ORDER BY code, subject`,
		args{"case": string(id)}).Scan(&fs).Error
	return fs, err
}
