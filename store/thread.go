package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// Thread gives part of the conversation of a case: messages, what the machine
// told, the reasons of returns, refusals and forwardings with the answers to them, and for
// who works on the case the internal notes. Errors: no-such-case, not-allowed
// (who sees only how it goes), bad-cursor.
func (d Desk) Thread(ctx context.Context, id models.CaseID, p models.ThreadPage) (out models.Thread, err error) {
	err = d.look(ctx, "read-thread", "case", string(id), func(tx *gorm.DB) error {
		c, err := d.conversation(tx, id)
		if err != nil {
			return err
		}
		out.Service, out.Version = c.service, c.version
		out.Items, out.Next, err = d.thread(tx, id, c.reader, p, "")
		return err
	})
	return out, err
}

// threadSQL is what both sides may read. A notice stands where it was sent;
// the applicant sees those that went out to him. Notes on decisions are those
// of the timeline.
const threadSQL = `
	SELECT m.id, 'message' AS kind, m.at, m.side, CASE m.side WHEN 'house' THEN a.name ELSE p.name END AS author,
		CASE WHEN m.channel <> 'portal' THEN a.name ELSE '' END AS clerk, m.channel, m.body AS text,
		'' AS event, '' AS subject, '' AS state, CAST(NULL AS timestamptz) AS sent_at, false AS staff, '' AS outcome, '' AS stage, m.account AS writer,
		m.acting_for
	FROM case_messages m JOIN accounts a ON a.id = m.account JOIN cases c ON c.id = m.case_id LEFT JOIN persons p ON p.id = coalesce(c.representative, c.applicant)
	WHERE m.case_id = @case
	UNION ALL
	SELECT n.id, 'notice', coalesce(n.sent_at, n.created_at), '', '', '', n.channel, CASE WHEN n.message IS NOT NULL THEN ''
			WHEN @staff THEN regexp_replace(n.body, '/d/[-_A-Za-z0-9]{20,}', '/d/…', 'g') ELSE n.body END,
		n.event, n.subject, n.state, n.sent_at, n.account IS NOT NULL, '', '', NULL, NULL
	FROM notices n WHERE n.case_id = @case AND (@staff OR n.account IS NULL AND n.sent_at IS NOT NULL)
	UNION ALL
	SELECT x.id, 'decision', x.recorded_at, CASE x.outcome WHEN 'answered' THEN 'applicant' ELSE 'house' END, a.name, '', '', x.note,
		'', '', '', NULL, false, x.outcome, x.stage, x.actor, x.acting_for
	FROM decisions x JOIN accounts a ON a.id = x.actor
	WHERE x.case_id = @case AND x.note <> '' AND x.outcome IN ('returned', 'rejected', 'answered', 'forwarded', 'handed-on')
		AND CASE WHEN @staff THEN x.state <> 'refused' ELSE x.actor = CAST(nullif(@actor, '') AS uuid)
			OR x.outcome NOT IN ('answered', 'forwarded') AND x.state = 'applied' END`

// notesSQL adds the internal notes. Only a statement for staff has it.
const notesSQL = `
	UNION ALL
	SELECT n.id, 'note', n.at, 'house', a.name, '', '', n.body, '', '', '', NULL, true, '', '', n.account, n.acting_for
	FROM case_notes n JOIN accounts a ON a.id = n.account WHERE n.case_id = @case`

type threadRow struct {
	ID, Kind                     string
	At                           time.Time
	Side, Author, Clerk, Channel string
	Text, Event, Subject, State  string
	SentAt                       *time.Time
	Staff                        bool
	Outcome, Stage, Writer       string
	ActingName                   string
}

func (r threadRow) item() models.ThreadItem {
	return models.ThreadItem{ID: r.ID, Kind: models.ThreadKind(r.Kind), At: r.At.UTC(), Side: models.Side(r.Side), Author: r.Author,
		Writer: models.AccountID(r.Writer), ActingFor: r.ActingName, Clerk: r.Clerk, Channel: r.Channel, Text: r.Text, Event: models.Event(r.Event), Subject: r.Subject,
		State: models.NoticeState(r.State), SentAt: utc(r.SentAt), Staff: r.Staff && r.Kind == string(models.ThreadNotice),
		Outcome: models.Outcome(r.Outcome), Stage: models.StageKey(r.Stage)}
}

// thread reads part of a conversation, or the one item of that name.
func (d Desk) thread(tx *gorm.DB, id models.CaseID, may reader, p models.ThreadPage, only string) (items []models.ThreadItem, next string, err error) {
	m, more, err := after(p.Page)
	if err != nil {
		return nil, "", err
	}
	said, where, order, beyond := threadSQL, `true`, ` ORDER BY t.at, t.id`, `>`
	if may.staff {
		said += notesSQL
	}
	if p.Newest {
		order, beyond = ` ORDER BY t.at DESC, t.id DESC`, `<`
	}
	switch {
	case only != "":
		where = `t.id = CAST(@only AS uuid)`
	case more:
		where = `(t.at, t.id) ` + beyond + ` (@at, CAST(@id AS uuid))`
	}
	n := limit(p.Page)
	var rows []threadRow
	err = tx.Raw(`SELECT t.*, f.name AS acting_name FROM (`+said+`) t LEFT JOIN accounts f ON f.id = t.acting_for WHERE `+where+order+` LIMIT @n`, d.rights(args{"case": string(id), "staff": may.staff,
		"only": only, "at": m.at, "id": m.id, "n": n + 1})).Scan(&rows).Error
	if err != nil {
		return nil, "", err
	}
	rows, next = cut(rows, n, func(r threadRow) mark { return mark{r.At.UTC(), r.ID} })
	for _, r := range rows {
		items = append(items, r.item())
	}
	if err := enclosed(tx, id, may, items); err != nil {
		return nil, "", err
	}
	return items, next, d.marked(tx, id, may, items)
}

// enclosed puts the files of messages and notes where they came with.
func enclosed(tx *gorm.DB, id models.CaseID, may reader, items []models.ThreadItem) error {
	var rows []struct {
		Message string
		File    attachmentRow `gorm:"embedded"`
	}
	err := tx.Raw(`SELECT f.message, `+attachmentColumns+` FROM `+attachmentTables+`
		WHERE f.case_id = @case AND f.message IS NOT NULL AND (@staff OR NOT f.internal) ORDER BY f.id`,
		args{"case": string(id), "staff": may.staff}).Scan(&rows).Error
	for _, r := range rows {
		if i := slices.IndexFunc(items, func(t models.ThreadItem) bool { return t.ID == r.Message }); i >= 0 {
			items[i].Files = append(items[i].Files, r.File.attachment())
		}
	}
	return err
}
